/* SPDX-License-Identifier: MIT */

#include "recording-provider.h"

typedef struct
{
  InterprocessLogEntry *entry;
  GThread *thread; /* only to compare */
} Record;

struct _RecordingProvider
{
  InterprocessLoggerProvider parent_instance;

  GRecMutex mutex; /* not a GMutex: those TSan cannot see */
  GPtrArray *records;
};

G_DEFINE_FINAL_TYPE (RecordingProvider, recording_provider, INTERPROCESS_TYPE_LOGGER_PROVIDER)

static void
record_free (gpointer data)
{
  Record *record = data;

  g_object_unref (record->entry);
  g_free (record);
}

static void
recording_provider_log (InterprocessLoggerProvider *provider,
                        InterprocessLogEntry       *entry)
{
  RecordingProvider *self = RECORDING_PROVIDER (provider);
  Record *record = g_new (Record, 1);

  *record = (Record) { g_object_ref (entry), g_thread_self () };
  g_rec_mutex_lock (&self->mutex);
  g_ptr_array_add (self->records, record);
  g_rec_mutex_unlock (&self->mutex);
}

static void
recording_provider_finalize (GObject *object)
{
  RecordingProvider *self = RECORDING_PROVIDER (object);

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_rec_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (recording_provider_parent_class)->finalize (object);
}

static void
recording_provider_class_init (RecordingProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = recording_provider_finalize;
  INTERPROCESS_LOGGER_PROVIDER_CLASS (klass)->log = recording_provider_log;
}

static void
recording_provider_init (RecordingProvider *self)
{
  g_rec_mutex_init (&self->mutex);
  self->records = g_ptr_array_new_with_free_func (record_free);
}

RecordingProvider *
recording_provider_new (GMainContext *deliver_context)
{
  return g_object_new (RECORDING_TYPE_PROVIDER, "deliver-context", deliver_context, NULL);
}

guint
recording_provider_count (RecordingProvider *self)
{
  guint count;

  g_rec_mutex_lock (&self->mutex);
  count = self->records->len;
  g_rec_mutex_unlock (&self->mutex);

  return count;
}

static const Record *
get_record (RecordingProvider *self,
            guint              index)
{
  const Record *record;

  g_rec_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->records->len);
  record = g_ptr_array_index (self->records, index);
  g_rec_mutex_unlock (&self->mutex);

  return record;
}

InterprocessLogEntry *
recording_provider_get_entry (RecordingProvider *self,
                              guint              index)
{
  return get_record (self, index)->entry;
}

GThread *
recording_provider_get_thread (RecordingProvider *self,
                               guint              index)
{
  return get_record (self, index)->thread;
}
