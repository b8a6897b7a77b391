/* SPDX-License-Identifier: MIT */

#include <interprocess/async-closable.h>
#include <interprocess/closable.h>
#include <interprocess/service-collection.h>
#include <interprocess/service-provider-is-service.h>

#include "service-closing.h"
#include "service-provider-private.h"
#include "service-scope-private.h"

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
 * Services of the same type can have keys, which tell them apart. Who asks with a key gets what was
 * registered with it, or with %INTERPROCESS_SERVICE_KEY_ANY; who asks without one, what was
 * registered without one.
 *
 * Three services are there without being registered: [iface@Interprocess.ServiceScopeFactory],
 * [iface@Interprocess.ServiceProviderIsService] and the provider itself. A singleton is given the
 * root, and anything else the provider that it was asked for from.
 *
 * ## Closing
 *
 * A provider owns what it created. When it is closed, it closes of these all objects that are
 * [iface@Interprocess.Closable] or [iface@Interprocess.AsyncClosable], each once, the last one
 * first, and lets go of everything.
 *
 * Transient objects are among them, if they can be closed: so a provider that lives long should not
 * be asked for many of these, but one of a scope. Registered instances stay the user's and are not
 * closed, nor is an object that was there already and that a factory merely passes on.
 *
 * A provider that is freed without having been closed closes itself then. But an object that it
 * holds may hold it in turn; then only [method@Interprocess.ServiceProvider.close] ends it. Nor is
 * an object waited for then that is only [iface@Interprocess.AsyncClosable]: its closing is begun,
 * with a warning.
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

static void
interprocess_service_provider_async_close_async (InterprocessAsyncClosable *closable,
                                                 GCancellable              *cancellable,
                                                 GAsyncReadyCallback        callback,
                                                 gpointer                   user_data)
{
  interprocess_service_provider_close_async (INTERPROCESS_SERVICE_PROVIDER (closable), cancellable,
                                             callback, user_data);
}

static gboolean
interprocess_service_provider_async_close_finish (InterprocessAsyncClosable  *closable,
                                                  GAsyncResult               *result,
                                                  GError                    **error)
{
  return interprocess_service_provider_close_finish (INTERPROCESS_SERVICE_PROVIDER (closable),
                                                     result, error);
}

static void
interprocess_service_provider_async_init (InterprocessAsyncClosableInterface *iface)
{
  iface->close_async = interprocess_service_provider_async_close_async;
  iface->close_finish = interprocess_service_provider_async_close_finish;
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

static gboolean
interprocess_service_provider_knower_is_service (InterprocessServiceProviderIsService *knower,
                                                 GType                                 service_type)
{
  return interprocess_service_provider_is_service (INTERPROCESS_SERVICE_PROVIDER (knower),
                                                   service_type);
}

static gboolean
interprocess_service_provider_knower_is_keyed_service (InterprocessServiceProviderIsService *knower,
                                                       GType       service_type,
                                                       const char *key)
{
  return interprocess_service_provider_is_keyed_service (INTERPROCESS_SERVICE_PROVIDER (knower),
                                                         service_type, key);
}

static void
interprocess_service_provider_knower_init (InterprocessServiceProviderIsServiceInterface *iface)
{
  iface->is_service = interprocess_service_provider_knower_is_service;
  iface->is_keyed_service = interprocess_service_provider_knower_is_keyed_service;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessServiceProvider, interprocess_service_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                      interprocess_service_provider_closable_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                      interprocess_service_provider_async_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY,
                                                      interprocess_service_provider_factory_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE,
                                                      interprocess_service_provider_knower_init))

static void
interprocess_service_provider_dispose (GObject *object)
{
  interprocess_service_closing_run_without_waiting (
    &INTERPROCESS_SERVICE_PROVIDER (object)->store);

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
  interprocess_service_collection_add_transient_factory (
    services, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE, provide_root, NULL, NULL);

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

InterprocessServiceStore *
interprocess_service_provider_get_store (InterprocessServiceProvider *self)
{
  return &self->store;
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
 * An object that is [iface@Interprocess.AsyncClosable] and not [iface@Interprocess.Closable] is
 * waited for. Meanwhile the main context that this thread runs does run. What goes wrong with the
 * object is a warning. Use [method@Interprocess.ServiceProvider.close_async] where there are such
 * objects.
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
  interprocess_service_closing_run (&self->store);
  g_object_unref (self);
}

/**
 * interprocess_service_provider_close_async:
 * @self: a service provider
 * @cancellable: (nullable): passed to the objects that are closed; all of them are nonetheless
 * @callback: (scope async) (closure user_data): called when everything is closed
 * @user_data: what @callback is called with
 *
 * Begins to end the provider, as [method@Interprocess.ServiceProvider.close] does, but without
 * waiting: objects that are [iface@Interprocess.AsyncClosable] are closed so, each when those that
 * were created after it are closed. It is `DisposeAsync` of .NET.
 *
 * From any thread, and any number of times: only the first call does something, and others do not
 * wait for it. @callback is called by the thread-default main context of the caller.
 *
 * Since: 1.0
 */
void
interprocess_service_provider_close_async (InterprocessServiceProvider *self,
                                           GCancellable                *cancellable,
                                           GAsyncReadyCallback          callback,
                                           gpointer                     user_data)
{
  GTask *task;

  g_return_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_service_provider_close_async);
  interprocess_service_closing_start (&self->store, task);
}

/**
 * interprocess_service_provider_close_finish:
 * @self: a service provider
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Interprocess.ServiceProvider.close_async] began.
 *
 * The provider is closed, and all objects are, also if there is an error.
 *
 * Returns: whether nothing went wrong; otherwise @error is set: to what one object reported, with
 *   the name of its class before the message; if there were several, to
 *   %INTERPROCESS_SERVICE_ERROR_FAILED with all their messages
 *
 * Since: 1.0
 */
gboolean
interprocess_service_provider_close_finish (InterprocessServiceProvider  *self,
                                            GAsyncResult                 *result,
                                            GError                      **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, interprocess_service_provider_close_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
