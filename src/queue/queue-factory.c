/* SPDX-License-Identifier: MIT */
#include <interprocess/queue-factory.h>

#include "publisher-private.h"
#include "subscriber-private.h"

/**
 * InterprocessQueueFactory:
 *
 * Opens queues.
 *
 * ```c
 * g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
 * g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("my-queue", 1024 *
 * 1024); g_autoptr(InterprocessPublisher) publisher =
 *   interprocess_queue_factory_create_publisher (factory, options, &error);
 * ```
 *
 * A factory may be used by any number of threads at once, once its logger factory is set: set that
 * when the factory is made, or at least before other threads know of it. What the factory has
 * created does not need it any more.
 *
 * In a service container it is registered by
 * [method@Interprocess.ServiceCollection.add_interprocess_queue].
 *
 * Since: 1.0
 */
struct _InterprocessQueueFactory
{
  GObject parent_instance;

  InterprocessLoggerFactory *logger_factory;
};

G_DEFINE_FINAL_TYPE (InterprocessQueueFactory, interprocess_queue_factory, G_TYPE_OBJECT)

typedef enum
{
  PROP_LOGGER_FACTORY = 1,
} InterprocessQueueFactoryProperty;

static GParamSpec *properties[PROP_LOGGER_FACTORY + 1];

static void
interprocess_queue_factory_get_property (GObject *object,
                                         guint property,
                                         GValue *value,
                                         GParamSpec *pspec)
{
  InterprocessQueueFactory *self = INTERPROCESS_QUEUE_FACTORY (object);

  switch ((InterprocessQueueFactoryProperty) property)
    {
    case PROP_LOGGER_FACTORY:
      g_value_set_object (value, self->logger_factory);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
interprocess_queue_factory_set_property (GObject *object,
                                         guint property,
                                         const GValue *value,
                                         GParamSpec *pspec)
{
  InterprocessQueueFactory *self = INTERPROCESS_QUEUE_FACTORY (object);

  switch ((InterprocessQueueFactoryProperty) property)
    {
    case PROP_LOGGER_FACTORY:
      if (g_set_object (&self->logger_factory, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
interprocess_queue_factory_finalize (GObject *object)
{
  g_clear_object (&INTERPROCESS_QUEUE_FACTORY (object)->logger_factory);
  G_OBJECT_CLASS (interprocess_queue_factory_parent_class)->finalize (object);
}

static void
interprocess_queue_factory_class_init (InterprocessQueueFactoryClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = interprocess_queue_factory_get_property;
  object_class->set_property = interprocess_queue_factory_set_property;
  object_class->finalize = interprocess_queue_factory_finalize;

  /**
   * InterprocessQueueFactory:logger-factory:
   *
   * What the publishers and subscribers created from now on log to; %NULL for silence.
   *
   * They log when a queue is created or joined, when they replace a file that dead processes left,
   * settle or step over the message of a dead or stopped process, or find the shared memory
   * corrupt. Each entry has the fields `queue`, `path`, `endpoint` and `count`.
   *
   * It is not construct-only so that a service container may leave it out where there is none.
   * Whoever sets it later sees to it that no other thread uses the factory meanwhile.
   *
   * Since: 1.0
   */
  properties[PROP_LOGGER_FACTORY] =
    g_param_spec_object ("logger-factory", NULL, NULL, INTERPROCESS_TYPE_LOGGER_FACTORY,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_queue_factory_init (InterprocessQueueFactory *self)
{
}

/**
 * interprocess_queue_factory_new:
 *
 * Creates a factory whose publishers and subscribers log nothing.
 *
 * Returns: (transfer full): the factory
 *
 * Since: 1.0
 */
InterprocessQueueFactory *
interprocess_queue_factory_new (void)
{
  return g_object_new (INTERPROCESS_TYPE_QUEUE_FACTORY, NULL);
}

/**
 * interprocess_queue_factory_new_with_logger_factory:
 * @logger_factory: what to log to
 *
 * Creates a factory whose publishers and subscribers log: see
 * [property@Interprocess.QueueFactory:logger-factory].
 *
 * Returns: (transfer full): the factory
 *
 * Since: 1.0
 */
InterprocessQueueFactory *
interprocess_queue_factory_new_with_logger_factory (InterprocessLoggerFactory *logger_factory)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (logger_factory), NULL);

  return g_object_new (INTERPROCESS_TYPE_QUEUE_FACTORY, "logger-factory", logger_factory, NULL);
}

/**
 * interprocess_queue_factory_get_logger_factory:
 * @self: a factory
 *
 * Gets what new publishers and subscribers log to.
 *
 * Returns: (transfer none) (nullable): the logger factory, valid until another is set, or %NULL for
 *   silence
 *
 * Since: 1.0
 */
InterprocessLoggerFactory *
interprocess_queue_factory_get_logger_factory (InterprocessQueueFactory *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_FACTORY (self), NULL);

  return self->logger_factory;
}

/**
 * interprocess_queue_factory_create_publisher:
 * @self: a factory
 * @options: which queue, and how
 * @error: return location for an error
 *
 * Opens a queue to put messages into it, and makes it if nobody has it open.
 *
 * Does file operations, and waits for no other process.
 *
 * Errors: %INTERPROCESS_QUEUE_ERROR_INVALID_NAME, %INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS,
 * %INTERPROCESS_QUEUE_ERROR_NOT_FOUND, %INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED,
 * %INTERPROCESS_QUEUE_ERROR_UNTRUSTED, %INTERPROCESS_QUEUE_ERROR_NO_SPACE,
 * %INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH, %INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE,
 * %INTERPROCESS_QUEUE_ERROR_EXCLUSIVE, %INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS,
 * %INTERPROCESS_QUEUE_ERROR_FAILED.
 *
 * Returns: (transfer full): the publisher, or %NULL with an error
 *
 * Since: 1.0
 */
InterprocessPublisher *
interprocess_queue_factory_create_publisher (InterprocessQueueFactory *self,
                                             InterprocessQueueOptions *options,
                                             GError                  **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_FACTORY (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (options), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return interprocess_publisher_open (options, self->logger_factory, error);
}

/**
 * interprocess_queue_factory_create_subscriber:
 * @self: a factory
 * @options: which queue, and how
 * @error: return location for an error
 *
 * Opens a queue to take messages from it, and makes it if nobody has it open. In all else like
 * [method@Interprocess.QueueFactory.create_publisher].
 *
 * Returns: (transfer full): the subscriber, or %NULL with an error
 *
 * Since: 1.0
 */
InterprocessSubscriber *
interprocess_queue_factory_create_subscriber (InterprocessQueueFactory *self,
                                              InterprocessQueueOptions *options,
                                              GError                  **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_FACTORY (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (options), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return interprocess_subscriber_open (options, self->logger_factory, error);
}
