/* SPDX-License-Identifier: MIT */

#include <stdatomic.h>

#include <interprocess/logger-factory.h>
#include <interprocess/structured-logger-provider.h>

#include "log-rules.h"
#include "logger-factory-private.h"
#include "logger-private.h"
#include "logging-options-private.h"

#define ENVIRONMENT "INTERPROCESS_LOG"

/**
 * InterprocessLoggerFactory:
 *
 * Makes loggers, and hands their entries to the providers.
 *
 * The library logs only through a factory that it is given; without one it is silent. A factory
 * without a provider writes to GLib's structured log, as if it had a
 * [class@Interprocess.StructuredLoggerProvider].
 *
 * What is let through is said by [class@Interprocess.LoggingOptions], and on top of them by the
 * environment variable `INTERPROCESS_LOG`, whose text is as
 * [method@Interprocess.LoggingOptions.parse] takes it: `Interprocess.Queue=debug,*=warning`. It is
 * read when the factory is made. Its rules are as if they had been added to the options last. What
 * is wrong in it is named by a warning in GLib's log; unlike there, the rest counts.
 *
 * All functions may be called from any thread. None holds a lock while a provider writes.
 *
 * Since: 1.0
 */
struct _InterprocessLoggerFactory
{
  GObject parent_instance;

  guint64 number;
  GPtrArray *environment; /* rules */
  InterprocessLoggerProvider *structured;

  GRWLock lock;                        /* also of all loggers' routes */
  InterprocessLoggingOptions *options; /* guarded by lock */
  InterprocessLogLevel minimum_level;  /* guarded by lock */
  GPtrArray *rules;                    /* guarded by lock; the options' and the environment's */
  GPtrArray *providers;                /* guarded by lock */
  GHashTable *loggers;                 /* guarded by lock; a set, without references */
};

G_DEFINE_FINAL_TYPE (InterprocessLoggerFactory, interprocess_logger_factory, G_TYPE_OBJECT)

typedef enum
{
  PROP_OPTIONS = 1,
} InterprocessLoggerFactoryProperty;

static GParamSpec *properties[PROP_OPTIONS + 1];

guint64
interprocess_logger_factory_get_number (InterprocessLoggerFactory *self)
{
  return self->number;
}

/* ---- the loggers' routes ---------------------------------------------------------------------- */

/* The lock is held by the caller, for writing. Returns what the logger had, to be released without
 * the lock: the last reference of a provider may go with it, and so anybody's code be run. */
static InterprocessLogRoutes *
update_logger (InterprocessLoggerFactory *self,
               InterprocessLogger        *logger)
{
  g_autoptr(GPtrArray) only_structured = g_ptr_array_new ();
  GPtrArray *providers = self->providers;

  if (providers->len == 0)
    {
      g_ptr_array_add (only_structured, self->structured);
      providers = only_structured;
    }

  return interprocess_logger_take_routes (
    logger, interprocess_log_routes_new (providers, self->rules,
                                         interprocess_logger_get_category (logger),
                                         self->minimum_level));
}

static void
release_routes (gpointer routes)
{
  if (routes != NULL)
    interprocess_log_routes_unref (routes);
}

/* With the lock held for writing. */
static GPtrArray *
update_all_loggers (InterprocessLoggerFactory *self)
{
  GPtrArray *old = g_ptr_array_new_with_free_func (release_routes);
  GHashTableIter iter;
  gpointer logger;

  g_hash_table_iter_init (&iter, self->loggers);
  while (g_hash_table_iter_next (&iter, &logger, NULL))
    g_ptr_array_add (old, update_logger (self, logger));

  return old;
}

void
interprocess_logger_factory_adopt (InterprocessLoggerFactory *self,
                                   InterprocessLogger        *logger)
{
  g_rw_lock_writer_lock (&self->lock);
  update_logger (self, logger);
  g_hash_table_add (self->loggers, logger);
  g_rw_lock_writer_unlock (&self->lock);
}

void
interprocess_logger_factory_drop (InterprocessLoggerFactory *self,
                                  InterprocessLogger        *logger)
{
  InterprocessLogRoutes *old;

  g_rw_lock_writer_lock (&self->lock);
  g_hash_table_remove (self->loggers, logger);
  old = interprocess_logger_take_routes (logger, NULL);
  g_rw_lock_writer_unlock (&self->lock);

  release_routes (old);
}

InterprocessLogRoutes *
interprocess_logger_factory_dup_routes (InterprocessLoggerFactory *self,
                                        InterprocessLogger        *logger)
{
  InterprocessLogRoutes *routes;

  g_rw_lock_reader_lock (&self->lock);
  routes = interprocess_log_routes_ref (interprocess_logger_get_routes (logger));
  g_rw_lock_reader_unlock (&self->lock);

  return routes;
}

/* ---- the environment -------------------------------------------------------------------------- */

/* Each text once: a program may make many factories. */
static gboolean
is_new (const char *text)
{
  static GRecMutex mutex; /* not a GMutex: those TSan cannot see */
  static char *last;
  gboolean changed;

  g_rec_mutex_lock (&mutex);
  changed = g_strcmp0 (text, last) != 0;
  if (changed)
    {
      g_free (last);
      last = g_strdup (text);
    }
  g_rec_mutex_unlock (&mutex);

  return changed;
}

static void
read_environment (InterprocessLoggerFactory *self)
{
  const char *text = g_getenv (ENVIRONMENT);
  g_autoptr(GError) error = NULL;

  self->environment = interprocess_log_rules_new ();
  if (text != NULL && !interprocess_log_rules_add_text (self->environment, text, &error) &&
      is_new (text))
    g_warning ("The environment variable %s is not all understood. %s. Its other parts count all "
               "the same",
               ENVIRONMENT, error->message);
}

/* ---- the object ------------------------------------------------------------------------------- */

static void
interprocess_logger_factory_get_property (GObject    *object,
                                          guint       property_id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  InterprocessLoggerFactory *self = INTERPROCESS_LOGGER_FACTORY (object);

  switch ((InterprocessLoggerFactoryProperty) property_id)
    {
    case PROP_OPTIONS:
      g_value_take_object (value, interprocess_logger_factory_dup_options (self));
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
    case PROP_OPTIONS:
      if (g_value_get_object (value) != NULL)
        interprocess_logger_factory_set_options (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

/* Not in dispose: another thread may be logging. The loggers are gone, as each has a reference. */
static void
interprocess_logger_factory_finalize (GObject *object)
{
  InterprocessLoggerFactory *self = INTERPROCESS_LOGGER_FACTORY (object);

  g_hash_table_unref (self->loggers);
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->rules);
  g_object_unref (self->options);
  g_object_unref (self->structured);
  g_ptr_array_unref (self->environment);
  g_rw_lock_clear (&self->lock);

  G_OBJECT_CLASS (interprocess_logger_factory_parent_class)->finalize (object);
}

static void
interprocess_logger_factory_class_init (InterprocessLoggerFactoryClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY |
                            G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_logger_factory_get_property;
  object_class->set_property = interprocess_logger_factory_set_property;
  object_class->finalize = interprocess_logger_factory_finalize;

  /**
   * InterprocessLoggerFactory:options: (getter dup_options)
   *
   * What is let through.
   *
   * The options are looked at when they are set, and reach the loggers that there are.
   *
   * Since: 1.0
   */
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, INTERPROCESS_TYPE_LOGGING_OPTIONS, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_logger_factory_init (InterprocessLoggerFactory *self)
{
  static _Atomic guint64 last_number;

  self->number = atomic_fetch_add_explicit (&last_number, 1, memory_order_relaxed) + 1;
  g_rw_lock_init (&self->lock);
  self->structured = INTERPROCESS_LOGGER_PROVIDER (interprocess_structured_logger_provider_new ());
  self->options = interprocess_logging_options_new ();
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->loggers = g_hash_table_new (NULL, NULL);
  read_environment (self);
  self->rules = g_ptr_array_ref (self->environment);
}

/**
 * interprocess_logger_factory_new:
 *
 * Creates a factory that lets everything through, and writes to GLib's structured log until it has
 * a provider.
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
 * Makes a logger. Two calls make two loggers, also for one category.
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
 * interprocess_logger_factory_add_provider:
 * @self: a logger factory
 * @provider: where entries are to go, too
 *
 * Adds a provider, for all loggers of this factory, also those already made.
 *
 * Each provider gets the entries in the order in which they were added. With the first one, the
 * factory no longer writes to GLib's structured log by itself: add a
 * [class@Interprocess.StructuredLoggerProvider] if it still is to. Adding one again changes
 * nothing.
 *
 * From any thread.
 *
 * Since: 1.0
 */
void
interprocess_logger_factory_add_provider (InterprocessLoggerFactory  *self,
                                          InterprocessLoggerProvider *provider)
{
  g_autoptr(GPtrArray) old = NULL;

  g_return_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self));
  g_return_if_fail (INTERPROCESS_IS_LOGGER_PROVIDER (provider));

  g_rw_lock_writer_lock (&self->lock);
  if (!g_ptr_array_find (self->providers, provider, NULL))
    {
      g_ptr_array_add (self->providers, g_object_ref (provider));
      old = update_all_loggers (self);
    }
  g_rw_lock_writer_unlock (&self->lock);
}

/**
 * interprocess_logger_factory_dup_options: (get-property options)
 * @self: a logger factory
 *
 * Gets the options that were set last. To change something, change them and set them again.
 *
 * From any thread.
 *
 * Returns: (transfer full): the options
 *
 * Since: 1.0
 */
InterprocessLoggingOptions *
interprocess_logger_factory_dup_options (InterprocessLoggerFactory *self)
{
  InterprocessLoggingOptions *options;

  g_return_val_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self), NULL);

  g_rw_lock_reader_lock (&self->lock);
  options = g_object_ref (self->options);
  g_rw_lock_reader_unlock (&self->lock);

  return options;
}

/* The options', and then the environment's, which thereby take their place. */
static GPtrArray *
join_rules (InterprocessLoggerFactory  *self,
            InterprocessLoggingOptions *options)
{
  GPtrArray *rules = interprocess_log_rules_new ();

  interprocess_log_rules_add_all (rules, interprocess_logging_options_get_rules (options));
  interprocess_log_rules_add_all (rules, self->environment);

  return rules;
}

/**
 * interprocess_logger_factory_set_options:
 * @self: a logger factory
 * @options: what is to be let through
 *
 * Sets what is let through, for all loggers of this factory, also those already made. The options
 * are looked at during the call, and not later.
 *
 * From any thread.
 *
 * Since: 1.0
 */
void
interprocess_logger_factory_set_options (InterprocessLoggerFactory  *self,
                                         InterprocessLoggingOptions *options)
{
  g_autoptr(GPtrArray) old_routes = NULL;
  g_autoptr(GPtrArray) rules = NULL;
  g_autoptr(InterprocessLoggingOptions) old_options = NULL;
  GPtrArray *new_rules;

  g_return_if_fail (INTERPROCESS_IS_LOGGER_FACTORY (self));
  g_return_if_fail (INTERPROCESS_IS_LOGGING_OPTIONS (options));

  new_rules = join_rules (self, options);
  g_rw_lock_writer_lock (&self->lock);
  old_options = self->options;
  self->options = g_object_ref (options);
  self->minimum_level = interprocess_logging_options_get_minimum_level (options);
  rules = self->rules;
  self->rules = new_rules;
  old_routes = update_all_loggers (self);
  g_rw_lock_writer_unlock (&self->lock);

  if (old_options != options)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONS]);
}
