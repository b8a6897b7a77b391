/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-request.h"
#include "service-resolver.h"
#include "service-suggestion.h"

/* What is asked for, by a user or for a property. The caller has entered the store, and holds no
 * lock: all of these may run user code. */

/*
 * interprocess_service_request_get:
 *
 * Returns: (transfer full) (nullable): an object; %NULL without an error if the service is not
 *   registered, or with @error set
 */
GObject *
interprocess_service_request_get (InterprocessServiceStore           *store,
                                  const InterprocessServiceIdentity  *identity,
                                  GError                            **error)
{
  const InterprocessServiceRegistration *registration;

  if (!interprocess_service_identity_check_single (identity, error))
    {
      interprocess_service_resolution_prefix_error (identity, error);
      return NULL;
    }

  registration =
    interprocess_service_registry_find (interprocess_service_store_get_registry (store), identity);
  if (registration == NULL)
    return NULL;

  return interprocess_service_resolver_resolve (store, registration, error);
}

/*
 * interprocess_service_request_get_required:
 *
 * Returns: (transfer full): an object, or %NULL with @error set
 */
GObject *
interprocess_service_request_get_required (InterprocessServiceStore           *store,
                                           const InterprocessServiceIdentity  *identity,
                                           GError                            **error)
{
  GError *local_error = NULL;
  GObject *object = interprocess_service_request_get (store, identity, &local_error);

  if (object == NULL && local_error == NULL)
    {
      g_autofree char *text = interprocess_service_suggestion_dup_missing_text (
        interprocess_service_store_get_registry (store), identity);

      g_set_error_literal (&local_error, INTERPROCESS_SERVICE_ERROR,
                           INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, text);
      interprocess_service_resolution_prefix_error (identity, &local_error);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);

  return object;
}

/*
 * interprocess_service_request_create_list:
 *
 * An interface need not be known to be one of objects, which a list store insists on.
 */
GListStore *
interprocess_service_request_create_list (GType service_type)
{
  const gboolean of_objects = g_type_is_a (service_type, G_TYPE_OBJECT);

  return g_list_store_new (of_objects ? service_type : G_TYPE_OBJECT);
}

/*
 * interprocess_service_request_get_all:
 *
 * Returns: (transfer full): the objects of all registrations, or %NULL with @error set
 */
GListStore *
interprocess_service_request_get_all (InterprocessServiceStore           *store,
                                      const InterprocessServiceIdentity  *identity,
                                      GError                            **error)
{
  const InterprocessServiceRegistration *registration = interprocess_service_registry_find_all (
    interprocess_service_store_get_registry (store), identity);
  g_autoptr(GListStore) list = interprocess_service_request_create_list (identity->type);

  for (; registration != NULL;
       registration = interprocess_service_registration_get_next (registration, identity))
    {
      g_autoptr(GObject) object =
        interprocess_service_resolver_resolve (store, registration, error);

      if (object == NULL)
        return NULL;
      g_list_store_append (list, object);
    }

  return g_steal_pointer (&list);
}
