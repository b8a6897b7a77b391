/* SPDX-License-Identifier: MIT */

#include "service-provider-private.h"
#include "service-request.h"

/* How a provider is asked for services. */

typedef GObject *(*Request) (InterprocessServiceStore           *store,
                             const InterprocessServiceIdentity  *identity,
                             GError                            **error);

/* Apart, so as not to be in the way of what is ready. */
G_GNUC_NO_INLINE
static GObject *
enter_and_request (InterprocessServiceStore           *store,
                   const InterprocessServiceIdentity  *identity,
                   Request                             request,
                   GError                            **error)
{
  GObject *object;

  if (!interprocess_service_store_enter (store, identity, error))
    return NULL;

  object = request (store, identity, error);
  interprocess_service_store_leave (store);

  return object;
}

static inline GObject *
get (InterprocessServiceProvider        *self,
     const InterprocessServiceIdentity  *identity,
     GError                            **error)
{
  InterprocessServiceStore *store = interprocess_service_provider_get_store (self);
  GObject *object = interprocess_service_store_find_singleton (store, identity);

  return object != NULL
           ? object : enter_and_request (store, identity, interprocess_service_request_get, error);
}

static inline GObject *
get_required (InterprocessServiceProvider        *self,
              const InterprocessServiceIdentity  *identity,
              GError                            **error)
{
  InterprocessServiceStore *store = interprocess_service_provider_get_store (self);
  GObject *object = interprocess_service_store_find_singleton (store, identity);

  return object != NULL ? object
                        : enter_and_request (store, identity,
                                             interprocess_service_request_get_required, error);
}

/**
 * interprocess_service_provider_get_service:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @error: return location for an error
 *
 * Gets a service that may be missing.
 *
 * It is [method@Interprocess.ServiceProvider.get_keyed_service] for a service without a key.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): an object of type @service_type, which
 *   the caller gives back by g_object_unref(); %NULL without an error if the service is not
 *   registered, or with @error set
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_service (InterprocessServiceProvider  *self,
                                           GType                         service_type,
                                           GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type };

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return get (self, &identity, error);
}

/**
 * interprocess_service_provider_get_required_service:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @error: return location for an error
 *
 * Gets a service that has to be there.
 *
 * It is [method@Interprocess.ServiceProvider.get_required_keyed_service] for a service without a
 * key.
 *
 * Returns: (transfer full) (type GObject.Object): an object of type @service_type, which the caller
 *   gives back by g_object_unref(); or %NULL with @error set
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_required_service (InterprocessServiceProvider  *self,
                                                    GType                         service_type,
                                                    GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type };

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return get_required (self, &identity, error);
}

/**
 * interprocess_service_provider_get_services:
 * @self: a service provider
 * @service_type: the type that the services were registered by
 * @error: return location for an error
 *
 * Gets what all registrations of a service provide, in the order in which they were registered.
 *
 * It is [method@Interprocess.ServiceProvider.get_keyed_services] for services without a key.
 *
 * Returns: (transfer full): a list of objects of type @service_type, empty if there is no
 *   registration, which the caller gives back by g_object_unref(); or %NULL with @error set
 *
 * Since: 1.0
 */
GListModel *
interprocess_service_provider_get_services (InterprocessServiceProvider  *self,
                                            GType                         service_type,
                                            GError                      **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return interprocess_service_provider_get_keyed_services (self, service_type, NULL, error);
}

/**
 * interprocess_service_provider_is_service:
 * @self: a service provider
 * @service_type: a type
 *
 * Tells whether [method@Interprocess.ServiceProvider.get_service] has something to give, without
 * creating it. From any thread; does not block.
 *
 * Returns: whether the service is registered or built in; %FALSE once the provider is closed
 *
 * Since: 1.0
 */
gboolean
interprocess_service_provider_is_service (InterprocessServiceProvider *self,
                                          GType                        service_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), FALSE);

  return interprocess_service_provider_is_keyed_service (self, service_type, NULL);
}

/**
 * interprocess_service_provider_get_keyed_service:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @key: (nullable): the key that it was registered with, %NULL for none
 * @error: return location for an error
 *
 * Gets a service that may be missing.
 *
 * A service that is not registered with @key may be with %INTERPROCESS_SERVICE_KEY_ANY; one that is
 * registered without a key is never given for one.
 *
 * This may create the object and what it needs, and so call factories, and wait for another thread
 * that is creating the same. From any thread.
 *
 * If it cannot be created, @error is a factory's own, with the path to the service before its
 * message, or one of [error@Interprocess.ServiceError]:
 * %INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, of something that the service needs,
 * %INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
 * %INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
 * %INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
 * %INTERPROCESS_SERVICE_ERROR_INVALID_KEY,
 * %INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
 * %INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
 * %INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED or
 * %INTERPROCESS_SERVICE_ERROR_CLOSED. The next call tries again. To ask with
 * %INTERPROCESS_SERVICE_KEY_ANY is %INTERPROCESS_SERVICE_ERROR_INVALID_KEY.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): an object of type @service_type, which
 *   the caller gives back by g_object_unref(); %NULL without an error if the service is not
 *   registered, or with @error set
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_keyed_service (InterprocessServiceProvider  *self,
                                                 GType                         service_type,
                                                 const char                   *key,
                                                 GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type, .key = key };

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return get (self, &identity, error);
}

/**
 * interprocess_service_provider_get_required_keyed_service:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @key: (nullable): the key that it was registered with, %NULL for none
 * @error: return location for an error
 *
 * Gets a service that has to be there.
 *
 * It is like [method@Interprocess.ServiceProvider.get_keyed_service], but that a service which is
 * not registered is an error, %INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED.
 *
 * Returns: (transfer full) (type GObject.Object): an object of type @service_type, which the caller
 *   gives back by g_object_unref(); or %NULL with @error set
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_required_keyed_service (
  InterprocessServiceProvider  *self,
  GType                         service_type,
  const char                   *key,
  GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type, .key = key };

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return get_required (self, &identity, error);
}

/**
 * interprocess_service_provider_get_keyed_services:
 * @self: a service provider
 * @service_type: the type that the services were registered by
 * @key: (nullable): the key that they were registered with; %INTERPROCESS_SERVICE_KEY_ANY for all
 *   that have one, %NULL for those that have none
 * @error: return location for an error
 *
 * Gets what all registrations of a service provide, in the order in which they were registered.
 *
 * What is registered with %INTERPROCESS_SERVICE_KEY_ANY is never among them.
 *
 * Each is the object that it would be alone: see
 * [method@Interprocess.ServiceProvider.get_keyed_service], also for the errors.
 *
 * Returns: (transfer full): a list of objects of type @service_type, empty if there is no
 *   registration, which the caller gives back by g_object_unref(); or %NULL with @error set
 *
 * Since: 1.0
 */
GListModel *
interprocess_service_provider_get_keyed_services (InterprocessServiceProvider  *self,
                                                  GType                         service_type,
                                                  const char                   *key,
                                                  GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type, .key = key };
  InterprocessServiceStore *store;
  GListStore *list;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  store = interprocess_service_provider_get_store (self);
  if (!interprocess_service_store_enter (store, &identity, error))
    return NULL;

  list = interprocess_service_request_get_all (store, &identity, error);
  interprocess_service_store_leave (store);

  return (GListModel *) list;
}

/**
 * interprocess_service_provider_is_keyed_service:
 * @self: a service provider
 * @service_type: a type
 * @key: (nullable): a key, %NULL for none
 *
 * Tells whether [method@Interprocess.ServiceProvider.get_keyed_service] has something to give,
 * without creating it. From any thread; does not block.
 *
 * What is built in has no key.
 *
 * Returns: whether the service is registered with @key or with %INTERPROCESS_SERVICE_KEY_ANY;
 *   %FALSE once the provider is closed
 *
 * Since: 1.0
 */
gboolean
interprocess_service_provider_is_keyed_service (InterprocessServiceProvider *self,
                                                GType                        service_type,
                                                const char                  *key)
{
  const InterprocessServiceIdentity identity = { .type = service_type, .key = key };
  InterprocessServiceStore *store;
  gboolean found;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), FALSE);

  store = interprocess_service_provider_get_store (self);
  if (!interprocess_service_store_enter (store, &identity, NULL))
    return FALSE;

  found = interprocess_service_registry_has (interprocess_service_store_get_registry (store),
                                             &identity);
  interprocess_service_store_leave (store);

  return found;
}
