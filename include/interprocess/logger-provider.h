/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-entry.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGER_PROVIDER (interprocess_logger_provider_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (InterprocessLoggerProvider, interprocess_logger_provider,
                          INTERPROCESS, LOGGER_PROVIDER, GObject)

/**
 * InterprocessLoggerProviderClass:
 * @log: writes one entry; called for enabled levels only, from several threads at once unless
 *   [property@Interprocess.LoggerProvider:deliver-context] is set
 *
 * The function that a class deriving from the logger provider has to provide.
 *
 * Since: 1.0
 */
struct _InterprocessLoggerProviderClass
{
  /*< private >*/
  GObjectClass parent_class;

  /*< public >*/
  void (*log) (InterprocessLoggerProvider *self,
               InterprocessLogEntry       *entry);

  /*< private >*/
  gpointer padding[8];
};

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logger_provider_log (InterprocessLoggerProvider *self,
                                  InterprocessLogEntry       *entry);

INTERPROCESS_AVAILABLE_IN_1_0
GMainContext *
interprocess_logger_provider_dup_deliver_context (InterprocessLoggerProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logger_provider_set_deliver_context (InterprocessLoggerProvider *self,
                                                  GMainContext               *context);

G_END_DECLS
