/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/logger-provider.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_MEMORY_LOGGER_PROVIDER (interprocess_memory_logger_provider_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessMemoryLoggerProvider, interprocess_memory_logger_provider,
                      INTERPROCESS, MEMORY_LOGGER_PROVIDER, InterprocessLoggerProvider)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessMemoryLoggerProvider *
interprocess_memory_logger_provider_new (guint capacity);

INTERPROCESS_AVAILABLE_IN_1_0
guint
interprocess_memory_logger_provider_get_capacity (InterprocessMemoryLoggerProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
guint64
interprocess_memory_logger_provider_get_n_dropped (InterprocessMemoryLoggerProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
GListModel *
interprocess_memory_logger_provider_snapshot (InterprocessMemoryLoggerProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_memory_logger_provider_clear (InterprocessMemoryLoggerProvider *self);

G_END_DECLS
