/* SPDX-License-Identifier: MIT */

#include "cancellable-link.h"
#include "error-list.h"
#include "host-private.h"

/* How others have a host stop, and see it stop. */

static gboolean
on_stop_request (gpointer data)
{
  interprocess_host_turn_back (data);

  return G_SOURCE_CONTINUE;
}

void
interprocess_host_attach_stop_request (InterprocessHost *self,
                                       GMainContext     *context)
{
  g_source_set_callback (self->stop_request, on_stop_request, g_object_ref (self), g_object_unref);

  g_rec_mutex_lock (&self->mutex);
  g_source_attach (self->stop_request, context);
  g_rec_mutex_unlock (&self->mutex);

  if (g_atomic_int_get (&self->stop_requested))
    g_cancellable_cancel (self->starting);
}

/**
 * interprocess_host_request_stop:
 * @self: a host
 *
 * Tells the host to stop, and does not wait for it.
 *
 * From any thread, any number of times, and at any time: a start that is under way is given up, and
 * a host that has not started will not. It is `StopApplication` of .NET.
 *
 * Since: 1.0
 */
void
interprocess_host_request_stop (InterprocessHost *self)
{
  g_return_if_fail (INTERPROCESS_IS_HOST (self));

  /* The host may end before this does, and with it the reference that the caller relies on. */
  g_object_ref (self);
  g_atomic_int_set (&self->stop_requested, TRUE);
  g_rec_mutex_lock (&self->mutex);
  g_source_set_ready_time (self->stop_request, 0);
  g_rec_mutex_unlock (&self->mutex);
  g_object_unref (self);
}

gboolean
interprocess_host_finish (InterprocessHost  *self,
                          GAsyncResult      *result,
                          gpointer           source_tag,
                          GError           **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == source_tag, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
add_waiter (InterprocessHost *self,
            GTask            *task)
{
  g_autoptr(GError) error = NULL;

  if (self->state != HOST_STOPPED)
    {
      g_ptr_array_add (self->waiters, g_object_ref (task));
      return;
    }

  error = interprocess_error_list_to_error (self->errors);
  interprocess_host_complete (task, error);
}

/* Gives up waiting: the host does not care. The cancellable may have been reset meanwhile. */
static gboolean
on_wait_cancelled (GCancellable *cancellable,
                   gpointer      data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  InterprocessHost *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->waiters, task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "Waiting for the host was cancelled");

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * interprocess_host_wait_for_shutdown_async:
 * @self: a host
 * @cancellable: (nullable): to wait no longer; the host goes on
 * @callback: (scope async) (closure user_data): called when the host has stopped
 * @user_data: what @callback is called with
 *
 * Waits until the host has stopped, for whatever reason. It may be called before the start.
 *
 * Since: 1.0
 */
void
interprocess_host_wait_for_shutdown_async (InterprocessHost    *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_host_wait_for_shutdown_async);
  add_waiter (self, task);
  if (cancellable != NULL && self->state != HOST_STOPPED)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (on_wait_cancelled), task, NULL);
      g_source_attach (source, g_task_get_context (task));
      g_task_set_task_data (task, source, destroy_source);
    }
}

/**
 * interprocess_host_wait_for_shutdown_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.wait_for_shutdown_async].
 *
 * Returns: %TRUE if the host has stopped and nothing failed, or %FALSE with @error set: see
 *   [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_wait_for_shutdown_finish (InterprocessHost  *self,
                                            GAsyncResult      *result,
                                            GError           **error)
{
  return interprocess_host_finish (self, result, interprocess_host_wait_for_shutdown_async, error);
}

/**
 * interprocess_host_stop_async:
 * @self: a host
 * @cancellable: (nullable): to tell the services that there is no more time
 * @callback: (nullable) (scope async) (closure user_data): called when the host has stopped
 * @user_data: what @callback is called with
 *
 * Stops what was started, the last service first, and closes the provider.
 *
 * A service that takes longer than [property@Interprocess.Host:shutdown-timeout] has its
 * cancellable cancelled, as have those after it.
 *
 * May be called at any time, and again: a start that is under way is given up, and a host that has
 * not started will not.
 *
 * Since: 1.0
 */
void
interprocess_host_stop_async (InterprocessHost    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_host_stop_async);
  g_task_set_check_cancellable (task, FALSE);
  add_waiter (self, task);
  if (self->state != HOST_STOPPED)
    interprocess_cancellable_link (task, self->stopping);

  if (self->state == HOST_NEW)
    {
      interprocess_host_attach_stop_request (self, g_task_get_context (task));
      interprocess_host_begin_stop (self);
    }
  else
    {
      interprocess_host_turn_back (self);
    }
}

/**
 * interprocess_host_stop_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.stop_async].
 *
 * Returns: %TRUE if the host has stopped and nothing failed, or %FALSE with @error set: see
 *   [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_stop_finish (InterprocessHost  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  return interprocess_host_finish (self, result, interprocess_host_stop_async, error);
}

/**
 * interprocess_host_propagate_error:
 * @self: a host
 * @error: return location for an error
 *
 * Tells whether something has failed so far: to be asked when a [class@Gio.Application] that the
 * host is attached to has ended.
 *
 * Returns: %TRUE if nothing failed, or %FALSE with @error set: see [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_propagate_error (InterprocessHost  *self,
                                   GError           **error)
{
  GError *failure;

  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  failure = interprocess_error_list_to_error (self->errors);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}
