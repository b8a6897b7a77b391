/* SPDX-License-Identifier: MIT */

#include <interprocess/async-closable.h>
#include <interprocess/closable.h>

#include "service-closing.h"
#include "service-provider-private.h"
#include "service-scope-private.h"

/**
 * InterprocessServiceScope:
 *
 * The time that scoped services live for, such as that of one request.
 *
 * A scope has a provider, from which a scoped service is one object, another one than in every
 * other scope. When the scope is closed so is what its provider created, in reverse order;
 * singletons live on. To drop the last reference closes it too, as it does a
 * [class@Interprocess.ServiceProvider].
 *
 * Scopes are not inside each other: one created by the provider of another is its equal.
 *
 * All functions may be called from any thread.
 *
 * Since: 1.0
 */
struct _InterprocessServiceScope
{
  GObject parent_instance;

  InterprocessServiceProvider *provider;
};

static void
interprocess_service_scope_closable_close (InterprocessClosable *closable)
{
  interprocess_service_scope_close (INTERPROCESS_SERVICE_SCOPE (closable));
}

static void
interprocess_service_scope_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = interprocess_service_scope_closable_close;
}

static void
interprocess_service_scope_async_close_async (InterprocessAsyncClosable *closable,
                                              GCancellable              *cancellable,
                                              GAsyncReadyCallback        callback,
                                              gpointer                   user_data)
{
  interprocess_service_scope_close_async (INTERPROCESS_SERVICE_SCOPE (closable), cancellable,
                                          callback, user_data);
}

static gboolean
interprocess_service_scope_async_close_finish (InterprocessAsyncClosable  *closable,
                                               GAsyncResult               *result,
                                               GError                    **error)
{
  return interprocess_service_scope_close_finish (INTERPROCESS_SERVICE_SCOPE (closable),
                                                  result, error);
}

static void
interprocess_service_scope_async_init (InterprocessAsyncClosableInterface *iface)
{
  iface->close_async = interprocess_service_scope_async_close_async;
  iface->close_finish = interprocess_service_scope_async_close_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessServiceScope, interprocess_service_scope, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                      interprocess_service_scope_closable_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                      interprocess_service_scope_async_init))

static void
interprocess_service_scope_dispose (GObject *object)
{
  InterprocessServiceProvider *provider = INTERPROCESS_SERVICE_SCOPE (object)->provider;

  if (provider != NULL)
    interprocess_service_closing_run_without_waiting (
      interprocess_service_provider_get_store (provider));

  G_OBJECT_CLASS (interprocess_service_scope_parent_class)->dispose (object);
}

static void
interprocess_service_scope_finalize (GObject *object)
{
  InterprocessServiceScope *self = INTERPROCESS_SERVICE_SCOPE (object);

  g_clear_object (&self->provider);

  G_OBJECT_CLASS (interprocess_service_scope_parent_class)->finalize (object);
}

static void
interprocess_service_scope_class_init (InterprocessServiceScopeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = interprocess_service_scope_dispose;
  object_class->finalize = interprocess_service_scope_finalize;
}

static void
interprocess_service_scope_init (InterprocessServiceScope *self)
{
}

/*
 * interprocess_service_scope_new:
 * @provider: (transfer full): a provider of the scope's own
 */
InterprocessServiceScope *
interprocess_service_scope_new (InterprocessServiceProvider *provider)
{
  InterprocessServiceScope *self = g_object_new (INTERPROCESS_TYPE_SERVICE_SCOPE, NULL);

  self->provider = provider;

  return self;
}

/**
 * interprocess_service_scope_get_provider:
 * @self: a service scope
 *
 * Gets the provider of the scope's services. It is closed with the scope, so a reference to the
 * provider alone does not keep the scope open.
 *
 * Returns: (transfer none) (nullable): the scope's provider; %NULL only of an object that no
 *   [method@Interprocess.ServiceProvider.create_scope] made
 *
 * Since: 1.0
 */
InterprocessServiceProvider *
interprocess_service_scope_get_provider (InterprocessServiceScope *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_SCOPE (self), NULL);

  return self->provider;
}

/**
 * interprocess_service_scope_close:
 * @self: a service scope
 *
 * Ends the scope: closes what its provider created, the last object first, and lets go of it.
 *
 * It is [method@Interprocess.ServiceProvider.close] on the scope's provider, and may be called
 * from any thread and again.
 *
 * Since: 1.0
 */
void
interprocess_service_scope_close (InterprocessServiceScope *self)
{
  g_return_if_fail (INTERPROCESS_IS_SERVICE_SCOPE (self));

  if (self->provider != NULL)
    interprocess_service_provider_close (self->provider);
}

/**
 * interprocess_service_scope_close_async:
 * @self: a service scope
 * @cancellable: (nullable): passed to the objects that are closed; all of them are nonetheless
 * @callback: (scope async) (closure user_data): called when everything is closed
 * @user_data: what @callback is called with
 *
 * Begins to end the scope, as [method@Interprocess.ServiceProvider.close_async] does with the
 * scope's provider.
 *
 * Since: 1.0
 */
void
interprocess_service_scope_close_async (InterprocessServiceScope *self,
                                        GCancellable             *cancellable,
                                        GAsyncReadyCallback       callback,
                                        gpointer                  user_data)
{
  GTask *task;

  g_return_if_fail (INTERPROCESS_IS_SERVICE_SCOPE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_service_scope_close_async);
  if (self->provider == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  interprocess_service_closing_start (interprocess_service_provider_get_store (self->provider),
                                      task);
}

/**
 * interprocess_service_scope_close_finish:
 * @self: a service scope
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends what [method@Interprocess.ServiceScope.close_async] began.
 *
 * Returns: whether nothing went wrong; otherwise @error is set: see
 *   [method@Interprocess.ServiceProvider.close_finish]
 *
 * Since: 1.0
 */
gboolean
interprocess_service_scope_close_finish (InterprocessServiceScope  *self,
                                         GAsyncResult              *result,
                                         GError                   **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_SCOPE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
