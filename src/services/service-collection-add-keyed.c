/* SPDX-License-Identifier: MIT */

#include "service-collection-private.h"

/* The short ways to add a registration with a key: a descriptor is made, and added. */

/**
 * interprocess_service_collection_add_keyed_singleton:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service with a key that a class provides: one object for the provider and all scopes.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, key, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
}

/**
 * interprocess_service_collection_add_keyed_scoped:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service with a key that a class provides: one object for each scope.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_scoped (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, key, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_SCOPED);
}

/**
 * interprocess_service_collection_add_keyed_transient:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @implementation_type: a class that is, derives from or implements @service_type
 *
 * Registers a service with a key that a class provides: a new object each time.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_transient (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_type (self, service_type, key, implementation_type,
                                                   INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
}

/**
 * interprocess_service_collection_add_keyed_singleton_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type; it is told the key that is asked for
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service with a key, which a factory provides:
 * one object for the provider and all scopes.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, key,
                                                      INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_keyed_scoped_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type; it is told the key that is asked for
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service with a key, which a factory provides:
 * one object for each scope.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_scoped_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, key,
                                                      INTERPROCESS_SERVICE_LIFETIME_SCOPED,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_keyed_transient_factory:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type; it is told the key that is asked for
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the collection and its providers are done with it
 *
 * Registers a service with a key, which a factory provides:
 * a new object each time.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_transient_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_factory (self, service_type, key,
                                                      INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
                                                      factory, user_data, destroy);
}

/**
 * interprocess_service_collection_add_keyed_singleton_instance:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, or %INTERPROCESS_SERVICE_KEY_ANY, `"*"`, for
 *   every key that has no registration; %NULL for none
 * @instance: an object that is a @service_type
 *
 * Registers with a key an object that is there already. It stays the caller's: no provider closes
 * it.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton_instance (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GObject                       *instance)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_add_instance (self, service_type, key, instance);
}
