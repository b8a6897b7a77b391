/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_errors_have_code_value_and_remedy (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->directory, "test.queue", NULL);

  interprocess_queue_options_set_capacity (f->options, 0);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "“test”", "capacity 0",
                             "ask for", NULL);
  interprocess_queue_options_set_capacity (f->options, 100);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "100", NULL);
  interprocess_queue_options_set_capacity (f->options, G_MAXUINT64);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "18446744073709551615",
                             NULL);

  interprocess_queue_options_set_capacity (f->options, 65536);
  interprocess_queue_options_set_create (f->options, FALSE);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NOT_FOUND, file, "created", NULL);
  interprocess_queue_options_set_create (f->options, TRUE);

  g_assert_true (g_file_set_contents (file, "garbage", -1, NULL));
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE, file, "remove it", NULL);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (mkfifo (file, 0600), ==, 0);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE, file, "is not a queue", NULL);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", file), ==, 0);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_UNTRUSTED, file, "symbolic link", NULL);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_bad_paths (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->directory, "missing", NULL);

  interprocess_queue_options_set_path (f->options, "");
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "empty", NULL);
  interprocess_queue_options_set_path (f->options, missing);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NOT_FOUND, missing, NULL);
  interprocess_queue_options_set_path (f->options, "/dev/null");
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS, "/dev/null",
                             "not a directory", NULL);
}

static void
test_capacity_of_living_queue (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  g_assert_cmpuint (interprocess_publisher_get_capacity (publisher), ==, 65536);
  interprocess_queue_options_set_capacity (f->options, 65537);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH, "65536",
                             "65537 were asked for, rounded up to 131072", NULL);
}

static void
open_one (Fixture *f)
{
  fixture_publisher (f);
}

static void
test_max_endpoints (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  g_autoptr(InterprocessPublisher) third = NULL;
  pid_t child;

  interprocess_queue_options_set_max_endpoints (f->options, 3);
  publisher = fixture_publisher (f);
  subscriber = fixture_subscriber (f);
  interprocess_queue_options_set_max_endpoints (f->options, 10); /* others find it as it is */
  third = fixture_publisher (f);
  for (guint i = 0; i < 3; i++)
    fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS, "test.queue",
                               "3 endpoints", "close one", "max-endpoints", NULL);
  g_clear_object (&third);
  child = fixture_start_child (f, open_one);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS, "3 endpoints", NULL);
  kill_child (child);
  third = fixture_publisher (f);
  fixture_send (third, 1, 3);
  fixture_take (subscriber, 1, 3);
}

/* The limit stands for a full file system. To fill a real one would be at the machine's expense. */
static void
test_capacity_beyond_free_space (Fixture *f, gconstpointer data)
{
  struct rlimit was, small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &was), ==, 0);
  small = (struct rlimit) { 1 << 20, was.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  interprocess_queue_options_set_capacity (f->options, 1 << 22);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NO_SPACE, "1048576", "smaller capacity",
                             NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &was), ==, 0);
}

static void
test_relative_path (Fixture *f, gconstpointer data)
{
  g_autofree char *was = g_get_current_dir ();
  g_autoptr(InterprocessPublisher) publisher = NULL;

  g_assert_cmpint (g_chdir (f->directory), ==, 0);
  interprocess_queue_options_set_path (f->options, ".");
  publisher = fixture_publisher (f);
  g_assert_cmpint (g_chdir (was), ==, 0);
  g_assert_cmpstr (interprocess_publisher_get_path (publisher), ==, f->directory);
}

static void
test_default_path (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autofree char *expected = g_build_filename (f->directory, "interprocess", NULL);
  g_autofree char *missing = g_build_filename (f->directory, "missing", NULL);
  g_autofree char *was = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  GStatBuf found;

  g_setenv ("XDG_RUNTIME_DIR", f->directory, TRUE);
  interprocess_queue_options_set_path (f->options, NULL);
  publisher = fixture_publisher (f);
  g_assert_cmpstr (interprocess_publisher_get_path (publisher), ==, expected);
  g_assert_cmpint (g_stat (expected, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 0777, ==, 0700);
  interprocess_publisher_close (publisher);

  g_assert_cmpint (g_chmod (expected, 0777), ==, 0);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_UNTRUSTED, expected, "in XDG_RUNTIME_DIR",
                             "777", "mode 700", NULL);
  g_assert_cmpint (g_rmdir (expected), ==, 0);

  g_setenv ("XDG_RUNTIME_DIR", missing, TRUE);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NOT_FOUND, missing, "in XDG_RUNTIME_DIR",
                             "make the directory first", NULL);

  g_unsetenv ("XDG_RUNTIME_DIR");
  g_setenv ("TMPDIR", missing, TRUE);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NOT_FOUND, missing, "in TMPDIR", NULL);
  g_setenv ("TMPDIR", f->directory, TRUE);
  g_clear_object (&publisher);
  publisher = fixture_publisher (f);
  g_assert_true (g_str_has_prefix (interprocess_publisher_get_path (publisher), f->directory));
  interprocess_publisher_close (publisher);
  g_assert_cmpint (g_rmdir (interprocess_publisher_get_path (publisher)), ==, 0);
  g_unsetenv ("TMPDIR");
  if (was != NULL)
    g_setenv ("XDG_RUNTIME_DIR", was, TRUE);
}

static void
count (guint *notifications)
{
  ++*notifications;
}

static void
test_logger_factory_notifies_on_change (void)
{
  g_autoptr(InterprocessLoggerFactory) logger_factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  guint notifications = 0;

  g_signal_connect_swapped (factory, "notify::logger-factory", G_CALLBACK (count), &notifications);
  for (guint i = 0; i < 3; i++)
    g_object_set (factory, "logger-factory", logger_factory, NULL);
  g_assert_cmpuint (notifications, ==, 1);
  g_assert_true (interprocess_queue_factory_get_logger_factory (factory) == logger_factory);
}

static void
test_logger_factory (void)
{
  g_autoptr(InterprocessLoggerFactory) logger_factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessQueueFactory) silent = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueFactory) logging =
    interprocess_queue_factory_new_with_logger_factory (logger_factory);

  g_assert_null (interprocess_queue_factory_get_logger_factory (silent));
  g_assert_true (interprocess_queue_factory_get_logger_factory (logging) == logger_factory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queue-factory/errors-have-code-value-and-remedy",
               test_errors_have_code_value_and_remedy);
  fixture_add ("/queue-factory/bad-paths", test_bad_paths);
  fixture_add ("/queue-factory/capacity-of-living-queue", test_capacity_of_living_queue);
  fixture_add ("/queue-factory/max-endpoints", test_max_endpoints);
  fixture_add ("/queue-factory/capacity-beyond-free-space", test_capacity_beyond_free_space);
  fixture_add ("/queue-factory/relative-path", test_relative_path);
  fixture_add ("/queue-factory/default-path", test_default_path);
  g_test_add_func ("/queue-factory/logger-factory", test_logger_factory);
  g_test_add_func ("/queue-factory/logger-factory-notifies-on-change",
                   test_logger_factory_notifies_on_change);
  return g_test_run ();
}
