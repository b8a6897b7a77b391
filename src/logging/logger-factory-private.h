/* SPDX-License-Identifier: MIT */
#pragma once

/* What a logger asks of the factory that made it. */

#include <interprocess/logger-factory.h>

#include "log-routes.h"

G_BEGIN_DECLS

/* Gives the logger its routes, now and whenever they change, until it is dropped. */
void interprocess_logger_factory_adopt (InterprocessLoggerFactory *self,
                                        InterprocessLogger        *logger);
void interprocess_logger_factory_drop  (InterprocessLoggerFactory *self,
                                        InterprocessLogger        *logger);

InterprocessLogRoutes *interprocess_logger_factory_dup_routes (InterprocessLoggerFactory *self,
                                                               InterprocessLogger        *logger);

/* No other factory of the process has or had the number. */
guint64 interprocess_logger_factory_get_number (InterprocessLoggerFactory *self);

G_END_DECLS
