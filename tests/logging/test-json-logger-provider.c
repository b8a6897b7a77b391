/* SPDX-License-Identifier: MIT */

#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include "json-reader.h"
#include "logging-fixture.h"

typedef struct
{
  GOutputStream *stream; /* in memory */
  InterprocessLoggerProvider *provider;
} JsonFixture;

static void
set_up (JsonFixture   *fixture,
        gconstpointer  data)
{
  fixture->stream = g_memory_output_stream_new_resizable ();
  fixture->provider =
    INTERPROCESS_LOGGER_PROVIDER (interprocess_json_logger_provider_new (fixture->stream));
}

static void
tear_down (JsonFixture   *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->provider);
  g_assert_finalize_object (fixture->stream);
}

static void
log_entry (InterprocessLoggerProvider *provider,
           const char                 *message,
           GVariant                   *fields)
{
  g_autoptr(InterprocessLogEntry) entry = interprocess_log_entry_new (
    "Test", INTERPROCESS_LOG_LEVEL_ERROR, 0, NULL, message, fields);

  interprocess_logger_provider_log (provider, entry);
}

static char *
dup_text (JsonFixture *fixture)
{
  GMemoryOutputStream *stream = G_MEMORY_OUTPUT_STREAM (fixture->stream);

  return g_strndup (g_memory_output_stream_get_data (stream),
                    g_memory_output_stream_get_data_size (stream));
}

/* The one line that was written, read back. */
static GVariant *
read_line (JsonFixture *fixture)
{
  g_autofree char *text = dup_text (fixture);

  g_assert_true (g_str_has_suffix (text, "\n"));
  text[strlen (text) - 1] = '\0';
  g_assert_null (strchr (text, '\n'));

  return json_read (text);
}

static GVariant *
member (GVariant   *object,
        const char *name)
{
  return g_variant_lookup_value (object, name, NULL);
}

static void
assert_text (GVariant   *object,
             const char *name,
             const char *expected)
{
  g_autoptr(GVariant) value = member (object, name);

  if (expected == NULL)
    g_assert_null (value);
  else
    g_assert_cmpstr (g_variant_get_string (value, NULL), ==, expected);
}

static void
test_line (JsonFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(InterprocessLogEntry) entry =
    interprocess_log_entry_new ("Shop.Orders", INTERPROCESS_LOG_LEVEL_WARNING, 7, "OutOfStock",
                                "no more", g_variant_new_parsed ("{ 'article': <'4711'> }"));
  g_autoptr(GVariant) line = NULL;
  g_autoptr(GVariant) fields = NULL;
  g_autoptr(GVariant) time = NULL;
  g_autoptr(GDateTime) read = NULL;
  const gint64 written = interprocess_log_entry_get_time (entry);

  interprocess_logger_provider_log (fixture->provider, entry);
  line = read_line (fixture);
  assert_text (line, "level", "warning");
  assert_text (line, "category", "Shop.Orders");
  assert_text (line, "event_name", "OutOfStock");
  assert_text (line, "message", "no more");
  g_assert_true (g_variant_lookup (line, "event_id", "d", NULL));
  fields = member (line, "fields");
  assert_text (fields, "article", "4711");

  time = member (line, "time");
  g_assert_true (g_str_has_suffix (g_variant_get_string (time, NULL), "Z"));
  read = g_date_time_new_from_iso8601 (g_variant_get_string (time, NULL), NULL);
  g_assert_nonnull (read);
  g_assert_cmpint (g_date_time_to_unix (read), ==, written / G_USEC_PER_SEC);
  g_assert_cmpint (g_date_time_get_microsecond (read), ==, written % G_USEC_PER_SEC);
}

static void
test_line_without_event_and_fields (JsonFixture   *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GVariant) line = NULL;
  g_autoptr(GVariant) fields = NULL;

  log_entry (fixture->provider, "bare", NULL);
  line = read_line (fixture);
  assert_text (line, "event_id", NULL);
  assert_text (line, "event_name", NULL);
  fields = member (line, "fields");
  g_assert_cmpuint (g_variant_n_children (fields), ==, 0);
}

static void
test_text_comes_back (JsonFixture   *fixture,
                      gconstpointer  data)
{
  g_autofree char *text = g_malloc0 (0x80);
  g_autoptr(GVariant) line = NULL;
  g_autofree char *all = NULL;

  g_test_summary ("Every character of ASCII but the first, and others of each length.");
  for (guint i = 1; i < 0x80; i++)
    text[i - 1] = (char) i;
  all = g_strconcat (text, "ä€😀\xe2\x80\xa8", NULL);
  log_entry (fixture->provider, all, NULL);
  line = read_line (fixture);
  assert_text (line, "message", all);
}

static void
test_any_bytes (JsonFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 2000; i++)
    {
      char bytes[17] = "";
      GVariantBuilder builder;

      for (guint j = 0; j + 1 < sizeof bytes; j++)
        bytes[j] = (char) g_rand_int_range (random, 1, 256);
      g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", "bytes", g_variant_new_bytestring (bytes));
      log_entry (fixture->provider, bytes, g_variant_builder_end (&builder));
    }
  {
    g_autofree char *text = dup_text (fixture);
    g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_cmpuint (g_strv_length (lines), ==, 2001);
    for (guint i = 0; i < 2000; i++)
      g_variant_unref (json_read (lines[i]));
  }
}

/* The fields of an entry whose field “it” is this. */
static void
assert_json (JsonFixture *fixture,
             GVariant    *value,
             const char  *expected)
{
  g_autofree char *text = NULL;
  g_autofree char *ending = g_strdup_printf ("\"fields\":{\"it\":%s}}\n", expected);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "it", value);
  g_assert_true (g_seekable_truncate (G_SEEKABLE (fixture->stream), 0, NULL, NULL));
  g_assert_true (g_seekable_seek (G_SEEKABLE (fixture->stream), 0, G_SEEK_SET, NULL, NULL));
  log_entry (fixture->provider, "entry", g_variant_builder_end (&builder));
  text = dup_text (fixture);
  g_assert_cmpstr (strstr (text, "\"fields\""), ==, ending);
  g_variant_unref (read_line (fixture));
}

static void
test_types (JsonFixture   *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *value;
    const char *json;
  } cases[] = {
    { "true", "true" },
    { "false", "false" },
    { "byte 0xff", "255" },
    { "int16 -3", "-3" },
    { "uint16 3", "3" },
    { "int32 -2147483648", "-2147483648" },
    { "uint32 7", "7" },
    { "int64 -9223372036854775808", "-9223372036854775808" },
    { "uint64 18446744073709551615", "18446744073709551615" },
    { "handle 4", "4" },
    { "1.5", "1.5" },
    { "-1e300", "-1.0000000000000001e+300" },
    { "'text'", "\"text\"" },
    { "objectpath '/a/b'", "\"/a/b\"" },
    { "signature 'a{sv}'", "\"a{sv}\"" },
    { "<<'inner'>>", "\"inner\"" },
    { "@ms nothing", "null" },
    { "just 'text'", "\"text\"" },
    { "@as []", "[]" },
    { "['a', 'b']", "[\"a\",\"b\"]" },
    { "(1, 'b', ())", "[1,\"b\",[]]" },
    { "@a{sv} {}", "{}" },
    { "{'a': <1>, 'b': <[true]>}", "{\"a\":1,\"b\":[true]}" },
    { "{1: 'one', 2: 'two'}", "{\"1\":\"one\",\"2\":\"two\"}" },
    { "{'a', 1}", "[\"a\",1]" },
    { "b'bytes'", "\"Ynl0ZXMA\"" },
    { "@ay []", "\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      GVariant *value = g_variant_parse (NULL, cases[i].value, NULL, NULL, &error);

      g_assert_no_error (error);
      assert_json (fixture, value, cases[i].json);
      g_variant_unref (value);
    }
}

static void
test_numbers_that_json_has_not (JsonFixture   *fixture,
                                gconstpointer  data)
{
  assert_json (fixture, g_variant_new_double (NAN), "\"NaN\"");
  assert_json (fixture, g_variant_new_double (INFINITY), "\"Infinity\"");
  assert_json (fixture, g_variant_new_double (-INFINITY), "\"-Infinity\"");
}

/* ---- streams ---------------------------------------------------------------------------------- */

#define N_THREADS 4
#define N_MESSAGES 500

static gpointer
log_many (gpointer data)
{
  g_autofree char *message = g_strnfill (300, 'x');

  for (guint i = 0; i < N_MESSAGES; i++)
    log_entry (data, message, g_variant_new_parsed ("{ 'i': <%u> }", i));

  return NULL;
}

static void
assert_whole_lines (const char *text,
                    guint       expected)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, expected + 1);
  g_assert_cmpstr (lines[expected], ==, "");
  for (guint i = 0; i < expected; i++)
    g_variant_unref (json_read (lines[i]));
}

static void
log_by_threads (InterprocessLoggerProvider *provider)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("log", log_many, provider);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_whole_lines_under_threads (JsonFixture   *fixture,
                                gconstpointer  data)
{
  g_autofree char *text = NULL;

  log_by_threads (fixture->provider);
  text = dup_text (fixture);
  assert_whole_lines (text, N_THREADS * N_MESSAGES);
}

/* Reads a pipe to its end. */
static gpointer
read_all (gpointer data)
{
  GString *text = g_string_new (NULL);
  char buffer[1000];
  gssize n;

  while ((n = read (GPOINTER_TO_INT (data), buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);

  return g_string_free (text, FALSE);
}

static void
test_descriptor (void)
{
  g_autoptr(InterprocessLoggerProvider) provider = NULL;
  g_autofree char *text = NULL;
  GThread *reader;
  int fds[2];

  g_test_summary ("A pipe that takes only parts of lines at a time, and does not block by itself.");
  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (fds[1], TRUE, NULL));
  reader = g_thread_new ("reader", read_all, GINT_TO_POINTER (fds[0]));
  provider = INTERPROCESS_LOGGER_PROVIDER (interprocess_json_logger_provider_new_for_fd (fds[1]));
  log_by_threads (provider);
  g_clear_object (&provider);
  g_assert_cmpint (close (fds[1]), ==, 0); /* it was left open */
  text = g_thread_join (reader);
  g_assert_cmpint (close (fds[0]), ==, 0);
  assert_whole_lines (text, N_THREADS * N_MESSAGES);
}

static void
expect_warning (void)
{
  g_test_expect_message ("Interprocess.Logging", G_LOG_LEVEL_WARNING,
                         "Cannot write an entry of the log as JSON: *dropped*");
}

static void
test_stream_that_fails (void)
{
  char memory[150] = "";
  g_autoptr(GOutputStream) stream =
    g_memory_output_stream_new (memory, sizeof memory, NULL, NULL);
  g_autoptr(InterprocessLoggerProvider) provider =
    INTERPROCESS_LOGGER_PROVIDER (interprocess_json_logger_provider_new (stream));

  g_test_summary ("A failure is told once in a row, and a line that was torn is ended by the next.");
  log_entry (provider, "one", NULL);
  expect_warning ();
  log_entry (provider, "two", NULL);
  g_test_assert_expected_messages ();
  log_entry (provider, "three", NULL); /* a second warning would end the test */

  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
  log_entry (provider, "four", NULL);
  g_assert_cmpint (memory[0], ==, '\n');
  g_assert_nonnull (strstr (memory, "\"four\""));
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
  log_entry (provider, "none is torn", NULL);
  g_assert_cmpint (memory[0], ==, '{');
  expect_warning ();
  log_entry (provider, "five", NULL);
  g_test_assert_expected_messages ();
}

static void
test_closed_stream (JsonFixture   *fixture,
                    gconstpointer  data)
{
  g_assert_true (g_output_stream_close (fixture->stream, NULL, NULL));
  expect_warning ();
  log_entry (fixture->provider, "lost", NULL);
  g_test_assert_expected_messages ();
}

static void
test_without_stream (void)
{
  g_autoptr(InterprocessLoggerProvider) provider =
    g_object_new (INTERPROCESS_TYPE_JSON_LOGGER_PROVIDER, NULL);
  g_autoptr(GOutputStream) stream = NULL;

  log_entry (provider, "nowhere", NULL);
  g_object_get (provider, "stream", &stream, NULL);
  g_assert_null (stream);
}

#define add(path, function)                                                                       \
  g_test_add ("/json-logger-provider/" path, JsonFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("line", test_line);
  add ("line-without-event-and-fields", test_line_without_event_and_fields);
  add ("text-comes-back", test_text_comes_back);
  add ("any-bytes", test_any_bytes);
  add ("types", test_types);
  add ("numbers-that-json-has-not", test_numbers_that_json_has_not);
  add ("whole-lines-under-threads", test_whole_lines_under_threads);
  g_test_add_func ("/json-logger-provider/descriptor", test_descriptor);
  g_test_add_func ("/json-logger-provider/stream-that-fails", test_stream_that_fails);
  add ("closed-stream", test_closed_stream);
  g_test_add_func ("/json-logger-provider/without-stream", test_without_stream);

  return g_test_run ();
}
