/* SPDX-License-Identifier: MIT */

#include <interprocess/memory-logger-provider.h>

#define DEFAULT_CAPACITY 1000

/**
 * InterprocessMemoryLoggerProvider:
 *
 * Keeps the latest entries in memory, for a test to look at, or a window that shows the log.
 *
 * It holds as many as its capacity says; a further one takes the place of the oldest.
 *
 * All functions may be called from any thread, while others log.
 *
 * Since: 1.0
 */
struct _InterprocessMemoryLoggerProvider
{
  InterprocessLoggerProvider parent_instance;

  guint capacity;

  GRecMutex mutex;   /* never taken twice; but a GMutex is a bare futex, which TSan cannot see */
  GQueue entries;    /* guarded by mutex */
  guint64 n_dropped; /* guarded by mutex */
};

G_DEFINE_FINAL_TYPE (InterprocessMemoryLoggerProvider, interprocess_memory_logger_provider,
                     INTERPROCESS_TYPE_LOGGER_PROVIDER)

typedef enum
{
  PROP_CAPACITY = 1,
} InterprocessMemoryLoggerProviderProperty;

static GParamSpec *properties[PROP_CAPACITY + 1];

/* What is dropped is released without the lock: an entry's fields may be large. */
static void
interprocess_memory_logger_provider_log (InterprocessLoggerProvider *provider,
                                         InterprocessLogEntry       *entry)
{
  InterprocessMemoryLoggerProvider *self = INTERPROCESS_MEMORY_LOGGER_PROVIDER (provider);
  g_autoptr(InterprocessLogEntry) oldest = NULL;

  g_rec_mutex_lock (&self->mutex);
  if (g_queue_get_length (&self->entries) == self->capacity)
    {
      oldest = g_queue_pop_head (&self->entries);
      self->n_dropped++;
    }
  g_queue_push_tail (&self->entries, g_object_ref (entry));
  g_rec_mutex_unlock (&self->mutex);
}

static void
interprocess_memory_logger_provider_get_property (GObject    *object,
                                                  guint       property_id,
                                                  GValue     *value,
                                                  GParamSpec *pspec)
{
  InterprocessMemoryLoggerProvider *self = INTERPROCESS_MEMORY_LOGGER_PROVIDER (object);

  switch ((InterprocessMemoryLoggerProviderProperty) property_id)
    {
    case PROP_CAPACITY:
      g_value_set_uint (value, self->capacity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_memory_logger_provider_set_property (GObject      *object,
                                                  guint         property_id,
                                                  const GValue *value,
                                                  GParamSpec   *pspec)
{
  InterprocessMemoryLoggerProvider *self = INTERPROCESS_MEMORY_LOGGER_PROVIDER (object);

  switch ((InterprocessMemoryLoggerProviderProperty) property_id)
    {
    case PROP_CAPACITY:
      self->capacity = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_memory_logger_provider_finalize (GObject *object)
{
  InterprocessMemoryLoggerProvider *self = INTERPROCESS_MEMORY_LOGGER_PROVIDER (object);

  g_queue_clear_full (&self->entries, g_object_unref);
  g_rec_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (interprocess_memory_logger_provider_parent_class)->finalize (object);
}

static void
interprocess_memory_logger_provider_class_init (InterprocessMemoryLoggerProviderClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_memory_logger_provider_get_property;
  object_class->set_property = interprocess_memory_logger_provider_set_property;
  object_class->finalize = interprocess_memory_logger_provider_finalize;
  INTERPROCESS_LOGGER_PROVIDER_CLASS (klass)->log = interprocess_memory_logger_provider_log;

  /**
   * InterprocessMemoryLoggerProvider:capacity:
   *
   * How many entries are kept at most.
   *
   * Since: 1.0
   */
  properties[PROP_CAPACITY] =
    g_param_spec_uint ("capacity", NULL, NULL, 1, G_MAXUINT, DEFAULT_CAPACITY, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_memory_logger_provider_init (InterprocessMemoryLoggerProvider *self)
{
  g_rec_mutex_init (&self->mutex);
  g_queue_init (&self->entries);
}

/**
 * interprocess_memory_logger_provider_new:
 * @capacity: how many entries are kept at most; not 0
 *
 * Makes a provider that keeps the latest entries in memory.
 *
 * Returns: (transfer full): a new logger provider
 *
 * Since: 1.0
 */
InterprocessMemoryLoggerProvider *
interprocess_memory_logger_provider_new (guint capacity)
{
  g_return_val_if_fail (capacity > 0, NULL);

  return g_object_new (INTERPROCESS_TYPE_MEMORY_LOGGER_PROVIDER, "capacity", capacity, NULL);
}

/**
 * interprocess_memory_logger_provider_get_capacity:
 * @self: a memory logger provider
 *
 * Gets how many entries are kept at most.
 *
 * Returns: the number of entries
 *
 * Since: 1.0
 */
guint
interprocess_memory_logger_provider_get_capacity (InterprocessMemoryLoggerProvider *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_MEMORY_LOGGER_PROVIDER (self), 0);

  return self->capacity;
}

/**
 * interprocess_memory_logger_provider_get_n_dropped:
 * @self: a memory logger provider
 *
 * Gets how many entries have had to make place for later ones. Those removed by
 * [method@Interprocess.MemoryLoggerProvider.clear] do not count.
 *
 * Returns: the number of entries
 *
 * Since: 1.0
 */
guint64
interprocess_memory_logger_provider_get_n_dropped (InterprocessMemoryLoggerProvider *self)
{
  guint64 n_dropped;

  g_return_val_if_fail (INTERPROCESS_IS_MEMORY_LOGGER_PROVIDER (self), 0);

  g_rec_mutex_lock (&self->mutex);
  n_dropped = self->n_dropped;
  g_rec_mutex_unlock (&self->mutex);

  return n_dropped;
}

static GPtrArray *
copy_entries (InterprocessMemoryLoggerProvider *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  g_rec_mutex_lock (&self->mutex);
  for (GList *link = self->entries.head; link != NULL; link = link->next)
    g_ptr_array_add (copy, g_object_ref (link->data));
  g_rec_mutex_unlock (&self->mutex);

  return copy;
}

/**
 * interprocess_memory_logger_provider_snapshot:
 * @self: a memory logger provider
 *
 * Gets the entries that are kept now, the oldest first.
 *
 * The list is the caller's own: what is logged later does not change it.
 *
 * Returns: (transfer full): a list of [class@Interprocess.LogEntry]
 *
 * Since: 1.0
 */
GListModel *
interprocess_memory_logger_provider_snapshot (InterprocessMemoryLoggerProvider *self)
{
  g_autoptr(GPtrArray) entries = NULL;
  GListStore *list;

  g_return_val_if_fail (INTERPROCESS_IS_MEMORY_LOGGER_PROVIDER (self), NULL);

  entries = copy_entries (self);
  list = g_list_store_new (INTERPROCESS_TYPE_LOG_ENTRY);
  g_list_store_splice (list, 0, 0, entries->pdata, entries->len);

  return G_LIST_MODEL (list);
}

/**
 * interprocess_memory_logger_provider_clear:
 * @self: a memory logger provider
 *
 * Forgets the entries that are kept.
 *
 * Since: 1.0
 */
void
interprocess_memory_logger_provider_clear (InterprocessMemoryLoggerProvider *self)
{
  GQueue entries;

  g_return_if_fail (INTERPROCESS_IS_MEMORY_LOGGER_PROVIDER (self));

  g_rec_mutex_lock (&self->mutex);
  entries = self->entries;
  g_queue_init (&self->entries);
  g_rec_mutex_unlock (&self->mutex);

  g_queue_clear_full (&entries, g_object_unref);
}
