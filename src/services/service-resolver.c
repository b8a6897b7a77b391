/* SPDX-License-Identifier: MIT */

#include <interprocess/closable.h>
#include <interprocess/service-error.h>

#include "service-activator.h"
#include "service-lock.h"
#include "service-resolver.h"

static gboolean
check_scope (InterprocessServiceStore               *store,
             const InterprocessServiceRegistration  *registration,
             GError                                **error)
{
  const InterprocessBuildFlags flags = interprocess_service_store_get_registry (store)->flags;

  if (store != store->root ||
      registration->lifetime != INTERPROCESS_SERVICE_LIFETIME_SCOPED ||
      (flags & INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES) == 0)
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
               "the service is scoped, and here it would live as long as a singleton: ask the "
               "provider of a scope for it, or register what needs it as scoped too");
  return FALSE;
}

static gboolean
check_type (const InterprocessServiceRegistration  *registration,
            GObject                                *object,
            GError                                **error)
{
  const GType type = registration->identity.type;

  if (g_type_is_a (G_OBJECT_TYPE (object), type))
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
               "the factory returned a %s, which is not a %s: register it for what it returns",
               G_OBJECT_TYPE_NAME (object), g_type_name (type));
  return FALSE;
}

/* Ends an object that nobody will get. */
static void
discard (InterprocessServiceStore *store,
         GObject                  *object)
{
  gboolean known;

  interprocess_service_lock ();
  known = interprocess_service_store_knows (store, object);
  interprocess_service_unlock ();

  if (!known && INTERPROCESS_IS_CLOSABLE (object))
    interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
  g_object_unref (object);
}

static GObject *
find_object (InterprocessServiceStore              *store,
             const InterprocessServiceRegistration *registration)
{
  InterprocessServiceSlot *slot = interprocess_service_store_get_slot (store, registration);
  GObject *object = NULL;

  if (slot == NULL)
    return NULL;

  interprocess_service_lock ();
  g_set_object (&object, slot->object);
  interprocess_service_unlock ();

  return object;
}

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

/* Ends a creation, one without @object if it failed. What was created is of no use if the store was
 * closed meanwhile. */
static gboolean
keep (InterprocessServiceStore  *store,
      InterprocessServiceSlot   *slot,
      GObject                   *object,
      GError                   **error)
{
  gboolean kept;

  interprocess_service_lock ();
  kept = object != NULL && interprocess_service_store_is_open (store, error);
  if (kept)
    interprocess_service_store_add (store, object);
  if (slot != NULL)
    interprocess_service_slot_settle (slot, kept ? object : NULL);
  interprocess_service_unlock ();

  return kept;
}

static GObject *
create (InterprocessServiceStore               *store,
        const InterprocessServiceRegistration  *registration,
        InterprocessServiceSlot                *slot,
        GError                                **error)
{
  GObject *object = interprocess_service_activator_create (store, registration, error);
  const gboolean fits = object != NULL && check_type (registration, object, error);

  if (keep (store, slot, fits ? object : NULL, error))
    return object;

  if (object != NULL)
    discard (store, object);
  return NULL;
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

  return create (store, resolution->registration, slot, error);
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
  const gboolean singleton = registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON;
  InterprocessServiceStore *owner = singleton ? store->root : store;
  InterprocessServiceResolution resolution;
  GObject *object = find_object (owner, registration);

  if (object == NULL &&
      check_scope (store, registration, error) &&
      interprocess_service_resolution_begin (&resolution, registration, error))
    {
      object = claim_and_create (owner, &resolution, error);
      interprocess_service_resolution_end (&resolution);
    }
  if (object == NULL)
    interprocess_service_resolution_prefix_error (&registration->identity, error);

  return object;
}
