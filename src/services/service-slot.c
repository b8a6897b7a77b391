/* SPDX-License-Identifier: MIT */

#include <pthread.h>

#include "service-slot.h"

/* One lock for all providers, so that threads which wait for each other are found out even if what
 * they create is in different ones. It is held for a few reads and writes, and never while user
 * code runs.
 *
 * It is not GLib's because that is a bare futex, of which the thread sanitizer knows nothing. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t settled = PTHREAD_COND_INITIALIZER;

void
interprocess_service_lock (void)
{
  pthread_mutex_lock (&mutex);
}

void
interprocess_service_unlock (void)
{
  pthread_mutex_unlock (&mutex);
}

static void
await (InterprocessServiceSlot       *self,
       InterprocessServiceResolution *resolution)
{
  resolution->awaited = self;
  resolution->outermost->waiting = resolution;
  self->n_waiting++;

  pthread_cond_wait (&settled, &mutex);

  self->n_waiting--;
  resolution->outermost->waiting = NULL;
  resolution->awaited = NULL;
}

/*
 * interprocess_service_slot_claim:
 *
 * Waits while another thread creates the object. Then it is there, or the caller is the slot's
 * creator and has to settle it.
 *
 * With the lock held, which is given up while waiting.
 *
 * Returns: %FALSE with @error set if that would be to wait for oneself
 */
gboolean
interprocess_service_slot_claim (InterprocessServiceSlot        *self,
                                 InterprocessServiceResolution  *resolution,
                                 GError                        **error)
{
  while (self->creator != NULL)
    {
      if (!interprocess_service_resolution_may_wait (resolution, self, error))
        return FALSE;
      await (self, resolution);
    }

  if (self->object == NULL)
    self->creator = resolution;

  return TRUE;
}

/*
 * interprocess_service_slot_settle:
 * @object: (nullable): what was created, %NULL if that failed
 *
 * Ends what interprocess_service_slot_claim() began. With the lock held.
 */
void
interprocess_service_slot_settle (InterprocessServiceSlot *self,
                                  GObject                 *object)
{
  if (object != NULL)
    self->object = g_object_ref (object);
  self->creator = NULL;

  if (self->n_waiting > 0)
    pthread_cond_broadcast (&settled);
}
