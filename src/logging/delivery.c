/* SPDX-License-Identifier: MIT */

#include "delivery.h"

void
interprocess_delivery_init (InterprocessDelivery *self)
{
  g_rw_lock_init (&self->lock);
}

void
interprocess_delivery_clear (InterprocessDelivery *self)
{
  interprocess_delivery_set_context (self, NULL);
  g_rw_lock_clear (&self->lock);
}

GMainContext *
interprocess_delivery_dup_context (InterprocessDelivery *self)
{
  GMainContext *context;

  g_rw_lock_reader_lock (&self->lock);
  context = self->context != NULL ? g_main_context_ref (self->context) : NULL;
  g_rw_lock_reader_unlock (&self->lock);

  return context;
}

/* With the lock held for writing. */
static void
replace_context (InterprocessDelivery *self,
                 GMainContext         *context)
{
  g_clear_pointer (&self->source, interprocess_delivery_source_retire);
  self->context = context;
  if (context != NULL)
    {
      g_main_context_ref (context);
      self->source = interprocess_delivery_source_new (context);
    }
}

/*
 * interprocess_delivery_set_context:
 *
 * Entries that wait stay with the context that they were queued to.
 *
 * Returns: whether that changed anything
 */
gboolean
interprocess_delivery_set_context (InterprocessDelivery *self,
                                   GMainContext         *context)
{
  g_autoptr(GMainContext) old = NULL;
  gboolean changed;

  g_rw_lock_writer_lock (&self->lock);
  changed = context != self->context;
  if (changed)
    {
      old = self->context;
      replace_context (self, context);
    }
  g_rw_lock_writer_unlock (&self->lock);

  return changed;
}

/* The context's owner does not queue, or what it logs would be missing while it is busy - unless
 * older entries wait, which it must not overtake. With the lock held for reading. */
static gboolean
must_queue (InterprocessDelivery *self)
{
  if (self->context == NULL)
    return FALSE;

  return !g_main_context_is_owner (self->context) ||
         !interprocess_delivery_source_is_idle (self->source);
}

/*
 * interprocess_delivery_queue:
 *
 * Queues an entry, if it is not for the calling thread to deliver.
 *
 * Returns: whether it was queued
 */
gboolean
interprocess_delivery_queue (InterprocessDelivery       *self,
                             InterprocessLoggerProvider *provider,
                             InterprocessLogEntry       *entry)
{
  gboolean queued;

  g_rw_lock_reader_lock (&self->lock);
  queued = must_queue (self);
  if (queued)
    interprocess_delivery_source_queue (self->source, provider, entry);
  g_rw_lock_reader_unlock (&self->lock);

  return queued;
}
