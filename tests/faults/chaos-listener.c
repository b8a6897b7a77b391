/* SPDX-License-Identifier: MIT */
/* What the library logs: how often it buried, revoked, sent again. */
#include "chaos-worker.h"

#define CHAOS_TYPE_LISTENER (chaos_listener_get_type ())

/* Its log goes into the ledger's counters. */
G_DECLARE_FINAL_TYPE (ChaosListener, chaos_listener, CHAOS, LISTENER, InterprocessLoggerProvider)

struct _ChaosListener
{
  InterprocessLoggerProvider parent_instance;
  Ledger *ledger;
  _Atomic guint64 heard[N_EVENTS]; /* the library counts by endpoint: each endpoint has a listener */
};

G_DEFINE_FINAL_TYPE (ChaosListener, chaos_listener, INTERPROCESS_TYPE_LOGGER_PROVIDER)

static void
chaos_listener_init (ChaosListener *self)
{
}

static void
chaos_listener_log (InterprocessLoggerProvider *provider, InterprocessLogEntry *entry)
{
  static const int ids[N_EVENTS] = {
    [EVENT_BURIED] = INTERPROCESS_QUEUE_EVENT_BURIED,
    [EVENT_REVOKED] = INTERPROCESS_QUEUE_EVENT_REVOKED,
    [EVENT_SENT_AGAIN] = INTERPROCESS_QUEUE_EVENT_SENT_AGAIN,
    [EVENT_RECOVERED] = INTERPROCESS_QUEUE_EVENT_RECOVERED,
  };
  ChaosListener *self = CHAOS_LISTENER (provider);
  guint64 total = 0;

  g_variant_lookup (interprocess_log_entry_get_fields (entry), "count", "t", &total);
  for (guint i = 0; i < N_EVENTS; i++)
    if (interprocess_log_entry_get_event_id (entry) == ids[i])
      {
        guint64 before = atomic_exchange (&self->heard[i], total);

        count (&self->ledger->events[i], total > before ? total - before : 0);
      }
}

static void
chaos_listener_class_init (ChaosListenerClass *class)
{
  INTERPROCESS_LOGGER_PROVIDER_CLASS (class)->log = chaos_listener_log;
}

InterprocessLoggerFactory *
listener_new (Ledger *ledger)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(ChaosListener) self = g_object_new (CHAOS_TYPE_LISTENER, NULL);
  InterprocessLoggerFactory *factory = interprocess_logger_factory_new ();

  self->ledger = ledger;
  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_INFORMATION);
  interprocess_logger_factory_set_options (factory, options);
  interprocess_logger_factory_add_provider (factory, INTERPROCESS_LOGGER_PROVIDER (self));
  return factory;
}
