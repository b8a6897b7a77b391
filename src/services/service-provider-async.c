/* SPDX-License-Identifier: MIT */

#include "service-async-call.h"
#include "service-provider-private.h"

/* How a provider is asked for services without waiting. */

/**
 * interprocess_service_provider_get_service_async:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @cancellable: (nullable): tells objects that are being initialised to give up
 * @callback: (scope async) (closure user_data): called when the service is there
 * @user_data: what @callback is called with
 *
 * Begins to get a service that may be missing.
 *
 * It is [method@Interprocess.ServiceProvider.get_keyed_service_async] for a service without a key.
 *
 * Since: 1.0
 */
void
interprocess_service_provider_get_service_async (InterprocessServiceProvider *self,
                                                 GType                        service_type,
                                                 GCancellable                *cancellable,
                                                 GAsyncReadyCallback          callback,
                                                 gpointer                     user_data)
{
  g_return_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  interprocess_service_provider_get_keyed_service_async (self, service_type, NULL, cancellable,
                                                         callback, user_data);
}

/**
 * interprocess_service_provider_get_keyed_service_async:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @key: (nullable): the key that it was registered with, %NULL for none
 * @cancellable: (nullable): tells objects that are being initialised to give up
 * @callback: (scope async) (closure user_data): called when the service is there
 * @user_data: what @callback is called with
 *
 * Begins to get a service that may be missing.
 *
 * It is [method@Interprocess.ServiceProvider.get_keyed_service], but that objects that are
 * [iface@Gio.AsyncInitable] are initialised so, the service's own and those that classes need. What
 * a factory asks for is not, unless it was got before. Nothing waits for another thread.
 *
 * The thread-default main context of the caller has to run: it calls @callback, and while it does
 * not, a singleton that is being created stays so, and others wait for it.
 *
 * Since: 1.0
 */
void
interprocess_service_provider_get_keyed_service_async (InterprocessServiceProvider *self,
                                                       GType                        service_type,
                                                       const char                  *key,
                                                       GCancellable                *cancellable,
                                                       GAsyncReadyCallback          callback,
                                                       gpointer                     user_data)
{
  const InterprocessServiceIdentity identity = { .type = service_type, .key = key };
  GTask *task;

  g_return_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_service_provider_get_keyed_service_async);
  interprocess_service_async_call_start (interprocess_service_provider_get_store (self), &identity,
                                         task);
}

/**
 * interprocess_service_provider_get_keyed_service_finish:
 * @self: a service provider
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Interprocess.ServiceProvider.get_keyed_service_async] began.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): an object of the type that was asked
 *   for, which the caller gives back by g_object_unref(); %NULL without an error if the service is
 *   not registered, or with @error set: see [method@Interprocess.ServiceProvider.get_keyed_service]
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_keyed_service_finish (InterprocessServiceProvider  *self,
                                                        GAsyncResult                 *result,
                                                        GError                      **error)
{
  return interprocess_service_provider_get_service_finish (self, result, error);
}

/**
 * interprocess_service_provider_get_service_finish:
 * @self: a service provider
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Interprocess.ServiceProvider.get_service_async] began.
 *
 * It and [method@Interprocess.ServiceProvider.get_keyed_service_finish] do the same.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): an object of the type that was asked
 *   for, which the caller gives back by g_object_unref(); %NULL without an error if the service is
 *   not registered, or with @error set: see [method@Interprocess.ServiceProvider.get_keyed_service]
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_service_finish (InterprocessServiceProvider  *self,
                                                  GAsyncResult                 *result,
                                                  GError                      **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, interprocess_service_provider_get_keyed_service_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
