/* SPDX-License-Identifier: MIT */

/* An entry of the log as GLib's structured logging and the journal have it. */

#include "structured-entry.h"

#define FIELD_PREFIX "INTERPROCESS_"

/* The journal ignores fields with longer names. */
#define FIELD_NAME_MAX 64

/* GLib's levels cannot tell an error from a warning, nor critical from less; PRIORITY can. The
 * table in log-level.h gives the reasons. */
static const struct
{
  GLogLevelFlags flags;
  const char *priority;
} levels[] = {
  [INTERPROCESS_LOG_LEVEL_TRACE] = { G_LOG_LEVEL_DEBUG, "7" },
  [INTERPROCESS_LOG_LEVEL_DEBUG] = { G_LOG_LEVEL_DEBUG, "7" },
  [INTERPROCESS_LOG_LEVEL_INFORMATION] = { G_LOG_LEVEL_INFO, "6" },
  [INTERPROCESS_LOG_LEVEL_WARNING] = { G_LOG_LEVEL_WARNING, "4" },
  [INTERPROCESS_LOG_LEVEL_ERROR] = { G_LOG_LEVEL_WARNING, "3" },
  [INTERPROCESS_LOG_LEVEL_CRITICAL] = { G_LOG_LEVEL_CRITICAL, "2" },
};

/* The journal takes A-Z, 0-9 and underscores. Keys that differ only in other characters meet in
 * one name, and that is well: a field may have several values. */
static const char *
field_name (GStringChunk *strings,
            const char   *key)
{
  char name[FIELD_NAME_MAX + 1];

  g_strlcpy (name, FIELD_PREFIX, sizeof name);
  g_strlcat (name, key, sizeof name);
  for (char *c = name; *c != '\0'; c++)
    *c = g_ascii_isalnum (*c) ? g_ascii_toupper (*c) : '_';

  return g_string_chunk_insert (strings, name);
}

static const char *
field_value (GStringChunk *strings,
             GVariant     *value)
{
  g_autofree char *printed = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_string_chunk_insert (strings, g_variant_get_string (value, NULL));

  printed = g_variant_print (value, FALSE);

  return g_string_chunk_insert (strings, printed);
}

static GLogField
make_field (const char *name,
            const char *value)
{
  return (GLogField) { name, value, -1 };
}

static void
make_fields (GLogField    *entry,
             GStringChunk *strings,
             GVariant     *fields)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    *entry++ = make_field (field_name (strings, key), field_value (strings, value));
}

/* The entry's own fields: three that GLib and the journal know, two for the event. */
#define N_OWN 5

/*
 * interprocess_structured_entry_write:
 * @entry: its category becomes `GLIB_DOMAIN`, and each of its fields one with a prefix
 *
 * Writes an entry to GLib's log. From any thread.
 */
void
interprocess_structured_entry_write (InterprocessLogEntry *entry)
{
  const InterprocessLogLevel level = interprocess_log_entry_get_level (entry);
  const char *event_name = interprocess_log_entry_get_event_name (entry);
  GVariant *details = interprocess_log_entry_get_fields (entry);
  const gsize n_details = g_variant_n_children (details);
  g_autofree GLogField *fields = g_new (GLogField, N_OWN + n_details);
  GStringChunk *strings = g_string_chunk_new (256);
  char event_id[16];
  gsize n = 0;

  fields[n++] = make_field ("GLIB_DOMAIN", interprocess_log_entry_get_category (entry));
  fields[n++] = make_field ("PRIORITY", levels[level].priority);
  fields[n++] = make_field ("MESSAGE", interprocess_log_entry_get_message (entry));
  if (interprocess_log_entry_get_event_id (entry) != 0)
    {
      g_snprintf (event_id, sizeof event_id, "%d", interprocess_log_entry_get_event_id (entry));
      fields[n++] = make_field (FIELD_PREFIX "EVENT_ID", event_id);
    }
  if (event_name != NULL)
    fields[n++] = make_field (FIELD_PREFIX "EVENT_NAME", event_name);
  make_fields (fields + n, strings, details);

  g_log_structured_array (levels[level].flags, fields, n + n_details);
  g_string_chunk_free (strings);
}
