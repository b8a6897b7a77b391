/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-activator.h"
#include "service-async-step.h"
#include "service-creation.h"
#include "service-descriptor-private.h"
#include "service-lock.h"
#include "service-request.h"

/*
 * What a resolver does in one go for a registration, in pieces: between them the thread does other
 * things. The pieces, in this order, are
 *
 * - to claim the slot, perhaps waiting for another one that creates the object;
 * - to gather what is needed, each by a step of its own under this one;
 * - to create the object and initialise it;
 * - to keep it.
 */
typedef struct _Step Step;

struct _Step
{
  InterprocessServiceStore *store;
  InterprocessServiceStore *owner;
  const InterprocessServiceRegistration *registration;
  GCancellable *cancellable;
  GMainContext *context;

  InterprocessServiceAsyncFunc done;
  gpointer user_data;

  InterprocessServiceResolution *asker;
  InterprocessServiceResolution resolution;

  /* Set from when it is claimed. */
  InterprocessServiceSlot *slot;

  /* Ready when it may be claimed. */
  GSource *waiter;

  /* What is gathered: of the next injection, one service, or the next of many. */
  const InterprocessServicePlan *plan;
  InterprocessServiceArguments arguments;
  guint next_injection;
  GListStore *many;
  const InterprocessServiceRegistration *next_of_many;

  /* A step under this one is at work; and this is not yet back from starting it. */
  gboolean pending;
  gboolean starting;
  GError *error;
};

static void
step_free (Step *self)
{
  interprocess_service_arguments_clear (&self->arguments);
  g_clear_object (&self->many);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self);
}

static void
finish (Step    *self,
        GObject *object,
        GError  *error)
{
  const InterprocessServiceAsyncFunc done = self->done;
  const gpointer user_data = self->user_data;
  InterprocessServiceResolution *before = interprocess_service_resolution_enter (self->asker);

  interprocess_service_resolution_prefix_error (&self->registration->identity, &error);
  interprocess_service_resolution_leave (before);
  step_free (self);

  done (object, error, user_data);
}

/* Ends a creation, without an object if that failed. */
static void
end (Step    *self,
     GObject *object,
     GError  *error)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);

  object = interprocess_service_creation_end (self->owner, self->registration, self->slot, object,
                                              &error);
  interprocess_service_resolution_leave (before);

  finish (self, object, error);
}

static void
on_initialised (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Step *self = user_data;
  GError *error = NULL;

  if (g_async_initable_init_finish (G_ASYNC_INITABLE (object), result, &error))
    {
      g_clear_error (&error);
      end (self, object, NULL);
      return;
    }

  if (error == NULL)
    interprocess_service_activator_set_silent_failure (object, &error);
  g_object_unref (object);
  end (self, NULL, error);
}

/* This holds the object until it is initialised. */
static void
create (Step *self)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);
  GError *error = NULL;
  GObject *object = interprocess_service_activator_instantiate (self->plan, &self->arguments);
  const gboolean asynchronous = G_IS_ASYNC_INITABLE (object);

  if (asynchronous)
    g_async_initable_init_async (G_ASYNC_INITABLE (object), G_PRIORITY_DEFAULT, self->cancellable,
                                 on_initialised, self);
  else
    object = interprocess_service_activator_initialise (object, &error);
  interprocess_service_resolution_leave (before);

  if (!asynchronous)
    end (self, object, error);
}

static void
gather (Step *self);

static void
on_gathered (GObject  *object,
             GError   *error,
             gpointer  user_data)
{
  Step *self = user_data;

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
    gather (self);
}

static Step *
step_new (InterprocessServiceStore              *store,
          const InterprocessServiceRegistration *registration,
          GCancellable                          *cancellable,
          GMainContext                          *context)
{
  Step *self = g_new0 (Step, 1);

  self->store = store;
  self->owner = interprocess_service_creation_get_owner (store, registration);
  self->registration = registration;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->context = g_main_context_ref (context);

  return self;
}

static void
start (Step *self);

static void
gather_one (Step                                  *self,
            const InterprocessServiceRegistration *registration)
{
  Step *under = step_new (self->owner, registration, self->cancellable, self->context);

  under->asker = &self->resolution;
  under->done = on_gathered;
  under->user_data = self;

  self->pending = TRUE;
  self->starting = TRUE;
  start (under);
  self->starting = FALSE;
}

static void
begin_many (Step                              *self,
            const InterprocessServiceIdentity *identity)
{
  self->many = interprocess_service_request_create_list (identity->type);
  self->next_of_many = interprocess_service_registry_find_all (
    interprocess_service_store_get_registry (self->owner), identity);
}

/* Of many, the next; after the last one the list is an argument. */
static void
gather_many (Step                               *self,
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
gather_service (Step                               *self,
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
gather_next (Step *self)
{
  const char *own_key = self->registration->identity.key;
  const InterprocessServiceInjection *injection =
    interprocess_service_plan_get (self->plan, self->next_injection);
  const InterprocessServiceIdentity identity =
    interprocess_service_injection_get_identity (injection, own_key);

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

/* A loop, since much may be there at once. */
static void
gather (Step *self)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);

  while (!self->pending && self->error == NULL &&
         self->next_injection < self->plan->injections->len)
    gather_next (self);
  interprocess_service_resolution_leave (before);

  if (self->pending)
    return;
  if (self->error != NULL)
    end (self, NULL, g_steal_pointer (&self->error));
  else
    create (self);
}

/* What no class provides is there, or made by a factory, which is called and returns. */
static void
begin_creation (Step *self)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);
  const gboolean has_factory =
    interprocess_service_descriptor_has_factory (self->registration->descriptor);
  GObject *object = NULL;
  GError *error = NULL;

  if (has_factory)
    object = interprocess_service_activator_create (self->owner, self->registration, &error);
  else
    self->plan = interprocess_service_descriptor_get_plan (self->registration->descriptor);
  interprocess_service_resolution_leave (before);

  if (has_factory ||
      !interprocess_service_descriptor_check_thread (self->registration->descriptor, &error) ||
      !interprocess_service_plan_check (self->plan, &error))
    {
      end (self, object, error);
      return;
    }

  interprocess_service_arguments_init (&self->arguments, self->plan->injections->len);
  gather (self);
}

static gboolean
claim (gpointer user_data);

static int
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

/* With the lock held. */
static void
wait_for_slot (Step                    *self,
               InterprocessServiceSlot *slot)
{
  static GSourceFuncs functions = { .dispatch = dispatch };

  self->waiter = g_source_new (&functions, sizeof (GSource));
  g_source_set_callback (self->waiter, claim, self, NULL);
  interprocess_service_lock_add_waiter (self->waiter);
  interprocess_service_resolution_begin_wait (&self->resolution, slot, FALSE);
  g_source_attach (self->waiter, self->context);
}

/* With the lock held. */
static void
end_waiting (Step *self)
{
  if (self->waiter == NULL)
    return;

  interprocess_service_resolution_end_wait (&self->resolution, FALSE);
  interprocess_service_lock_remove_waiter (self->waiter);
  g_source_destroy (self->waiter);
  g_clear_pointer (&self->waiter, g_source_unref);
}

/* With the lock held. */
static InterprocessServiceClaim
try_claim (Step                     *self,
           InterprocessServiceSlot  *slot,
           GObject                 **object,
           GError                  **error)
{
  InterprocessServiceClaim claimed;

  end_waiting (self);
  if (!interprocess_service_store_is_open (self->owner, error))
    return INTERPROCESS_SERVICE_CLAIM_FAILED;

  claimed = interprocess_service_slot_try_claim (slot, &self->resolution, FALSE, error);
  if (claimed == INTERPROCESS_SERVICE_CLAIM_WAIT)
    wait_for_slot (self, slot);
  else if (claimed == INTERPROCESS_SERVICE_CLAIM_DONE)
    g_set_object (object, slot->object);

  return claimed;
}

static gboolean
claim (gpointer user_data)
{
  Step *self = user_data;
  InterprocessServiceSlot *slot =
    interprocess_service_store_get_slot (self->owner, self->registration);
  InterprocessServiceClaim claimed = INTERPROCESS_SERVICE_CLAIM_DONE;
  GObject *object = NULL;
  GError *error = NULL;

  if (slot != NULL)
    {
      interprocess_service_lock ();
      claimed = try_claim (self, slot, &object, &error);
      interprocess_service_unlock ();
    }

  if (claimed == INTERPROCESS_SERVICE_CLAIM_WAIT)
    return G_SOURCE_REMOVE;

  if (claimed == INTERPROCESS_SERVICE_CLAIM_FAILED || object != NULL)
    {
      finish (self, object, error);
    }
  else
    {
      self->slot = slot;
      begin_creation (self);
    }
  return G_SOURCE_REMOVE;
}

static void
start (Step *self)
{
  GError *error = NULL;
  GObject *object = interprocess_service_creation_find (self->owner, self->registration);

  if (object != NULL ||
      !interprocess_service_creation_check_scope (self->store, self->registration, &error) ||
      !interprocess_service_resolution_begin_under (&self->resolution, self->asker,
                                                    self->registration, &error))
    finish (self, object, error);
  else
    claim (self);
}

/*
 * interprocess_service_async_step_start:
 * @store: the store of the provider that was asked, which the caller has entered and leaves when
 *   this is done
 *
 * Finds the object of a registration, or creates it, in pieces that the thread-default main context
 * of the caller runs. It may be done before this returns.
 */
void
interprocess_service_async_step_start (InterprocessServiceStore             *store,
                                       const InterprocessServiceRegistration *registration,
                                       GCancellable                          *cancellable,
                                       InterprocessServiceAsyncFunc           done,
                                       gpointer                               user_data)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  Step *step = step_new (store, registration, cancellable, context);

  step->done = done;
  step->user_data = user_data;
  start (step);
}
