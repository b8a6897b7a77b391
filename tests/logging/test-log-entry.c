/* SPDX-License-Identifier: MIT */

#include "logging-fixture.h"

static void
test_getters_and_properties (void)
{
  const gint64 before = g_get_real_time ();
  g_autoptr(InterprocessLogEntry) entry =
    interprocess_log_entry_new ("Test", INTERPROCESS_LOG_LEVEL_ERROR, 3, "Three", "message",
                                g_variant_new_parsed ("{ 'key': <'value'> }"));
  g_autofree char *category = NULL, *event_name = NULL, *message = NULL;
  g_autoptr(GVariant) fields = NULL;
  InterprocessLogLevel level;
  gint64 time;
  int event_id;

  g_object_get (entry, "time", &time, "category", &category, "level", &level, "event-id", &event_id,
                "event-name", &event_name, "message", &message, "fields", &fields, NULL);

  g_assert_cmpint (time, ==, interprocess_log_entry_get_time (entry));
  g_assert_cmpint (time, >=, before);
  g_assert_cmpint (time, <=, g_get_real_time ());
  g_assert_cmpstr (category, ==, "Test");
  g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Test");
  g_assert_cmpint (level, ==, INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_cmpint (interprocess_log_entry_get_level (entry), ==, INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_cmpint (event_id, ==, 3);
  g_assert_cmpint (interprocess_log_entry_get_event_id (entry), ==, 3);
  g_assert_cmpstr (event_name, ==, "Three");
  g_assert_cmpstr (interprocess_log_entry_get_event_name (entry), ==, "Three");
  g_assert_cmpstr (message, ==, "message");
  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, "message");
  g_assert_true (fields == interprocess_log_entry_get_fields (entry));
  assert_fields (entry, "{ 'key': <'value'> }");
}

static void
test_without_event_and_fields (void)
{
  g_autoptr(InterprocessLogEntry) entry =
    interprocess_log_entry_new ("Test", INTERPROCESS_LOG_LEVEL_TRACE, 0, NULL, "", NULL);

  g_assert_null (interprocess_log_entry_get_event_name (entry));
  assert_fields (entry, "{}");
}

/* A binding can make an object without the constructor function. */
static void
test_made_by_a_binding (void)
{
  g_autoptr(InterprocessLogEntry) entry = g_object_new (INTERPROCESS_TYPE_LOG_ENTRY, NULL);

  g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "");
  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, "");
  assert_fields (entry, "{}");
}

static void
test_level_none (void)
{
  if (g_test_subprocess ())
    {
      interprocess_log_entry_new ("Test", INTERPROCESS_LOG_LEVEL_NONE, 0, NULL, "", NULL);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*CRITICAL*level < INTERPROCESS_LOG_LEVEL_NONE*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/log-entry/getters-and-properties", test_getters_and_properties);
  g_test_add_func ("/log-entry/without-event-and-fields", test_without_event_and_fields);
  g_test_add_func ("/log-entry/made-by-a-binding", test_made_by_a_binding);
  g_test_add_func ("/log-entry/level-none", test_level_none);

  return g_test_run ();
}
