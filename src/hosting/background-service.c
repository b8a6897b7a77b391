/* SPDX-License-Identifier: MIT */

#include <interprocess/closable.h>
#include <interprocess/host-error.h>
#include <interprocess/hosted-service.h>

#include "background-service-private.h"
#include "error-list.h"
#include "services/service-confinement.h"

/**
 * InterprocessBackgroundService:
 *
 * A hosted service that works from its start to its stop.
 *
 * It is what `BackgroundService` is to .NET. A class derives from it and provides one of three
 * kinds of functions:
 *
 * - [vfunc@Interprocess.BackgroundService.execute] does the work in a thread of its own, and may
 *   wait there. Not for GJS, which has one thread.
 * - `execute_async` and `execute_finish` do it in the thread that runs the host, which they must
 *   not block. In Vala they are one `async` method.
 * - [vfunc@Interprocess.BackgroundService.begin_execute] does so too, and is given the task that it
 *   completes at the end. This is the one for GJS.
 *
 * To start the service is to begin with the work. To stop it is to cancel the work's cancellable,
 * and to wait for its end. An end with %G_IO_ERROR_CANCELLED is then as good as one without an
 * error.
 *
 * Work may end before, which stops nobody else. If it fails before, the host stops, and reports the
 * error.
 *
 * To close the service cancels the work as well, but does not wait.
 *
 * Since: 1.0
 */
typedef struct
{
  GCancellable *stopping;
  GThread *thread;

  gboolean started;
  gboolean executing;
  GError *failure;

  GTask *stop_task;
  GSource *out_of_time;

  InterprocessBackgroundFailedFunc failed_func;
  gpointer failed_data;
} InterprocessBackgroundServicePrivate;

static void
background_service_closable_init (InterprocessClosableInterface *iface);

static void
background_service_hosted_init (InterprocessHostedServiceInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (InterprocessBackgroundService, interprocess_background_service,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (InterprocessBackgroundService)
                                  G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                         background_service_closable_init)
                                  G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                         background_service_hosted_init))

static InterprocessBackgroundServicePrivate *
get_private (gpointer self)
{
  return interprocess_background_service_get_instance_private (self);
}

/* ---- to execute ------------------------------------------------------------------------------ */

/**
 * InterprocessBackgroundServiceClass::execute:
 * @self: a background service
 * @cancellable: cancelled when the service is to stop
 * @error: return location for an error
 *
 * Does the work, in a thread of its own.
 *
 * Returns: %TRUE if it is done, or %FALSE with @error set
 *
 * Since: 1.0
 */
static gpointer
execute_in_thread (gpointer data)
{
  g_autoptr(GTask) task = data;
  InterprocessBackgroundService *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self)->execute (
        self, g_task_get_cancellable (task), &error))
    {
      g_task_return_boolean (task, TRUE);
      return NULL;
    }

  g_task_return_error (task, error != NULL ? error
                                           : interprocess_new_error_of_silence ("execute"));
  return NULL;
}

/* Whether the class that provides execute() is one of GJS, which ends the program, or does nothing,
 * when it is called in another thread. */
static gboolean
executes_javascript (InterprocessBackgroundService *self)
{
  InterprocessBackgroundServiceClass *klass = INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self);
  InterprocessBackgroundServiceClass *parent = g_type_class_peek_parent (klass);

  while (parent->execute == klass->execute)
    {
      klass = parent;
      parent = g_type_class_peek_parent (klass);
    }
  return interprocess_service_confinement_applies_to_class (G_OBJECT_CLASS (klass));
}

/**
 * InterprocessBackgroundServiceClass::begin_execute:
 * @self: a background service
 * @task: to be completed, by [method@Gio.Task.return_boolean] with %TRUE or by
 *   [method@Gio.Task.return_error], when the work is done; its cancellable is cancelled when the
 *   service is to stop
 * @error: return location for an error
 *
 * Begins with the work, in the thread that runs the host, which it must not block.
 *
 * Returns: %TRUE if @task is or will be completed, or %FALSE with @error set if it never will
 *
 * Since: 1.0
 */
static gboolean
interprocess_background_service_real_begin_execute (InterprocessBackgroundService  *self,
                                                    GTask                          *task,
                                                    GError                        **error)
{
  InterprocessBackgroundServicePrivate *priv = get_private (self);

  if (INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self)->execute == NULL)
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_NOT_IMPLEMENTED,
                   "the class has nothing to execute: override execute(), begin_execute() or "
                   "execute_async(), which are do_execute() and so on in Python, and "
                   "vfunc_begin_execute() in JavaScript");
      return FALSE;
    }
  if (executes_javascript (self))
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_NOT_IMPLEMENTED,
                   "the class is written in JavaScript, which cannot be called in another thread, "
                   "as execute() is: override begin_execute()");
      return FALSE;
    }

  /* Not in GIO's pool: that has few threads, for tasks which end by themselves. */
  priv->thread = g_thread_try_new ("background", execute_in_thread, task, error);
  if (priv->thread == NULL)
    return FALSE;

  g_object_ref (task);
  return TRUE;
}

/**
 * InterprocessBackgroundServiceClass::execute_async:
 * @self: a background service
 * @cancellable: cancelled when the service is to stop
 * @callback: called when the work is done
 * @user_data: what @callback is called with
 *
 * Begins with the work, in the thread that runs the host, which it must not block.
 *
 * It is [vfunc@Interprocess.BackgroundService.begin_execute] for Vala, where this and
 * `execute_finish` are one `async` method.
 *
 * Since: 1.0
 */
static void
interprocess_background_service_real_execute_async (InterprocessBackgroundService *self,
                                                    GCancellable                  *cancellable,
                                                    GAsyncReadyCallback            callback,
                                                    gpointer                       user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_name (task, "begin_execute");
  g_task_set_check_cancellable (task, FALSE);
  if (!INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self)->begin_execute (self, task, &error))
    g_task_return_error (task, error != NULL
                                 ? error : interprocess_new_error_of_silence ("begin_execute"));
}

/**
 * InterprocessBackgroundServiceClass::execute_finish:
 * @self: a background service
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends what `execute_async` began.
 *
 * Returns: %TRUE if the work is done, or %FALSE with @error set
 *
 * Since: 1.0
 */
static gboolean
interprocess_background_service_real_execute_finish (InterprocessBackgroundService  *self,
                                                     GAsyncResult                   *result,
                                                     GError                        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Work that was told to end has not failed if it says that it did. */
static gboolean
finish_execution (InterprocessBackgroundService  *self,
                  GAsyncResult                   *result,
                  GError                        **error)
{
  g_autoptr(GError) failure = NULL;

  if (INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self)->execute_finish (self, result, &failure))
    return TRUE;
  if (failure == NULL)
    failure = interprocess_new_error_of_silence ("execute");
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      g_cancellable_is_cancelled (get_private (self)->stopping))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* ---- to stop --------------------------------------------------------------------------------- */

/* Takes the error, if there is one. */
static void
complete_stop (InterprocessBackgroundService *self,
               GError                        *error)
{
  InterprocessBackgroundServicePrivate *priv = get_private (self);
  g_autoptr(GTask) task = g_steal_pointer (&priv->stop_task);

  if (priv->out_of_time != NULL)
    g_source_destroy (priv->out_of_time);
  g_clear_pointer (&priv->out_of_time, g_source_unref);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The cancellable may have been reset meanwhile. */
static gboolean
on_out_of_time (GCancellable *cancellable,
                gpointer      user_data)
{
  complete_stop (user_data, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                         "the work goes on, and waiting for it was cancelled"));

  return G_SOURCE_REMOVE;
}

static void
watch_time (InterprocessBackgroundService *self,
            GTask                         *task)
{
  InterprocessBackgroundServicePrivate *priv = get_private (self);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;

  priv->out_of_time = g_cancellable_source_new (cancellable);
  g_source_set_callback (priv->out_of_time, G_SOURCE_FUNC (on_out_of_time), self, NULL);
  g_source_attach (priv->out_of_time, g_task_get_context (task));
}

static gboolean
interprocess_background_service_begin_stop (InterprocessHostedService  *service,
                                            GTask                      *task,
                                            GError                    **error)
{
  InterprocessBackgroundService *self = INTERPROCESS_BACKGROUND_SERVICE (service);
  InterprocessBackgroundServicePrivate *priv = get_private (self);

  g_cancellable_cancel (priv->stopping);
  if (priv->stop_task != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PENDING, "the service is stopping already");
      return FALSE;
    }

  priv->stop_task = g_object_ref (task);
  if (priv->executing)
    watch_time (self, task);
  else
    complete_stop (self, g_steal_pointer (&priv->failure));

  return TRUE;
}

/* ---- to start -------------------------------------------------------------------------------- */

static void
on_executed (GObject      *object,
             GAsyncResult *result,
             gpointer      data)
{
  /* Either may be missing: a class in Python may lose @data (see call-data.c), and one that passes
   * the call on may have the result of another object. */
  g_autoptr(InterprocessBackgroundService) self =
    data != NULL ? data : INTERPROCESS_BACKGROUND_SERVICE (object);
  InterprocessBackgroundServicePrivate *priv = get_private (self);
  GError *error = NULL;

  finish_execution (self, result, &error);
  priv->executing = FALSE;
  g_clear_pointer (&priv->thread, g_thread_join);

  if (priv->stop_task != NULL)
    {
      complete_stop (self, error);
    }
  else if (error != NULL && priv->failed_func != NULL)
    {
      priv->failed_func (self, error, priv->failed_data);
      g_error_free (error);
    }
  else
    {
      priv->failure = error;
    }
}

static gboolean
interprocess_background_service_start (InterprocessHostedService  *service,
                                       GCancellable               *cancellable,
                                       GError                    **error)
{
  InterprocessBackgroundService *self = INTERPROCESS_BACKGROUND_SERVICE (service);
  InterprocessBackgroundServicePrivate *priv = get_private (self);

  if (priv->started)
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                   "a background service starts once, and this one has: create another one");
      return FALSE;
    }

  priv->started = TRUE;
  priv->executing = TRUE;
  INTERPROCESS_BACKGROUND_SERVICE_GET_CLASS (self)->execute_async (
    self, priv->stopping, on_executed, g_object_ref (self));

  return TRUE;
}

static void
background_service_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start = interprocess_background_service_start;
  iface->begin_stop = interprocess_background_service_begin_stop;
}

static void
interprocess_background_service_close (InterprocessClosable *closable)
{
  g_cancellable_cancel (get_private (closable)->stopping);
}

static void
background_service_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = interprocess_background_service_close;
}

static void
interprocess_background_service_finalize (GObject *object)
{
  InterprocessBackgroundServicePrivate *priv = get_private (object);

  g_clear_object (&priv->stopping);
  g_clear_error (&priv->failure);

  G_OBJECT_CLASS (interprocess_background_service_parent_class)->finalize (object);
}

static void
interprocess_background_service_class_init (InterprocessBackgroundServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = interprocess_background_service_finalize;

  klass->begin_execute = interprocess_background_service_real_begin_execute;
  klass->execute_async = interprocess_background_service_real_execute_async;
  klass->execute_finish = interprocess_background_service_real_execute_finish;
}

static void
interprocess_background_service_init (InterprocessBackgroundService *self)
{
  get_private (self)->stopping = g_cancellable_new ();
}

/*
 * interprocess_background_service_watch:
 * @func: (nullable): what to call, by the thread that started the service; %NULL to end it
 */
void
interprocess_background_service_watch (InterprocessBackgroundService    *self,
                                       InterprocessBackgroundFailedFunc  func,
                                       gpointer                          user_data)
{
  InterprocessBackgroundServicePrivate *priv = get_private (self);

  priv->failed_func = func;
  priv->failed_data = user_data;
}
