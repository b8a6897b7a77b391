/* SPDX-License-Identifier: MIT */

#include <stdatomic.h>

#include <interprocess/enum-types.h>
#include <interprocess/logger-factory.h>

#include "delivery.h"
#include "logger-factory-private.h"
#include "structured-entry.h"

/**
 * InterprocessLoggerFactory:
 *
 * Makes loggers, and is where their entries go.
 *
 * The library logs only through a factory that it is given; without one it is silent. This class
 * writes the entries to GLib's structured log, with the category as log domain, so that
 * `G_MESSAGES_DEBUG=Interprocess.Queue` shows all that the queues have to say. The levels become
 * GLib's as [enum@Interprocess.LogLevel] says. Each of an entry's fields is written with an
 * `INTERPROCESS_` prefix and in upper case: `queue` becomes `INTERPROCESS_QUEUE`. Strings are
 * written as they are, other values as [method@GLib.Variant.print] does.
 *
 * To send entries elsewhere, derive a class and replace
 * [vfunc@Interprocess.LoggerFactory.log].
 *
 * All functions may be called from any thread.
 *
 * Since: 1.0
 */
typedef struct
{
  /* Zero is TRACE. Relaxed, as a level that another thread changes may be seen an entry later. */
  atomic_int minimum_level;

  InterprocessDelivery delivery;
} InterprocessLoggerFactoryPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (InterprocessLoggerFactory, interprocess_logger_factory, G_TYPE_OBJECT)

typedef enum
{
  PROP_MINIMUM_LEVEL = 1,
  PROP_DELIVER_CONTEXT,
} InterprocessLoggerFactoryProperty;

static GParamSpec *properties[PROP_DELIVER_CONTEXT + 1];

static InterprocessLoggerFactoryPrivate *
get_private (InterprocessLoggerFactory *self)
{
  return interprocess_logger_factory_get_instance_private (self);
}

void
interprocess_logger_factory_log (InterprocessLoggerFactory *self,
                                 const char                *category,
                                 InterprocessLogLevel       level,
                                 const char                *message,
                                 GVariant                  *fields)
{
  INTERPROCESS_LOGGER_FACTORY_GET_CLASS (self)->log (self, category, level, message, fields);
}

void
interprocess_logger_factory_deliver (InterprocessLoggerFactory *self,
                                     const char                *category,
                                     InterprocessLogLevel       level,
                                     const char                *message,
                                     GVariant                  *fields)
{
  InterprocessDelivery *delivery = &get_private (self)->delivery;

  if (!interprocess_delivery_queue (delivery, self, category, level, message, fields))
    interprocess_logger_factory_log (self, category, level, message, fields);
}

/*
 * interprocess_logger_factory_is_enabled:
 *
 * For the busiest paths: a load and a comparison, and nothing is checked.
 */
gboolean
interprocess_logger_factory_is_enabled (InterprocessLoggerFactory *self,
                                        InterprocessLogLevel       level)
{
  InterprocessLoggerFactoryPrivate *priv = get_private (self);
  const int minimum = atomic_load_explicit (&priv->minimum_level, memory_order_relaxed);

  return (int) level >= minimum && level < INTERPROCESS_LOG_LEVEL_NONE;
}

/**
 * InterprocessLoggerFactoryClass::log:
 * @self: a logger factory
 * @category: the category of the logger that was called
 * @level: how much the entry matters; never %INTERPROCESS_LOG_LEVEL_NONE
 * @message: what happened
 * @fields: (nullable): details, of type `a{sv}`
 *
 * Writes one entry of an enabled level.
 *
 * It is called by the thread that logs, by several at once, and in the middle of what that
 * thread does: it should be quick and must not call the object that logs. A class that cannot
 * bear other threads, such as one written in JavaScript, sets
 * [property@Interprocess.LoggerFactory:deliver-context].
 *
 * Since: 1.0
 */
static void
interprocess_logger_factory_real_log (InterprocessLoggerFactory *self,
                                      const char                *category,
                                      InterprocessLogLevel       level,
                                      const char                *message,
                                      GVariant                  *fields)
{
  g_return_if_fail (category != NULL);
  g_return_if_fail (level < INTERPROCESS_LOG_LEVEL_NONE);
  g_return_if_fail (message != NULL);
  g_return_if_fail (fields == NULL || g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT));

  interprocess_structured_entry_write (category, level, message, fields);
}

static void
interprocess_logger_factory_get_property (GObject    *object,
                                          guint       property_id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  InterprocessLoggerFactory *self = INTERPROCESS_LOGGER_FACTORY (object);

  switch ((InterprocessLoggerFactoryProperty) property_id)
    {
    case PROP_MINIMUM_LEVEL:
      g_value_set_enum (value, interprocess_logger_factory_get_minimum_level (self));
      break;
    case PROP_DELIVER_CONTEXT:
      g_value_take_boxed (value, interprocess_logger_factory_dup_deliver_context (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_factory_set_property (GObject      *object,
                                          guint         property_id,
                                          const GValue *value,
                                          GParamSpec   *pspec)
{
  InterprocessLoggerFactory *self = INTERPROCESS_LOGGER_FACTORY (object);

  switch ((InterprocessLoggerFactoryProperty) property_id)
    {
    case PROP_MINIMUM_LEVEL:
      interprocess_logger_factory_set_minimum_level (self, g_value_get_enum (value));
      break;
    case PROP_DELIVER_CONTEXT:
      interprocess_logger_factory_set_deliver_context (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_factory_finalize (GObject *object)
{
  interprocess_delivery_clear (&get_private (INTERPROCESS_LOGGER_FACTORY (object))->delivery);

  G_OBJECT_CLASS (interprocess_logger_factory_parent_class)->finalize (object);
}

static void
interprocess_logger_factory_class_init (InterprocessLoggerFactoryClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logger_factory_get_property;
  object_class->set_property = interprocess_logger_factory_set_property;
  object_class->finalize = interprocess_logger_factory_finalize;
  klass->log = interprocess_logger_factory_real_log;

  /**
   * InterprocessLoggerFactory:minimum-level:
   *
   * The least level that is logged, for all loggers of this factory, also those already made.
   *
   * By default everything is, and what is shown is left to GLib and `G_MESSAGES_DEBUG`. To raise
   * the level saves putting together entries that nobody reads.
   *
   * May be read and changed by any thread at any time.
   *
   * Since: 1.0
   */
  properties[PROP_MINIMUM_LEVEL] =
    g_param_spec_enum ("minimum-level", NULL, NULL,
                       INTERPROCESS_TYPE_LOG_LEVEL, INTERPROCESS_LOG_LEVEL_TRACE, flags);

  /**
   * InterprocessLoggerFactory:deliver-context: (getter dup_deliver_context)
   *
   * The context by which entries are delivered, or %NULL to have each delivered by the thread
   * that logs it.
   *
   * With a context, [vfunc@Interprocess.LoggerFactory.log] is called by its owner only: at once
   * if it is the owner who logs and nothing waits, else when the context is iterated. Entries
   * stay in order and none is dropped, so a context that nobody iterates gathers them all; those
   * that wait in a context when it ends go to GLib's log. A waiting entry keeps the factory
   * alive.
   *
   * A thread owns a context while it iterates it, or has pushed it as its thread-default: a
   * program's main thread does not own the default context before it runs a main loop.
   *
   * May be read and changed by any thread at any time; waiting entries stay with the context
   * that they were queued to.
   *
   * Since: 1.0
   */
  properties[PROP_DELIVER_CONTEXT] =
    g_param_spec_boxed ("deliver-context", NULL, NULL, G_TYPE_MAIN_CONTEXT, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_logger_factory_init (InterprocessLoggerFactory *self)
{
  interprocess_delivery_init (&get_private (self)->delivery);
}

/**
 * interprocess_logger_factory_new:
 *
 * Creates a factory that writes to GLib's structured log.
 *
 * Returns: (transfer full): a new logger factory
 *
 * Since: 1.0
 */
InterprocessLoggerFactory *
interprocess_logger_factory_new (void)
{
  return g_object_new (INTERPROCESS_TYPE_LOGGER_FACTORY, NULL);
}

/**
 * interprocess_logger_factory_create_logger:
 * @self: a logger factory
 * @category: what the entries are about, such as `Interprocess.Queue`; without spaces if
 *   `G_MESSAGES_DEBUG` is to be able to name it
 *
 * Makes a logger. Two calls make two loggers, also for one category: they are too small to be
 * worth sharing.
 *
 * From any thread.
 *
 * Returns: (transfer full): a new logger, which keeps the factory alive
 *
 * Since: 1.0
 */
InterprocessLogger *
interprocess_logger_factory_create_logger (InterprocessLoggerFactory *self,
                                           const char                *category)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self), NULL);
  g_return_val_if_fail (category != NULL, NULL);

  return g_object_new (INTERPROCESS_TYPE_LOGGER, "category", category, "factory", self, NULL);
}

/**
 * interprocess_logger_factory_get_minimum_level:
 * @self: a logger factory
 *
 * Gets the least level that is logged. From any thread.
 *
 * Returns: the level
 *
 * Since: 1.0
 */
InterprocessLogLevel
interprocess_logger_factory_get_minimum_level (InterprocessLoggerFactory *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self), INTERPROCESS_LOG_LEVEL_NONE);

  return atomic_load_explicit (&get_private (self)->minimum_level, memory_order_relaxed);
}

/**
 * interprocess_logger_factory_set_minimum_level:
 * @self: a logger factory
 * @level: the least level to log; %INTERPROCESS_LOG_LEVEL_NONE for silence
 *
 * Sets the least level that is logged, for all loggers of this factory, also those already made.
 * From any thread.
 *
 * Since: 1.0
 */
void
interprocess_logger_factory_set_minimum_level (InterprocessLoggerFactory *self,
                                               InterprocessLogLevel       level)
{
  int old;

  g_return_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self));
  g_return_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE);

  old = atomic_exchange_explicit (&get_private (self)->minimum_level, level, memory_order_relaxed);
  if (old != (int) level)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MINIMUM_LEVEL]);
}

/**
 * interprocess_logger_factory_dup_deliver_context: (get-property deliver-context)
 * @self: a logger factory
 *
 * Gets the context by which entries are delivered. From any thread.
 *
 * Returns: (transfer full) (nullable): the context, or %NULL if each entry is delivered by the
 *   thread that logs it
 *
 * Since: 1.0
 */
GMainContext *
interprocess_logger_factory_dup_deliver_context (InterprocessLoggerFactory *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self), NULL);

  return interprocess_delivery_dup_context (&get_private (self)->delivery);
}

/**
 * interprocess_logger_factory_set_deliver_context:
 * @self: a logger factory
 * @context: (nullable): the context to deliver entries by, or %NULL to have each delivered by
 *   the thread that logs it
 *
 * Sets the context by which entries are delivered; see
 * [property@Interprocess.LoggerFactory:deliver-context]. From any thread.
 *
 * Since: 1.0
 */
void
interprocess_logger_factory_set_deliver_context (InterprocessLoggerFactory *self,
                                                 GMainContext              *context)
{
  g_return_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self));

  if (interprocess_delivery_set_context (&get_private (self)->delivery, context))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELIVER_CONTEXT]);
}
