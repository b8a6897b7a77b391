/* SPDX-License-Identifier: MIT */

#include <string.h>

#include <interprocess/interprocess.h>

#include "captured-log.h"

static void
log_entry (InterprocessLoggerFactory *factory,
           const char                *category,
           InterprocessLogLevel       level,
           const char                *message,
           GVariant                  *fields)
{
  g_autoptr(InterprocessLogger) logger =
    interprocess_logger_factory_create_logger (factory, category);

  interprocess_logger_log (logger, level, message, fields);
}

/* Logs with a new factory of the plain class. */
static void
log_plainly (const char           *category,
             InterprocessLogLevel  level,
             const char           *message,
             GVariant             *fields)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();

  log_entry (factory, category, level, message, fields);
}

static void
test_defaults (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();

  g_assert_cmpint (interprocess_logger_factory_get_minimum_level (factory), ==,
                   INTERPROCESS_LOG_LEVEL_TRACE);
  g_assert_null (interprocess_logger_factory_dup_deliver_context (factory));
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    data)
{
  ++*(guint *) data;
}

static void
test_properties (void)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GMainContext) got_context = NULL;
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  InterprocessLogLevel got_level;
  guint notified = 0;

  g_signal_connect (factory, "notify", G_CALLBACK (count_notify), &notified);
  for (guint i = 0; i < 2; i++)
    g_object_set (factory,
                  "minimum-level", INTERPROCESS_LOG_LEVEL_ERROR,
                  "deliver-context", context,
                  NULL);
  g_assert_cmpuint (notified, ==, 2);

  g_object_get (factory, "minimum-level", &got_level, "deliver-context", &got_context, NULL);
  g_assert_cmpint (got_level, ==, INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_true (got_context == context);

  g_object_set (factory, "deliver-context", NULL, NULL);
  g_assert_null (interprocess_logger_factory_dup_deliver_context (factory));
}

static void
test_each_call_makes_a_logger (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) one = interprocess_logger_factory_create_logger (factory, "Test");
  g_autoptr(InterprocessLogger) other = interprocess_logger_factory_create_logger (factory, "Test");

  g_assert_true (one != other);
  g_assert_cmpstr (interprocess_logger_get_category (other), ==, "Test");
}

static void
test_writes_to_glib (void)
{
  captured_log_clear ();
  log_plainly ("Interprocess.Queue", INTERPROCESS_LOG_LEVEL_DEBUG, "opened", NULL);

  g_assert_cmpuint (captured_log_count (), ==, 1);
  g_assert_cmpstr (captured_log_get_field (0, "GLIB_DOMAIN"), ==, "Interprocess.Queue");
  g_assert_cmpstr (captured_log_get_field (0, "MESSAGE"), ==, "opened");
  g_assert_cmpstr (captured_log_get_field (0, "PRIORITY"), ==, "7");
}

static void
test_levels (void)
{
  static const struct
  {
    GLogLevelFlags flags;
    const char *priority;
  } expected[] = {
    { G_LOG_LEVEL_DEBUG, "7" },   { G_LOG_LEVEL_DEBUG, "7" },   { G_LOG_LEVEL_INFO, "6" },
    { G_LOG_LEVEL_WARNING, "4" }, { G_LOG_LEVEL_WARNING, "3" }, { G_LOG_LEVEL_CRITICAL, "2" },
  };

  captured_log_clear ();
  for (guint level = 0; level < INTERPROCESS_LOG_LEVEL_NONE; level++)
    {
      log_plainly ("Test", level, "entry", NULL);
      g_assert_cmphex (captured_log_get_level (level), ==, expected[level].flags);
      g_assert_cmpstr (captured_log_get_field (level, "PRIORITY"), ==, expected[level].priority);
    }
}

static void
test_fields (void)
{
  captured_log_clear ();
  log_plainly ("Test", INTERPROCESS_LOG_LEVEL_WARNING, "entry",
               g_variant_new_parsed ("{ 'queue': <'the \"jobs\"'>, 'code': <uint32 5>,"
                                     "  'endPoint-2': <['a', 'b']>, '': <true> }"));

  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_QUEUE"), ==, "the \"jobs\"");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_CODE"), ==, "5");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_ENDPOINT_2"), ==, "['a', 'b']");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_"), ==, "true");
}

static void
test_field_names_fit_the_journal (void)
{
  const gsize longest = 64;
  g_autofree char *key = g_strnfill (2 * longest, 'k');
  g_autofree char *upper = g_strnfill (longest - strlen ("INTERPROCESS_"), 'K');
  g_autofree char *name = g_strconcat ("INTERPROCESS_", upper, NULL);
  GVariantBuilder fields;

  g_variant_builder_init (&fields, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&fields, "{sv}", key, g_variant_new_string ("long"));
  g_variant_builder_add (&fields, "{sv}", "schlüssel", g_variant_new_string ("foreign"));
  captured_log_clear ();
  log_plainly ("Test", INTERPROCESS_LOG_LEVEL_WARNING, "entry", g_variant_builder_end (&fields));

  g_assert_cmpstr (captured_log_get_field (0, name), ==, "long");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_SCHL__SSEL"), ==, "foreign");
}

static void
test_messages_debug (void)
{
  g_test_summary ("G_MESSAGES_DEBUG shows the categories that it names.");
  if (g_test_subprocess ())
    {
      g_setenv ("G_MESSAGES_DEBUG", "Other Interprocess.Queue", TRUE);
      log_plainly ("Interprocess.Queue", INTERPROCESS_LOG_LEVEL_TRACE, "named trace", NULL);
      log_plainly ("Interprocess.Queue", INTERPROCESS_LOG_LEVEL_INFORMATION, "named info", NULL);
      log_plainly ("Interprocess.Services", INTERPROCESS_LOG_LEVEL_DEBUG, "unnamed", NULL);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*Interprocess.Queue-DEBUG*named trace*");
  g_test_trap_assert_stdout ("*Interprocess.Queue-INFO*named info*");
  g_test_trap_assert_stdout_unmatched ("*unnamed*");
}

static void
test_nothing_aborts (void)
{
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK); /* as in a program that is not a test */
      log_plainly ("Test", INTERPROCESS_LOG_LEVEL_ERROR, "an error", NULL);
      log_plainly ("Test", INTERPROCESS_LOG_LEVEL_CRITICAL, "worse", NULL);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*WARNING*an error*CRITICAL*worse*");
}

static void
test_fatal_criticals (void)
{
  g_test_summary ("With G_DEBUG=fatal-criticals a critical entry aborts, an error does not.");
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
      log_plainly ("Test", INTERPROCESS_LOG_LEVEL_ERROR, "an error", NULL);
      g_printerr ("went on\n");
      log_plainly ("Test", INTERPROCESS_LOG_LEVEL_CRITICAL, "worse", NULL);
      g_printerr ("survived\n");
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*went on*CRITICAL*worse*");
  g_test_trap_assert_stderr_unmatched ("*survived*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  captured_log_start ();

  g_test_add_func ("/logger-factory/defaults", test_defaults);
  g_test_add_func ("/logger-factory/properties", test_properties);
  g_test_add_func ("/logger-factory/each-call-makes-a-logger", test_each_call_makes_a_logger);
  g_test_add_func ("/logger-factory/writes-to-glib", test_writes_to_glib);
  g_test_add_func ("/logger-factory/levels", test_levels);
  g_test_add_func ("/logger-factory/fields", test_fields);
  g_test_add_func ("/logger-factory/field-names-fit-the-journal", test_field_names_fit_the_journal);
  g_test_add_func ("/logger-factory/messages-debug", test_messages_debug);
  g_test_add_func ("/logger-factory/nothing-aborts", test_nothing_aborts);
  g_test_add_func ("/logger-factory/fatal-criticals", test_fatal_criticals);

  return g_test_run ();
}
