/* SPDX-License-Identifier: MIT */

#include <interprocess/logger.h>

#include "logger-factory-private.h"
#include "logger-private.h"

#define DEFAULT_CATEGORY "Interprocess"

/**
 * InterprocessLogger:
 *
 * Takes the entries of one category of the log, such as `Interprocess.Queue`.
 *
 * A logger is made by [method@Interprocess.LoggerFactory.create_logger] and keeps its factory
 * alive. It is a name and a reference: cheap to make, and to keep.
 *
 * All functions may be called from any thread. None blocks, unless the factory's
 * [vfunc@Interprocess.LoggerFactory.log] does.
 *
 * Since: 1.0
 */
struct _InterprocessLogger
{
  GObject parent_instance;

  InterprocessLoggerFactory *factory;
  char *category;
};

G_DEFINE_FINAL_TYPE (InterprocessLogger, interprocess_logger, G_TYPE_OBJECT)

typedef enum
{
  PROP_CATEGORY = 1,
  PROP_FACTORY,
} InterprocessLoggerProperty;

static GParamSpec *properties[PROP_FACTORY + 1];

static void
interprocess_logger_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  InterprocessLogger *self = INTERPROCESS_LOGGER (object);

  switch ((InterprocessLoggerProperty) property_id)
    {
    case PROP_CATEGORY:
      g_value_set_string (value, self->category);
      break;
    case PROP_FACTORY:
      g_value_set_object (value, self->factory);
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
  InterprocessLogger *self = INTERPROCESS_LOGGER (object);
  const char *category;

  switch ((InterprocessLoggerProperty) property_id)
    {
    case PROP_CATEGORY:
      category = g_value_get_string (value);
      self->category = g_strdup (category != NULL ? category : DEFAULT_CATEGORY);
      break;
    case PROP_FACTORY:
      self->factory = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

/* The factory goes in finalize and not in dispose: another thread may be logging, and a disposed
 * logger that still works is one case less. */
static void
interprocess_logger_finalize (GObject *object)
{
  InterprocessLogger *self = INTERPROCESS_LOGGER (object);

  g_clear_object (&self->factory);
  g_clear_pointer (&self->category, g_free);

  G_OBJECT_CLASS (interprocess_logger_parent_class)->finalize (object);
}

static void
interprocess_logger_class_init (InterprocessLoggerClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logger_get_property;
  object_class->set_property = interprocess_logger_set_property;
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

  return self->category;
}

gboolean
interprocess_logger_is_on (InterprocessLogger   *self,
                           InterprocessLogLevel  level)
{
  return self->factory != NULL && interprocess_logger_factory_is_enabled (self->factory, level);
}

/**
 * interprocess_logger_is_enabled:
 * @self: a logger
 * @level: the level that an entry would have
 *
 * Tells whether entries of a level are passed on, so that a caller need not put together one
 * that is not.
 *
 * That is a comparison with [property@Interprocess.LoggerFactory:minimum-level], cheap enough
 * for the busiest path. From any thread.
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

  return interprocess_logger_is_on (self, level);
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
 * [property@Interprocess.LoggerFactory:deliver-context].
 *
 * Since: 1.0
 */
void
interprocess_logger_log (InterprocessLogger   *self,
                         InterprocessLogLevel  level,
                         const char           *message,
                         GVariant             *fields)
{
  g_autoptr(GVariant) sunk = NULL;

  g_return_if_fail (INTERPROCESS_IS_LOGGER (self));
  g_return_if_fail (message != NULL);
  g_return_if_fail (fields == NULL || g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT));

  if (fields != NULL)
    sunk = g_variant_ref_sink (fields);
  if (interprocess_logger_is_on (self, level))
    interprocess_logger_factory_deliver (self->factory, self->category, level, message, sunk);
}

/*
 * interprocess_logger_log_format:
 *
 * interprocess_logger_log() with a message in the manner of printf(). Called through
 * interprocess_logger_write(), when the level is known to be on.
 */
void
interprocess_logger_log_format (InterprocessLogger   *self,
                                InterprocessLogLevel  level,
                                GVariant             *fields,
                                const char           *format,
                                ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  interprocess_logger_log (self, level, message, fields);
}
