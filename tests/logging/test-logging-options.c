/* SPDX-License-Identifier: MIT */

/* The options by themselves; what the rules do is in test-logger-factory.c. */

#include <string.h>

#include "log-rules.h"
#include "logging-fixture.h"

static void
test_properties (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  InterprocessLogLevel level;

  g_assert_cmpint (interprocess_logging_options_get_minimum_level (options), ==,
                   INTERPROCESS_LOG_LEVEL_TRACE);
  g_object_set (options, "minimum-level", INTERPROCESS_LOG_LEVEL_ERROR, NULL);
  g_object_get (options, "minimum-level", &level, NULL);
  g_assert_cmpint (level, ==, INTERPROCESS_LOG_LEVEL_ERROR);
}

static void
test_adders_return_the_options (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  g_assert_true (interprocess_logging_options_add_filter (options, NULL,
                                                          INTERPROCESS_LOG_LEVEL_NONE) == options);
  g_assert_true (interprocess_logging_options_add_provider_filter (
                   options, INTERPROCESS_TYPE_JSON_LOGGER_PROVIDER, "Test",
                   INTERPROCESS_LOG_LEVEL_NONE) == options);
}

static void
test_changed_rules_do_not_gather (void)
{
  g_autoptr(GPtrArray) rules = interprocess_log_rules_new ();

  for (guint i = 0; i < 10; i++)
    {
      interprocess_log_rules_add (rules, G_TYPE_INVALID, "Test", i % INTERPROCESS_LOG_LEVEL_NONE);
      interprocess_log_rules_add (rules, INTERPROCESS_TYPE_JSON_LOGGER_PROVIDER, "test", 0);
      interprocess_log_rules_add (rules, G_TYPE_INVALID, i % 2 == 0 ? "*" : NULL, 0);
    }
  g_assert_cmpuint (rules->len, ==, 3);
}

static void
test_good_text (void)
{
  static const char *const texts[] = {
    "",         " ",           ",",           ";;, ,",          "debug",          " Debug ",
    "*=NONE",   "Default=trace", "A=trace",   "A = trace ; B=error,", "A.*=critical", "*.B=warning",
    "=information",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
      g_autoptr(GError) error = NULL;

      g_assert_true (interprocess_logging_options_parse (options, texts[i], &error));
      g_assert_no_error (error);
    }
}

static void
assert_bad_text (const char *text,
                 const char *problem)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (interprocess_logging_options_parse (options, text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, problem));
  g_assert_nonnull (strstr (error->message, "trace, debug, information"));
}

static void
test_bad_text (void)
{
  assert_bad_text ("loud", "“loud” has no level, as “loud” is none");
  assert_bad_text ("A=", "“A=” has no level.");
  assert_bad_text ("=", "“=” has no level.");
  assert_bad_text ("A=3", "as “3” is none");
  assert_bad_text ("A=debug B=debug", "has no level, as “debug B=debug” is none");
  assert_bad_text ("A.*.*=debug", "“A.*.*=debug” has more than one asterisk");
  assert_bad_text ("A=loud,B=quiet", "“A=loud” has no level, as “loud” is none; “B=quiet”");
}

static void
test_bad_text_changes_nothing (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  g_assert_true (interprocess_logging_options_parse (options, "Test=error", NULL));
  g_assert_false (interprocess_logging_options_parse (options, "Test=debug,*=none,A=", NULL));
  interprocess_logger_factory_set_options (fixture->factory, options);
  g_assert_false (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING));
  g_assert_true (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR));
}

static void
assert_critical (const char *pattern)
{
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (pattern);
}

static void
test_bad_category (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  if (g_test_subprocess ())
    interprocess_logging_options_add_filter (options, "A.*.*", INTERPROCESS_LOG_LEVEL_NONE);
  else
    assert_critical ("*CRITICAL*is_pattern*");
}

static void
test_bad_provider_type (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  if (g_test_subprocess ())
    interprocess_logging_options_add_provider_filter (options, INTERPROCESS_TYPE_LOGGER, NULL,
                                                      INTERPROCESS_LOG_LEVEL_NONE);
  else
    assert_critical ("*CRITICAL*INTERPROCESS_TYPE_LOGGER_PROVIDER*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/logging-options/properties", test_properties);
  g_test_add_func ("/logging-options/adders-return-the-options", test_adders_return_the_options);
  g_test_add_func ("/logging-options/changed-rules-do-not-gather",
                   test_changed_rules_do_not_gather);
  g_test_add_func ("/logging-options/good-text", test_good_text);
  g_test_add_func ("/logging-options/bad-text", test_bad_text);
  fixture_add ("/logging-options/bad-text-changes-nothing", test_bad_text_changes_nothing);
  g_test_add_func ("/logging-options/bad-category", test_bad_category);
  g_test_add_func ("/logging-options/bad-provider-type", test_bad_provider_type);

  return g_test_run ();
}
