/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "call-data.h"
#include "ready-source.h"
#include "service-activator.h"
#include "service-async-step-private.h"
#include "service-creation.h"
#include "service-descriptor-private.h"
#include "service-lock.h"

/*
 * interprocess_service_async_step_new:
 *
 * Who makes a step also says for whose sake it is, and what to call when it is done.
 */
InterprocessServiceAsyncStep *
interprocess_service_async_step_new (InterprocessServiceStore              *store,
                                     const InterprocessServiceRegistration *registration,
                                     GCancellable                          *cancellable,
                                     GMainContext                          *context)
{
  InterprocessServiceAsyncStep *self = g_new0 (InterprocessServiceAsyncStep, 1);

  self->store = store;
  self->owner = interprocess_service_creation_get_owner (store, registration);
  self->registration = registration;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->context = g_main_context_ref (context);

  return self;
}

static void
step_free (InterprocessServiceAsyncStep *self)
{
  interprocess_service_arguments_clear (&self->arguments);
  g_clear_object (&self->many);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);
  g_free (self);
}

static void
finish (InterprocessServiceAsyncStep *self,
        GObject                      *object,
        GError                       *error)
{
  const InterprocessServiceAsyncFunc done = self->done;
  const gpointer user_data = self->user_data;
  InterprocessServiceResolution *before = interprocess_service_resolution_enter (self->asker);

  interprocess_service_resolution_prefix_own_error (self->registration, &error);
  interprocess_service_resolution_leave (before);
  step_free (self);

  done (object, error, user_data);
}

/*
 * interprocess_service_async_step_end:
 * @object: (transfer full) (nullable): what was created, %NULL if that failed
 * @error: (transfer full) (nullable): set then
 *
 * Ends what was begun when the slot was claimed. The step is gone then.
 */
void
interprocess_service_async_step_end (InterprocessServiceAsyncStep *self,
                                     GObject                      *object,
                                     GError                       *error)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);

  object = interprocess_service_creation_end (self->owner, self->registration, self->slot, object,
                                              &error);
  interprocess_service_resolution_leave (before);

  finish (self, object, error);
}

#define INIT "interprocess-init"

static void
on_initialised (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  InterprocessServiceAsyncStep *self = interprocess_call_data_take (object, INIT, user_data);
  GError *error = NULL;

  if (g_async_initable_init_finish (G_ASYNC_INITABLE (object), result, &error))
    {
      g_clear_error (&error);
      interprocess_service_async_step_end (self, object, NULL);
      return;
    }

  if (error == NULL)
    interprocess_service_activator_set_silent_failure (object, &error);
  g_object_unref (object);
  interprocess_service_async_step_end (self, NULL, error);
}

/*
 * interprocess_service_async_step_create:
 *
 * Creates the object of what was gathered. The step holds it until it is initialised.
 */
void
interprocess_service_async_step_create (InterprocessServiceAsyncStep *self)
{
  InterprocessServiceResolution *before =
    interprocess_service_resolution_enter (&self->resolution);
  GError *error = NULL;
  GObject *object = interprocess_service_activator_instantiate (self->plan, &self->arguments);
  const gboolean asynchronous = G_IS_ASYNC_INITABLE (object);

  if (asynchronous)
    g_async_initable_init_async (G_ASYNC_INITABLE (object), G_PRIORITY_DEFAULT, self->cancellable,
                                 on_initialised,
                                 interprocess_call_data_keep (object, INIT, self));
  else
    object = interprocess_service_activator_initialise (object, &error);
  interprocess_service_resolution_leave (before);

  if (!asynchronous)
    interprocess_service_async_step_end (self, object, error);
}

/* What no class provides is there, or made by a factory, which is called and returns. */
static void
begin_creation (InterprocessServiceAsyncStep *self)
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
      interprocess_service_async_step_end (self, object, error);
      return;
    }

  interprocess_service_arguments_init (&self->arguments, self->plan->injections->len);
  interprocess_service_async_step_gather (self);
}

static gboolean
claim (gpointer user_data);

/* With the lock held. */
static void
wait_for_slot (InterprocessServiceAsyncStep *self,
               InterprocessServiceSlot      *slot)
{
  self->waiter = interprocess_ready_source_new ("[interprocess] service");
  g_source_set_callback (self->waiter, claim, self, NULL);
  interprocess_service_lock_add_waiter (self->waiter);
  interprocess_service_resolution_begin_wait (&self->resolution, slot, FALSE);
  g_source_attach (self->waiter, self->context);
}

/* With the lock held. */
static void
end_waiting (InterprocessServiceAsyncStep *self)
{
  if (self->waiter == NULL)
    return;

  interprocess_service_resolution_end_wait (&self->resolution, FALSE);
  interprocess_service_lock_remove_waiter (self->waiter);
  interprocess_ready_source_clear (&self->waiter);
}

/* With the lock held. */
static InterprocessServiceClaim
try_claim (InterprocessServiceAsyncStep  *self,
           InterprocessServiceSlot       *slot,
           GObject                      **object,
           GError                       **error)
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
  InterprocessServiceAsyncStep *self = user_data;
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

/*
 * interprocess_service_async_step_begin:
 *
 * Begins a step, which may be done, and gone, when this returns.
 */
void
interprocess_service_async_step_begin (InterprocessServiceAsyncStep *self)
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
interprocess_service_async_step_start (InterprocessServiceStore              *store,
                                       const InterprocessServiceRegistration *registration,
                                       GCancellable                          *cancellable,
                                       InterprocessServiceAsyncFunc           done,
                                       gpointer                               user_data)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  InterprocessServiceAsyncStep *step =
    interprocess_service_async_step_new (store, registration, cancellable, context);

  step->done = done;
  step->user_data = user_data;
  interprocess_service_async_step_begin (step);
}
