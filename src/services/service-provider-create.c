/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-activator.h"
#include "service-provider-private.h"
#include "service-resolution.h"

/* Objects that are not services, but are created with services. */

static gboolean
take_all (InterprocessServiceArguments   *arguments,
          const InterprocessServicePlan  *plan,
          guint                           n_arguments,
          const char                     *names[],
          const GValue                    values[],
          GError                        **error)
{
  for (guint i = 0; i < n_arguments; i++)
    {
      if (!interprocess_service_arguments_take (arguments, plan->klass, names[i], &values[i],
                                                error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_class (GType    type,
             GError **error)
{
  if (G_TYPE_IS_OBJECT (type) && !G_TYPE_IS_ABSTRACT (type))
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
               "there are no objects of just this type: give a class that derives from GObject and "
               "is not abstract");
  return FALSE;
}

/* As a step of its own, so that errors name it. */
static GObject *
create (InterprocessServiceStore           *store,
        const InterprocessServiceIdentity  *identity,
        guint                               n_arguments,
        const char                         *names[],
        const GValue                        values[],
        GError                            **error)
{
  g_auto(InterprocessServiceArguments) arguments = { NULL };
  g_autoptr(InterprocessServicePlan) plan = NULL;

  if (!check_class (identity->type, error))
    return NULL;

  plan = interprocess_service_plan_new (identity->type, NULL);
  interprocess_service_arguments_init (&arguments, n_arguments + plan->injections->len);
  if (!take_all (&arguments, plan, n_arguments, names, values, error))
    return NULL;

  return interprocess_service_activator_create_with (store, plan, NULL, &arguments, error);
}

/**
 * interprocess_service_provider_create_instance:
 * @self: a service provider
 * @type: a class of objects, which need not be registered
 * @n_arguments: how many arguments there are
 * @names: (array length=n_arguments) (nullable): the names of properties
 * @values: (array length=n_arguments) (nullable): their values
 * @error: return location for an error
 *
 * Creates an object with what is given, and with services for all other properties that get one:
 * see [ctor@Interprocess.ServiceDescriptor.new]. It is `ActivatorUtilities.CreateInstance` of .NET.
 *
 * The object is the caller's: the provider does not keep it, and does not close it. From any
 * thread.
 *
 * Returns: (transfer full): a new object, or %NULL with @error set: one that
 *   [method@Interprocess.ServiceProvider.get_required_service] can have, or
 *   %INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT if the class has no such property or cannot take
 *   the value
 *
 * Since: 1.0
 */
GObject *
interprocess_service_provider_create_instance (InterprocessServiceProvider  *self,
                                               GType                         type,
                                               guint                         n_arguments,
                                               const char                   *names[],
                                               const GValue                  values[],
                                               GError                      **error)
{
  const InterprocessServiceRegistration as_if = { .identity = { .type = type } };
  InterprocessServiceResolution resolution;
  InterprocessServiceStore *store;
  GObject *object = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (n_arguments == 0 || (names != NULL && values != NULL), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  store = interprocess_service_provider_get_store (self);
  if (!interprocess_service_store_enter (store, &as_if.identity, error))
    return NULL;

  if (interprocess_service_resolution_begin (&resolution, &as_if, error))
    {
      object = create (store, &as_if.identity, n_arguments, names, values, error);
      interprocess_service_resolution_end (&resolution);
    }
  if (object == NULL)
    interprocess_service_resolution_prefix_error (&as_if.identity, error);
  interprocess_service_store_leave (store);

  return object;
}

/**
 * interprocess_service_provider_get_service_or_create_instance:
 * @self: a service provider
 * @type: a class of objects
 * @error: return location for an error
 *
 * Gets a service, or creates an object of the class if that is not registered as a service.
 *
 * From any thread.
 *
 * Returns: (transfer full) (type GObject.Object): an object of type @type, which the caller gives
 *   back by g_object_unref(); or %NULL with @error set: see
 *   [method@Interprocess.ServiceProvider.create_instance]
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_service_or_create_instance (
  InterprocessServiceProvider  *self,
  GType                         type,
  GError                      **error)
{
  GError *local_error = NULL;
  GObject *object;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  object = interprocess_service_provider_get_service (self, type, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else if (object == NULL)
    object = interprocess_service_provider_create_instance (self, type, 0, NULL, NULL, error);

  return object;
}
