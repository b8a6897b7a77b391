/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-level.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGER (interprocess_logger_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLogger, interprocess_logger, INTERPROCESS, LOGGER, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_logger_get_category (InterprocessLogger *self);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_logger_is_enabled (InterprocessLogger   *self,
                                         InterprocessLogLevel  level);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_logger_log        (InterprocessLogger   *self,
                                         InterprocessLogLevel  level,
                                         const char           *message,
                                         GVariant             *fields);

G_END_DECLS
