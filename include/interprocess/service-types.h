/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/* Named here, and declared in its own header, because the factory takes one. */
typedef struct _InterprocessServiceProvider InterprocessServiceProvider;

/**
 * INTERPROCESS_SERVICE_KEY_ANY:
 *
 * The key that stands for every key.
 *
 * A registration with it serves all keys that have none of their own, each with an object of its
 * own. To ask [method@Interprocess.ServiceProvider.get_keyed_services] with it gives what is
 * registered with any other key. A single service cannot be asked for with it.
 *
 * It is the text `"*"`, which therefore is no key of a service's own: whoever takes keys from
 * elsewhere, such as a file, refuses that one.
 *
 * Since: 1.0
 */
#define INTERPROCESS_SERVICE_KEY_ANY "*"

/**
 * InterprocessServiceLifetime:
 * @INTERPROCESS_SERVICE_LIFETIME_SINGLETON: one object for the provider and all its scopes
 * @INTERPROCESS_SERVICE_LIFETIME_SCOPED: one object for each scope
 * @INTERPROCESS_SERVICE_LIFETIME_TRANSIENT: a new object each time that it is asked for
 *
 * For how long one object serves those who ask for a service.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
  INTERPROCESS_SERVICE_LIFETIME_SCOPED,
  INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
} InterprocessServiceLifetime;

/**
 * InterprocessBuildFlags:
 * @INTERPROCESS_BUILD_FLAGS_NONE: nothing beyond what is always checked
 * @INTERPROCESS_BUILD_FLAGS_VALIDATE: report now what classes need and cannot get: services that
 *   are not registered, or scoped although a singleton needs them, circles, and properties that are
 *   bound and not there or of another type. What a factory asks for is not known
 * @INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES: refuse to create a scoped service outside of a scope,
 *   where it would live as long as a singleton
 *
 * What [method@Interprocess.ServiceCollection.build] and the provider that it makes check.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_BUILD_FLAGS_NONE = 0,
  INTERPROCESS_BUILD_FLAGS_VALIDATE = 1 << 0,
  INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES = 1 << 1,
} InterprocessBuildFlags;

/**
 * InterprocessServiceFactory:
 * @provider: where to get what the new object needs: the scope's provider, or for a singleton the
 *   root
 * @key: (nullable): the key that the service is asked for with, %NULL for none
 * @user_data: what the factory was registered with
 * @error: return location for an error
 *
 * Creates an object for a service.
 *
 * It is called by the thread that asks for the service, without any lock held, and may ask
 * @provider for other services. Several threads may be in one factory at a time, except that a
 * singleton is created by one of them only, and a scoped service by one for each scope.
 *
 * What is returned belongs to the container, which closes it if it is an
 * [iface@Interprocess.Closable].
 *
 * An error reaches whoever asked for the service with its domain and code as they are, and with
 * the path to this service before its message. To return %NULL and set no error is reported as
 * %INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED.
 *
 * Returns: (transfer full) (nullable): an object of the service's type, or %NULL with @error set
 *
 * Since: 1.0
 */
typedef GObject *(*InterprocessServiceFactory) (InterprocessServiceProvider  *provider,
                                                const char                   *key,
                                                gpointer                      user_data,
                                                GError                      **error);

G_END_DECLS
