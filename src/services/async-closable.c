/* SPDX-License-Identifier: MIT */

#include <interprocess/async-closable.h>
#include <interprocess/service-error.h>

/**
 * InterprocessAsyncClosable:
 *
 * Something that holds more than memory, and needs time to give it back, or may fail to.
 *
 * It is [iface@Interprocess.Closable] for what has to say goodbye to somebody else: to write what
 * it still has, or to end a connection. It is what `IAsyncDisposable` is to .NET.
 *
 * The service container closes what it created: see [class@Interprocess.ServiceProvider]. A class
 * can be both closable and asynchronously closable. Then it is closed in the way in which its
 * provider is.
 *
 * A class provides `close_async` and `close_finish`, which in Vala are one `async` method. Or it
 * provides [vfunc@Interprocess.AsyncClosable.begin_close], which is given the task that it
 * completes: that is for Python and GJS, whose classes cannot, or not safely, be called with a
 * callback.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessAsyncClosable, interprocess_async_closable, G_TYPE_OBJECT)

static void
interprocess_async_closable_default_init (InterprocessAsyncClosableInterface *iface)
{
}

static GError *
new_error_of_silence (InterprocessAsyncClosable *self)
{
  return g_error_new (INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FAILED,
                      "%s could not be closed and set no error: have it set one that says why",
                      G_OBJECT_TYPE_NAME (self));
}

/* The task tells what became of it even if it was cancelled. */
static void
begin_close (InterprocessAsyncClosable *self,
             GCancellable              *cancellable,
             GAsyncReadyCallback        callback,
             gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, interprocess_async_closable_close_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!INTERPROCESS_ASYNC_CLOSABLE_GET_IFACE (self)->begin_close (self, task, &error))
    g_task_return_error (task, error != NULL ? error : new_error_of_silence (self));
}

/**
 * InterprocessAsyncClosableInterface::begin_close:
 * @self: an asynchronously closable object
 * @task: to be completed, by [method@Gio.Task.return_boolean] with %TRUE or by
 *   [method@Gio.Task.return_error]
 * @error: return location for an error
 *
 * Begins to give back what the object holds; it must bear being called again.
 *
 * Returns: %TRUE if @task is or will be completed, or %FALSE with @error set
 *
 * Since: 1.0
 */

/**
 * interprocess_async_closable_close_async:
 * @self: an asynchronously closable object
 * @cancellable: (nullable): tells not to take the time; what is held is given back nonetheless
 * @callback: (scope async) (closure user_data): called when the object is closed
 * @user_data: what @callback is called with
 *
 * Begins to give back what the object holds.
 *
 * The object itself stays valid as long as there are references to it, and closing it again does
 * nothing. @callback is called by the thread-default main context of the caller.
 *
 * Since: 1.0
 */
void
interprocess_async_closable_close_async (InterprocessAsyncClosable *self,
                                         GCancellable              *cancellable,
                                         GAsyncReadyCallback        callback,
                                         gpointer                   user_data)
{
  InterprocessAsyncClosableInterface *iface;

  g_return_if_fail (INTERPROCESS_IS_ASYNC_CLOSABLE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  iface = INTERPROCESS_ASYNC_CLOSABLE_GET_IFACE (self);
  g_return_if_fail (iface->close_async != NULL || iface->begin_close != NULL);

  if (iface->close_async != NULL)
    iface->close_async (self, cancellable, callback, user_data);
  else
    begin_close (self, cancellable, callback, user_data);
}

/**
 * interprocess_async_closable_close_finish:
 * @self: an asynchronously closable object
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Interprocess.AsyncClosable.close_async] began.
 *
 * Returns: whether nothing went wrong; otherwise @error is set, to whatever the class reports. The
 *   object is closed nonetheless
 *
 * Since: 1.0
 */
gboolean
interprocess_async_closable_close_finish (InterprocessAsyncClosable  *self,
                                          GAsyncResult               *result,
                                          GError                    **error)
{
  InterprocessAsyncClosableInterface *iface;
  GError *local_error = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_ASYNC_CLOSABLE (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_async_result_is_tagged (result, interprocess_async_closable_close_async))
    {
      g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
      return g_task_propagate_boolean (G_TASK (result), error);
    }

  iface = INTERPROCESS_ASYNC_CLOSABLE_GET_IFACE (self);
  g_return_val_if_fail (iface->close_finish != NULL, FALSE);

  if (iface->close_finish (self, result, &local_error))
    return TRUE;

  g_propagate_error (error, local_error != NULL ? local_error : new_error_of_silence (self));
  return FALSE;
}
