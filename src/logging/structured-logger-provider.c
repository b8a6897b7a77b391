/* SPDX-License-Identifier: MIT */

#include <interprocess/structured-logger-provider.h>

#include "structured-entry.h"

/**
 * InterprocessStructuredLoggerProvider:
 *
 * Writes entries to GLib's structured log, and by it to the journal or to standard error.
 *
 * The category is the log domain, so that `G_MESSAGES_DEBUG=Interprocess.Queue` shows all that the
 * queues have to say. The levels become GLib's as [enum@Interprocess.LogLevel] says. Each field is
 * written with an `INTERPROCESS_` prefix and in upper case: `queue` becomes `INTERPROCESS_QUEUE`.
 * Strings are written as they are, other values as [method@GLib.Variant.print] does. An event is
 * written as `INTERPROCESS_EVENT_ID` and `INTERPROCESS_EVENT_NAME`.
 *
 * A logger factory without any provider has one of this class.
 *
 * Since: 1.0
 */
struct _InterprocessStructuredLoggerProvider
{
  InterprocessLoggerProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (InterprocessStructuredLoggerProvider, interprocess_structured_logger_provider,
                     INTERPROCESS_TYPE_LOGGER_PROVIDER)

static void
interprocess_structured_logger_provider_log (InterprocessLoggerProvider *provider,
                                             InterprocessLogEntry       *entry)
{
  interprocess_structured_entry_write (entry);
}

static void
interprocess_structured_logger_provider_class_init (
  InterprocessStructuredLoggerProviderClass *klass)
{
  INTERPROCESS_LOGGER_PROVIDER_CLASS (klass)->log = interprocess_structured_logger_provider_log;
}

static void
interprocess_structured_logger_provider_init (InterprocessStructuredLoggerProvider *self)
{
}

/**
 * interprocess_structured_logger_provider_new:
 *
 * Makes a provider that writes to GLib's structured log.
 *
 * Returns: (transfer full): a new logger provider
 *
 * Since: 1.0
 */
InterprocessStructuredLoggerProvider *
interprocess_structured_logger_provider_new (void)
{
  return g_object_new (INTERPROCESS_TYPE_STRUCTURED_LOGGER_PROVIDER, NULL);
}
