/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/logger-provider.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_JSON_LOGGER_PROVIDER (interprocess_json_logger_provider_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessJsonLoggerProvider, interprocess_json_logger_provider,
                      INTERPROCESS, JSON_LOGGER_PROVIDER, InterprocessLoggerProvider)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessJsonLoggerProvider *interprocess_json_logger_provider_new        (GOutputStream *stream);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessJsonLoggerProvider *interprocess_json_logger_provider_new_for_fd (int            fd);

G_END_DECLS
