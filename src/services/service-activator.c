/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-activator.h"
#include "service-descriptor-private.h"

/*
 * interprocess_service_activator_can_create:
 *
 * Whether objects of a class, which is not abstract, can be created. A class that has to be
 * initialised cannot yet: it would come back half made.
 */
gboolean
interprocess_service_activator_can_create (GType    type,
                                           GError **error)
{
  if (g_type_is_a (type, G_TYPE_INITABLE) || g_type_is_a (type, G_TYPE_ASYNC_INITABLE))
    {
      g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
                   "%s has to be initialised after it is created, which may fail: register a "
                   "factory that does both", g_type_name (type));
      return FALSE;
    }

  return TRUE;
}

static GObject *
create_by_type (GType    type,
                GError **error)
{
  if (!interprocess_service_activator_can_create (type, error))
    return NULL;

  return g_object_new (type, NULL);
}

static GObject *
create_by_factory (InterprocessServiceDescriptor  *descriptor,
                   InterprocessServiceProvider    *provider,
                   const char                     *key,
                   GError                        **error)
{
  GError *local_error = NULL;
  GObject *object =
    interprocess_service_descriptor_call_factory (descriptor, provider, key, &local_error);

  if (object != NULL)
    {
      /* What is returned counts: an error beside it is a slip of the factory. */
      g_clear_error (&local_error);
      return object;
    }

  if (local_error == NULL)
    g_set_error (&local_error,
                 INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                 "the factory returned nothing and set no error, as one in Python does when it "
                 "raises an exception: have it return an object, or an error that says why not");
  g_propagate_error (error, local_error);
  return NULL;
}

/*
 * interprocess_service_activator_create:
 *
 * Creates an object as a descriptor says. This is the one place where objects come from. It runs
 * user code: no lock may be held.
 *
 * Returns: (transfer full): an object of whatever type, or %NULL with @error set
 */
GObject *
interprocess_service_activator_create (InterprocessServiceDescriptor  *descriptor,
                                       InterprocessServiceProvider    *provider,
                                       const char                     *key,
                                       GError                        **error)
{
  const GType type = interprocess_service_descriptor_get_implementation_type (descriptor);
  GObject *object;

  if (interprocess_service_descriptor_has_factory (descriptor))
    object = create_by_factory (descriptor, provider, key, error);
  else
    object = create_by_type (type, error);

  /* Whoever creates an object owns it, and nobody is there to sink it. */
  if (object != NULL && g_object_is_floating (object))
    g_object_ref_sink (object);

  return object;
}
