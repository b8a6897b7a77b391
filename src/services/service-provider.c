/* SPDX-License-Identifier: MIT */

#include <interprocess/closable.h>
#include <interprocess/service-collection.h>
#include <interprocess/service-error.h>

#include "service-provider-private.h"
#include "service-resolver.h"
#include "service-scope-private.h"
#include "service-store.h"

/**
 * InterprocessServiceProvider:
 *
 * Gives the services of a collection: finds objects, or creates them, and closes what it created.
 *
 * [method@Interprocess.ServiceCollection.build] makes the root provider. Each scope has a provider
 * of its own. Singletons are the root's and scoped services the scope's, from whichever provider
 * they are asked for; a transient service is created for whoever asks.
 *
 * If a service was registered several times, the last registration provides it, and
 * [method@Interprocess.ServiceProvider.get_services] gives them all.
 *
 * Two services are there without being registered: [iface@Interprocess.ServiceScopeFactory] and
 * the provider itself. A singleton is given the root, and anything else the provider that it was
 * asked for from.
 *
 * ## Closing
 *
 * A provider owns what it created. When it is closed, it closes of these all objects that are
 * [iface@Interprocess.Closable], each once, the last one first, and lets go of everything.
 *
 * Transient objects are among them, if they can be closed: so a provider that lives long should not
 * be asked for many of these, but one of a scope. Registered instances stay the user's and are not
 * closed, nor is an object that was there already and that a factory merely passes on.
 *
 * A provider that is freed without having been closed closes itself then. But an object that it
 * holds may hold it in turn; then only [method@Interprocess.ServiceProvider.close] ends it.
 *
 * ## Threads
 *
 * All functions may be called from any thread. A singleton is created once, by the thread that asks
 * first, and others wait for that. Threads that would wait for each other get
 * %INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY instead. No lock is held while an object is
 * created or closed.
 *
 * Since: 1.0
 */
struct _InterprocessServiceProvider
{
  GObject parent_instance;

  InterprocessServiceStore store;
};

static void
interprocess_service_provider_closable_close (InterprocessClosable *closable)
{
  interprocess_service_provider_close (INTERPROCESS_SERVICE_PROVIDER (closable));
}

static void
interprocess_service_provider_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = interprocess_service_provider_closable_close;
}

static InterprocessServiceScope *
interprocess_service_provider_factory_create_scope (InterprocessServiceScopeFactory  *factory,
                                                    GError                          **error)
{
  InterprocessServiceProvider *self = INTERPROCESS_SERVICE_PROVIDER (factory);

  return interprocess_service_provider_create_scope (self, error);
}

static void
interprocess_service_provider_factory_init (InterprocessServiceScopeFactoryInterface *iface)
{
  iface->create_scope = interprocess_service_provider_factory_create_scope;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessServiceProvider, interprocess_service_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                      interprocess_service_provider_closable_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY,
                                                      interprocess_service_provider_factory_init))

static void
interprocess_service_provider_dispose (GObject *object)
{
  interprocess_service_provider_close (INTERPROCESS_SERVICE_PROVIDER (object));

  G_OBJECT_CLASS (interprocess_service_provider_parent_class)->dispose (object);
}

static void
interprocess_service_provider_finalize (GObject *object)
{
  InterprocessServiceProvider *self = INTERPROCESS_SERVICE_PROVIDER (object);

  if (self->store.root != &self->store)
    g_object_unref (self->store.root->provider);

  G_OBJECT_CLASS (interprocess_service_provider_parent_class)->finalize (object);
}

static void
interprocess_service_provider_class_init (InterprocessServiceProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = interprocess_service_provider_dispose;
  object_class->finalize = interprocess_service_provider_finalize;
}

/* Closed until there is something to provide. */
static void
interprocess_service_provider_init (InterprocessServiceProvider *self)
{
  self->store.provider = self;
  self->store.root = &self->store;
}

static GObject *
provide_itself (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      user_data,
                GError                      **error)
{
  return G_OBJECT (g_object_ref (provider));
}

static GObject *
provide_root (InterprocessServiceProvider  *provider,
              const char                   *key,
              gpointer                      user_data,
              GError                      **error)
{
  return G_OBJECT (g_object_ref (provider->store.root->provider));
}

/* The built-in services are registered like any other; transient, so that nothing holds them. */
static InterprocessServiceCollection *
create_built_in_services (void)
{
  InterprocessServiceCollection *services = interprocess_service_collection_new ();

  interprocess_service_collection_add_transient_factory (
    services, INTERPROCESS_TYPE_SERVICE_PROVIDER, provide_itself, NULL, NULL);
  interprocess_service_collection_add_transient_factory (
    services, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY, provide_root, NULL, NULL);

  return services;
}

/*
 * interprocess_service_provider_new:
 *
 * Returns: (transfer full): a new root provider of @services, or %NULL with @error set
 */
InterprocessServiceProvider *
interprocess_service_provider_new (GListModel              *services,
                                   InterprocessBuildFlags   flags,
                                   GError                 **error)
{
  g_autoptr(InterprocessServiceCollection) built_in = create_built_in_services ();
  InterprocessServiceRegistry *registry =
    interprocess_service_registry_new (G_LIST_MODEL (built_in), services, flags, error);
  InterprocessServiceProvider *self;

  if (registry == NULL)
    return NULL;

  self = g_object_new (INTERPROCESS_TYPE_SERVICE_PROVIDER, NULL);
  interprocess_service_store_open_root (&self->store, registry);

  return self;
}

/* Finds or creates what the last registration of a service provides. */
static GObject *
get (InterprocessServiceProvider        *self,
     const InterprocessServiceIdentity  *identity,
     GError                            **error)
{
  const GPtrArray *registrations;
  GObject *object = NULL;

  if (!interprocess_service_store_enter (&self->store, identity, error))
    return NULL;

  registrations = interprocess_service_store_find (&self->store, identity);
  if (registrations != NULL)
    object = interprocess_service_resolver_resolve (
      &self->store, g_ptr_array_index (registrations, registrations->len - 1), error);

  interprocess_service_store_leave (&self->store);

  return object;
}

/**
 * interprocess_service_provider_get_service:
 * @self: a service provider
 * @service_type: the type that the service was registered by
 * @error: return location for an error
 *
 * Gets a service that may be missing.
 *
 * This may create the object and what it needs, and so call factories, and wait for another thread
 * that is creating the same. From any thread.
 *
 * If it cannot be created, @error is a factory's own, with the path to the service before its
 * message, or one of [error@Interprocess.ServiceError]:
 * %INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
 * %INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
 * %INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
 * %INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
 * %INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED or
 * %INTERPROCESS_SERVICE_ERROR_CLOSED. The next call tries again.
 *
 * Returns: (transfer full) (nullable) (type GObject.Object): an object of type @service_type; %NULL
 *   without an error if the service is not registered, or with @error set
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
 * It is like [method@Interprocess.ServiceProvider.get_service], but that a service which is not
 * registered is an error, %INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED.
 *
 * Returns: (transfer full) (type GObject.Object): an object of type @service_type, or %NULL with
 *   @error set
 *
 * Since: 1.0
 */
gpointer
interprocess_service_provider_get_required_service (InterprocessServiceProvider  *self,
                                                    GType                         service_type,
                                                    GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type };
  GError *local_error = NULL;
  GObject *object;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  object = get (self, &identity, &local_error);
  if (object == NULL && local_error == NULL)
    {
      g_set_error (&local_error,
                   INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                   "the service is not registered: add it to the collection before the provider is "
                   "built, or ask with get_service() if it may be missing");
      interprocess_service_resolution_prefix_error (&identity, &local_error);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);

  return object;
}

/* An interface need not be known to be one of objects, which a list store insists on. */
static GListStore *
create_list (GType service_type)
{
  const gboolean of_objects = g_type_is_a (service_type, G_TYPE_OBJECT);

  return g_list_store_new (of_objects ? service_type : G_TYPE_OBJECT);
}

static gboolean
append_all (InterprocessServiceProvider        *self,
            const InterprocessServiceIdentity  *identity,
            GListStore                         *list,
            GError                            **error)
{
  const GPtrArray *registrations = interprocess_service_store_find (&self->store, identity);

  for (guint i = 0; registrations != NULL && i < registrations->len; i++)
    {
      g_autoptr(GObject) object = interprocess_service_resolver_resolve (
        &self->store, g_ptr_array_index (registrations, i), error);

      if (object == NULL)
        return FALSE;
      g_list_store_append (list, object);
    }

  return TRUE;
}

/**
 * interprocess_service_provider_get_services:
 * @self: a service provider
 * @service_type: the type that the services were registered by
 * @error: return location for an error
 *
 * Gets what all registrations of a service provide, in the order in which they were registered.
 *
 * Each is the object that it would be alone: see
 * [method@Interprocess.ServiceProvider.get_service], also for the errors.
 *
 * Returns: (transfer full): a list of objects of type @service_type, which is empty if there is no
 *   registration; or %NULL with @error set
 *
 * Since: 1.0
 */
GListModel *
interprocess_service_provider_get_services (InterprocessServiceProvider  *self,
                                            GType                         service_type,
                                            GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = service_type };
  g_autoptr(GListStore) list = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!interprocess_service_store_enter (&self->store, &identity, error))
    return NULL;

  list = create_list (service_type);
  if (!append_all (self, &identity, list, error))
    g_clear_object (&list);

  interprocess_service_store_leave (&self->store);

  return list != NULL ? G_LIST_MODEL (g_steal_pointer (&list)) : NULL;
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
  const InterprocessServiceIdentity identity = { .type = service_type };
  gboolean found;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), FALSE);

  if (!interprocess_service_store_enter (&self->store, &identity, NULL))
    return FALSE;

  found = interprocess_service_store_find (&self->store, &identity) != NULL;
  interprocess_service_store_leave (&self->store);

  return found;
}

/* The caller has entered. */
static InterprocessServiceProvider *
create_child (InterprocessServiceProvider *self)
{
  InterprocessServiceStore *root = self->store.root;
  InterprocessServiceProvider *child = g_object_new (INTERPROCESS_TYPE_SERVICE_PROVIDER, NULL);

  g_object_ref (root->provider);
  interprocess_service_store_open (&child->store, root);

  return child;
}

/**
 * interprocess_service_provider_create_scope:
 * @self: a service provider
 * @error: return location for an error
 *
 * Creates a scope, which has scoped services of its own and shares the singletons.
 *
 * All scopes are the root's: one created by the provider of another scope is not inside it and may
 * outlive it. Nothing closes a scope but its owner. From any thread; does not block.
 *
 * Returns: (transfer full): a new scope, or %NULL with @error set:
 *   %INTERPROCESS_SERVICE_ERROR_CLOSED if the provider is closed
 *
 * Since: 1.0
 */
InterprocessServiceScope *
interprocess_service_provider_create_scope (InterprocessServiceProvider  *self,
                                            GError                      **error)
{
  const InterprocessServiceIdentity identity = { .type = INTERPROCESS_TYPE_SERVICE_SCOPE };
  InterprocessServiceScope *scope;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!interprocess_service_store_enter (&self->store, &identity, error))
    return NULL;

  scope = interprocess_service_scope_new (create_child (self));
  interprocess_service_store_leave (&self->store);

  return scope;
}

/**
 * interprocess_service_provider_close:
 * @self: a service provider
 *
 * Ends the provider: closes what it created, the last object first, and lets go of it.
 *
 * Afterwards every call for a service gives %INTERPROCESS_SERVICE_ERROR_CLOSED; if this is the root
 * also from the scopes, whose own objects stay until each scope is closed in its turn. An object
 * that is just being created, by another thread or by a factory that calls this, is closed when it
 * is there, and its asker gets the error.
 *
 * From any thread, and any number of times: only the first call does something, and others do not
 * wait for it.
 *
 * Since: 1.0
 */
void
interprocess_service_provider_close (InterprocessServiceProvider *self)
{
  g_return_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self));

  /* What is closed may drop the reference that the caller relies on. */
  g_object_ref (self);
  interprocess_service_store_close (&self->store);
  g_object_unref (self);
}
