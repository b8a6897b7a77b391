/* SPDX-License-Identifier: MIT */
#pragma once

/* For the layers above, which stay silent without a logger: theirs may be NULL. */

#include <interprocess/logger.h>

G_BEGIN_DECLS

/* interprocess_logger_is_enabled() for the busiest paths: the type is not checked. */
gboolean interprocess_logger_is_on (InterprocessLogger   *self,
                                    InterprocessLogLevel  level);

static inline gboolean
interprocess_logger_wants (InterprocessLogger   *logger,
                           InterprocessLogLevel  level)
{
  return logger != NULL && interprocess_logger_is_on (logger, level);
}

void interprocess_logger_log_format (InterprocessLogger   *self,
                                     InterprocessLogLevel  level,
                                     GVariant             *fields,
                                     const char           *format,
                                     ...) G_GNUC_PRINTF (4, 5);

/* A macro, so that neither the fields nor the message's arguments are even evaluated unless the
 * level is on. The logger and the level are evaluated twice. */
#define interprocess_logger_write(logger, level, fields, ...)                                \
  G_STMT_START                                                                               \
  {                                                                                          \
    if (interprocess_logger_wants ((logger), (level)))                                       \
      interprocess_logger_log_format ((logger), (level), (fields), __VA_ARGS__);             \
  }                                                                                          \
  G_STMT_END

G_END_DECLS
