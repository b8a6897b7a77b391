/* SPDX-License-Identifier: MIT */

#include <interprocess/host-services.h>
#include <interprocess/hosted-service.h>

#include "host-private.h"

static GObject *
provide_host (InterprocessServiceProvider  *provider,
              const char                   *key,
              gpointer                      user_data,
              GError                      **error)
{
  return G_OBJECT (interprocess_host_new (provider));
}

/**
 * interprocess_service_collection_add_host:
 * @self: a service collection
 *
 * Registers [class@Interprocess.Host] as a singleton, unless it is: the host that
 * [ctor@Interprocess.Host.new] gives.
 *
 * The other functions that add hosted services do this too. It is for those that are registered by
 * a descriptor of their own, as a service of the type [iface@Interprocess.HostedService].
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_host (InterprocessServiceCollection *self)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  /* The factory of a singleton is given the root, which is what a host is for. */
  descriptor = interprocess_service_descriptor_new_factory (INTERPROCESS_TYPE_HOST,
                                                            INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                                                            provide_host, NULL, NULL);
  interprocess_service_collection_try_add (self, descriptor);

  return self;
}

/**
 * interprocess_service_collection_add_hosted_service:
 * @self: a service collection
 * @implementation_type: a class that implements [iface@Interprocess.HostedService]
 *
 * Registers what a host starts and stops with the application, as a singleton. A class that is
 * registered so already is not registered again.
 *
 * If it needs services that are told apart by a key, register it by a descriptor instead:
 *
 * ```c
 * descriptor = interprocess_service_descriptor_new (
 *   INTERPROCESS_TYPE_HOSTED_SERVICE, MY_TYPE_WORKER, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
 * interprocess_service_descriptor_bind_key (descriptor, "orders", "orders");
 * interprocess_service_collection_add (services, descriptor);
 * interprocess_service_collection_add_host (services);
 * ```
 *
 * It also registers the host itself: see [method@Interprocess.ServiceCollection.add_host].
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_hosted_service (
  InterprocessServiceCollection *self,
  GType                          implementation_type)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  interprocess_service_collection_add_host (self);
  descriptor = interprocess_service_descriptor_new (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                    implementation_type,
                                                    INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  /* What is no class of its own is kept, for build() to report. */
  if (!interprocess_service_collection_try_add_enumerable (self, descriptor, &error) &&
      error != NULL)
    interprocess_service_collection_add (self, descriptor);

  return self;
}

/**
 * interprocess_service_collection_add_hosted_service_factory:
 * @self: a service collection
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be an [iface@Interprocess.HostedService]
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers what a host starts and stops with the application, as a singleton that a factory
 * creates. In all else like [method@Interprocess.ServiceCollection.add_hosted_service].
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_hosted_service_factory (
  InterprocessServiceCollection *self,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  interprocess_service_collection_add_host (self);

  return interprocess_service_collection_add_singleton_factory (
    self, INTERPROCESS_TYPE_HOSTED_SERVICE, factory, user_data, destroy);
}
