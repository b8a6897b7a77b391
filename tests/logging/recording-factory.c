/* SPDX-License-Identifier: MIT */

#include "recording-factory.h"

struct _RecordingFactory
{
  InterprocessLoggerFactory parent_instance;

  GRecMutex mutex; /* not a GMutex: those TSan cannot see */
  GPtrArray *entries;
};

G_DEFINE_FINAL_TYPE (RecordingFactory, recording_factory, INTERPROCESS_TYPE_LOGGER_FACTORY)

static void
recorded_entry_free (gpointer data)
{
  RecordedEntry *entry = data;

  g_clear_pointer (&entry->fields, g_variant_unref);
  g_free (entry->category);
  g_free (entry->message);
  g_free (entry);
}

static void
recording_factory_log (InterprocessLoggerFactory *factory,
                       const char                *category,
                       InterprocessLogLevel       level,
                       const char                *message,
                       GVariant                  *fields)
{
  RecordingFactory *self = RECORDING_FACTORY (factory);
  RecordedEntry *entry = g_new0 (RecordedEntry, 1);

  entry->category = g_strdup (category);
  entry->level = level;
  entry->message = g_strdup (message);
  entry->fields = fields != NULL ? g_variant_ref (fields) : NULL;
  entry->thread = g_thread_self ();

  g_rec_mutex_lock (&self->mutex);
  g_ptr_array_add (self->entries, entry);
  g_rec_mutex_unlock (&self->mutex);
}

static void
recording_factory_finalize (GObject *object)
{
  RecordingFactory *self = RECORDING_FACTORY (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_rec_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (recording_factory_parent_class)->finalize (object);
}

static void
recording_factory_class_init (RecordingFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = recording_factory_finalize;
  INTERPROCESS_LOGGER_FACTORY_CLASS (klass)->log = recording_factory_log;
}

static void
recording_factory_init (RecordingFactory *self)
{
  g_rec_mutex_init (&self->mutex);
  self->entries = g_ptr_array_new_with_free_func (recorded_entry_free);
}

RecordingFactory *
recording_factory_new (GMainContext *deliver_context)
{
  return g_object_new (RECORDING_TYPE_FACTORY, "deliver-context", deliver_context, NULL);
}

guint
recording_factory_count (RecordingFactory *self)
{
  guint count;

  g_rec_mutex_lock (&self->mutex);
  count = self->entries->len;
  g_rec_mutex_unlock (&self->mutex);

  return count;
}

const RecordedEntry *
recording_factory_get_entry (RecordingFactory *self,
                             guint             index)
{
  const RecordedEntry *entry;

  g_rec_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->entries->len);
  entry = g_ptr_array_index (self->entries, index);
  g_rec_mutex_unlock (&self->mutex);

  return entry;
}
