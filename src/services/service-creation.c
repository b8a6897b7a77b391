/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-closing.h"
#include "service-creation.h"
#include "service-lock.h"

/* What comes before and after the creation of an object, however that goes. */

/*
 * interprocess_service_creation_get_owner:
 * @store: the store of the provider that was asked
 *
 * Returns: the store where the object stays, or is closed
 */
InterprocessServiceStore *
interprocess_service_creation_get_owner (InterprocessServiceStore              *store,
                                         const InterprocessServiceRegistration *registration)
{
  return registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON ? store->root : store;
}

/*
 * interprocess_service_creation_check_scope:
 *
 * Returns: %FALSE with @error set if the service may not be created for this provider
 */
gboolean
interprocess_service_creation_check_scope (InterprocessServiceStore               *store,
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

/*
 * interprocess_service_creation_find:
 *
 * Returns: (transfer full) (nullable): the object of a registration, if there is one
 */
GObject *
interprocess_service_creation_find (InterprocessServiceStore              *store,
                                    const InterprocessServiceRegistration *registration)
{
  InterprocessServiceSlot *slot = interprocess_service_store_get_slot (store, registration);
  GObject *object = slot != NULL ? g_atomic_pointer_get (&slot->object) : NULL;

  return object != NULL ? g_object_ref (object) : NULL;
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
               "the factory returned an object of %s, which is not of the type %s: register it for "
               "what it returns",
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

  if (!known)
    interprocess_service_closing_close_object (object);
  g_object_unref (object);
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

/*
 * interprocess_service_creation_end:
 * @slot: (nullable): what the caller has claimed
 * @object: (transfer full) (nullable): what was created, %NULL if that failed
 *
 * Ends a creation. What was created is of no use if it is not what was promised, or if the store
 * was closed meanwhile.
 *
 * Returns: (transfer full): @object, or %NULL with @error set
 */
GObject *
interprocess_service_creation_end (InterprocessServiceStore               *store,
                                   const InterprocessServiceRegistration  *registration,
                                   InterprocessServiceSlot                *slot,
                                   GObject                                *object,
                                   GError                                **error)
{
  const gboolean fits = object != NULL && check_type (registration, object, error);

  if (keep (store, slot, fits ? object : NULL, error))
    return object;

  if (object != NULL)
    discard (store, object);
  return NULL;
}
