/* SPDX-License-Identifier: MIT */

#include "logging-fixture.h"

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  g_autofree char *category = NULL;

  g_object_get (fixture->logger, "category", &category, "factory", &factory, NULL);
  g_assert_cmpstr (category, ==, "Test.Logger");
  g_assert_cmpstr (interprocess_logger_get_category (fixture->logger), ==, "Test.Logger");
  g_assert_true (factory == fixture->factory);
}

static void
test_passes_entries_on (Fixture       *fixture,
                        gconstpointer  data)
{
  InterprocessLogEntry *entry;

  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "full",
                           g_variant_new_parsed ("{ 'queue': <'jobs'>, 'length': <uint32 5> }"));

  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  entry = fixture_get_entry (fixture, 0);
  g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Test.Logger");
  g_assert_cmpint (interprocess_log_entry_get_level (entry), ==, INTERPROCESS_LOG_LEVEL_WARNING);
  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, "full");
  g_assert_cmpint (interprocess_log_entry_get_event_id (entry), ==, 0);
  g_assert_null (interprocess_log_entry_get_event_name (entry));
  assert_fields (entry, "{ 'queue': <'jobs'>, 'length': <uint32 5> }");
}

static void
test_events (Fixture       *fixture,
             gconstpointer  data)
{
  InterprocessLogEntry *entry;

  interprocess_logger_log_event (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, -7, "Lost", "lost",
                                 g_variant_new_parsed ("{ 'queue': <'jobs'> }"));
  entry = fixture_get_entry (fixture, 0);
  g_assert_cmpint (interprocess_log_entry_get_event_id (entry), ==, -7);
  g_assert_cmpstr (interprocess_log_entry_get_event_name (entry), ==, "Lost");
  assert_fields (entry, "{ 'queue': <'jobs'> }");
}

static void
test_fields_may_be_null (Fixture       *fixture,
                         gconstpointer  data)
{
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "bare", NULL);

  assert_fields (fixture_get_entry (fixture, 0), "{}");
}

static void
test_consumes_floating_fields (Fixture       *fixture,
                               gconstpointer  data)
{
  g_test_summary ("A floating reference is consumed, whether the level is enabled or not.");
  for (guint i = 0; i < 2; i++)
    {
      GVariant *fields = g_variant_new_parsed ("{ 'queue': <'jobs'> }");

      fixture_set_minimum_level (fixture, i == 0 ? INTERPROCESS_LOG_LEVEL_NONE
                                                 : INTERPROCESS_LOG_LEVEL_TRACE);
      g_variant_ref (fields);
      interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "entry", fields);
      g_assert_false (g_variant_is_floating (fields));
      g_variant_unref (fields);
    }
}

static void
test_is_enabled_from_minimum_on (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_test_summary ("The macro and the function agree.");
  for (guint minimum = 0; minimum <= INTERPROCESS_LOG_LEVEL_NONE; minimum++)
    {
      fixture_set_minimum_level (fixture, minimum);
      for (guint level = 0; level < INTERPROCESS_LOG_LEVEL_NONE; level++)
        {
          g_assert_cmpint (INTERPROCESS_LOG_IS_ENABLED (fixture->logger, level), ==,
                           level >= minimum);
          g_assert_cmpint (interprocess_logger_is_enabled (fixture->logger, level), ==,
                           level >= minimum);
        }
    }
}

static void
test_none_is_never_enabled (Fixture       *fixture,
                            gconstpointer  data)
{
  for (guint minimum = 0; minimum <= INTERPROCESS_LOG_LEVEL_NONE; minimum++)
    {
      fixture_set_minimum_level (fixture, minimum);
      g_assert_false (INTERPROCESS_LOG_IS_ENABLED (fixture->logger, INTERPROCESS_LOG_LEVEL_NONE));
      g_assert_false (interprocess_logger_is_enabled (fixture->logger,
                                                        INTERPROCESS_LOG_LEVEL_NONE));
      interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_NONE, "nothing", NULL);
    }
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
}

static void
test_drops_what_is_not_enabled (Fixture       *fixture,
                                gconstpointer  data)
{
  fixture_set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_WARNING);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_INFORMATION, "below", NULL);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "at", NULL);

  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_assert_cmpstr (interprocess_log_entry_get_message (fixture_get_entry (fixture, 0)), ==, "at");
}

static void
test_keeps_its_factory (Fixture       *fixture,
                        gconstpointer  data)
{
  InterprocessLoggerFactory *factory = fixture->factory;

  g_object_unref (factory);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_DEBUG, "alive", NULL);

  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  g_object_ref (factory);
}

static void
test_without_factory (void)
{
  g_autoptr(InterprocessLogger) logger = g_object_new (INTERPROCESS_TYPE_LOGGER, NULL);
  g_autoptr(InterprocessLogScope) scope = NULL;

  g_assert_false (interprocess_logger_is_enabled (logger, INTERPROCESS_LOG_LEVEL_CRITICAL));
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_CRITICAL, "unheard", NULL);
  g_assert_cmpstr (interprocess_logger_get_category (logger), ==, "Interprocess");
  scope = interprocess_logger_begin_scope (logger, g_variant_new_parsed ("@a{sv} {}"));
  g_assert_nonnull (scope);
}

static void
test_macros_format (Fixture       *fixture,
                    gconstpointer  data)
{
  InterprocessLogEntry *entry;

  INTERPROCESS_LOG_EVENT (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, 3, "Three",
                          g_variant_new_parsed ("{ 'code': <5> }"), "%s: %d", "jobs", 42);

  entry = fixture_get_entry (fixture, 0);
  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, "jobs: 42");
  g_assert_cmpint (interprocess_log_entry_get_event_id (entry), ==, 3);
  g_assert_cmpstr (interprocess_log_entry_get_event_name (entry), ==, "Three");
  assert_fields (entry, "{ 'code': <5> }");
}

static void
test_macros_of_each_level (Fixture       *fixture,
                           gconstpointer  data)
{
  INTERPROCESS_LOG_TRACE (fixture->logger, "%u", 0);
  INTERPROCESS_LOG_DEBUG (fixture->logger, "%u", 1);
  INTERPROCESS_LOG_INFORMATION (fixture->logger, "%u", 2);
  INTERPROCESS_LOG_WARNING (fixture->logger, "%u", 3);
  INTERPROCESS_LOG_ERROR (fixture->logger, "%u", 4);
  INTERPROCESS_LOG_CRITICAL (fixture->logger, "5");

  for (guint level = 0; level < INTERPROCESS_LOG_LEVEL_NONE; level++)
    {
      InterprocessLogEntry *entry = fixture_get_entry (fixture, level);
      g_autofree char *expected = g_strdup_printf ("%u", level);

      g_assert_cmpint (interprocess_log_entry_get_level (entry), ==, level);
      g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, expected);
    }
}

static GVariant *
count_evaluation (guint *evaluations)
{
  ++*evaluations;

  return NULL;
}

static void
test_macros_evaluate_nothing_when_disabled (Fixture       *fixture,
                                            gconstpointer  data)
{
  guint evaluations = 0;

  fixture_set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_ERROR);
  INTERPROCESS_LOG_EVENT (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING,
                          count_evaluation (&evaluations) == NULL, NULL, NULL, "event id");
  INTERPROCESS_LOG_EVENT (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, 0,
                          count_evaluation (&evaluations) == NULL ? "name" : NULL, NULL, "name");
  INTERPROCESS_LOG_EVENT (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, 0, NULL,
                          count_evaluation (&evaluations), "fields");
  INTERPROCESS_LOG_DEBUG (fixture->logger, "%u", ++evaluations);

  g_assert_cmpuint (evaluations, ==, 0);
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
}

static void
test_format_when_disabled (Fixture       *fixture,
                           gconstpointer  data)
{
  GVariant *fields = g_variant_ref (g_variant_new_parsed ("{ 'queue': <'jobs'> }"));

  fixture_set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_ERROR);
  interprocess_logger_log_format (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, 0, NULL, fields,
                                  "%d", 1);
  g_assert_false (g_variant_is_floating (fields));
  g_variant_unref (fields);
  g_assert_cmpuint (fixture_count (fixture), ==, 0);
}

static void
test_text_of_any_bytes (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(InterprocessLogger) logger =
    interprocess_logger_factory_create_logger (fixture->factory, "Caf\xe9");
  InterprocessLogEntry *entry;

  g_test_summary ("What is not UTF-8, such as a file's name may be, becomes so.");
  interprocess_logger_log_event (logger, INTERPROCESS_LOG_LEVEL_ERROR, 1, "\xff", "a\x80 b", NULL);
  entry = fixture_get_entry (fixture, 0);
  g_assert_cmpstr (interprocess_logger_get_category (logger), ==, "Caf\xef\xbf\xbd");
  g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Caf\xef\xbf\xbd");
  g_assert_cmpstr (interprocess_log_entry_get_event_name (entry), ==, "\xef\xbf\xbd");
  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, "a\xef\xbf\xbd b");
}

/* What a caller's bug does, in a process of its own: a critical message, and no entry. */
static void
assert_critical (const char *pattern)
{
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (pattern);
}

static void
test_fields_of_another_type (Fixture       *fixture,
                             gconstpointer  data)
{
  if (g_test_subprocess ())
    interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "wrong",
                             g_variant_new_string ("text"));
  else
    assert_critical ("*CRITICAL*G_VARIANT_TYPE_VARDICT*");
}

static void
test_no_message (Fixture       *fixture,
                 gconstpointer  data)
{
  if (g_test_subprocess ())
    interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, NULL, NULL);
  else
    assert_critical ("*CRITICAL*message != NULL*");
}

static void
test_level_out_of_range (Fixture       *fixture,
                         gconstpointer  data)
{
  if (g_test_subprocess ())
    interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_NONE + 1, "wrong", NULL);
  else
    assert_critical ("*CRITICAL*level <= INTERPROCESS_LOG_LEVEL_NONE*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/logger/properties", test_properties);
  fixture_add ("/logger/passes-entries-on", test_passes_entries_on);
  fixture_add ("/logger/events", test_events);
  fixture_add ("/logger/fields-may-be-null", test_fields_may_be_null);
  fixture_add ("/logger/consumes-floating-fields", test_consumes_floating_fields);
  fixture_add ("/logger/is-enabled-from-minimum-on", test_is_enabled_from_minimum_on);
  fixture_add ("/logger/none-is-never-enabled", test_none_is_never_enabled);
  fixture_add ("/logger/drops-what-is-not-enabled", test_drops_what_is_not_enabled);
  fixture_add ("/logger/keeps-its-factory", test_keeps_its_factory);
  g_test_add_func ("/logger/without-factory", test_without_factory);
  fixture_add ("/logger/macros-format", test_macros_format);
  fixture_add ("/logger/macros-of-each-level", test_macros_of_each_level);
  fixture_add ("/logger/macros-evaluate-nothing-when-disabled",
               test_macros_evaluate_nothing_when_disabled);
  fixture_add ("/logger/format-when-disabled", test_format_when_disabled);
  fixture_add ("/logger/text-of-any-bytes", test_text_of_any_bytes);
  fixture_add ("/logger/fields-of-another-type", test_fields_of_another_type);
  fixture_add ("/logger/no-message", test_no_message);
  fixture_add ("/logger/level-out-of-range", test_level_out_of_range);

  return g_test_run ();
}
