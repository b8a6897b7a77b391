/* SPDX-License-Identifier: MIT */

#include <gio/gio.h>
#include <string.h>

#include <interprocess/service-error.h>

#include "service-confinement.h"
#include "service-conversion.h"
#include "service-plan.h"

G_GNUC_PRINTF (2, 3)
static void
add_fault (InterprocessServicePlan *self,
           const char              *format,
           ...)
{
  va_list arguments;

  if (self->faults == NULL)
    self->faults = g_ptr_array_new_with_free_func (g_free);

  va_start (arguments, format);
  g_ptr_array_add (self->faults, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
holds_objects (GParamSpec *property)
{
  return G_TYPE_IS_OBJECT (property->value_type) || G_TYPE_IS_INTERFACE (property->value_type);
}

static void
check_service (InterprocessServicePlan            *self,
               const InterprocessServiceInjection *injection)
{
  const InterprocessServiceIdentity identity =
    interprocess_service_injection_get_identity (injection, NULL);

  if (!holds_objects (injection->property))
    add_fault (self, "the property \"%s\" is of the type %s, and a service is an object: give it "
               "a value with bind_value()", injection->property->name,
               g_type_name (injection->property->value_type));
  else if (interprocess_service_identity_is_any (&identity))
    add_fault (self, "the property \"%s\" is one service, and SERVICE_KEY_ANY stands for every "
               "key: bind it to one key", injection->property->name);
}

static void
check_many (InterprocessServicePlan            *self,
            const InterprocessServiceInjection *injection)
{
  if (!g_type_is_a (G_TYPE_LIST_STORE, injection->property->value_type))
    add_fault (self, "the property \"%s\" is of the type %s, and many services are a GListModel: "
               "give it that type", injection->property->name,
               g_type_name (injection->property->value_type));
}

static void
check_own_key (InterprocessServicePlan            *self,
               const InterprocessServiceInjection *injection)
{
  if (!interprocess_service_conversion_takes_key (injection->property->value_type))
    add_fault (self, "the property \"%s\" is of the type %s, which no key can be: make it a string",
               injection->property->name, g_type_name (injection->property->value_type));
}

static void
take_value (InterprocessServicePlan          *self,
            InterprocessServiceInjection     *injection,
            const InterprocessServiceBinding *binding)
{
  g_autofree char *fault = NULL;

  if (!interprocess_service_conversion_from_value (injection->property, &binding->value,
                                                   &injection->value, &fault))
    add_fault (self, "%s: bind it to another value", fault);
}

static void
check (InterprocessServicePlan          *self,
       InterprocessServiceInjection     *injection,
       const InterprocessServiceBinding *binding)
{
  if ((injection->property->flags & G_PARAM_WRITABLE) == 0)
    {
      add_fault (self, "the property \"%s\" cannot be written: do not bind it",
                 injection->property->name);
      return;
    }

  switch (injection->source)
    {
    case INTERPROCESS_SERVICE_SOURCE_SERVICE:
      check_service (self, injection);
      break;
    case INTERPROCESS_SERVICE_SOURCE_MANY:
      check_many (self, injection);
      break;
    case INTERPROCESS_SERVICE_SOURCE_OWN_KEY:
      check_own_key (self, injection);
      break;
    case INTERPROCESS_SERVICE_SOURCE_VALUE:
      take_value (self, injection, binding);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Only a construct property that is not construct-only has a way to be left alone. */
static gboolean
is_required (GParamSpec              *property,
             InterprocessServiceNeed  need)
{
  const GParamFlags both = G_PARAM_CONSTRUCT | G_PARAM_CONSTRUCT_ONLY;

  if (need == INTERPROCESS_SERVICE_NEED_AS_DECLARED)
    return (property->flags & both) != G_PARAM_CONSTRUCT;

  return need == INTERPROCESS_SERVICE_NEED_REQUIRED;
}

static void
add_bound (InterprocessServicePlan          *self,
           GParamSpec                       *property,
           const InterprocessServiceBinding *binding)
{
  const gboolean many = binding->source == INTERPROCESS_SERVICE_SOURCE_MANY;
  InterprocessServiceInjection injection = {
    .property = property,
    .source = binding->source,
    .required = is_required (property, binding->need),
    .service_type = many ? binding->service_type : property->value_type,
    .inherits_key = binding->inherits_key,
    .key = binding->key,
  };

  check (self, &injection, binding);
  g_array_append_val (self->injections, injection);
}

static void
add_unbound (InterprocessServicePlan *self,
             GParamSpec              *property)
{
  const InterprocessServiceInjection injection = {
    .property = property,
    .source = INTERPROCESS_SERVICE_SOURCE_SERVICE,
    .required = is_required (property, INTERPROCESS_SERVICE_NEED_AS_DECLARED),
    .service_type = property->value_type,
  };

  if ((property->flags & (G_PARAM_CONSTRUCT | G_PARAM_CONSTRUCT_ONLY)) != 0 &&
      holds_objects (property))
    g_array_append_val (self->injections, injection);
}

static const InterprocessServiceBinding *
find_binding (const GPtrArray *bindings,
              const char      *property)
{
  for (guint i = 0; bindings != NULL && i < bindings->len; i++)
    {
      const InterprocessServiceBinding *binding = g_ptr_array_index (bindings, i);

      if (strcmp (binding->property, property) == 0)
        return binding;
    }

  return NULL;
}

static void
add_all (InterprocessServicePlan *self,
         const GPtrArray         *bindings)
{
  guint n_properties;
  g_autofree GParamSpec **properties =
    g_object_class_list_properties (self->klass, &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      const InterprocessServiceBinding *binding = find_binding (bindings, properties[i]->name);

      if (binding != NULL)
        add_bound (self, properties[i], binding);
      else
        add_unbound (self, properties[i]);
    }
}

static void
check_names (InterprocessServicePlan *self,
             const GPtrArray         *bindings)
{
  for (guint i = 0; bindings != NULL && i < bindings->len; i++)
    {
      const InterprocessServiceBinding *binding = g_ptr_array_index (bindings, i);

      if (g_object_class_find_property (self->klass, binding->property) == NULL)
        add_fault (self, "%s has no property \"%s\": bind one that it has",
                   G_OBJECT_CLASS_NAME (self->klass), binding->property);
    }
}

static void
injection_clear (gpointer data)
{
  InterprocessServiceInjection *self = data;

  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
}

/*
 * interprocess_service_plan_new:
 * @type: a class of objects
 * @bindings: (nullable) (element-type InterprocessServiceBinding): what was said about properties;
 *   it has to outlive the plan
 *
 * Finds out how objects of a class are created. This makes the class known, and so may run user
 * code: no lock may be held.
 */
InterprocessServicePlan *
interprocess_service_plan_new (GType            type,
                               const GPtrArray *bindings)
{
  InterprocessServicePlan *self = g_new0 (InterprocessServicePlan, 1);

  self->klass = g_type_class_ref (type);
  self->confined = interprocess_service_confinement_applies_to_class (self->klass);
  self->injections = g_array_new (FALSE, FALSE, sizeof (InterprocessServiceInjection));
  g_array_set_clear_func (self->injections, injection_clear);

  check_names (self, bindings);
  add_all (self, bindings);

  return self;
}

void
interprocess_service_plan_free (InterprocessServicePlan *self)
{
  g_array_unref (self->injections);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_type_class_unref (self->klass);
  g_free (self);
}

const InterprocessServiceInjection *
interprocess_service_plan_get (const InterprocessServicePlan *self,
                               guint                          position)
{
  return &g_array_index (self->injections, InterprocessServiceInjection, position);
}

/*
 * interprocess_service_plan_check:
 *
 * Returns: %FALSE with @error set if objects cannot be created so
 */
gboolean
interprocess_service_plan_check (const InterprocessServicePlan  *self,
                                 GError                        **error)
{
  if (self->faults == NULL)
    return TRUE;

  g_set_error_literal (error, INTERPROCESS_SERVICE_ERROR,
                       INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
                       g_ptr_array_index (self->faults, 0));
  return FALSE;
}

/*
 * interprocess_service_injection_get_identity:
 * @own_key: (nullable): the key that the object itself is created for
 *
 * Of a service, or of many: what is asked for.
 */
InterprocessServiceIdentity
interprocess_service_injection_get_identity (const InterprocessServiceInjection *self,
                                             const char                         *own_key)
{
  return (InterprocessServiceIdentity) {
    .type = self->service_type,
    .key = self->inherits_key ? own_key : self->key,
  };
}
