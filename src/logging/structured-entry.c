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

/*
 * interprocess_structured_entry_write:
 * @category: the entry's `GLIB_DOMAIN`
 * @level: any level but `NONE`
 * @message: what happened
 * @fields: (nullable): a vardict; each becomes a field with an `INTERPROCESS_` prefix
 *
 * Writes an entry to GLib's log. From any thread.
 */
void
interprocess_structured_entry_write (const char           *category,
                                     InterprocessLogLevel  level,
                                     const char           *message,
                                     GVariant             *fields)
{
  const gsize n_own = 3;
  const gsize n_fields = n_own + (fields != NULL ? g_variant_n_children (fields) : 0);
  g_autofree GLogField *entry = g_new (GLogField, n_fields);
  GStringChunk *strings = g_string_chunk_new (256);

  entry[0] = make_field ("GLIB_DOMAIN", category);
  entry[1] = make_field ("PRIORITY", levels[level].priority);
  entry[2] = make_field ("MESSAGE", message);
  if (fields != NULL)
    make_fields (entry + n_own, strings, fields);

  g_log_structured_array (levels[level].flags, entry, n_fields);
  g_string_chunk_free (strings);
}
