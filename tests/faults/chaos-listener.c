/* SPDX-License-Identifier: MIT */
/* What the library logs: how often it buried, revoked, sent again. */
#include "chaos-worker.h"

#define CHAOS_TYPE_LISTENER (chaos_listener_get_type ())

/* Its log goes into the ledger's counters. */
G_DECLARE_FINAL_TYPE (ChaosListener, chaos_listener, CHAOS, LISTENER, InterprocessLoggerFactory)

struct _ChaosListener
{
  InterprocessLoggerFactory parent_instance;
  Ledger *ledger;
  _Atomic guint64 heard[N_EVENTS]; /* the library counts by endpoint: each endpoint has a listener */
};

G_DEFINE_FINAL_TYPE (ChaosListener, chaos_listener, INTERPROCESS_TYPE_LOGGER_FACTORY)

static void
chaos_listener_init (ChaosListener *self)
{
  interprocess_logger_factory_set_minimum_level (INTERPROCESS_LOGGER_FACTORY (self),
                                                 INTERPROCESS_LOG_LEVEL_INFORMATION);
}

static void
chaos_listener_log (InterprocessLoggerFactory *factory,
                    const char *category,
                    InterprocessLogLevel level,
                    const char *message,
                    GVariant *fields)
{
  static const char *const codes[N_EVENTS] = {
    [EVENT_BURIED] = "buried",         [EVENT_REVOKED] = "revoked",
    [EVENT_SENT_AGAIN] = "sent-again", [EVENT_RECOVERED] = "recovered",
  };
  ChaosListener *self = CHAOS_LISTENER (factory);
  const char *code = "";
  guint64 total = 0;

  g_variant_lookup (fields, "code", "&s", &code);
  g_variant_lookup (fields, "count", "t", &total);
  for (guint i = 0; i < N_EVENTS; i++)
    if (g_str_equal (code, codes[i]))
      {
        guint64 before = atomic_exchange (&self->heard[i], total);

        count (&self->ledger->events[i], total > before ? total - before : 0);
      }
}

static void
chaos_listener_class_init (ChaosListenerClass *class)
{
  INTERPROCESS_LOGGER_FACTORY_CLASS (class)->log = chaos_listener_log;
}

InterprocessLoggerFactory *
listener_new (Ledger *ledger)
{
  ChaosListener *self = g_object_new (CHAOS_TYPE_LISTENER, NULL);

  self->ledger = ledger;
  return INTERPROCESS_LOGGER_FACTORY (self);
}
