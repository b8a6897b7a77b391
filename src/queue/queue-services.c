/* SPDX-License-Identifier: MIT */
#include <interprocess/queue-services.h>

#include <interprocess/logger-factory.h>
#include <interprocess/queue-factory.h>
#include <interprocess/service-provider.h>

static GObject *
make_queue_factory (InterprocessServiceProvider *provider,
                    const char *key,
                    gpointer user_data,
                    GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory = NULL;
  g_autoptr(InterprocessLoggerFactory) logger_factory = NULL;
  g_autoptr(GError) failure = NULL;

  logger_factory =
    interprocess_service_provider_get_service (provider, INTERPROCESS_TYPE_LOGGER_FACTORY,
                                               &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  factory = g_object_new (INTERPROCESS_TYPE_QUEUE_FACTORY, "logger-factory", logger_factory, NULL);
  return G_OBJECT (g_steal_pointer (&factory));
}

/**
 * interprocess_service_collection_add_interprocess_queue:
 * @self: a service collection
 *
 * Registers [class@Interprocess.QueueFactory] as a singleton, unless one is registered already.
 *
 * If a [class@Interprocess.LoggerFactory] is registered when the queue factory is first asked for, it
 * logs to that: see [method@Interprocess.ServiceCollection.add_logging].
 *
 * Returns: (transfer none): @self, so that calls can be chained
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_interprocess_queue (InterprocessServiceCollection *self)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  descriptor = interprocess_service_descriptor_new_factory (INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                            INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                                                            make_queue_factory, NULL, NULL);
  interprocess_service_collection_try_add (self, descriptor);
  return self;
}
