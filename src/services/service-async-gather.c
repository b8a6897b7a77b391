/* SPDX-License-Identifier: MIT */

#include "service-async-step-private.h"
#include "service-request.h"

/* How a step gathers what is needed to create an object. */

static void
on_gathered (GObject  *object,
             GError   *error,
             gpointer  user_data)
{
  InterprocessServiceAsyncStep *self = user_data;

  self->pending = FALSE;
  self->error = error;
  if (object != NULL && self->many != NULL)
    g_list_store_append (self->many, object);
  else if (object != NULL)
    interprocess_service_arguments_take_object (
      &self->arguments, interprocess_service_plan_get (self->plan, self->next_injection - 1),
      g_object_ref (object));
  g_clear_object (&object);

  if (!self->starting)
    interprocess_service_async_step_gather (self);
}

static void
gather_one (InterprocessServiceAsyncStep          *self,
            const InterprocessServiceRegistration *registration)
{
  InterprocessServiceAsyncStep *under = interprocess_service_async_step_new (
    self->owner, registration, self->cancellable, self->context);

  under->asker = &self->resolution;
  under->done = on_gathered;
  under->user_data = self;

  self->pending = TRUE;
  self->starting = TRUE;
  interprocess_service_async_step_begin (under);
  self->starting = FALSE;
}

static void
begin_many (InterprocessServiceAsyncStep      *self,
            const InterprocessServiceIdentity *identity)
{
  self->many = interprocess_service_request_create_list (identity->type);
  self->next_of_many = interprocess_service_registry_find_all (
    interprocess_service_store_get_registry (self->owner), identity);
}

/* Of many, the next; after the last one the list is an argument. */
static void
gather_many (InterprocessServiceAsyncStep       *self,
             const InterprocessServiceIdentity  *identity,
             const InterprocessServiceInjection *injection)
{
  const InterprocessServiceRegistration *registration;

  if (self->many == NULL)
    begin_many (self, identity);

  registration = self->next_of_many;
  if (registration != NULL)
    {
      self->next_of_many = interprocess_service_registration_get_next (registration, identity);
      gather_one (self, registration);
      return;
    }

  interprocess_service_arguments_take_object (&self->arguments, injection,
                                              g_steal_pointer (&self->many));
  self->next_injection++;
}

static void
gather_service (InterprocessServiceAsyncStep       *self,
                const InterprocessServiceIdentity  *identity,
                const InterprocessServiceInjection *injection)
{
  InterprocessServiceRegistry *registry = interprocess_service_store_get_registry (self->owner);
  const InterprocessServiceRegistration *found =
    interprocess_service_identity_is_any (identity)
      ? NULL : interprocess_service_registry_find (registry, identity);

  self->next_injection++;
  if (found != NULL)
    gather_one (self, found);
  else
    interprocess_service_arguments_inject_one (&self->arguments, injection, self->owner,
                                               self->registration->identity.key, &self->error);
}

static void
gather_next (InterprocessServiceAsyncStep *self)
{
  const char *own_key = self->registration->identity.key;
  const InterprocessServiceInjection *injection =
    interprocess_service_plan_get (self->plan, self->next_injection);
  const InterprocessServiceIdentity identity =
    interprocess_service_injection_get_identity (injection, own_key);

  self->resolution.property = injection->property->name;
  if (injection->source == INTERPROCESS_SERVICE_SOURCE_MANY)
    {
      gather_many (self, &identity, injection);
    }
  else if (injection->source == INTERPROCESS_SERVICE_SOURCE_SERVICE)
    {
      gather_service (self, &identity, injection);
    }
  else
    {
      self->next_injection++;
      interprocess_service_arguments_inject_one (&self->arguments, injection, self->owner, own_key,
                                                 &self->error);
    }
}

/*
 * interprocess_service_async_step_gather:
 *
 * Gathers what is left, and creates the object then. It is a loop, since much may be there at once.
 */
void
interprocess_service_async_step_gather (InterprocessServiceAsyncStep *self)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);

  while (!self->pending && self->error == NULL &&
         self->next_injection < self->plan->injections->len)
    gather_next (self);
  interprocess_service_resolution_leave (before);

  if (self->pending)
    return;
  self->resolution.property = NULL;
  if (self->error != NULL)
    interprocess_service_async_step_end (self, NULL, g_steal_pointer (&self->error));
  else
    interprocess_service_async_step_create (self);
}
