/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

#include <unistd.h>

static void
test_defaults (void)
{
  g_autoptr(InterprocessQueueOptions) options =
    g_object_new (INTERPROCESS_TYPE_QUEUE_OPTIONS, NULL);

  g_assert_null (interprocess_queue_options_get_queue_name (options));
  g_assert_null (interprocess_queue_options_get_path (options));
  g_assert_cmpuint (interprocess_queue_options_get_capacity (options), ==, 0);
  g_assert_true (interprocess_queue_options_get_create (options));
  g_assert_false (interprocess_queue_options_get_exclusive (options));
  g_assert_cmpuint (interprocess_queue_options_get_max_endpoints (options), ==, 255);
  g_assert_cmpuint (interprocess_queue_options_get_mode (options), ==, 0600);
  g_assert_null (interprocess_queue_options_get_group (options));
  g_assert_cmpint (interprocess_queue_options_get_spin_time (options), ==, 20);
  g_assert_cmpint (interprocess_queue_options_get_retention (options), ==,
                   INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE);
}

static void
test_properties (void)
{
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("name", 4096);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  guint64 capacity;
  gboolean create;

  g_object_set (options, "path", "/tmp", "create", FALSE, NULL);
  g_object_get (options, "queue-name", &name, "path", &path, "capacity", &capacity, "create",
                &create, NULL);
  g_assert_cmpstr (name, ==, "name");
  g_assert_cmpstr (path, ==, "/tmp");
  g_assert_cmpuint (capacity, ==, 4096);
  g_assert_false (create);
}

static void
test_properties_of_a_new_queue (void)
{
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("name", 4096);
  g_autofree char *group = NULL;
  gboolean exclusive;
  guint max_endpoints, mode;
  InterprocessRetention retention;
  gint64 spin_time;

  g_object_set (options, "exclusive", TRUE, "max-endpoints", 3, "mode", 0660, "group", "staff",
                "retention", INTERPROCESS_RETENTION_KEEP, "spin-time", G_GINT64_CONSTANT (0), NULL);
  g_object_get (options, "exclusive", &exclusive, "max-endpoints", &max_endpoints, "mode", &mode,
                "group", &group, "retention", &retention, "spin-time", &spin_time, NULL);
  g_assert_true (exclusive);
  g_assert_cmpuint (max_endpoints, ==, 3);
  g_assert_cmpuint (mode, ==, 0660);
  g_assert_cmpstr (group, ==, "staff");
  g_assert_cmpint (retention, ==, INTERPROCESS_RETENTION_KEEP);
  g_assert_cmpint (spin_time, ==, 0);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_notify_on_change_only (void)
{
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("name", 4096);
  guint notified = 0;

  g_signal_connect (options, "notify", G_CALLBACK (count), &notified);
  interprocess_queue_options_set_queue_name (options, "name");
  interprocess_queue_options_set_path (options, NULL);
  interprocess_queue_options_set_capacity (options, 4096);
  interprocess_queue_options_set_create (options, 7);
  interprocess_queue_options_set_exclusive (options, FALSE);
  interprocess_queue_options_set_max_endpoints (options, 255);
  interprocess_queue_options_set_mode (options, 0600);
  interprocess_queue_options_set_group (options, NULL);
  interprocess_queue_options_set_retention (options, INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE);
  g_assert_cmpuint (notified, ==, 0);
  interprocess_queue_options_set_queue_name (options,
                                             interprocess_queue_options_get_queue_name (options) +
                                               1);
  g_assert_cmpstr (interprocess_queue_options_get_queue_name (options), ==, "ame");
  interprocess_queue_options_set_path (options, "/tmp");
  interprocess_queue_options_set_capacity (options, 8192);
  interprocess_queue_options_set_create (options, FALSE);
  g_assert_cmpuint (notified, ==, 4);
  interprocess_queue_options_set_exclusive (options, 7);
  interprocess_queue_options_set_exclusive (options, TRUE);
  interprocess_queue_options_set_max_endpoints (options, 4095);
  interprocess_queue_options_set_mode (options, 0666);
  interprocess_queue_options_set_group (options, "staff");
  interprocess_queue_options_set_group (options, "staff");
  interprocess_queue_options_set_retention (options, INTERPROCESS_RETENTION_KEEP);
  g_assert_cmpuint (notified, ==, 9);
}

static void
test_bad_names (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name, *fault;
  } bad[] = {
    { NULL, "is empty" },
    { "", "is empty" },
    { "a/b", "slash" },
    { "/", "slash" },
    { ".", "begins with a dot" },
    { "..", "begins with a dot" },
    { ".hidden", "begins with a dot" },
    { "a\nb", "control character" },
    { "\x7f", "control character" },
    { "\xff\xfe", "UTF-8" },
    { "caf\xe9", "caf\\351" },
  };
  g_autofree char *longest = g_strnfill (200, 'x');
  g_autofree char *too_long = g_strnfill (201, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      interprocess_queue_options_set_queue_name (f->options, bad[i].name);
      fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_NAME, bad[i].fault,
                                 "use 1 to 200", NULL);
    }
  interprocess_queue_options_set_queue_name (f->options, too_long);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_NAME, too_long, "longer than 200",
                             NULL);
  interprocess_queue_options_set_queue_name (f->options, longest);
  g_object_unref (fixture_publisher (f));
  interprocess_queue_options_set_queue_name (f->options, "日本 queue-1.a_b");
  g_object_unref (fixture_publisher (f));
}

static void
test_bad_max_endpoints (Fixture *f, gconstpointer data)
{
  static const guint bad[] = { 0, 4096, G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strdup_printf ("max-endpoints is %u for the queue", bad[i]);

      interprocess_queue_options_set_max_endpoints (f->options, bad[i]);
      fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", shown,
                                 "set it to 1 to 4095", NULL);
    }
  interprocess_queue_options_set_max_endpoints (f->options, 1);
  g_object_unref (fixture_publisher (f));
  interprocess_queue_options_set_max_endpoints (f->options, 4095);
  g_object_unref (fixture_publisher (f));
}

static void
test_bad_modes (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint mode;
    const char *shown;
  } bad[] = {
    { 600, "01130 (600 in decimal)" }, /* the usual slip */
    { 660, "01224 (660 in decimal)" },
    { 0, "00 (0 in decimal)" },
    { 0400, "0400" },
    { 0640, "0640" },
    { 0644, "0644" },
    { 0620, "0620" },
    { 0066, "066" },
    { 0700, "0700" },
    { 0777, "0777" },
    { 01600, "01600" },
    { G_MAXUINT, "037777777777" },
  };
  static const guint good[] = { 0600, 0660, 0606, 0666 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      interprocess_queue_options_set_mode (f->options, bad[i].mode);
      fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”",
                                 bad[i].shown, "give 0600", "0o600", NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      interprocess_queue_options_set_mode (f->options, good[i]);
      g_object_unref (fixture_publisher (f));
    }
}

static void
test_bad_groups (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "no such group", "-1", "+0", "0x0", "4294967295", " 0" };
  g_autofree char *long_name = g_strnfill (100000, 'x');
  g_autofree char *own = g_strdup_printf ("%u", (guint) getegid ());

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strdup_printf ("no group “%s”", bad[i]);

      interprocess_queue_options_set_group (f->options, bad[i]);
      fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", shown,
                                 "getent group", "number", NULL);
    }
  interprocess_queue_options_set_group (f->options, "caf\xe9");
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "no group “caf", NULL);
  interprocess_queue_options_set_group (f->options, long_name);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "no group “xxx", NULL);
  interprocess_queue_options_set_group (f->options, own);
  g_object_unref (fixture_publisher (f));
}

static void
test_bad_spin_times (Fixture *f, gconstpointer data)
{
  static const gint64 bad[] = { -1, 1000001, G_MAXINT64, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *word = g_strdup_printf ("%" G_GINT64_FORMAT " µs", bad[i]);

      interprocess_queue_options_set_spin_time (f->options, bad[i]);
      g_assert_cmpint (interprocess_queue_options_get_spin_time (f->options), ==, bad[i]);
      fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", word, "1000000",
                                 NULL);
    }
  interprocess_queue_options_set_spin_time (f->options, 1000000);
  g_object_unref (fixture_publisher (f));
}

static void
test_bad_retentions (Fixture *f, gconstpointer data)
{
  interprocess_queue_options_set_retention (f->options, (InterprocessRetention) 2);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", "retention 2",
                             "KEEP", NULL);
  interprocess_queue_options_set_retention (f->options, (InterprocessRetention) -1);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", "retention -1",
                             "KEEP", NULL);
}

static void
test_changes_after_opening_change_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  interprocess_queue_options_set_queue_name (f->options, "other");
  interprocess_queue_options_set_path (f->options, "/nowhere");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (publisher), ==, "test");
  g_assert_cmpstr (interprocess_publisher_get_path (publisher), ==, f->directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/queue-options/defaults", test_defaults);
  g_test_add_func ("/queue-options/properties", test_properties);
  g_test_add_func ("/queue-options/properties-of-a-new-queue", test_properties_of_a_new_queue);
  g_test_add_func ("/queue-options/notify-on-change-only", test_notify_on_change_only);
  fixture_add ("/queue-options/bad-names", test_bad_names);
  fixture_add ("/queue-options/bad-max-endpoints", test_bad_max_endpoints);
  fixture_add ("/queue-options/bad-modes", test_bad_modes);
  fixture_add ("/queue-options/bad-groups", test_bad_groups);
  fixture_add ("/queue-options/bad-spin-times", test_bad_spin_times);
  fixture_add ("/queue-options/bad-retentions", test_bad_retentions);
  fixture_add ("/queue-options/changes-after-opening-change-nothing",
               test_changes_after_opening_change_nothing);
  return g_test_run ();
}
