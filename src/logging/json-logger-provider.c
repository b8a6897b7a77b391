/* SPDX-License-Identifier: MIT */

#include <interprocess/json-logger-provider.h>

#include <gio/gunixoutputstream.h>

#include "json-text.h"
#include "log-level-private.h"

/**
 * InterprocessJsonLoggerProvider:
 *
 * Writes entries to a stream, each as one line of JSON.
 *
 * ```
 * {"time":"2026-01-31T09:30:00.000000Z","level":"warning","category":"Shop.Orders","event_id":7,
 *  "event_name":"OutOfStock","message":"no more of it","fields":{"article":"4711"}}
 * ```
 *
 * (in one line) where `event_id` and `event_name` are there if the entry has them. In the fields,
 * dictionaries are objects, tuples and other arrays are arrays, what is nothing is `null`, byte
 * arrays are text in base64, and the numbers that JSON does not have are the strings `NaN`,
 * `Infinity` and `-Infinity`. Whatever an entry holds, its line is valid JSON and valid UTF-8, and
 * no line ends before its time.
 *
 * A line is written as a whole, however many threads log, and the log call returns when it is
 * written; so a stream that blocks blocks those who log. An entry that cannot be written is
 * dropped, with a warning in GLib's log for the first in a row. If a line was written in part, the
 * next begins on a new one.
 *
 * All functions may be called from any thread. Nobody else should write to the stream meanwhile.
 *
 * Since: 1.0
 */
struct _InterprocessJsonLoggerProvider
{
  InterprocessLoggerProvider parent_instance;

  GOutputStream *stream;

  GRecMutex mutex;     /* not a GMutex: those TSan cannot see */
  gboolean is_torn;    /* guarded by mutex; a part of a line was written */
  gboolean is_failing; /* guarded by mutex; the last line was not written */
};

G_DEFINE_FINAL_TYPE (InterprocessJsonLoggerProvider, interprocess_json_logger_provider,
                     INTERPROCESS_TYPE_LOGGER_PROVIDER)

typedef enum
{
  PROP_STREAM = 1,
} InterprocessJsonLoggerProviderProperty;

static GParamSpec *properties[PROP_STREAM + 1];

static void
append_time (GString *line,
             gint64   time)
{
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  g_string_append_printf (line, "\"%s.%06dZ\"", text, (int) (time % G_USEC_PER_SEC));
}

static void
append_member (GString    *line,
               const char *name,
               const char *text)
{
  g_string_append_printf (line, ",\"%s\":", name);
  interprocess_json_append_string (line, text);
}

static void
append_event (GString              *line,
              InterprocessLogEntry *entry)
{
  const int id = interprocess_log_entry_get_event_id (entry);
  const char *name = interprocess_log_entry_get_event_name (entry);

  if (id != 0)
    g_string_append_printf (line, ",\"event_id\":%d", id);
  if (name != NULL)
    append_member (line, "event_name", name);
}

static GString *
format_line (InterprocessLogEntry *entry)
{
  const InterprocessLogLevel level = interprocess_log_entry_get_level (entry);
  GString *line = g_string_sized_new (256);

  g_string_append (line, "{\"time\":");
  append_time (line, interprocess_log_entry_get_time (entry));
  append_member (line, "level", interprocess_log_level_get_name (level));
  append_member (line, "category", interprocess_log_entry_get_category (entry));
  append_event (line, entry);
  append_member (line, "message", interprocess_log_entry_get_message (entry));
  g_string_append (line, ",\"fields\":");
  interprocess_json_append_variant (line, interprocess_log_entry_get_fields (entry));
  g_string_append (line, "}\n");

  return line;
}

/* With the mutex held. */
static gboolean
write_line (InterprocessJsonLoggerProvider  *self,
            GString                         *line,
            GError                         **error)
{
  gboolean is_written;
  gsize length;

  if (self->is_torn)
    g_string_prepend_c (line, '\n');
  is_written =
    g_output_stream_write_all (self->stream, line->str, line->len, &length, NULL, error);
  if (is_written)
    self->is_torn = FALSE;
  else if (length > 0)
    self->is_torn = TRUE;

  return is_written;
}

static void
interprocess_json_logger_provider_log (InterprocessLoggerProvider *provider,
                                       InterprocessLogEntry       *entry)
{
  InterprocessJsonLoggerProvider *self = INTERPROCESS_JSON_LOGGER_PROVIDER (provider);
  g_autoptr(GError) error = NULL;
  gboolean was_failing;
  GString *line;

  if (self->stream == NULL) /* made by g_object_new() without one */
    return;
  line = format_line (entry);
  g_rec_mutex_lock (&self->mutex);
  was_failing = self->is_failing;
  self->is_failing = !write_line (self, line, &error);
  g_rec_mutex_unlock (&self->mutex);
  g_string_free (line, TRUE);

  if (error != NULL && !was_failing)
    g_warning ("Cannot write an entry of the log as JSON: %s; it is dropped, and so are all until "
               "the stream takes one again",
               error->message);
}

static void
interprocess_json_logger_provider_get_property (GObject    *object,
                                                guint       property_id,
                                                GValue     *value,
                                                GParamSpec *pspec)
{
  InterprocessJsonLoggerProvider *self = INTERPROCESS_JSON_LOGGER_PROVIDER (object);

  switch ((InterprocessJsonLoggerProviderProperty) property_id)
    {
    case PROP_STREAM:
      g_value_set_object (value, self->stream);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_json_logger_provider_set_property (GObject      *object,
                                                guint         property_id,
                                                const GValue *value,
                                                GParamSpec   *pspec)
{
  InterprocessJsonLoggerProvider *self = INTERPROCESS_JSON_LOGGER_PROVIDER (object);

  switch ((InterprocessJsonLoggerProviderProperty) property_id)
    {
    case PROP_STREAM:
      self->stream = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_json_logger_provider_finalize (GObject *object)
{
  InterprocessJsonLoggerProvider *self = INTERPROCESS_JSON_LOGGER_PROVIDER (object);

  g_clear_object (&self->stream);
  g_rec_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (interprocess_json_logger_provider_parent_class)->finalize (object);
}

static void
interprocess_json_logger_provider_class_init (InterprocessJsonLoggerProviderClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_json_logger_provider_get_property;
  object_class->set_property = interprocess_json_logger_provider_set_property;
  object_class->finalize = interprocess_json_logger_provider_finalize;
  INTERPROCESS_LOGGER_PROVIDER_CLASS (klass)->log = interprocess_json_logger_provider_log;

  /**
   * InterprocessJsonLoggerProvider:stream:
   *
   * Where the lines go. A provider without a stream writes nothing.
   *
   * Since: 1.0
   */
  properties[PROP_STREAM] =
    g_param_spec_object ("stream", NULL, NULL, G_TYPE_OUTPUT_STREAM, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_json_logger_provider_init (InterprocessJsonLoggerProvider *self)
{
  g_rec_mutex_init (&self->mutex);
}

/**
 * interprocess_json_logger_provider_new:
 * @stream: where the lines go
 *
 * Makes a provider that writes to a stream. It does not close the stream, and does not flush it
 * either: a stream with a buffer is for its owner to flush.
 *
 * Returns: (transfer full): a new logger provider
 *
 * Since: 1.0
 */
InterprocessJsonLoggerProvider *
interprocess_json_logger_provider_new (GOutputStream *stream)
{
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);

  return g_object_new (INTERPROCESS_TYPE_JSON_LOGGER_PROVIDER, "stream", stream, NULL);
}

/**
 * interprocess_json_logger_provider_new_for_fd:
 * @fd: where the lines go, such as 2 for standard error; it stays the caller's, and has to be open
 *   as long as the provider is in use
 *
 * Makes a provider that writes to a file descriptor.
 *
 * If it is a pipe whose reader has gone, the kernel ends the process by `SIGPIPE`, unless the
 * program ignores that signal.
 *
 * Returns: (transfer full): a new logger provider
 *
 * Since: 1.0
 */
InterprocessJsonLoggerProvider *
interprocess_json_logger_provider_new_for_fd (int fd)
{
  g_autoptr(GOutputStream) stream = NULL;

  g_return_val_if_fail (fd >= 0, NULL);

  stream = g_unix_output_stream_new (fd, FALSE);

  return interprocess_json_logger_provider_new (stream);
}
