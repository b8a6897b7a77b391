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

/* Logs with a new factory, which has no other provider. */
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

static void
test_events (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (factory, "Test");

  captured_log_clear ();
  interprocess_logger_log_event (logger, INTERPROCESS_LOG_LEVEL_WARNING, -42, "Lost", "entry", NULL);
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry", NULL);

  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_EVENT_ID"), ==, "-42");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_EVENT_NAME"), ==, "Lost");
  g_assert_null (captured_log_get_field (1, "INTERPROCESS_EVENT_ID"));
  g_assert_null (captured_log_get_field (1, "INTERPROCESS_EVENT_NAME"));
}

static void
test_scopes (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (factory, "Test");

  INTERPROCESS_LOG_SCOPE (logger, g_variant_new_parsed ("{ 'order': <42> }"));

  captured_log_clear ();
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry",
                           g_variant_new_parsed ("{ 'queue': <'jobs'> }"));

  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_ORDER"), ==, "42");
  g_assert_cmpstr (captured_log_get_field (0, "INTERPROCESS_QUEUE"), ==, "jobs");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  captured_log_start ();

  g_test_add_func ("/structured-logger-provider/writes-to-glib", test_writes_to_glib);
  g_test_add_func ("/structured-logger-provider/levels", test_levels);
  g_test_add_func ("/structured-logger-provider/fields", test_fields);
  g_test_add_func ("/structured-logger-provider/field-names-fit-the-journal",
                   test_field_names_fit_the_journal);
  g_test_add_func ("/structured-logger-provider/events", test_events);
  g_test_add_func ("/structured-logger-provider/scopes", test_scopes);
  g_test_add_func ("/structured-logger-provider/messages-debug", test_messages_debug);
  g_test_add_func ("/structured-logger-provider/nothing-aborts", test_nothing_aborts);
  g_test_add_func ("/structured-logger-provider/fatal-criticals", test_fatal_criticals);

  return g_test_run ();
}
