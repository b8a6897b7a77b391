/* SPDX-License-Identifier: MIT */

#include "service-collection-private.h"

/* The short ways to add a registration: a descriptor is made, and added. Those with a key are in
 * service-collection-add-keyed.c. */

static InterprocessServiceCollection *
add_and_release (InterprocessServiceCollection *self,
                 const char                    *key,
                 InterprocessServiceDescriptor *descriptor)
{
  interprocess_service_descriptor_set_key (descriptor, key);
  interprocess_service_collection_add (self, descriptor);
  g_object_unref (descriptor);

  return self;
}

InterprocessServiceCollection *
interprocess_service_collection_add_type (InterprocessServiceCollection *self,
                                          GType                          service_type,
                                          const char                    *key,
                                          GType                          implementation_type,
                                          InterprocessServiceLifetime    lifetime)
{
  return add_and_release (self, key, interprocess_service_descriptor_new (
    service_type, implementation_type, lifetime));
}

InterprocessServiceCollection *
interprocess_service_collection_add_factory (InterprocessServiceCollection *self,
                                             GType                          service_type,
                                             const char                    *key,
                                             InterprocessServiceLifetime    lifetime,
                                             InterprocessServiceFactory     factory,
                                             gpointer                       user_data,
                                             GDestroyNotify                 destroy)
{
  return add_and_release (self, key, interprocess_service_descriptor_new_factory (
    service_type, lifetime, factory, user_data, destroy));
}

InterprocessServiceCollection *
interprocess_service_collection_add_instance (InterprocessServiceCollection *self,
                                              GType                          service_type,
                                              const char                    *key,
                                              GObject                       *instance)
{
  return add_and_release (self, key, interprocess_service_descriptor_new_instance (
    service_type, instance));
}

/**
 * interprocess_service_collection_add_singleton:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service that a class provides: one object for the provider and all scopes.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_singleton (InterprocessServiceCollection *self,
                                               GType                          service_type,
                                               GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, NULL, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
}

/**
 * interprocess_service_collection_add_scoped:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service that a class provides: one object for each scope.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_scoped (InterprocessServiceCollection *self,
                                            GType                          service_type,
                                            GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, NULL, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_SCOPED);
}

/**
 * interprocess_service_collection_add_transient:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service that a class provides: a new object each time.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_transient (InterprocessServiceCollection *self,
                                               GType                          service_type,
                                               GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, NULL, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
}

/**
 * interprocess_service_collection_add_singleton_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service that a factory provides: one object for the provider and all scopes.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_singleton_factory (InterprocessServiceCollection *self,
                                                       GType                          service_type,
                                                       InterprocessServiceFactory     factory,
                                                       gpointer                       user_data,
                                                       GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, NULL,
                                                      INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_scoped_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service that a factory provides: one object for each scope.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_scoped_factory (InterprocessServiceCollection *self,
                                                    GType                          service_type,
                                                    InterprocessServiceFactory     factory,
                                                    gpointer                       user_data,
                                                    GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, NULL,
                                                      INTERPROCESS_SERVICE_LIFETIME_SCOPED,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_transient_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service that a factory provides: a new object each time.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_transient_factory (InterprocessServiceCollection *self,
                                                       GType                          service_type,
                                                       InterprocessServiceFactory     factory,
                                                       gpointer                       user_data,
                                                       GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, NULL,
                                                      INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_singleton_instance:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @instance: an object that is a @service_type
 *
 * Registers an object that is there already. It stays the caller's: no provider closes it.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_singleton_instance (InterprocessServiceCollection *self,
                                                        GType                          service_type,
                                                        GObject                       *instance)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_instance (self, service_type, NULL, instance);
}
