/* SPDX-License-Identifier: MIT */

#ifdef __linux__
#include <unistd.h>
#endif

#include <interprocess/async-closable.h>
#include <interprocess/closable.h>
#include <interprocess/service-error.h>

#include "call-data.h"
#include "service-closing.h"

#define CLOSE "interprocess-close"

/* How the objects of a store are closed: one after the other, the last one first, since what came
 * later may use what was there. Nothing is added to a closed store, so this needs no lock. */

/*
 * interprocess_service_closing_is_for:
 *
 * Tells whether an object has to be closed.
 */
gboolean
interprocess_service_closing_is_for (GObject *object)
{
  return INTERPROCESS_IS_CLOSABLE (object) || INTERPROCESS_IS_ASYNC_CLOSABLE (object);
}

static void
warn (GObject      *object,
      const GError *error)
{
  g_warning ("Closing an object of %s went wrong: %s", G_OBJECT_TYPE_NAME (object), error->message);
}

/* One that waits here. */

typedef struct
{
  gboolean done;
  GError *error;
} Wait;

static void
note_closed (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Wait *wait = interprocess_call_data_take (object, CLOSE, user_data);

  interprocess_async_closable_close_finish (INTERPROCESS_ASYNC_CLOSABLE (object), result,
                                            &wait->error);
  wait->done = TRUE;
}

static void
close_in (GMainContext *context,
          GObject      *object,
          Wait         *wait)
{
  interprocess_async_closable_close_async (INTERPROCESS_ASYNC_CLOSABLE (object), NULL, note_closed,
                                           interprocess_call_data_keep (object, CLOSE, wait));
  while (!wait->done)
    g_main_context_iteration (context, TRUE);
}

static gboolean
is_first_thread (void)
{
#ifdef __linux__
  return gettid () == getpid ();
#else
  return FALSE;
#endif
}

/* Whether this thread is the one that runs a context, now or when it does not wait here. */
static gboolean
is_own (GMainContext *context)
{
  return context != g_main_context_default () || g_main_context_is_owner (context) ||
         is_first_thread ();
}

/* What the object begins may go on in the context that this thread runs, and while it waits here
 * nobody else would run that. If the thread runs none, another one does, and only the end comes
 * here: into a context for just that. */
static void
close_and_wait (GObject *object)
{
  g_autoptr(GMainContext) usual = g_main_context_ref_thread_default ();
  g_autoptr(GMainContext) own = NULL;
  Wait wait = { FALSE };

  if (is_own (usual) && g_main_context_acquire (usual))
    {
      close_in (usual, object, &wait);
      g_main_context_release (usual);
    }
  else
    {
      own = g_main_context_new ();
      g_main_context_push_thread_default (own);
      close_in (own, object, &wait);
      g_main_context_pop_thread_default (own);
    }

  if (wait.error != NULL)
    warn (object, wait.error);
  g_clear_error (&wait.error);
}

/*
 * interprocess_service_closing_close_object:
 *
 * Closes an object if it has to be closed, and waits for that. Runs user code: no lock may be held.
 */
void
interprocess_service_closing_close_object (GObject *object)
{
  if (INTERPROCESS_IS_CLOSABLE (object))
    interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
  else if (INTERPROCESS_IS_ASYNC_CLOSABLE (object))
    close_and_wait (object);
}

static void
warn_of_error (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!interprocess_async_closable_close_finish (INTERPROCESS_ASYNC_CLOSABLE (object), result,
                                                 &error))
    warn (object, error);
}

static void
close_without_waiting (GObject *object)
{
  if (INTERPROCESS_IS_CLOSABLE (object))
    {
      interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
      return;
    }

  g_warning ("A service provider or scope was freed without having been closed, and so nobody "
             "waits for the object of %s to be closed: call close() or close_async() first",
             G_OBJECT_TYPE_NAME (object));
  interprocess_async_closable_close_async (INTERPROCESS_ASYNC_CLOSABLE (object), NULL,
                                           warn_of_error, NULL);
}

static void
run (InterprocessServiceStore *store,
     void                    (*close_object) (GObject *object))
{
  const GPtrArray *created;

  if (!interprocess_service_store_begin_close (store))
    return;

  created = store->contents.created;
  for (guint i = created->len; i > 0; i--)
    close_object (g_ptr_array_index (created, i - 1));

  interprocess_service_store_end_close (store);
}

/*
 * interprocess_service_closing_run:
 *
 * Closes what was created in a store, and lets go of everything.
 *
 * What is just being created is closed by who creates it. Of several calls the first one does it.
 */
void
interprocess_service_closing_run (InterprocessServiceStore *store)
{
  run (store, interprocess_service_closing_close_object);
}

/*
 * interprocess_service_closing_run_without_waiting:
 *
 * Does as interprocess_service_closing_run() where the last reference goes. That may be anywhere,
 * so that no main context may be run.
 */
void
interprocess_service_closing_run_without_waiting (InterprocessServiceStore *store)
{
  run (store, close_without_waiting);
}

/* One that does not wait. */

typedef struct
{
  InterprocessServiceStore *store;
  GTask *task;

  /* So many objects are to be closed yet. */
  guint n_left;

  /* Messages, and of the first its error. */
  GString *messages;
  guint n_errors;
  GError *first_error;

  /* An object is being closed; and this is not yet back from beginning to. */
  gboolean pending;
  gboolean beginning;
} Closing;

static void
closing_free (Closing *self)
{
  g_string_free (self->messages, TRUE);
  g_clear_error (&self->first_error);
  g_object_unref (self->task);
  g_free (self);
}

static void
take_error (Closing *self,
            GObject *object,
            GError  *error)
{
  if (error == NULL)
    return;

  g_prefix_error (&error, "%s: ", G_OBJECT_TYPE_NAME (object));
  g_string_append_printf (self->messages, "\n  %s", error->message);
  if (self->n_errors++ == 0)
    self->first_error = error;
  else
    g_error_free (error);
}

static void
complete (Closing *self)
{
  interprocess_service_store_end_close (self->store);

  if (self->n_errors == 0)
    g_task_return_boolean (self->task, TRUE);
  else if (self->n_errors == 1)
    g_task_return_error (self->task, g_steal_pointer (&self->first_error));
  else
    g_task_return_new_error (self->task, INTERPROCESS_SERVICE_ERROR,
                             INTERPROCESS_SERVICE_ERROR_FAILED,
                             "Closing %u services went wrong:%s", self->n_errors,
                             self->messages->str);

  closing_free (self);
}

static void
close_next (Closing *self);

static void
on_closed (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Closing *self = interprocess_call_data_take (object, CLOSE, user_data);
  GError *error = NULL;

  interprocess_async_closable_close_finish (INTERPROCESS_ASYNC_CLOSABLE (object), result, &error);
  take_error (self, object, error);

  self->pending = FALSE;
  if (!self->beginning)
    close_next (self);
}

static void
begin_one (Closing *self,
           GObject *object)
{
  if (!INTERPROCESS_IS_ASYNC_CLOSABLE (object))
    {
      interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
      return;
    }

  self->pending = TRUE;
  self->beginning = TRUE;
  interprocess_async_closable_close_async (INTERPROCESS_ASYNC_CLOSABLE (object),
                                           g_task_get_cancellable (self->task), on_closed,
                                           interprocess_call_data_keep (object, CLOSE, self));
  self->beginning = FALSE;
}

/* A loop, since some may be closed at once, and there may be many. */
static void
close_next (Closing *self)
{
  while (!self->pending && self->n_left > 0)
    {
      self->n_left--;
      begin_one (self, g_ptr_array_index (self->store->contents.created, self->n_left));
    }

  if (!self->pending)
    complete (self);
}

/*
 * interprocess_service_closing_start:
 * @task: (transfer full): what to report to; its source holds the store's provider
 *
 * Does as interprocess_service_closing_run(), without waiting.
 */
void
interprocess_service_closing_start (InterprocessServiceStore *store,
                                    GTask                    *task)
{
  Closing *self;

  /* Everything is closed, also if there is no time. */
  g_task_set_check_cancellable (task, FALSE);

  if (!interprocess_service_store_begin_close (store))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  self = g_new0 (Closing, 1);
  self->store = store;
  self->task = task;
  self->n_left = store->contents.created->len;
  self->messages = g_string_new (NULL);
  close_next (self);
}
