/* SPDX-License-Identifier: MIT */

#include <gio/gio.h>

#include <interprocess/service-error.h>

#include "service-activator.h"
#include "service-descriptor-private.h"

static gboolean
check_initialisation (GType    type,
                      GError **error)
{
  if (g_type_is_a (type, G_TYPE_INITABLE) || !g_type_is_a (type, G_TYPE_ASYNC_INITABLE))
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
               "%s is initialised asynchronously: get it with get_service_async()",
               g_type_name (type));
  return FALSE;
}

/*
 * interprocess_service_activator_set_silent_failure:
 *
 * Says of an object that could not be initialised what it does not say itself.
 */
void
interprocess_service_activator_set_silent_failure (GObject  *object,
                                                   GError  **error)
{
  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
               "%s could not be initialised and set no error: have it set one that says why",
               G_OBJECT_TYPE_NAME (object));
}

/* A constructor has no way to fail, but one in JavaScript that throws gives no object. */
static gboolean
check_created (GObject  *object,
               GError  **error)
{
  if (object == NULL)
    g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                 "the constructor of the class gave no object: have the class implement GInitable, "
                 "which can fail and say why");

  return object != NULL;
}

/*
 * interprocess_service_activator_initialise:
 * @object: (transfer full) (nullable): a new object, %NULL if its constructor failed
 *
 * Initialises an object if that can be done at once. One that fails is of no use, and is not
 * closed: it holds nothing yet. This runs user code: no lock may be held.
 *
 * Returns: (transfer full): @object, or %NULL with @error set
 */
GObject *
interprocess_service_activator_initialise (GObject  *object,
                                           GError  **error)
{
  GError *local_error = NULL;

  if (!check_created (object, error))
    return NULL;
  if (!G_IS_INITABLE (object))
    return object;
  if (g_initable_init (G_INITABLE (object), NULL, &local_error))
    {
      g_clear_error (&local_error);
      return object;
    }

  if (local_error == NULL)
    interprocess_service_activator_set_silent_failure (object, &local_error);
  g_propagate_error (error, local_error);
  g_object_unref (object);
  return NULL;
}

/* Whoever creates an object owns it, and nobody is there to sink it. */
static GObject *
sink (GObject *object)
{
  if (object != NULL && g_object_is_floating (object))
    g_object_ref_sink (object);

  return object;
}

/*
 * interprocess_service_activator_instantiate:
 *
 * Creates an object of a class, and leaves it as it is. This runs user code: no lock may be held.
 *
 * Returns: (transfer full) (nullable): a new object, %NULL if its constructor failed
 */
GObject *
interprocess_service_activator_instantiate (const InterprocessServicePlan *plan,
                                            InterprocessServiceArguments  *arguments)
{
  return sink (g_object_new_with_properties (G_OBJECT_CLASS_TYPE (plan->klass), arguments->n,
                                             arguments->names, arguments->values));
}

/*
 * interprocess_service_activator_create_with:
 * @arguments: what there is already, with room for all that @plan adds
 *
 * Creates an object of a class and initialises it. This runs user code: no lock may be held.
 *
 * Returns: (transfer full): an object, or %NULL with @error set
 */
GObject *
interprocess_service_activator_create_with (InterprocessServiceStore       *store,
                                            const InterprocessServicePlan  *plan,
                                            const char                     *own_key,
                                            InterprocessServiceArguments   *arguments,
                                            GError                        **error)
{
  if (!interprocess_service_plan_check (plan, error) ||
      !check_initialisation (G_OBJECT_CLASS_TYPE (plan->klass), error) ||
      !interprocess_service_arguments_inject (arguments, plan, store, own_key, error))
    return NULL;

  return interprocess_service_activator_initialise (
    interprocess_service_activator_instantiate (plan, arguments), error);
}

static GObject *
create_by_type (InterprocessServiceStore               *store,
                const InterprocessServiceRegistration  *registration,
                GError                                **error)
{
  const InterprocessServicePlan *plan =
    interprocess_service_descriptor_get_plan (registration->descriptor);
  g_auto(InterprocessServiceArguments) arguments = { NULL };

  interprocess_service_arguments_init (&arguments, plan->injections->len);

  return interprocess_service_activator_create_with (store, plan, registration->identity.key,
                                                     &arguments, error);
}

static GObject *
create_by_factory (InterprocessServiceStore               *store,
                   const InterprocessServiceRegistration  *registration,
                   GError                                **error)
{
  GError *local_error = NULL;
  GObject *object = interprocess_service_descriptor_call_factory (
    registration->descriptor, store->provider, registration->identity.key, &local_error);

  if (object != NULL)
    {
      /* What is returned counts: an error beside it is a slip of the factory. */
      g_clear_error (&local_error);
      return sink (object);
    }

  if (local_error == NULL)
    g_set_error (&local_error,
                 INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                 "the factory returned nothing and set no error: have it return an object, or set "
                 "an error that says why not");
  g_propagate_error (error, local_error);
  return NULL;
}

/*
 * interprocess_service_activator_create:
 * @store: where it is created, which the caller has entered
 *
 * Creates an object as a registration says. It runs user code: no lock may be held.
 *
 * Returns: (transfer full): an object of whatever type, or %NULL with @error set
 */
GObject *
interprocess_service_activator_create (InterprocessServiceStore               *store,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error)
{
  if (!interprocess_service_descriptor_check_thread (registration->descriptor, error))
    return NULL;
  if (interprocess_service_descriptor_has_factory (registration->descriptor))
    return create_by_factory (store, registration, error);

  return create_by_type (store, registration, error);
}
