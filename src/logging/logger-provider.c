/* SPDX-License-Identifier: MIT */

#include "logger-provider-private.h"

#include "delivery.h"

/**
 * InterprocessLoggerProvider:
 *
 * Writes the log's entries somewhere.
 *
 * A [class@Interprocess.LoggerFactory] may have several, and each gets every entry that the filter
 * rules let through to it. The library has one for GLib's structured log and the journal, one that
 * writes JSON, and one that keeps the latest entries in memory. To send entries elsewhere, derive a
 * class and give it a [vfunc@Interprocess.LoggerProvider.log].
 *
 * A service container's logger factory takes all that are registered as services of this type.
 *
 * All functions may be called from any thread.
 *
 * Since: 1.0
 */
typedef struct
{
  InterprocessDelivery delivery;
} InterprocessLoggerProviderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (InterprocessLoggerProvider, interprocess_logger_provider,
                                     G_TYPE_OBJECT)

typedef enum
{
  PROP_DELIVER_CONTEXT = 1,
} InterprocessLoggerProviderProperty;

static GParamSpec *properties[PROP_DELIVER_CONTEXT + 1];

static InterprocessDelivery *
get_delivery (InterprocessLoggerProvider *self)
{
  InterprocessLoggerProviderPrivate *priv =
    interprocess_logger_provider_get_instance_private (self);

  return &priv->delivery;
}

static void
interprocess_logger_provider_get_property (GObject    *object,
                                           guint       property_id,
                                           GValue     *value,
                                           GParamSpec *pspec)
{
  InterprocessLoggerProvider *self = INTERPROCESS_LOGGER_PROVIDER (object);

  switch ((InterprocessLoggerProviderProperty) property_id)
    {
    case PROP_DELIVER_CONTEXT:
      g_value_take_boxed (value, interprocess_logger_provider_dup_deliver_context (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_provider_set_property (GObject      *object,
                                           guint         property_id,
                                           const GValue *value,
                                           GParamSpec   *pspec)
{
  InterprocessLoggerProvider *self = INTERPROCESS_LOGGER_PROVIDER (object);

  switch ((InterprocessLoggerProviderProperty) property_id)
    {
    case PROP_DELIVER_CONTEXT:
      interprocess_logger_provider_set_deliver_context (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_provider_finalize (GObject *object)
{
  interprocess_delivery_clear (get_delivery (INTERPROCESS_LOGGER_PROVIDER (object)));

  G_OBJECT_CLASS (interprocess_logger_provider_parent_class)->finalize (object);
}

static void
interprocess_logger_provider_class_init (InterprocessLoggerProviderClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logger_provider_get_property;
  object_class->set_property = interprocess_logger_provider_set_property;
  object_class->finalize = interprocess_logger_provider_finalize;

  /**
   * InterprocessLoggerProvider:deliver-context: (getter dup_deliver_context)
   *
   * The context by which entries are delivered, or %NULL to have each delivered by the thread
   * that logs it.
   *
   * With a context, [vfunc@Interprocess.LoggerProvider.log] is called by its owner only: at once
   * if it is the owner who logs and nothing waits, else when the context is iterated. Entries
   * stay in order and none is dropped, so a context that nobody iterates gathers them all; those
   * that wait in a context when it ends go to GLib's log. A waiting entry keeps the provider
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
interprocess_logger_provider_init (InterprocessLoggerProvider *self)
{
  interprocess_delivery_init (get_delivery (self));
}

/* That a class has the function at all is asked here, when it is needed, and not when it is
 * initialised: bindings fill it in later. */
void
interprocess_logger_provider_write (InterprocessLoggerProvider *self,
                                    InterprocessLogEntry       *entry)
{
  InterprocessLoggerProviderClass *klass = INTERPROCESS_LOGGER_PROVIDER_GET_CLASS (self);

  if (klass->log == NULL)
    g_critical ("The class %s derives from InterprocessLoggerProvider and has no function log()",
                G_OBJECT_TYPE_NAME (self));
  else
    klass->log (self, entry);
}

/**
 * interprocess_logger_provider_log:
 * @self: a logger provider
 * @entry: what to write
 *
 * Writes an entry. A logger factory does so; a program does where one provider passes entries on to
 * another.
 *
 * It is called by the thread that logs, by several at once, and in the middle of what that
 * thread does: a class's function should be quick, must not use the object that logs and must not
 * log itself. A class that cannot bear other threads, such as one written in JavaScript, sets
 * [property@Interprocess.LoggerProvider:deliver-context]. This method heeds that.
 *
 * Since: 1.0
 */
void
interprocess_logger_provider_log (InterprocessLoggerProvider *self,
                                  InterprocessLogEntry       *entry)
{
  g_return_if_fail (INTERPROCESS_IS_LOGGER_PROVIDER (self));
  g_return_if_fail (INTERPROCESS_IS_LOG_ENTRY (entry));

  if (!interprocess_delivery_queue (get_delivery (self), self, entry))
    interprocess_logger_provider_write (self, entry);
}

/**
 * interprocess_logger_provider_dup_deliver_context: (get-property deliver-context)
 * @self: a logger provider
 *
 * Gets the context by which entries are delivered. From any thread.
 *
 * Returns: (transfer full) (nullable): the context, or %NULL if each entry is delivered by the
 *   thread that logs it
 *
 * Since: 1.0
 */
GMainContext *
interprocess_logger_provider_dup_deliver_context (InterprocessLoggerProvider *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_PROVIDER (self), NULL);

  return interprocess_delivery_dup_context (get_delivery (self));
}

/**
 * interprocess_logger_provider_set_deliver_context:
 * @self: a logger provider
 * @context: (nullable): the context to deliver entries by, or %NULL to have each delivered by
 *   the thread that logs it
 *
 * Sets the context by which entries are delivered; see
 * [property@Interprocess.LoggerProvider:deliver-context]. From any thread.
 *
 * Since: 1.0
 */
void
interprocess_logger_provider_set_deliver_context (InterprocessLoggerProvider *self,
                                                  GMainContext               *context)
{
  g_return_if_fail (INTERPROCESS_IS_LOGGER_PROVIDER (self));

  if (interprocess_delivery_set_context (get_delivery (self), context))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELIVER_CONTEXT]);
}
