/* SPDX-License-Identifier: MIT */
#pragma once

/* What a logger asks of the factory that made it. */

#include <interprocess/logger-factory.h>

G_BEGIN_DECLS

gboolean interprocess_logger_factory_is_enabled (InterprocessLoggerFactory *self,
                                                 InterprocessLogLevel       level);

/* Has the entry logged by the right thread. */
void interprocess_logger_factory_deliver (InterprocessLoggerFactory *self,
                                          const char                *category,
                                          InterprocessLogLevel       level,
                                          const char                *message,
                                          GVariant                  *fields);

/* Calls the class's function, in the calling thread. */
void interprocess_logger_factory_log (InterprocessLoggerFactory *self,
                                      const char                *category,
                                      InterprocessLogLevel       level,
                                      const char                *message,
                                      GVariant                  *fields);

G_END_DECLS
