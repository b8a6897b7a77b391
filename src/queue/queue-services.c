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
 * If a [class@Interprocess.LoggerFactory] is registered when the queue factory is first asked for,
 * it logs to that: see [method@Interprocess.ServiceCollection.add_logging].
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

/* ---- queues by name -------------------------------------------------------------------------- */

/* What the user changes afterwards is for the next queue. */
static InterprocessQueueOptions *
copy_options (InterprocessQueueOptions *options)
{
  GObjectClass *class = G_OBJECT_GET_CLASS (options);
  guint n;
  g_autofree GParamSpec **properties = g_object_class_list_properties (class, &n);
  g_autofree const char **names = g_new0 (const char *, n);
  g_autofree GValue *values = g_new0 (GValue, n);
  GObject *copy;

  for (guint i = 0; i < n; i++)
    {
      names[i] = properties[i]->name;
      g_object_get_property (G_OBJECT (options), names[i], &values[i]);
    }
  copy = g_object_new_with_properties (INTERPROCESS_TYPE_QUEUE_OPTIONS, n, names, values);
  for (guint i = 0; i < n; i++)
    g_value_unset (&values[i]);
  return INTERPROCESS_QUEUE_OPTIONS (copy);
}

static GObject *
make_publisher (InterprocessServiceProvider *provider,
                const char *key,
                gpointer options,
                GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        error);

  if (factory == NULL)
    return NULL;
  return (GObject *) interprocess_queue_factory_create_publisher (factory, options, error);
}

static GObject *
make_subscriber (InterprocessServiceProvider *provider,
                 const char *key,
                 gpointer options,
                 GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        error);

  if (factory == NULL)
    return NULL;
  return (GObject *) interprocess_queue_factory_create_subscriber (factory, options, error);
}

static InterprocessServiceCollection *
add_endpoint (InterprocessServiceCollection *self,
              GType type,
              const char *key,
              InterprocessServiceFactory make,
              InterprocessQueueOptions *options)
{
  interprocess_service_collection_add_interprocess_queue (self);
  return interprocess_service_collection_add_keyed_singleton_factory (
    self, type, key, make, copy_options (options), g_object_unref);
}

/**
 * interprocess_service_collection_add_publisher:
 * @self: a service collection
 * @key: (nullable): what the application calls the publisher; %NULL for its only or usual one
 * @options: which queue, and how; copied, so that it may be changed for the next one
 *
 * Registers a [class@Interprocess.Publisher] of a queue, by a name that the application gives it.
 *
 * ```c
 * interprocess_service_collection_add_publisher (services, "orders", options);
 * ...
 * g_autoptr(InterprocessPublisher) orders =
 *   interprocess_service_provider_get_required_keyed_service (
 *     provider, INTERPROCESS_TYPE_PUBLISHER, "orders", &error);
 * ```
 *
 * An object gets it in a property by [method@Interprocess.ServiceDescriptor.bind_key].
 *
 * The queue is opened when the publisher is first asked for. It is a singleton: any number of
 * threads may use one publisher, an exclusive one can be opened only once, and a queue that is
 * opened for each scope would end with it, and its messages too. It is closed with the provider.
 *
 * If the queue cannot be opened, whoever asks gets one of [error@Interprocess.QueueError], and a
 * message that names the key and the queue; the next one who asks tries again. The registration
 * itself does not fail.
 *
 * Also registers the queue factory, as
 * [method@Interprocess.ServiceCollection.add_interprocess_queue] does.
 *
 * Returns: (transfer none): @self, so that calls can be chained
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_publisher (InterprocessServiceCollection *self,
                                               const char                    *key,
                                               InterprocessQueueOptions      *options)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (options), self);

  return add_endpoint (self, INTERPROCESS_TYPE_PUBLISHER, key, make_publisher, options);
}

/**
 * interprocess_service_collection_add_subscriber:
 * @self: a service collection
 * @key: (nullable): what the application calls the subscriber; %NULL for its only or usual one
 * @options: which queue, and how; copied, so that it may be changed for the next one
 *
 * Registers a [class@Interprocess.Subscriber] of a queue, by a name that the application gives it.
 * In all else like [method@Interprocess.ServiceCollection.add_publisher].
 *
 * Returns: (transfer none): @self, so that calls can be chained
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_subscriber (InterprocessServiceCollection *self,
                                                const char                    *key,
                                                InterprocessQueueOptions      *options)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (options), self);

  return add_endpoint (self, INTERPROCESS_TYPE_SUBSCRIBER, key, make_subscriber, options);
}
