/* SPDX-License-Identifier: MIT */

#include "service-lock.h"
#include "service-slot.h"

static void
await (InterprocessServiceSlot       *self,
       InterprocessServiceResolution *resolution)
{
  resolution->awaited = self;
  resolution->outermost->waiting = resolution;
  self->n_waiting++;

  interprocess_service_lock_wait ();

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
    interprocess_service_lock_wake_all ();
}
