/* SPDX-License-Identifier: MIT */

#include "service-activator.h"
#include "service-creation.h"
#include "service-lock.h"
#include "service-resolver.h"

/* Claims a slot, unless another thread has filled it meanwhile: then gives that @object. */
static gboolean
claim (InterprocessServiceStore       *store,
       InterprocessServiceSlot        *slot,
       InterprocessServiceResolution  *resolution,
       GObject                       **object,
       GError                        **error)
{
  gboolean claimed;

  interprocess_service_lock ();
  claimed = interprocess_service_slot_claim (slot, resolution, error);
  if (claimed && slot->object != NULL)
    {
      *object = g_object_ref (slot->object);
    }
  else if (claimed && !interprocess_service_store_is_open (store, error))
    {
      interprocess_service_slot_settle (slot, NULL);
      claimed = FALSE;
    }
  interprocess_service_unlock ();

  return claimed;
}

static GObject *
claim_and_create (InterprocessServiceStore       *store,
                  InterprocessServiceResolution  *resolution,
                  GError                        **error)
{
  InterprocessServiceSlot *slot =
    interprocess_service_store_get_slot (store, resolution->registration);
  GObject *object = NULL;

  if (slot != NULL && !claim (store, slot, resolution, &object, error))
    return NULL;
  if (object != NULL)
    return object;

  object = interprocess_service_activator_create (store, resolution->registration, error);

  return interprocess_service_creation_end (store, resolution->registration, slot, object, error);
}

/*
 * interprocess_service_resolver_resolve:
 * @store: the store of the provider that was asked, which the caller has entered
 *
 * Finds the object of a registration, or creates it. Runs user code: no lock may be held.
 *
 * Returns: (transfer full): an object of the service's type, or %NULL with @error set
 */
GObject *
interprocess_service_resolver_resolve (InterprocessServiceStore               *store,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error)
{
  InterprocessServiceStore *owner =
    interprocess_service_creation_get_owner (store, registration);
  InterprocessServiceResolution resolution;
  GObject *object = interprocess_service_creation_find (owner, registration);

  if (object == NULL &&
      interprocess_service_creation_check_scope (store, registration, error) &&
      interprocess_service_resolution_begin (&resolution, registration, error))
    {
      object = claim_and_create (owner, &resolution, error);
      interprocess_service_resolution_end (&resolution);
    }
  if (object == NULL)
    interprocess_service_resolution_prefix_own_error (registration, error);

  return object;
}
