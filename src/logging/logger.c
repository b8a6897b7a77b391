/* SPDX-License-Identifier: MIT */

#include <interprocess/logger.h>

#include "log-scope-private.h"
#include "logger-factory-private.h"
#include "logger-private.h"

#define DEFAULT_CATEGORY "Interprocess"

/**
 * InterprocessLogger:
 *
 * Takes the entries of one category of the log, such as `Interprocess.Queue`.
 *
 * A logger is made by [method@Interprocess.LoggerFactory.create_logger] and keeps its factory
 * alive. It is a name, a reference and what the filter rules say of the name: cheap to make, and to
 * keep. To find out that a level is not enabled takes one load and one branch.
 *
 * All functions may be called from any thread. None blocks, unless a provider's
 * [vfunc@Interprocess.LoggerProvider.log] does.
 *
 * Since: 1.0
 */
typedef struct
{
  InterprocessLoggerFactory *factory;
  char *category;
  InterprocessLogRoutes *routes; /* guarded by the factory's lock */
} InterprocessLoggerPrivate;

/* The structure is in the header, and compiled into programs. */
G_STATIC_ASSERT (G_STRUCT_OFFSET (InterprocessLogger, enabled) == sizeof (GObject));
G_STATIC_ASSERT (INTERPROCESS_LOG_LEVEL_NONE < 31); /* a bit each, none of them the sign */

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessLogger, interprocess_logger, G_TYPE_OBJECT,
                               G_ADD_PRIVATE (InterprocessLogger))

typedef enum
{
  PROP_CATEGORY = 1,
  PROP_FACTORY,
} InterprocessLoggerProperty;

static GParamSpec *properties[PROP_FACTORY + 1];

static InterprocessLoggerPrivate *
get_private (InterprocessLogger *self)
{
  return interprocess_logger_get_instance_private (self);
}

InterprocessLogRoutes *
interprocess_logger_get_routes (InterprocessLogger *self)
{
  return get_private (self)->routes;
}

/*
 * interprocess_logger_take_routes:
 * @routes: (transfer full) (nullable): where the entries are to go from now on
 *
 * Returns: (transfer full) (nullable): where they went
 */
InterprocessLogRoutes *
interprocess_logger_take_routes (InterprocessLogger    *self,
                                 InterprocessLogRoutes *routes)
{
  InterprocessLoggerPrivate *priv = get_private (self);
  InterprocessLogRoutes *old = priv->routes;
  const guint enabled = routes != NULL ? interprocess_log_routes_get_enabled (routes) : 0;

  priv->routes = routes;
  g_atomic_int_set (&self->enabled, (int) enabled);

  return old;
}

static void
interprocess_logger_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  InterprocessLoggerPrivate *priv = get_private (INTERPROCESS_LOGGER (object));

  switch ((InterprocessLoggerProperty) property_id)
    {
    case PROP_CATEGORY:
      g_value_set_string (value, priv->category);
      break;
    case PROP_FACTORY:
      g_value_set_object (value, priv->factory);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_set_property (GObject      *object,
                                  guint         property_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  InterprocessLoggerPrivate *priv = get_private (INTERPROCESS_LOGGER (object));
  const char *category;

  switch ((InterprocessLoggerProperty) property_id)
    {
    case PROP_CATEGORY:
      category = g_value_get_string (value);
      priv->category = g_utf8_make_valid (category != NULL ? category : DEFAULT_CATEGORY, -1);
      break;
    case PROP_FACTORY:
      priv->factory = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logger_constructed (GObject *object)
{
  InterprocessLogger *self = INTERPROCESS_LOGGER (object);
  InterprocessLoggerFactory *factory = get_private (self)->factory;

  G_OBJECT_CLASS (interprocess_logger_parent_class)->constructed (object);

  if (factory != NULL)
    interprocess_logger_factory_adopt (factory, self);
}

/* The factory goes in finalize and not in dispose: another thread may be logging, and a disposed
 * logger that still works is one case less. */
static void
interprocess_logger_finalize (GObject *object)
{
  InterprocessLogger *self = INTERPROCESS_LOGGER (object);
  InterprocessLoggerPrivate *priv = get_private (self);

  if (priv->factory != NULL)
    interprocess_logger_factory_drop (priv->factory, self);
  g_clear_object (&priv->factory);
  g_clear_pointer (&priv->category, g_free);

  G_OBJECT_CLASS (interprocess_logger_parent_class)->finalize (object);
}

static void
interprocess_logger_class_init (InterprocessLoggerClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logger_get_property;
  object_class->set_property = interprocess_logger_set_property;
  object_class->constructed = interprocess_logger_constructed;
  object_class->finalize = interprocess_logger_finalize;

  /**
   * InterprocessLogger:category:
   *
   * What the entries are about; GLib calls it the log domain.
   *
   * Since: 1.0
   */
  properties[PROP_CATEGORY] =
    g_param_spec_string ("category", NULL, NULL, DEFAULT_CATEGORY, flags);

  /**
   * InterprocessLogger:factory:
   *
   * Where the entries go. A logger without a factory has no level enabled.
   *
   * Since: 1.0
   */
  properties[PROP_FACTORY] =
    g_param_spec_object ("factory", NULL, NULL, INTERPROCESS_TYPE_LOGGER_FACTORY, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_logger_init (InterprocessLogger *self)
{
}

/**
 * interprocess_logger_get_category:
 * @self: a logger
 *
 * Gets what the entries are about. From any thread.
 *
 * Returns: (transfer none): the category
 *
 * Since: 1.0
 */
const char *
interprocess_logger_get_category (InterprocessLogger *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER (self), NULL);

  return get_private (self)->category;
}

/**
 * interprocess_logger_is_enabled:
 * @self: a logger
 * @level: the level that an entry would have
 *
 * Tells whether entries of a level are passed on, so that a caller need not put together one
 * that is not.
 *
 * That is a look at a bit which the factory sets when its options or providers change. From any
 * thread. In C, INTERPROCESS_LOG_IS_ENABLED() does the same without a call, and checks nothing.
 *
 * Returns: whether [method@Interprocess.Logger.log] does anything at @level; never for
 *   %INTERPROCESS_LOG_LEVEL_NONE
 *
 * Since: 1.0
 */
gboolean
interprocess_logger_is_enabled (InterprocessLogger   *self,
                                InterprocessLogLevel  level)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGER (self), FALSE);
  g_return_val_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE, FALSE);

  return INTERPROCESS_LOG_IS_ENABLED (self, level);
}

/* Takes over the fields. The level is known to be enabled. */
static void
write_entry (InterprocessLogger   *self,
             InterprocessLogLevel  level,
             int                   event_id,
             const char           *event_name,
             const char           *message,
             GVariant             *fields)
{
  InterprocessLoggerPrivate *priv = get_private (self);
  g_autoptr(InterprocessLogRoutes) routes =
    interprocess_logger_factory_dup_routes (priv->factory, self);
  g_autoptr(GVariant) all_fields = interprocess_log_scope_add_fields (
    interprocess_logger_factory_get_number (priv->factory), fields);
  g_autoptr(InterprocessLogEntry) entry = interprocess_log_entry_new (
    priv->category, level, event_id, event_name, message, all_fields);

  interprocess_log_routes_deliver (routes, entry);
}

/**
 * interprocess_logger_log:
 * @self: a logger
 * @level: how much it matters
 * @message: what happened, as one line of UTF-8
 * @fields: (nullable): details for programs to read, of type `a{sv}`, keyed by short
 *   lower-case names such as `queue`; a floating reference is consumed
 *
 * Writes an entry, if its level is enabled.
 *
 * From any thread. The entry is written when the call returns, unless it had to be queued for
 * a provider's [property@Interprocess.LoggerProvider:deliver-context].
 *
 * In C, INTERPROCESS_LOG() and the macros that are named after a level format the message, and do
 * not even look at it while the level is not enabled.
 *
 * Since: 1.0
 */
void
interprocess_logger_log (InterprocessLogger   *self,
                         InterprocessLogLevel  level,
                         const char           *message,
                         GVariant             *fields)
{
  interprocess_logger_log_event (self, level, 0, NULL, message, fields);
}

/**
 * interprocess_logger_log_event:
 * @self: a logger
 * @level: how much it matters
 * @event_id: the event's number, the same in all releases of the program; 0 for none
 * @event_name: (nullable): the event's name, or %NULL
 * @message: what happened, as one line of UTF-8
 * @fields: (nullable): details, as for [method@Interprocess.Logger.log]; a floating reference is
 *   consumed
 *
 * Writes an entry that tells of an event which programs know by its number or name, if its level is
 * enabled.
 *
 * From any thread, as [method@Interprocess.Logger.log].
 *
 * Since: 1.0
 */
void
interprocess_logger_log_event (InterprocessLogger   *self,
                               InterprocessLogLevel  level,
                               int                   event_id,
                               const char           *event_name,
                               const char           *message,
                               GVariant             *fields)
{
  g_autoptr(GVariant) sunk = NULL;

  g_return_if_fail (INTERPROCESS_IS_LOGGER (self));
  g_return_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE);
  g_return_if_fail (message != NULL);
  g_return_if_fail (fields == NULL || g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT));

  if (fields != NULL)
    sunk = g_variant_ref_sink (fields);
  if (INTERPROCESS_LOG_IS_ENABLED (self, level))
    write_entry (self, level, event_id, event_name, message, g_steal_pointer (&sunk));
}

/**
 * interprocess_logger_log_format: (skip)
 * @self: a logger
 * @level: how much it matters
 * @event_id: the event's number, or 0
 * @event_name: (nullable): the event's name, or %NULL
 * @fields: (nullable): details, of type `a{sv}`; a floating reference is consumed
 * @format: the message, in the manner of `printf()`
 * @...: what the format asks for
 *
 * [method@Interprocess.Logger.log_event] with a message that is put together only if the level is
 * enabled. It is for INTERPROCESS_LOG_EVENT() and the other macros, which do not even look at the
 * arguments otherwise.
 *
 * From any thread, as [method@Interprocess.Logger.log].
 *
 * Since: 1.0
 */
void
interprocess_logger_log_format (InterprocessLogger   *self,
                                InterprocessLogLevel  level,
                                int                   event_id,
                                const char           *event_name,
                                GVariant             *fields,
                                const char           *format,
                                ...)
{
  g_autoptr(GVariant) sunk = NULL;
  g_autofree char *message = NULL;
  va_list arguments;

  g_return_if_fail (INTERPROCESS_IS_LOGGER (self));
  g_return_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE);
  g_return_if_fail (format != NULL);

  if (fields != NULL)
    sunk = g_variant_ref_sink (fields);
  if (!INTERPROCESS_LOG_IS_ENABLED (self, level))
    return;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  interprocess_logger_log_event (self, level, event_id, event_name, message, sunk);
}

/**
 * interprocess_logger_begin_scope:
 * @self: a logger
 * @fields: what the entries have in common, of type `a{sv}`; a floating reference is consumed
 *
 * Begins a scope: until it ends, every entry that the calling thread logs by this logger, or by
 * another of the same factory, has these fields besides its own. A field gives way to one of the
 * same name that the entry has, or that a scope has which was begun later.
 *
 * Scopes are a thread's: see [class@Interprocess.LogScope].
 *
 * Returns: (transfer full): a scope, which ends with its last reference, or by
 *   [method@Interprocess.LogScope.close]
 *
 * Since: 1.0
 */
InterprocessLogScope *
interprocess_logger_begin_scope (InterprocessLogger *self,
                                 GVariant           *fields)
{
  InterprocessLoggerFactory *factory;

  g_return_val_if_fail (INTERPROCESS_IS_LOGGER (self), NULL);
  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT), NULL);

  factory = get_private (self)->factory;

  return interprocess_log_scope_begin (
    factory != NULL ? interprocess_logger_factory_get_number (factory) : 0, fields);
}
