/* SPDX-License-Identifier: MIT */

#include "service-descriptor-private.h"
#include "service-graph.h"
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
    return g_strdup_printf ("%s is not of the type %s: register a class that derives from it or "
                            "implements it", g_type_name (type), g_type_name (service));
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
    return g_strdup_printf ("the instance is of the type %s and not of %s: register it as what it "
                            "is", G_OBJECT_TYPE_NAME (instance), g_type_name (service));
  if (lifetime != INTERPROCESS_SERVICE_LIFETIME_SINGLETON)
    return g_strdup ("an instance can only be a singleton");

  return NULL;
}

/* What the container does not create has no properties for it to set. */
static char *
find_binding_fault (InterprocessServiceDescriptor *descriptor)
{
  const GPtrArray *bindings = interprocess_service_descriptor_get_bindings (descriptor);
  const InterprocessServiceBinding *first;

  if (bindings->len == 0)
    return NULL;

  first = g_ptr_array_index (bindings, 0);
  return g_strdup_printf ("the property \"%s\" is bound, but no class provides the service: set it "
                          "where the object is created", first->property);
}

static char *
find_provision_fault (InterprocessServiceDescriptor *descriptor,
                      GType                          service)
{
  const GType type = interprocess_service_descriptor_get_implementation_type (descriptor);
  GObject *instance = interprocess_service_descriptor_get_implementation_instance (descriptor);
  char *fault = NULL;

  if (instance != NULL)
    fault = find_instance_fault (service, instance,
                                 interprocess_service_descriptor_get_lifetime (descriptor));
  else if (!interprocess_service_descriptor_has_factory (descriptor))
    return type == G_TYPE_INVALID || type == G_TYPE_NONE
             ? g_strdup ("nothing provides it: give a class, or a factory or an instance that is "
                         "not NULL")
             : find_type_fault (service, type);

  return fault != NULL ? fault : find_binding_fault (descriptor);
}

/*
 * interprocess_service_validation_find_fault:
 *
 * Says why a registration cannot work, as far as it shows by itself. The functions that register do
 * not, so that registering stays a chain of calls without errors to look at.
 *
 * Returns: (transfer full) (nullable): what is wrong and what to do about it, or %NULL if nothing
 */
char *
interprocess_service_validation_find_fault (InterprocessServiceDescriptor *descriptor)
{
  const GType service = interprocess_service_descriptor_get_service_type (descriptor);
  char *fault = find_service_fault (service);

  return fault != NULL ? fault : find_provision_fault (descriptor, service);
}

typedef struct
{
  InterprocessServiceRegistry *registry;
  InterprocessServiceFaults *faults;
} Check;

static void
report (guint       position,
        const char *path,
        const char *fault,
        gpointer    user_data)
{
  Check *check = user_data;

  interprocess_service_faults_add (check->faults, position - check->registry->n_built_in, path,
                                   fault);
}

static gboolean
is_built_in (InterprocessServiceRegistry       *registry,
             const InterprocessServiceIdentity *identity)
{
  const InterprocessServiceRegistration *first =
    g_hash_table_lookup (registry->by_identity, identity);

  return first->position < registry->n_built_in;
}

/* Whether the class of a registration can be looked at. */
static gboolean
check_one (Check                                 *check,
           const InterprocessServiceRegistration *registration)
{
  const InterprocessServiceIdentity *identity = &registration->identity;
  g_autofree char *name = NULL;
  g_autofree char *fault =
    interprocess_service_validation_find_fault (registration->descriptor);

  if (fault == NULL && is_built_in (check->registry, identity))
    fault = g_strdup ("every provider has this service built in: leave it out");
  if (fault == NULL)
    return TRUE;

  name = interprocess_service_identity_dup_name (identity);
  report (registration->position, name, fault, check);
  return FALSE;
}

/*
 * interprocess_service_validation_check:
 *
 * Finds all that is wrong with a registry. Runs user code if all is to be validated: no lock may be
 * held.
 */
void
interprocess_service_validation_check (InterprocessServiceRegistry *registry,
                                       InterprocessServiceFaults   *faults)
{
  const guint n = registry->registrations->len;
  g_autofree gboolean *sound = g_new0 (gboolean, n);
  Check check = { .registry = registry, .faults = faults };

  for (guint i = registry->n_built_in; i < n; i++)
    sound[i] = check_one (&check, g_ptr_array_index (registry->registrations, i));

  if ((registry->flags & INTERPROCESS_BUILD_FLAGS_VALIDATE) != 0)
    interprocess_service_graph_check (registry, sound, report, &check);
}
