/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-level.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGING_OPTIONS (interprocess_logging_options_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLoggingOptions, interprocess_logging_options,
                      INTERPROCESS, LOGGING_OPTIONS, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggingOptions *
interprocess_logging_options_new (void);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogLevel
interprocess_logging_options_get_minimum_level (InterprocessLoggingOptions *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logging_options_set_minimum_level (InterprocessLoggingOptions *self,
                                                InterprocessLogLevel        level);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggingOptions *
interprocess_logging_options_add_filter (InterprocessLoggingOptions *self,
                                         const char                 *category,
                                         InterprocessLogLevel        level);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggingOptions *
interprocess_logging_options_add_provider_filter (InterprocessLoggingOptions *self,
                                                  GType                       provider_type,
                                                  const char                 *category,
                                                  InterprocessLogLevel        level);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_logging_options_parse (InterprocessLoggingOptions  *self,
                                    const char                  *text,
                                    GError                     **error);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logging_options_clear_filters (InterprocessLoggingOptions *self);

G_END_DECLS
