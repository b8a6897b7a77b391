/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

static void
test_defaults (void)
{
  g_autoptr(InterprocessQueueOptions) options =
    g_object_new (INTERPROCESS_TYPE_QUEUE_OPTIONS, NULL);

  g_assert_null (interprocess_queue_options_get_queue_name (options));
  g_assert_null (interprocess_queue_options_get_path (options));
  g_assert_cmpuint (interprocess_queue_options_get_capacity (options), ==, 0);
  g_assert_true (interprocess_queue_options_get_create (options));
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
  g_assert_cmpuint (notified, ==, 0);
  interprocess_queue_options_set_queue_name (options,
                                             interprocess_queue_options_get_queue_name (options) +
                                               1);
  g_assert_cmpstr (interprocess_queue_options_get_queue_name (options), ==, "ame");
  interprocess_queue_options_set_path (options, "/tmp");
  interprocess_queue_options_set_capacity (options, 8192);
  interprocess_queue_options_set_create (options, FALSE);
  g_assert_cmpuint (notified, ==, 4);
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
  g_test_add_func ("/queue-options/notify-on-change-only", test_notify_on_change_only);
  fixture_add ("/queue-options/bad-names", test_bad_names);
  fixture_add ("/queue-options/changes-after-opening-change-nothing",
               test_changes_after_opening_change_nothing);
  return g_test_run ();
}
