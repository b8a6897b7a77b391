/* SPDX-License-Identifier: MIT */

#include <interprocess/interprocess.h>

#include "logger-private.h"
#include "recording-factory.h"

typedef struct
{
  RecordingFactory *factory;
  InterprocessLogger *logger;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->factory = recording_factory_new (NULL);
  fixture->logger = interprocess_logger_factory_create_logger (
    INTERPROCESS_LOGGER_FACTORY (fixture->factory), "Test.Logger");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->logger);
  g_assert_finalize_object (fixture->factory);
}

static void
set_minimum_level (Fixture              *fixture,
                   InterprocessLogLevel  level)
{
  interprocess_logger_factory_set_minimum_level (INTERPROCESS_LOGGER_FACTORY (fixture->factory),
                                                 level);
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  g_autofree char *category = NULL;

  g_object_get (fixture->logger, "category", &category, "factory", &factory, NULL);
  g_assert_cmpstr (category, ==, "Test.Logger");
  g_assert_cmpstr (interprocess_logger_get_category (fixture->logger), ==, "Test.Logger");
  g_assert_cmphex (GPOINTER_TO_SIZE (factory), ==, GPOINTER_TO_SIZE (fixture->factory));
}

static void
test_passes_entries_on (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GVariant) fields =
    g_variant_ref_sink (g_variant_new_parsed ("{ 'queue': <'jobs'>, 'length': <uint32 5> }"));
  const RecordedEntry *entry;

  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "full", fields);

  g_assert_cmpuint (recording_factory_count (fixture->factory), ==, 1);
  entry = recording_factory_get_entry (fixture->factory, 0);
  g_assert_cmpstr (entry->category, ==, "Test.Logger");
  g_assert_cmpint (entry->level, ==, INTERPROCESS_LOG_LEVEL_WARNING);
  g_assert_cmpstr (entry->message, ==, "full");
  g_assert_cmpvariant (entry->fields, fields);
}

static void
test_fields_may_be_null (Fixture       *fixture,
                         gconstpointer  data)
{
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "bare", NULL);

  g_assert_null (recording_factory_get_entry (fixture->factory, 0)->fields);
}

static void
test_consumes_floating_fields (Fixture       *fixture,
                               gconstpointer  data)
{
  GVariant *fields = g_variant_new_parsed ("{ 'queue': <'jobs'> }");

  g_test_summary ("A floating reference is consumed, whether the level is enabled or not.");
  set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_NONE);
  g_variant_ref (fields);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "unheard", fields);

  g_assert_false (g_variant_is_floating (fields));
  g_variant_unref (fields);
}

static void
test_is_enabled_from_minimum_on (Fixture       *fixture,
                                 gconstpointer  data)
{
  for (guint minimum = 0; minimum <= INTERPROCESS_LOG_LEVEL_NONE; minimum++)
    {
      set_minimum_level (fixture, minimum);
      for (guint level = 0; level < INTERPROCESS_LOG_LEVEL_NONE; level++)
        g_assert_cmpint (interprocess_logger_is_enabled (fixture->logger, level), ==,
                         level >= minimum);
    }
}

static void
test_none_is_never_enabled (Fixture       *fixture,
                            gconstpointer  data)
{
  for (guint minimum = 0; minimum <= INTERPROCESS_LOG_LEVEL_NONE; minimum++)
    {
      set_minimum_level (fixture, minimum);
      g_assert_false (interprocess_logger_is_enabled (fixture->logger,
                                                      INTERPROCESS_LOG_LEVEL_NONE));
      interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_NONE, "nothing", NULL);
    }
  g_assert_cmpuint (recording_factory_count (fixture->factory), ==, 0);
}

static void
test_drops_what_is_not_enabled (Fixture       *fixture,
                                gconstpointer  data)
{
  set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_WARNING);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_INFORMATION, "below", NULL);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "at", NULL);

  g_assert_cmpuint (recording_factory_count (fixture->factory), ==, 1);
  g_assert_cmpstr (recording_factory_get_entry (fixture->factory, 0)->message, ==, "at");
}

static void
test_keeps_its_factory (Fixture       *fixture,
                        gconstpointer  data)
{
  RecordingFactory *factory = fixture->factory;

  g_object_unref (factory);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_DEBUG, "alive", NULL);

  g_assert_cmpuint (recording_factory_count (factory), ==, 1);
  g_object_ref (factory);
}

static void
test_without_factory (void)
{
  g_autoptr(InterprocessLogger) logger = g_object_new (INTERPROCESS_TYPE_LOGGER, NULL);

  g_assert_false (interprocess_logger_is_enabled (logger, INTERPROCESS_LOG_LEVEL_CRITICAL));
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_CRITICAL, "unheard", NULL);
  g_assert_cmpstr (interprocess_logger_get_category (logger), ==, "Interprocess");
}

static void
test_write_formats (Fixture       *fixture,
                    gconstpointer  data)
{
  const RecordedEntry *entry;

  interprocess_logger_write (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR,
                             g_variant_new_parsed ("{ 'code': <5> }"), "%s: %d", "jobs", 42);

  entry = recording_factory_get_entry (fixture->factory, 0);
  g_assert_cmpstr (entry->message, ==, "jobs: 42");
  g_assert_true (g_variant_lookup (entry->fields, "code", "i", NULL));
}

static GVariant *
count_evaluation (guint *evaluations)
{
  ++*evaluations;

  return NULL;
}

static void
test_write_evaluates_nothing_when_disabled (Fixture       *fixture,
                                            gconstpointer  data)
{
  guint evaluations = 0;

  set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_ERROR);
  interprocess_logger_write (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING,
                             count_evaluation (&evaluations), "%u", ++evaluations);
  interprocess_logger_write (NULL, INTERPROCESS_LOG_LEVEL_CRITICAL,
                             count_evaluation (&evaluations), "%u", ++evaluations);

  g_assert_cmpuint (evaluations, ==, 0);
  g_assert_cmpuint (recording_factory_count (fixture->factory), ==, 0);
}

#define add(path, function) \
  g_test_add ("/logger/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("properties", test_properties);
  add ("passes-entries-on", test_passes_entries_on);
  add ("fields-may-be-null", test_fields_may_be_null);
  add ("consumes-floating-fields", test_consumes_floating_fields);
  add ("is-enabled-from-minimum-on", test_is_enabled_from_minimum_on);
  add ("none-is-never-enabled", test_none_is_never_enabled);
  add ("drops-what-is-not-enabled", test_drops_what_is_not_enabled);
  add ("keeps-its-factory", test_keeps_its_factory);
  g_test_add_func ("/logger/without-factory", test_without_factory);
  add ("write-formats", test_write_formats);
  add ("write-evaluates-nothing-when-disabled", test_write_evaluates_nothing_when_disabled);

  return g_test_run ();
}
