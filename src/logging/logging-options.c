/* SPDX-License-Identifier: MIT */

#include "logging-options-private.h"

#include <interprocess/enum-types.h>
#include <interprocess/logger-provider.h>

#include "log-rules.h"

/**
 * InterprocessLoggingOptions:
 *
 * What a logger factory lets through: a minimum level, and rules for certain categories.
 *
 * A rule is for the categories that begin with its name, in capitals or not. Where several are for
 * one, the longest name wins, and of two for the same the later. Where none is, the minimum level
 * holds. A rule may also be for one class of providers only, and then comes before those for all.
 *
 * [method@Interprocess.LoggerFactory.set_options] looks at the options once: to change what is
 * logged, change them, or make others, and set them again. In a service container, register them
 * as a service, for the logger factory to find.
 *
 * Options are for one thread at a time.
 *
 * Since: 1.0
 */
struct _InterprocessLoggingOptions
{
  GObject parent_instance;

  InterprocessLogLevel minimum_level;
  GPtrArray *rules;
};

G_DEFINE_FINAL_TYPE (InterprocessLoggingOptions, interprocess_logging_options, G_TYPE_OBJECT)

typedef enum
{
  PROP_MINIMUM_LEVEL = 1,
} InterprocessLoggingOptionsProperty;

static GParamSpec *properties[PROP_MINIMUM_LEVEL + 1];

static void
interprocess_logging_options_get_property (GObject    *object,
                                           guint       property_id,
                                           GValue     *value,
                                           GParamSpec *pspec)
{
  InterprocessLoggingOptions *self = INTERPROCESS_LOGGING_OPTIONS (object);

  switch ((InterprocessLoggingOptionsProperty) property_id)
    {
    case PROP_MINIMUM_LEVEL:
      g_value_set_enum (value, self->minimum_level);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logging_options_set_property (GObject      *object,
                                           guint         property_id,
                                           const GValue *value,
                                           GParamSpec   *pspec)
{
  InterprocessLoggingOptions *self = INTERPROCESS_LOGGING_OPTIONS (object);

  switch ((InterprocessLoggingOptionsProperty) property_id)
    {
    case PROP_MINIMUM_LEVEL:
      interprocess_logging_options_set_minimum_level (self, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_logging_options_finalize (GObject *object)
{
  g_ptr_array_unref (INTERPROCESS_LOGGING_OPTIONS (object)->rules);

  G_OBJECT_CLASS (interprocess_logging_options_parent_class)->finalize (object);
}

static void
interprocess_logging_options_class_init (InterprocessLoggingOptionsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logging_options_get_property;
  object_class->set_property = interprocess_logging_options_set_property;
  object_class->finalize = interprocess_logging_options_finalize;

  /**
   * InterprocessLoggingOptions:minimum-level:
   *
   * The least level that is let through where no rule is for a category.
   *
   * By default everything is, and what is shown is left to GLib and `G_MESSAGES_DEBUG`. To raise
   * the level saves putting together entries that nobody reads.
   *
   * Since: 1.0
   */
  properties[PROP_MINIMUM_LEVEL] =
    g_param_spec_enum ("minimum-level", NULL, NULL,
                       INTERPROCESS_TYPE_LOG_LEVEL, INTERPROCESS_LOG_LEVEL_TRACE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_logging_options_init (InterprocessLoggingOptions *self)
{
  self->rules = interprocess_log_rules_new ();
}

/**
 * interprocess_logging_options_new:
 *
 * Makes options that let everything through.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
InterprocessLoggingOptions *
interprocess_logging_options_new (void)
{
  return g_object_new (INTERPROCESS_TYPE_LOGGING_OPTIONS, NULL);
}

GPtrArray *
interprocess_logging_options_get_rules (InterprocessLoggingOptions *self)
{
  return self->rules;
}

/**
 * interprocess_logging_options_get_minimum_level:
 * @self: options
 *
 * Gets the least level that is let through where no rule is for a category.
 *
 * Returns: the level
 *
 * Since: 1.0
 */
InterprocessLogLevel
interprocess_logging_options_get_minimum_level (InterprocessLoggingOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self), INTERPROCESS_LOG_LEVEL_NONE);

  return self->minimum_level;
}

/**
 * interprocess_logging_options_set_minimum_level:
 * @self: options
 * @level: the least level to let through; %INTERPROCESS_LOG_LEVEL_NONE for silence
 *
 * Sets the least level that is let through where no rule is for a category.
 *
 * Since: 1.0
 */
void
interprocess_logging_options_set_minimum_level (InterprocessLoggingOptions *self,
                                                InterprocessLogLevel        level)
{
  g_return_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self));
  g_return_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE);

  if (self->minimum_level == level)
    return;
  self->minimum_level = level;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MINIMUM_LEVEL]);
}

/**
 * interprocess_logging_options_add_filter:
 * @self: options
 * @category: (nullable): the beginning of the categories that the rule is for; it may have one
 *   asterisk, for anything in between. %NULL or `*` for all
 * @level: the least level to let through; %INTERPROCESS_LOG_LEVEL_NONE for silence
 *
 * Adds a rule for all providers. One for the same categories takes the place of the one before.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessLoggingOptions *
interprocess_logging_options_add_filter (InterprocessLoggingOptions *self,
                                         const char                 *category,
                                         InterprocessLogLevel        level)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self), NULL);
  g_return_val_if_fail (interprocess_log_rules_is_pattern (category), self);
  g_return_val_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE, self);

  interprocess_log_rules_add (self->rules, G_TYPE_INVALID, category, level);

  return self;
}

/**
 * interprocess_logging_options_add_provider_filter:
 * @self: options
 * @provider_type: a class that derives from [class@Interprocess.LoggerProvider]
 * @category: (nullable): the categories, as for [method@Interprocess.LoggingOptions.add_filter]
 * @level: the least level to let through; %INTERPROCESS_LOG_LEVEL_NONE for silence
 *
 * Adds a rule for the providers of one class, and of those that derive from it. It comes before
 * all rules that are for every provider, however long their names are.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessLoggingOptions *
interprocess_logging_options_add_provider_filter (InterprocessLoggingOptions *self,
                                                  GType                       provider_type,
                                                  const char                 *category,
                                                  InterprocessLogLevel        level)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self), NULL);
  g_return_val_if_fail (g_type_is_a (provider_type, INTERPROCESS_TYPE_LOGGER_PROVIDER), self);
  g_return_val_if_fail (interprocess_log_rules_is_pattern (category), self);
  g_return_val_if_fail (level <= INTERPROCESS_LOG_LEVEL_NONE, self);

  interprocess_log_rules_add (self->rules, provider_type, category, level);

  return self;
}

/**
 * interprocess_logging_options_parse:
 * @self: options
 * @text: rules, such as `Interprocess.Queue=debug,*=warning`
 * @error: return location for an error
 *
 * Adds the rules that a text has, as from a settings file.
 *
 * A comma or a semicolon stands between them. Each is a category, as for
 * [method@Interprocess.LoggingOptions.add_filter], an equals sign and one of the levels trace,
 * debug, information, warning, error, critical and none, in capitals or not. A level alone is for
 * all other categories, as are `*` and `Default`.
 *
 * Returns: %TRUE, or %FALSE with @error set to %G_IO_ERROR_INVALID_ARGUMENT if a part is not
 *   understood: then nothing is added
 *
 * Since: 1.0
 */
gboolean
interprocess_logging_options_parse (InterprocessLoggingOptions  *self,
                                    const char                  *text,
                                    GError                     **error)
{
  g_autoptr(GPtrArray) rules = interprocess_log_rules_new ();

  g_return_val_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!interprocess_log_rules_add_text (rules, text, error))
    return FALSE;
  interprocess_log_rules_add_all (self->rules, rules);
  return TRUE;
}

/**
 * interprocess_logging_options_clear_filters:
 * @self: options
 *
 * Removes all rules, so that the minimum level holds for every category.
 *
 * Since: 1.0
 */
void
interprocess_logging_options_clear_filters (InterprocessLoggingOptions *self)
{
  g_return_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (self));

  g_ptr_array_set_size (self->rules, 0);
}
