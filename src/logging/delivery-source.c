/* SPDX-License-Identifier: MIT */

#include "delivery-source.h"

#include "logger-provider-private.h"
#include "structured-entry.h"

/* An entry on its way to the thread that delivers it. */
typedef struct
{
  InterprocessLoggerProvider *provider;
  InterprocessLogEntry *entry;
} QueuedEntry;

struct _InterprocessDeliverySource
{
  GSource parent_instance;

  GRecMutex mutex;  /* never taken twice; but a GMutex is a bare futex, which TSan cannot see */
  GQueue entries;   /* guarded by mutex */
  gboolean retired; /* guarded by mutex */
};

static void
queued_entry_free (QueuedEntry *self)
{
  g_object_unref (self->entry);
  g_object_unref (self->provider);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QueuedEntry, queued_entry_free)

/* One entry at a time, as the context has other things to do. */
static gboolean
interprocess_delivery_source_dispatch (GSource     *source,
                                       GSourceFunc  callback,
                                       gpointer     user_data)
{
  InterprocessDeliverySource *self = (InterprocessDeliverySource *) source;
  g_autoptr(QueuedEntry) queued = NULL;
  gboolean finished = FALSE;

  g_rec_mutex_lock (&self->mutex);
  queued = g_queue_pop_head (&self->entries);
  if (g_queue_is_empty (&self->entries))
    {
      g_source_set_ready_time (source, -1);
      finished = self->retired;
    }
  g_rec_mutex_unlock (&self->mutex);

  if (queued != NULL)
    interprocess_logger_provider_write (queued->provider, queued->entry);

  return finished ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* Entries that still wait when their context ends are not lost. They go to GLib's log and not to
 * the provider's class, which may bear no other thread than the one that the context had. */
static void
interprocess_delivery_source_finalize (GSource *source)
{
  InterprocessDeliverySource *self = (InterprocessDeliverySource *) source;
  QueuedEntry *queued;

  while ((queued = g_queue_pop_head (&self->entries)) != NULL)
    {
      interprocess_structured_entry_write (queued->entry);
      queued_entry_free (queued);
    }
  g_rec_mutex_clear (&self->mutex);
}

static GSourceFuncs interprocess_delivery_source_funcs = {
  .dispatch = interprocess_delivery_source_dispatch,
  .finalize = interprocess_delivery_source_finalize,
};

/*
 * interprocess_delivery_source_new:
 *
 * Returns: (transfer full): a source attached to @context, to be given back by
 *   interprocess_delivery_source_retire()
 */
InterprocessDeliverySource *
interprocess_delivery_source_new (GMainContext *context)
{
  GSource *source =
    g_source_new (&interprocess_delivery_source_funcs, sizeof (InterprocessDeliverySource));
  InterprocessDeliverySource *self = (InterprocessDeliverySource *) source;

  g_rec_mutex_init (&self->mutex);
  g_queue_init (&self->entries);
  g_source_set_static_name (source, "[interprocess] log entries");
  g_source_attach (source, context);

  return self;
}

/*
 * interprocess_delivery_source_retire:
 * @self: (transfer full): a source to which no more entries will come
 *
 * Lets go of a source, which leaves its context when it has delivered what waits.
 */
void
interprocess_delivery_source_retire (InterprocessDeliverySource *self)
{
  gboolean finished;

  g_rec_mutex_lock (&self->mutex);
  self->retired = TRUE;
  finished = g_queue_is_empty (&self->entries);
  g_rec_mutex_unlock (&self->mutex);

  if (finished)
    g_source_destroy ((GSource *) self);
  g_source_unref ((GSource *) self);
}

/*
 * interprocess_delivery_source_is_idle:
 *
 * Returns: whether no entry waits for its delivery to begin
 */
gboolean
interprocess_delivery_source_is_idle (InterprocessDeliverySource *self)
{
  gboolean idle;

  g_rec_mutex_lock (&self->mutex);
  idle = g_queue_is_empty (&self->entries);
  g_rec_mutex_unlock (&self->mutex);

  return idle;
}

void
interprocess_delivery_source_queue (InterprocessDeliverySource *self,
                                    InterprocessLoggerProvider *provider,
                                    InterprocessLogEntry       *entry)
{
  QueuedEntry *queued = g_new (QueuedEntry, 1);

  *queued = (QueuedEntry) { g_object_ref (provider), g_object_ref (entry) };
  g_rec_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->entries, queued);
  g_source_set_ready_time ((GSource *) self, 0);
  g_rec_mutex_unlock (&self->mutex);
}
