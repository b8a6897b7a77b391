/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/logger-provider.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_STRUCTURED_LOGGER_PROVIDER \
  (interprocess_structured_logger_provider_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessStructuredLoggerProvider, interprocess_structured_logger_provider,
                      INTERPROCESS, STRUCTURED_LOGGER_PROVIDER, InterprocessLoggerProvider)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessStructuredLoggerProvider *interprocess_structured_logger_provider_new (void);

G_END_DECLS
