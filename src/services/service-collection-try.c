/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-collection-private.h"

/* The ways to add a registration that look at what is there. */

static gboolean
find_like (InterprocessServiceCollection *self,
           InterprocessServiceDescriptor *descriptor,
           guint                         *position)
{
  return interprocess_service_collection_find (
    self, interprocess_service_descriptor_get_service_type (descriptor),
    interprocess_service_descriptor_get_key (descriptor), position);
}

/**
 * interprocess_service_collection_try_add:
 * @self: a service collection
 * @descriptor: a registration
 *
 * Adds a registration unless its service has one. So a library registers what the application may
 * have registered before, otherwise.
 *
 * Returns: whether it was added
 *
 * Since: 1.0
 */
gboolean
interprocess_service_collection_try_add (InterprocessServiceCollection *self,
                                         InterprocessServiceDescriptor *descriptor)
{
  guint position;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), FALSE);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), FALSE);

  if (find_like (self, descriptor, &position))
    return FALSE;

  interprocess_service_collection_add (self, descriptor);
  return TRUE;
}

/* The class of what a registration provides; a factory does not tell. */
static GType
get_provided_type (InterprocessServiceDescriptor *descriptor)
{
  GObject *instance = interprocess_service_descriptor_get_implementation_instance (descriptor);

  return instance != NULL ? G_OBJECT_TYPE (instance)
                          : interprocess_service_descriptor_get_implementation_type (descriptor);
}

static gboolean
is_same (InterprocessServiceDescriptor *one,
         InterprocessServiceDescriptor *other)
{
  return interprocess_service_descriptor_get_service_type (one) ==
           interprocess_service_descriptor_get_service_type (other) &&
         get_provided_type (one) == get_provided_type (other) &&
         g_strcmp0 (interprocess_service_descriptor_get_key (one),
                    interprocess_service_descriptor_get_key (other)) == 0;
}

static gboolean
has_same (InterprocessServiceCollection *self,
          InterprocessServiceDescriptor *descriptor)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr(InterprocessServiceDescriptor) other =
        g_list_model_get_item (G_LIST_MODEL (self), i);

      if (is_same (other, descriptor))
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_distinguishable (InterprocessServiceDescriptor  *descriptor,
                       GError                        **error)
{
  const GType service = interprocess_service_descriptor_get_service_type (descriptor);
  const GType provided = get_provided_type (descriptor);

  if (provided != service && provided != G_TYPE_OBJECT && G_TYPE_IS_OBJECT (provided))
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INDISTINGUISHABLE,
               "%s: nothing tells this registration from others of the service: it needs a class "
               "or an instance of a class that is not %s itself, or use add() instead",
               g_type_name (service), g_type_name (service));
  return FALSE;
}

/**
 * interprocess_service_collection_try_add_enumerable:
 * @self: a service collection
 * @descriptor: a registration, by a class or an instance
 * @error: return location for an error
 *
 * Adds a registration unless its service has one by the same class. So several libraries each add
 * what they provide to a list of services, once.
 *
 * Returns: whether it was added; %FALSE without an error if it is there already, or with @error
 *   set: %INTERPROCESS_SERVICE_ERROR_INDISTINGUISHABLE if the registration is by a factory, or by
 *   the service's own type
 *
 * Since: 1.0
 */
gboolean
interprocess_service_collection_try_add_enumerable (InterprocessServiceCollection  *self,
                                                    InterprocessServiceDescriptor  *descriptor,
                                                    GError                        **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), FALSE);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!check_distinguishable (descriptor, error) || has_same (self, descriptor))
    return FALSE;

  interprocess_service_collection_add (self, descriptor);
  return TRUE;
}

/**
 * interprocess_service_collection_replace:
 * @self: a service collection
 * @descriptor: a registration
 *
 * Removes the first registration of the same service, if there is one, and adds this at the end.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_replace (InterprocessServiceCollection *self,
                                         InterprocessServiceDescriptor *descriptor)
{
  guint position;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), self);

  /* It may be the one that is removed, and the collection's the only reference. */
  g_object_ref (descriptor);
  if (find_like (self, descriptor, &position))
    interprocess_service_collection_remove_at (self, position);
  interprocess_service_collection_add (self, descriptor);
  g_object_unref (descriptor);

  return self;
}
