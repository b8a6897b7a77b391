/* SPDX-License-Identifier: MIT */

#include "captured-log.h"

typedef struct
{
  GLogLevelFlags level;
  GHashTable *fields;
} CapturedEntry;

static GPtrArray *entries;

static void
captured_entry_free (gpointer data)
{
  CapturedEntry *entry = data;

  g_hash_table_unref (entry->fields);
  g_free (entry);
}

static GLogWriterOutput
capture (GLogLevelFlags   level,
         const GLogField *fields,
         gsize            n_fields,
         gpointer         user_data)
{
  CapturedEntry *entry = g_new0 (CapturedEntry, 1);

  entry->level = level;
  entry->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < n_fields; i++)
    {
      g_assert_cmpint (fields[i].length, ==, -1);
      g_hash_table_insert (entry->fields, g_strdup (fields[i].key), g_strdup (fields[i].value));
    }
  g_ptr_array_add (entries, entry);

  return G_LOG_WRITER_HANDLED;
}

void
captured_log_start (void)
{
  entries = g_ptr_array_new_with_free_func (captured_entry_free);
  if (!g_test_subprocess ())
    g_log_set_writer_func (capture, NULL, NULL);
}

void
captured_log_clear (void)
{
  g_ptr_array_set_size (entries, 0);
}

guint
captured_log_count (void)
{
  return entries->len;
}

static const CapturedEntry *
get_entry (guint index)
{
  g_assert_cmpuint (index, <, entries->len);

  return g_ptr_array_index (entries, index);
}

GLogLevelFlags
captured_log_get_level (guint index)
{
  return get_entry (index)->level;
}

const char *
captured_log_get_field (guint       index,
                        const char *name)
{
  return g_hash_table_lookup (get_entry (index)->fields, name);
}
