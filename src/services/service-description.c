/* SPDX-License-Identifier: MIT */

#include "service-description.h"
#include "service-descriptor-private.h"

static const char *const lifetime_names[] = { "singleton", "scoped", "transient" };
static const char *const shapes[] = { "box", "ellipse", "plain" };

static const InterprocessServiceRegistration *
get_registration (InterprocessServiceRegistry *registry,
                  guint                        position)
{
  return g_ptr_array_index (registry->registrations, position);
}

static GObject *
get_instance (const InterprocessServiceRegistration *registration)
{
  return interprocess_service_descriptor_get_implementation_instance (registration->descriptor);
}

static const InterprocessServicePlan *
get_plan (const InterprocessServiceRegistration *registration)
{
  if (get_instance (registration) != NULL ||
      interprocess_service_descriptor_has_factory (registration->descriptor))
    return NULL;

  return interprocess_service_descriptor_get_plan (registration->descriptor);
}

static char *
dup_provision (const InterprocessServiceRegistration *registration)
{
  GObject *instance = get_instance (registration);

  if (instance != NULL)
    return g_strdup_printf ("an instance of %s", G_OBJECT_TYPE_NAME (instance));
  if (interprocess_service_descriptor_has_factory (registration->descriptor))
    return g_strdup ("a factory");

  return g_strdup_printf ("the class %s", g_type_name (
    interprocess_service_descriptor_get_implementation_type (registration->descriptor)));
}

/* What is needed is known of a service, and of many. */
static InterprocessServiceIdentity
get_need (const InterprocessServiceRegistration *registration,
          const InterprocessServiceInjection    *injection)
{
  return interprocess_service_injection_get_identity (injection, registration->identity.key);
}

static void
write_service (GString                               *text,
               InterprocessServiceRegistry           *registry,
               const InterprocessServiceRegistration *registration,
               const InterprocessServiceInjection    *injection)
{
  const InterprocessServiceIdentity need = get_need (registration, injection);

  interprocess_service_identity_append_name (&need, text);
  if (!injection->required)
    g_string_append (text, ", optional");
  if (!interprocess_service_registry_has (registry, &need))
    g_string_append (text, ", not registered");
}

static void
write_many (GString                               *text,
            InterprocessServiceRegistry           *registry,
            const InterprocessServiceRegistration *registration,
            const InterprocessServiceInjection    *injection)
{
  const InterprocessServiceIdentity need = get_need (registration, injection);

  interprocess_service_identity_append_name (&need, text);
  g_string_append_printf (text, ", all of them: %u",
                          interprocess_service_registry_count (registry, &need));
}

static void
write_injection (GString                               *text,
                 InterprocessServiceRegistry           *registry,
                 const InterprocessServiceRegistration *registration,
                 const InterprocessServiceInjection    *injection)
{
  g_autofree char *value = NULL;

  g_string_append_printf (text, "  %s: ", injection->property->name);
  switch (injection->source)
    {
    case INTERPROCESS_SERVICE_SOURCE_SERVICE:
      write_service (text, registry, registration, injection);
      break;
    case INTERPROCESS_SERVICE_SOURCE_MANY:
      write_many (text, registry, registration, injection);
      break;
    case INTERPROCESS_SERVICE_SOURCE_OWN_KEY:
      g_string_append (text, "its key");
      break;
    case INTERPROCESS_SERVICE_SOURCE_VALUE:
      value = G_IS_VALUE (&injection->value) ? g_strdup_value_contents (&injection->value) : NULL;
      g_string_append (text, value != NULL ? value : "a value that does not fit");
      break;
    default:
      g_assert_not_reached ();
    }
  g_string_append_c (text, '\n');
}

static void
write_registration (GString                               *text,
                    InterprocessServiceRegistry           *registry,
                    const InterprocessServiceRegistration *registration)
{
  const InterprocessServicePlan *plan = get_plan (registration);
  g_autofree char *provision = dup_provision (registration);

  interprocess_service_identity_append_name (&registration->identity, text);
  g_string_append_printf (text, ", %s: %s\n", lifetime_names[registration->lifetime], provision);

  for (guint i = 0; plan != NULL && i < plan->injections->len; i++)
    write_injection (text, registry, registration, interprocess_service_plan_get (plan, i));
}

/*
 * interprocess_service_description_write:
 *
 * Describes all registrations. This makes classes known, and so may run user code: no lock may be
 * held.
 */
char *
interprocess_service_description_write (InterprocessServiceRegistry *registry)
{
  GString *text = g_string_new (NULL);

  for (guint i = registry->n_built_in; i < registry->registrations->len; i++)
    write_registration (text, registry, get_registration (registry, i));

  return g_string_free (text, FALSE);
}

static char *
dup_quoted_name (const InterprocessServiceIdentity *identity)
{
  g_autofree char *name = interprocess_service_identity_dup_name (identity);
  g_autoptr(GString) escaped = g_string_new (name);

  g_string_replace (escaped, "\\", "\\\\", 0);
  g_string_replace (escaped, "\"", "\\\"", 0);

  return g_strdup_printf ("\"%s\"", escaped->str);
}

static void
draw_node (GString                               *text,
           const InterprocessServiceRegistration *registration)
{
  g_autofree char *name = dup_quoted_name (&registration->identity);
  g_autofree char *provision = dup_provision (registration);

  g_string_append_printf (text, "  n%u [label=%s, shape=%s, tooltip=\"%s, %s\"];\n",
                          registration->position, name, shapes[registration->lifetime],
                          lifetime_names[registration->lifetime], provision);
}

/* Built-in services are drawn where something needs them. */
static void
draw_edge (GString                               *text,
           InterprocessServiceRegistry           *registry,
           const InterprocessServiceRegistration *from,
           const InterprocessServiceRegistration *to,
           const InterprocessServiceInjection    *injection)
{
  const gboolean optional =
    injection->source == INTERPROCESS_SERVICE_SOURCE_SERVICE && !injection->required;

  if (to->position < registry->n_built_in)
    draw_node (text, to);
  g_string_append_printf (text, "  n%u -> n%u [label=\"%s\"%s];\n", from->position, to->position,
                          injection->property->name, optional ? ", style=dashed" : "");
}

static void
draw_missing (GString                               *text,
              const InterprocessServiceRegistration *from,
              const InterprocessServiceIdentity     *need,
              const InterprocessServiceInjection    *injection)
{
  g_autofree char *name = dup_quoted_name (need);

  g_string_append_printf (text, "  %s [style=dotted];\n  n%u -> %s [label=\"%s\", style=dotted];\n",
                          name, from->position, name, injection->property->name);
}

static void
draw_many (GString                               *text,
           InterprocessServiceRegistry           *registry,
           const InterprocessServiceRegistration *registration,
           const InterprocessServiceInjection    *injection)
{
  const InterprocessServiceIdentity need = get_need (registration, injection);
  const InterprocessServiceRegistration *one =
    interprocess_service_registry_find_all (registry, &need);

  for (; one != NULL; one = interprocess_service_registration_get_next (one, &need))
    draw_edge (text, registry, registration, one, injection);
}

static void
draw_service (GString                               *text,
              InterprocessServiceRegistry           *registry,
              const InterprocessServiceRegistration *registration,
              const InterprocessServiceInjection    *injection)
{
  const InterprocessServiceIdentity need = get_need (registration, injection);
  const InterprocessServiceRegistration *found =
    interprocess_service_registry_find_registered (registry, &need);

  if (found != NULL)
    draw_edge (text, registry, registration, found, injection);
  else if (injection->required)
    draw_missing (text, registration, &need, injection);
}

static void
draw_injection (GString                               *text,
                InterprocessServiceRegistry           *registry,
                const InterprocessServiceRegistration *registration,
                const InterprocessServiceInjection    *injection)
{
  if (injection->source == INTERPROCESS_SERVICE_SOURCE_MANY)
    draw_many (text, registry, registration, injection);
  else if (injection->source == INTERPROCESS_SERVICE_SOURCE_SERVICE)
    draw_service (text, registry, registration, injection);
}

static void
draw_nodes (GString                     *text,
            InterprocessServiceRegistry *registry)
{
  for (guint i = registry->n_built_in; i < registry->registrations->len; i++)
    draw_node (text, get_registration (registry, i));
}

static void
draw_edges (GString                     *text,
            InterprocessServiceRegistry *registry)
{
  for (guint i = registry->n_built_in; i < registry->registrations->len; i++)
    {
      const InterprocessServiceRegistration *registration = get_registration (registry, i);
      const InterprocessServicePlan *plan = get_plan (registration);

      for (guint j = 0; plan != NULL && j < plan->injections->len; j++)
        draw_injection (text, registry, registration, interprocess_service_plan_get (plan, j));
    }
}

/*
 * interprocess_service_description_draw:
 *
 * Describes all registrations in the language of Graphviz. This makes classes known, and so may run
 * user code: no lock may be held.
 */
char *
interprocess_service_description_draw (InterprocessServiceRegistry *registry)
{
  GString *text = g_string_new ("digraph services {\n");

  draw_nodes (text, registry);
  draw_edges (text, registry);
  g_string_append (text, "}\n");

  return g_string_free (text, FALSE);
}
