/* SPDX-License-Identifier: MIT */

#include "service-activator.h"
#include "service-descriptor-private.h"
#include "service-validation.h"

static char *
find_service_fault (GType service)
{
  if (G_TYPE_IS_OBJECT (service) || G_TYPE_IS_INTERFACE (service))
    return NULL;

  return g_strdup ("a service is known by the type of a class that derives from GObject, or of an "
                   "interface, and this is neither");
}

static char *
find_type_fault (GType service,
                 GType type)
{
  if (!g_type_is_a (type, service))
    return g_strdup_printf ("%s is not a %s: register a class that derives from it or implements "
                            "it", g_type_name (type), g_type_name (service));
  if (!G_TYPE_IS_OBJECT (type))
    return g_strdup_printf ("%s is an interface: register a class that implements it, or a factory",
                            g_type_name (type));
  if (G_TYPE_IS_ABSTRACT (type))
    return g_strdup_printf ("%s is abstract: register a class that derives from it, or a factory",
                            g_type_name (type));

  return NULL;
}

static char *
find_instance_fault (GType                        service,
                     GObject                     *instance,
                     InterprocessServiceLifetime  lifetime)
{
  if (!g_type_is_a (G_OBJECT_TYPE (instance), service))
    return g_strdup_printf ("the instance is a %s and not a %s: register it as what it is",
                            G_OBJECT_TYPE_NAME (instance), g_type_name (service));
  if (lifetime != INTERPROCESS_SERVICE_LIFETIME_SINGLETON)
    return g_strdup ("an instance can only be a singleton");

  return NULL;
}

static char *
find_provision_fault (InterprocessServiceDescriptor *descriptor,
                      GType                          service)
{
  const GType type = interprocess_service_descriptor_get_implementation_type (descriptor);
  GObject *instance = interprocess_service_descriptor_get_implementation_instance (descriptor);

  if (instance != NULL)
    return find_instance_fault (service, instance,
                                interprocess_service_descriptor_get_lifetime (descriptor));
  if (interprocess_service_descriptor_has_factory (descriptor))
    return NULL;
  if (type == G_TYPE_INVALID || type == G_TYPE_NONE)
    return g_strdup ("nothing provides it: give a class, or a factory or an instance that is not "
                     "NULL");

  return find_type_fault (service, type);
}

/* What the container itself cannot do, as far as it is known before it tries. */
static char *
find_creation_fault (InterprocessServiceDescriptor *descriptor)
{
  const GType type = interprocess_service_descriptor_get_implementation_type (descriptor);
  g_autoptr(GError) error = NULL;

  if (type == G_TYPE_NONE || interprocess_service_activator_can_create (type, &error))
    return NULL;

  return g_strdup (error->message);
}

/*
 * interprocess_service_validation_find_fault:
 *
 * Says why a registration cannot work. The functions that register do not, so that registering
 * stays a chain of calls without errors to look at.
 *
 * Returns: (transfer full) (nullable): what is wrong and what to do about it, or %NULL if nothing
 */
char *
interprocess_service_validation_find_fault (InterprocessServiceDescriptor *descriptor,
                                            InterprocessBuildFlags         flags)
{
  const GType service = interprocess_service_descriptor_get_service_type (descriptor);
  char *fault = find_service_fault (service);

  if (fault == NULL)
    fault = find_provision_fault (descriptor, service);
  if (fault == NULL && (flags & INTERPROCESS_BUILD_FLAGS_VALIDATE) != 0)
    fault = find_creation_fault (descriptor);

  return fault;
}
