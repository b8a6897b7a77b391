/* SPDX-License-Identifier: MIT */

#include "service-lock.h"
#include "service-slot.h"

/*
 * interprocess_service_slot_try_claim:
 * @keeps_thread: whether the caller will wait, if it has to, without doing anything else
 *
 * Claims a slot if nobody else creates its object. Then the object is there, or the caller is the
 * slot's creator and has to settle it. With the lock held.
 *
 * Returns: what to do: nothing, having failed with @error set, wait, or go on
 */
InterprocessServiceClaim
interprocess_service_slot_try_claim (InterprocessServiceSlot        *self,
                                     InterprocessServiceResolution  *resolution,
                                     gboolean                        keeps_thread,
                                     GError                        **error)
{
  if (self->creator != NULL)
    return interprocess_service_resolution_may_wait (resolution, self, keeps_thread, error)
             ? INTERPROCESS_SERVICE_CLAIM_WAIT
             : INTERPROCESS_SERVICE_CLAIM_FAILED;

  if (self->object == NULL)
    self->creator = resolution;

  return INTERPROCESS_SERVICE_CLAIM_DONE;
}

/*
 * interprocess_service_slot_claim:
 *
 * Claims a slot, after waiting while another one creates the object. With the lock held, which is
 * given up while waiting.
 *
 * Returns: %FALSE with @error set if that would be to wait for oneself
 */
gboolean
interprocess_service_slot_claim (InterprocessServiceSlot        *self,
                                 InterprocessServiceResolution  *resolution,
                                 GError                        **error)
{
  InterprocessServiceClaim claim;

  while ((claim = interprocess_service_slot_try_claim (self, resolution, TRUE, error)) ==
         INTERPROCESS_SERVICE_CLAIM_WAIT)
    {
      interprocess_service_resolution_begin_wait (resolution, self, TRUE);
      interprocess_service_lock_wait ();
      interprocess_service_resolution_end_wait (resolution, TRUE);
    }

  return claim == INTERPROCESS_SERVICE_CLAIM_DONE;
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
    g_atomic_pointer_set (&self->object, g_object_ref (object));
  self->creator = NULL;

  if (self->n_waiting > 0)
    interprocess_service_lock_wake_all ();
}
