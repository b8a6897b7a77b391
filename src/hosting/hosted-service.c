/* SPDX-License-Identifier: MIT */

#include <interprocess/host-error.h>
#include <interprocess/hosted-service.h>

#include "error-list.h"

/**
 * InterprocessHostedService:
 *
 * Something that is started with the application and stopped with it.
 *
 * It is what `IHostedService` is to .NET. An [class@Interprocess.Host] starts those that were added
 * by [method@Interprocess.ServiceCollection.add_hosted_service], one after the other, and stops
 * them in reverse order. For work that goes on in between, see
 * [class@Interprocess.BackgroundService].
 *
 * A class provides one of three kinds of functions, for starting and for stopping, or none where
 * there is nothing to do:
 *
 * - [vfunc@Interprocess.HostedService.start] and [vfunc@Interprocess.HostedService.stop] do it at
 *   once, in any language.
 * - `start_async` and `stop_async` with their `_finish` take their time. They are for C, and for
 *   Vala, where each pair is an `async` method.
 * - [vfunc@Interprocess.HostedService.begin_start] and
 *   [vfunc@Interprocess.HostedService.begin_stop]
 *   take their time too, and are given the task that they complete. They are for Python and GJS,
 *   whose classes cannot, or not safely, be called with a callback; and shorter in C as well.
 *
 * All are called by the thread that runs the host, and so must not block it.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessHostedService, interprocess_hosted_service, G_TYPE_OBJECT)

typedef gboolean (*FinishFunc) (InterprocessHostedService *self,
                                GAsyncResult              *result,
                                GError                   **error);
typedef gboolean (*AtOnceFunc) (InterprocessHostedService *self,
                                GCancellable              *cancellable,
                                GError                   **error);
typedef gboolean (*BeginFunc) (InterprocessHostedService *self,
                               GTask                     *task,
                               GError                   **error);

/* Nothing to do is done. */
static gboolean
do_at_once (InterprocessHostedService  *self,
            AtOnceFunc                  func,
            const char                 *name,
            GTask                      *task,
            GError                    **error)
{
  g_autoptr(GError) failure = NULL;

  if (func != NULL && !func (self, g_task_get_cancellable (task), &failure))
    {
      g_propagate_error (error, failure != NULL ? g_steal_pointer (&failure)
                                                : interprocess_new_error_of_silence (name));
      return FALSE;
    }

  g_task_return_boolean (task, TRUE);
  return TRUE;
}

/* The task tells what became of it even if it was cancelled: what has started has to be stopped. */
static void
begin (InterprocessHostedService *self,
       BeginFunc                  func,
       const char                *name,
       GCancellable              *cancellable,
       GAsyncReadyCallback        callback,
       gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;

  g_task_set_name (task, name);
  g_task_set_check_cancellable (task, FALSE);
  if (!func (self, task, &error))
    g_task_return_error (task, error != NULL ? g_steal_pointer (&error)
                                             : interprocess_new_error_of_silence (name));
}

static gboolean
interprocess_hosted_service_real_finish (InterprocessHostedService  *self,
                                         GAsyncResult               *result,
                                         GError                    **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
finish (InterprocessHostedService  *self,
        FinishFunc                  func,
        const char                 *name,
        GAsyncResult               *result,
        GError                    **error)
{
  GError *failure = NULL;

  if (func (self, result, &failure))
    return TRUE;

  if (failure == NULL)
    failure = interprocess_new_error_of_silence (name);
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * InterprocessHostedServiceInterface::start:
 * @self: a hosted service
 * @cancellable: (nullable): cancelled when the start is of no use any more
 * @error: return location for an error
 *
 * Starts at once. It must not block.
 *
 * Returns: %TRUE if it has started, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * InterprocessHostedServiceInterface::stop:
 * @self: a hosted service
 * @cancellable: (nullable): cancelled when there is no more time
 * @error: return location for an error
 *
 * Stops at once. It must not block.
 *
 * Returns: %TRUE if it has stopped, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * InterprocessHostedServiceInterface::begin_start:
 * @self: a hosted service
 * @task: to be completed, by [method@Gio.Task.return_boolean] with %TRUE or by
 *   [method@Gio.Task.return_error], when it has started; its cancellable is cancelled when the
 *   start is of no use any more
 * @error: return location for an error
 *
 * Begins to start. It may have completed @task when it returns.
 *
 * Returns: %TRUE if @task is or will be completed, or %FALSE with @error set if it never will
 *
 * Since: 1.0
 */
static gboolean
interprocess_hosted_service_real_begin_start (InterprocessHostedService  *self,
                                              GTask                      *task,
                                              GError                    **error)
{
  return do_at_once (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->start, "start", task,
                     error);
}

/**
 * InterprocessHostedServiceInterface::begin_stop:
 * @self: a hosted service
 * @task: to be completed, by [method@Gio.Task.return_boolean] with %TRUE or by
 *   [method@Gio.Task.return_error], when it has stopped; its cancellable is cancelled when there is
 *   no more time
 * @error: return location for an error
 *
 * Begins to stop. It may have completed @task when it returns.
 *
 * Returns: %TRUE if @task is or will be completed, or %FALSE with @error set if it never will
 *
 * Since: 1.0
 */
static gboolean
interprocess_hosted_service_real_begin_stop (InterprocessHostedService  *self,
                                             GTask                      *task,
                                             GError                    **error)
{
  return do_at_once (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->stop, "stop", task, error);
}

static void
interprocess_hosted_service_real_start_async (InterprocessHostedService *self,
                                              GCancellable              *cancellable,
                                              GAsyncReadyCallback        callback,
                                              gpointer                   user_data)
{
  begin (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->begin_start, "begin_start",
         cancellable, callback, user_data);
}

static void
interprocess_hosted_service_real_stop_async (InterprocessHostedService *self,
                                             GCancellable              *cancellable,
                                             GAsyncReadyCallback        callback,
                                             gpointer                   user_data)
{
  begin (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->begin_stop, "begin_stop",
         cancellable, callback, user_data);
}

static void
interprocess_hosted_service_default_init (InterprocessHostedServiceInterface *iface)
{
  iface->begin_start = interprocess_hosted_service_real_begin_start;
  iface->begin_stop = interprocess_hosted_service_real_begin_stop;
  iface->start_async = interprocess_hosted_service_real_start_async;
  iface->start_finish = interprocess_hosted_service_real_finish;
  iface->stop_async = interprocess_hosted_service_real_stop_async;
  iface->stop_finish = interprocess_hosted_service_real_finish;
}

/**
 * interprocess_hosted_service_start_async:
 * @self: a hosted service
 * @cancellable: (nullable): to give up; the service may start nevertheless
 * @callback: (scope async) (closure user_data): called when it has started or failed to
 * @user_data: what @callback is called with
 *
 * Starts a service, as a host does. In the thread whose main context is to call back.
 *
 * Since: 1.0
 */
void
interprocess_hosted_service_start_async (InterprocessHostedService *self,
                                         GCancellable              *cancellable,
                                         GAsyncReadyCallback        callback,
                                         gpointer                   user_data)
{
  g_return_if_fail (INTERPROCESS_IS_HOSTED_SERVICE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->start_async (self, cancellable, callback,
                                                             user_data);
}

/**
 * interprocess_hosted_service_start_finish:
 * @self: a hosted service
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.HostedService.start_async].
 *
 * Returns: %TRUE if the service has started, or %FALSE with @error set: the service's own, or
 *   %INTERPROCESS_HOST_ERROR_FAILED if it gave no reason
 *
 * Since: 1.0
 */
gboolean
interprocess_hosted_service_start_finish (InterprocessHostedService  *self,
                                          GAsyncResult               *result,
                                          GError                    **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOSTED_SERVICE (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return finish (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->start_finish, "start", result,
                 error);
}

/**
 * interprocess_hosted_service_stop_async:
 * @self: a hosted service that has started
 * @cancellable: (nullable): to tell that there is no more time
 * @callback: (scope async) (closure user_data): called when it has stopped or failed to
 * @user_data: what @callback is called with
 *
 * Stops a service, as a host does. In the thread whose main context is to call back.
 *
 * Since: 1.0
 */
void
interprocess_hosted_service_stop_async (InterprocessHostedService *self,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data)
{
  g_return_if_fail (INTERPROCESS_IS_HOSTED_SERVICE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->stop_async (self, cancellable, callback,
                                                            user_data);
}

/**
 * interprocess_hosted_service_stop_finish:
 * @self: a hosted service
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.HostedService.stop_async].
 *
 * Returns: %TRUE if the service has stopped, or %FALSE with @error set: the service's own, or
 *   %INTERPROCESS_HOST_ERROR_FAILED if it gave no reason
 *
 * Since: 1.0
 */
gboolean
interprocess_hosted_service_stop_finish (InterprocessHostedService  *self,
                                         GAsyncResult               *result,
                                         GError                    **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOSTED_SERVICE (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return finish (self, INTERPROCESS_HOSTED_SERVICE_GET_IFACE (self)->stop_finish, "stop", result,
                 error);
}
