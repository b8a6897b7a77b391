/* SPDX-License-Identifier: MIT */

#include <string.h>

#include <interprocess/service-error.h>

#include "service-arguments.h"
#include "service-conversion.h"
#include "service-request.h"
#include "service-resolution.h"

/*
 * interprocess_service_arguments_init:
 * @capacity: how many are added at most
 */
void
interprocess_service_arguments_init (InterprocessServiceArguments *self,
                                     guint                         capacity)
{
  self->names = g_new (const char *, capacity);
  self->values = g_new0 (GValue, capacity);
  self->n = 0;
}

void
interprocess_service_arguments_clear (InterprocessServiceArguments *self)
{
  for (guint i = 0; i < self->n; i++)
    g_value_unset (&self->values[i]);

  g_clear_pointer (&self->names, g_free);
  g_clear_pointer (&self->values, g_free);
}

static gboolean
has (const InterprocessServiceArguments *self,
     const char                         *name)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (strcmp (self->names[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The place for the next value; it counts once its name is set. */
static GValue *
next (InterprocessServiceArguments *self)
{
  return &self->values[self->n];
}

static void
name_next (InterprocessServiceArguments *self,
           GParamSpec                   *property)
{
  self->names[self->n++] = property->name;
}

static GParamSpec *
find_property (const InterprocessServiceArguments  *self,
               GObjectClass                        *klass,
               const char                          *name,
               GError                             **error)
{
  GParamSpec *property = g_object_class_find_property (klass, name);

  if (property == NULL || (property->flags & G_PARAM_WRITABLE) == 0)
    g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT,
                 "%s has no property \"%s\" that can be written: leave the argument out",
                 G_OBJECT_CLASS_NAME (klass), name);
  else if (has (self, property->name))
    g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT,
                 "the argument for the property \"%s\" is there twice: leave one out", name);
  else
    return property;

  return NULL;
}

/*
 * interprocess_service_arguments_take:
 *
 * Adds what a user gives for a property.
 */
gboolean
interprocess_service_arguments_take (InterprocessServiceArguments  *self,
                                     GObjectClass                  *klass,
                                     const char                    *name,
                                     const GValue                  *value,
                                     GError                       **error)
{
  GParamSpec *property = find_property (self, klass, name, error);
  g_autofree char *fault = NULL;

  if (property == NULL)
    return FALSE;

  if (!interprocess_service_conversion_from_value (property, value, next (self), &fault))
    {
      g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT,
                   "%s: give another value", fault);
      return FALSE;
    }

  name_next (self, property);
  return TRUE;
}

/*
 * interprocess_service_arguments_take_object:
 * @object: (transfer full): what a property gets
 */
void
interprocess_service_arguments_take_object (InterprocessServiceArguments       *self,
                                            const InterprocessServiceInjection *injection,
                                            gpointer                            object)
{
  g_value_init (next (self), injection->property->value_type);
  g_value_take_object (next (self), object);
  name_next (self, injection->property);
}

/* An optional service that is missing leaves the property alone. */
static gboolean
inject_service (InterprocessServiceArguments        *self,
                const InterprocessServiceInjection  *injection,
                InterprocessServiceStore            *store,
                const char                          *own_key,
                GError                             **error)
{
  const InterprocessServiceIdentity identity =
    interprocess_service_injection_get_identity (injection, own_key);
  GError *local_error = NULL;
  GObject *object =
    injection->required ? interprocess_service_request_get_required (store, &identity, &local_error)
                        : interprocess_service_request_get (store, &identity, &local_error);

  if (object != NULL)
    interprocess_service_arguments_take_object (self, injection, object);
  else if (local_error != NULL)
    g_propagate_error (error, local_error);

  return local_error == NULL;
}

static gboolean
inject_many (InterprocessServiceArguments        *self,
             const InterprocessServiceInjection  *injection,
             InterprocessServiceStore            *store,
             const char                          *own_key,
             GError                             **error)
{
  const InterprocessServiceIdentity identity =
    interprocess_service_injection_get_identity (injection, own_key);
  GListStore *list = interprocess_service_request_get_all (store, &identity, error);

  if (list != NULL)
    interprocess_service_arguments_take_object (self, injection, list);

  return list != NULL;
}

static gboolean
inject_own_key (InterprocessServiceArguments        *self,
                const InterprocessServiceInjection  *injection,
                const char                          *own_key,
                GError                             **error)
{
  if (own_key == NULL)
    return TRUE;
  if (!interprocess_service_conversion_from_key (injection->property, own_key, next (self), error))
    return FALSE;

  name_next (self, injection->property);
  return TRUE;
}

static gboolean
inject_value (InterprocessServiceArguments       *self,
              const InterprocessServiceInjection *injection)
{
  g_value_init (next (self), injection->property->value_type);
  g_value_copy (&injection->value, next (self));
  name_next (self, injection->property);

  return TRUE;
}

/*
 * interprocess_service_arguments_inject_one:
 *
 * Adds what one property gets: see interprocess_service_arguments_inject().
 */
gboolean
interprocess_service_arguments_inject_one (InterprocessServiceArguments        *self,
                                           const InterprocessServiceInjection  *injection,
                                           InterprocessServiceStore            *store,
                                           const char                          *own_key,
                                           GError                             **error)
{
  switch (injection->source)
    {
    case INTERPROCESS_SERVICE_SOURCE_SERVICE:
      return inject_service (self, injection, store, own_key, error);
    case INTERPROCESS_SERVICE_SOURCE_MANY:
      return inject_many (self, injection, store, own_key, error);
    case INTERPROCESS_SERVICE_SOURCE_OWN_KEY:
      return inject_own_key (self, injection, own_key, error);
    case INTERPROCESS_SERVICE_SOURCE_VALUE:
      return inject_value (self, injection);
    default:
      g_assert_not_reached ();
    }
}

/*
 * interprocess_service_arguments_inject:
 * @store: a store that the caller has entered
 *
 * Adds what a plan says, except where there is a value already. This gets services: no lock may be
 * held.
 */
gboolean
interprocess_service_arguments_inject (InterprocessServiceArguments   *self,
                                       const InterprocessServicePlan  *plan,
                                       InterprocessServiceStore       *store,
                                       const char                     *own_key,
                                       GError                        **error)
{
  const guint n_taken = self->n;

  for (guint i = 0; i < plan->injections->len; i++)
    {
      const InterprocessServiceInjection *injection = interprocess_service_plan_get (plan, i);

      if (n_taken > 0 && has (self, injection->property->name))
        continue;
      interprocess_service_resolution_note_property (injection->property->name);
      if (!interprocess_service_arguments_inject_one (self, injection, store, own_key, error))
        return FALSE;
    }

  interprocess_service_resolution_note_property (NULL);
  return TRUE;
}
