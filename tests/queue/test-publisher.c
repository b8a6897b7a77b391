/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

static void
test_full_is_not_an_error (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(GError) error = NULL;
  guint sent = 0;

  while (interprocess_publisher_try_enqueue (publisher, (const guint8 *) "x", 1, &error))
    sent++;
  g_assert_no_error (error);
  g_assert_cmpuint (sent, ==, 65536 / 64);
}

static void
test_empty_message (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_publisher_try_enqueue (publisher, NULL, 0, &error));
  g_assert_true (interprocess_publisher_try_enqueue (publisher, (const guint8 *) "", 0, &error));
  g_assert_true (interprocess_publisher_try_enqueue_bytes (publisher, empty, &error));
  g_assert_true (interprocess_publisher_enqueue (publisher, NULL, 0, 0, NULL, &error));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree guint8 *message = NULL;
      gsize length = 99;

      g_assert_true (interprocess_subscriber_try_dequeue (subscriber, &message, &length, &error));
      g_assert_cmpuint (length, ==, 0);
      g_assert_nonnull (message);
    }
  g_assert_no_error (error);
}

static void
test_too_large_names_limit (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autofree guint8 *message = g_malloc0 (32769);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_publisher_try_enqueue (publisher, message, 32768, &error));
  g_assert_false (interprocess_publisher_try_enqueue (publisher, message, 32769, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TOO_LARGE, "32768");
  g_assert_false (interprocess_publisher_enqueue (publisher, message, 32769, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TOO_LARGE, "32769");
  g_assert_false (interprocess_publisher_try_enqueue (publisher, message, 32769, NULL));
}

static void
test_use_after_close (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(GError) error = NULL;

  g_assert_false (interprocess_publisher_is_closed (publisher));
  interprocess_closable_close (INTERPROCESS_CLOSABLE (publisher));
  interprocess_publisher_close (publisher);
  g_assert_true (interprocess_publisher_is_closed (publisher));
  g_assert_false (interprocess_publisher_try_enqueue (publisher, NULL, 0, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "“test”");
  g_assert_false (interprocess_publisher_enqueue (publisher, NULL, 0, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "create another");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (publisher), ==, "test");
  g_assert_cmpuint (interprocess_publisher_get_capacity (publisher), ==, 65536);
}

static void
test_never_opened (void)
{
  g_autoptr(InterprocessPublisher) publisher = g_object_new (INTERPROCESS_TYPE_PUBLISHER, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_publisher_is_closed (publisher));
  g_assert_false (interprocess_publisher_try_enqueue (publisher, NULL, 0, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "QueueFactory");
  g_assert_null (interprocess_publisher_get_queue_name (publisher));
  g_assert_null (interprocess_publisher_get_path (publisher));
  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, "*was never opened*");
  interprocess_publisher_release_fd (publisher);
  g_test_assert_expected_messages ();
  interprocess_publisher_close (publisher);
}

static void
test_null_with_length_is_the_callers_bug (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(GError) error = NULL;

  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL,
                         "*data != NULL || length == 0*");
  g_assert_false (interprocess_publisher_try_enqueue (publisher, NULL, 1, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
}

/* An old error would look like this call's: "full" like a failure, or the reverse. */
static void
test_old_error_is_the_callers_bug (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GBytes) message = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PENDING, "old");

  for (int call = 0; call < 4; call++)
    {
      g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, "*error == NULL*");
      if (call == 0)
        g_assert_false (interprocess_publisher_try_enqueue (publisher, NULL, 0, &error));
      else if (call == 1)
        g_assert_false (interprocess_publisher_try_enqueue_bytes (publisher, message, &error));
      else if (call == 2)
        g_assert_false (interprocess_publisher_enqueue (publisher, NULL, 0, 0, NULL, &error));
      else
        g_assert_null (
          interprocess_queue_factory_create_publisher (f->factory, f->options, &error));
      g_test_assert_expected_messages ();
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  fixture_take (subscriber, 1, 0); /* nothing was sent */
}

static void
test_enqueue_times_out (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(GError) error = NULL;
  gint64 start;

  while (interprocess_publisher_try_enqueue (publisher, NULL, 0, NULL))
    ;
  g_assert_false (interprocess_publisher_enqueue (publisher, NULL, 0, 0, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "is full");
  start = g_get_monotonic_time ();
  g_assert_false (interprocess_publisher_enqueue (publisher, NULL, 0, 20000, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TIMED_OUT,
                      "“test” had no room within 20000 µs (0.020000 s)");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 20000);
}

static gpointer
take_one (gpointer data)
{
  g_autoptr(GBytes) message = interprocess_subscriber_dequeue (data, -1, NULL, NULL);

  g_assert_nonnull (message);
  return NULL;
}

static void
test_enqueue_waits_for_room (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  GThread *thread;

  while (interprocess_publisher_try_enqueue (publisher, NULL, 0, NULL))
    ;
  thread = g_thread_new ("take", take_one, subscriber);
  g_assert_true (interprocess_publisher_enqueue (publisher, NULL, 0, -1, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
}

static gpointer
enqueue_for_ever (gpointer data)
{
  GObject *publisher = data;
  GError *error = NULL;

  g_assert_false (interprocess_publisher_enqueue (INTERPROCESS_PUBLISHER (publisher), NULL, 0, -1,
                                                  g_object_get_data (publisher, "cancellable"),
                                                  &error));
  return error;
}

static void
test_cancel_and_close_end_waiting (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      GThread *thread;

      while (interprocess_publisher_try_enqueue (publisher, NULL, 0, NULL))
        ;
      g_object_set_data (G_OBJECT (publisher), "cancellable", cancellable);
      thread = g_thread_new ("enqueue", enqueue_for_ever, publisher);
      g_usleep (i % 4 * 500);
      g_cancellable_cancel (cancellable);
      error = g_thread_join (thread);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);

      g_object_set_data (G_OBJECT (publisher), "cancellable", NULL);
      thread = g_thread_new ("enqueue", enqueue_for_ever, publisher);
      g_usleep (i % 4 * 500);
      interprocess_publisher_close (publisher);
      error = g_thread_join (thread);
      assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/publisher/full-is-not-an-error", test_full_is_not_an_error);
  fixture_add ("/publisher/empty-message", test_empty_message);
  fixture_add ("/publisher/too-large-names-limit", test_too_large_names_limit);
  fixture_add ("/publisher/use-after-close", test_use_after_close);
  g_test_add_func ("/publisher/never-opened", test_never_opened);
  fixture_add ("/publisher/null-with-length-is-the-callers-bug",
               test_null_with_length_is_the_callers_bug);
  fixture_add ("/publisher/old-error-is-the-callers-bug", test_old_error_is_the_callers_bug);
  fixture_add ("/publisher/enqueue-times-out", test_enqueue_times_out);
  fixture_add ("/publisher/enqueue-waits-for-room", test_enqueue_waits_for_room);
  fixture_add ("/publisher/cancel-and-close-end-waiting", test_cancel_and_close_end_waiting);
  return g_test_run ();
}
