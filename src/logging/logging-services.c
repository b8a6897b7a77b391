/* SPDX-License-Identifier: MIT */

#include <interprocess/logger-factory.h>
#include <interprocess/logging-services.h>
#include <interprocess/service-descriptor.h>

static gboolean
add_providers (InterprocessLoggerFactory    *self,
               InterprocessServiceProvider  *provider,
               GError                      **error)
{
  g_autoptr(GListModel) providers = interprocess_service_provider_get_services (
    provider, INTERPROCESS_TYPE_LOGGER_PROVIDER, error);

  if (providers == NULL)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(InterprocessLoggerProvider) each = g_list_model_get_item (providers, i);

      interprocess_logger_factory_add_provider (self, each);
    }

  return TRUE;
}

static GObject *
make_logger_factory (InterprocessServiceProvider  *provider,
                     const char                   *key,
                     gpointer                      user_data,
                     GError                      **error)
{
  g_autoptr(InterprocessLoggingOptions) options = NULL;
  g_autoptr(InterprocessLoggerFactory) self = NULL;
  g_autoptr(GError) failure = NULL;

  options = interprocess_service_provider_get_service (
    provider, INTERPROCESS_TYPE_LOGGING_OPTIONS, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  self = g_object_new (INTERPROCESS_TYPE_LOGGER_FACTORY, "options", options, NULL);
  if (!add_providers (self, provider, error))
    return NULL;

  return G_OBJECT (g_steal_pointer (&self));
}

/* The key is the category. */
static GObject *
make_logger (InterprocessServiceProvider  *provider,
             const char                   *key,
             gpointer                      user_data,
             GError                      **error)
{
  g_autoptr(InterprocessLoggerFactory) factory =
    interprocess_service_provider_get_required_service (
      provider, INTERPROCESS_TYPE_LOGGER_FACTORY, error);

  if (factory == NULL)
    return NULL;

  return G_OBJECT (interprocess_logger_factory_create_logger (factory, key));
}

static void
try_add_factory (InterprocessServiceCollection *self,
                 GType                          service_type,
                 const char                    *key,
                 InterprocessServiceFactory     factory)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new_factory (
      service_type, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, factory, NULL, NULL);

  interprocess_service_descriptor_set_key (descriptor, key);
  interprocess_service_collection_try_add (self, descriptor);
}

/**
 * interprocess_service_collection_add_logging:
 * @self: a service collection
 *
 * Registers [class@Interprocess.LoggerFactory] as a singleton, and [class@Interprocess.Logger] as
 * a singleton for every key: the key is the category. What is registered already stays.
 *
 * So a class gets the logger `Shop.Orders` by a property and
 * `interprocess_service_descriptor_bind_key (descriptor, "logger", "Shop.Orders")`.
 *
 * When the factory is first asked for, it takes every service that is registered as a
 * [class@Interprocess.LoggerProvider], in the order of their registration, and if there is none,
 * writes to GLib's structured log; and it takes the [class@Interprocess.LoggingOptions] that are
 * registered, if any. It does not matter whether these are registered before or after this call.
 *
 * Without this call and without a logger factory, the library is silent.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_logging (InterprocessServiceCollection *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  try_add_factory (self, INTERPROCESS_TYPE_LOGGER_FACTORY, NULL, make_logger_factory);
  try_add_factory (self, INTERPROCESS_TYPE_LOGGER, INTERPROCESS_SERVICE_KEY_ANY, make_logger);

  return self;
}
