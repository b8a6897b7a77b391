/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/logger.h>

#include "log-routes.h"

G_BEGIN_DECLS

/* For the factory, which holds a lock meanwhile. */
InterprocessLogRoutes *interprocess_logger_get_routes  (InterprocessLogger    *self);
InterprocessLogRoutes *interprocess_logger_take_routes (InterprocessLogger    *self,
                                                        InterprocessLogRoutes *routes);

/* For the layers above, which stay silent without a logger: theirs may be NULL. */
static inline gboolean
interprocess_logger_wants (InterprocessLogger   *logger,
                           InterprocessLogLevel  level)
{
  return logger != NULL && INTERPROCESS_LOG_IS_ENABLED (logger, level);
}

G_END_DECLS
