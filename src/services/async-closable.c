/* SPDX-License-Identifier: MIT */

#include <interprocess/async-closable.h>

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
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessAsyncClosable, interprocess_async_closable, G_TYPE_OBJECT)

static void
interprocess_async_closable_default_init (InterprocessAsyncClosableInterface *iface)
{
}

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
  g_return_if_fail (iface->close_async != NULL);

  iface->close_async (self, cancellable, callback, user_data);
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

  g_return_val_if_fail (INTERPROCESS_IS_ASYNC_CLOSABLE (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  iface = INTERPROCESS_ASYNC_CLOSABLE_GET_IFACE (self);
  g_return_val_if_fail (iface->close_finish != NULL, FALSE);

  return iface->close_finish (self, result, error);
}
