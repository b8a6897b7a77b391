/* SPDX-License-Identifier: MIT */

#include <interprocess/service-scope.h>

/**
 * InterprocessServiceScopeFactory:
 *
 * Creates scopes.
 *
 * Every provider has this service built in: a class that needs scopes asks for it, rather than for
 * the provider and with it for everything. It is the root provider that answers, so who keeps the
 * factory keeps that.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessServiceScopeFactory, interprocess_service_scope_factory,
                    G_TYPE_OBJECT)

static void
interprocess_service_scope_factory_default_init (InterprocessServiceScopeFactoryInterface *iface)
{
}

/**
 * interprocess_service_scope_factory_create_scope:
 * @self: a service scope factory
 * @error: return location for an error
 *
 * Creates a scope, as [method@Interprocess.ServiceProvider.create_scope] does.
 *
 * From any thread.
 *
 * Returns: (transfer full): a new scope, or %NULL with @error set:
 *   %INTERPROCESS_SERVICE_ERROR_CLOSED if the provider is closed
 *
 * Since: 1.0
 */
InterprocessServiceScope *
interprocess_service_scope_factory_create_scope (InterprocessServiceScopeFactory  *self,
                                                 GError                          **error)
{
  InterprocessServiceScopeFactoryInterface *iface;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_SCOPE_FACTORY (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  iface = INTERPROCESS_SERVICE_SCOPE_FACTORY_GET_IFACE (self);
  g_return_val_if_fail (iface->create_scope != NULL, NULL);

  return iface->create_scope (self, error);
}
