/* SPDX-License-Identifier: MIT */

#include <interprocess/service-provider-is-service.h>

/**
 * InterprocessServiceProviderIsService:
 *
 * Tells which services there are.
 *
 * Every provider has this service built in: a class that only wants to know asks for it, rather
 * than for the provider. It is `IServiceProviderIsKeyedService` of .NET.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessServiceProviderIsService, interprocess_service_provider_is_service,
                    G_TYPE_OBJECT)

static void
interprocess_service_provider_is_service_default_init (
  InterprocessServiceProviderIsServiceInterface *iface)
{
}

/**
 * interprocess_service_provider_is_service_is_service:
 * @self: what knows the services
 * @service_type: a type
 *
 * Tells whether there is a service, as [method@Interprocess.ServiceProvider.is_service] does.
 *
 * From any thread.
 *
 * Returns: whether there is
 *
 * Since: 1.0
 */
gboolean
interprocess_service_provider_is_service_is_service (InterprocessServiceProviderIsService *self,
                                                     GType service_type)
{
  InterprocessServiceProviderIsServiceInterface *iface;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER_IS_SERVICE (self), FALSE);

  iface = INTERPROCESS_SERVICE_PROVIDER_IS_SERVICE_GET_IFACE (self);
  g_return_val_if_fail (iface->is_service != NULL, FALSE);

  return iface->is_service (self, service_type);
}

/**
 * interprocess_service_provider_is_service_is_keyed_service:
 * @self: what knows the services
 * @service_type: a type
 * @key: (nullable): a key, %NULL for none
 *
 * Tells whether there is a service with a key, as
 * [method@Interprocess.ServiceProvider.is_keyed_service] does.
 *
 * From any thread.
 *
 * Returns: whether there is
 *
 * Since: 1.0
 */
gboolean
interprocess_service_provider_is_service_is_keyed_service (
  InterprocessServiceProviderIsService *self,
  GType                                 service_type,
  const char                           *key)
{
  InterprocessServiceProviderIsServiceInterface *iface;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER_IS_SERVICE (self), FALSE);

  iface = INTERPROCESS_SERVICE_PROVIDER_IS_SERVICE_GET_IFACE (self);
  g_return_val_if_fail (iface->is_keyed_service != NULL, FALSE);

  return iface->is_keyed_service (self, service_type, key);
}
