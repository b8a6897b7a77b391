/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

static void
send (InterprocessPublisher *publisher, const void *message, gsize length)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_publisher_try_enqueue (publisher, message, length, &error));
  g_assert_no_error (error);
}

static void
test_all_ways_to_take_a_message (Fixture *f, gconstpointer data)
{
  static const gsize lengths[] = { 0, 1, 511, 512, 513, 4096, 32768 };
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autofree guint8 *sent = g_malloc (32768);
  g_autofree guint8 *buffer = g_malloc (32768);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < 32768; i++)
    sent[i] = (guint8) (i * 7);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gsize length;
      g_autofree guint8 *owned = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GBytes) waited = NULL;

      send (publisher, sent, lengths[i]);
      g_assert_true (interprocess_subscriber_try_dequeue (subscriber, &owned, &length, &error));
      g_assert_cmpmem (owned, length, sent, lengths[i]);

      send (publisher, sent, lengths[i]);
      bytes = interprocess_subscriber_try_dequeue_bytes (subscriber, &error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), sent, lengths[i]);

      send (publisher, sent, lengths[i]);
      waited = interprocess_subscriber_dequeue (subscriber, -1, NULL, &error);
      g_assert_cmpmem (g_bytes_get_data (waited, NULL), g_bytes_get_size (waited), sent,
                       lengths[i]);

      send (publisher, sent, lengths[i]);
      g_assert_true (
        interprocess_subscriber_try_dequeue_into (subscriber, buffer, 32768, &length, &error));
      g_assert_cmpmem (buffer, length, sent, lengths[i]);

      send (publisher, sent, lengths[i]);
      g_assert_true (interprocess_subscriber_dequeue_into (subscriber, buffer, lengths[i], &length,
                                                           -1, NULL, &error));
      g_assert_cmpmem (buffer, length, sent, lengths[i]);
    }
  g_assert_no_error (error);
}

static void
test_empty_is_not_an_error (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  guint8 *message = (guint8 *) f;
  guint8 buffer[8];
  gsize length = 99;

  g_assert_false (interprocess_subscriber_try_dequeue (subscriber, &message, &length, &error));
  g_assert_null (message);
  g_assert_cmpuint (length, ==, 0);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  length = 99;
  g_assert_false (
    interprocess_subscriber_try_dequeue_into (subscriber, buffer, sizeof buffer, &length, &error));
  g_assert_cmpuint (length, ==, 0);
  g_assert_no_error (error);
}

static void
test_small_buffer_leaves_message (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  guint8 buffer[5];
  gsize length;

  send (publisher, "hello", 5);
  g_assert_false (
    interprocess_subscriber_try_dequeue_into (subscriber, buffer, 4, &length, &error));
  g_assert_cmpuint (length, ==, 5);
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL,
                      "has 5 bytes and the buffer 4");
  g_assert_false (
    interprocess_subscriber_dequeue_into (subscriber, NULL, 0, &length, -1, NULL, &error));
  g_assert_cmpuint (length, ==, 5);
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL, "still there");
  g_assert_true (interprocess_subscriber_try_dequeue_into (subscriber, buffer, 5, &length, &error));
  g_assert_cmpmem (buffer, length, "hello", 5);
}

static void
test_old_error_is_the_callers_bug (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PENDING, "old");
  guint8 *message;
  guint8 buffer[700];
  gsize length;

  fixture_send (publisher, 1, 1);
  for (int call = 0; call < 6; call++)
    {
      g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, "*error == NULL*");
      if (call == 0)
        g_assert_false (interprocess_subscriber_try_dequeue (subscriber, &message, &length, &error));
      else if (call == 1)
        g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
      else if (call == 2)
        g_assert_false (interprocess_subscriber_try_dequeue_into (subscriber, buffer, sizeof buffer,
                                                                  &length, &error));
      else if (call == 3)
        g_assert_null (interprocess_subscriber_dequeue (subscriber, 0, NULL, &error));
      else if (call == 4)
        g_assert_false (interprocess_subscriber_dequeue_into (subscriber, buffer, sizeof buffer,
                                                              &length, 0, NULL, &error));
      else
        g_assert_null (
          interprocess_queue_factory_create_subscriber (f->factory, f->options, &error));
      g_test_assert_expected_messages ();
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  fixture_take (subscriber, 1, 1); /* nothing was taken */
}

static void
test_use_after_close (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  guint8 *message;
  guint8 buffer[8];
  gsize length;

  interprocess_subscriber_close (subscriber);
  interprocess_closable_close (INTERPROCESS_CLOSABLE (subscriber));
  g_assert_true (interprocess_subscriber_is_closed (subscriber));
  g_assert_false (interprocess_subscriber_try_dequeue (subscriber, &message, &length, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "“test”");
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "create another");
  g_assert_false (
    interprocess_subscriber_try_dequeue_into (subscriber, buffer, 8, &length, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
  g_assert_null (interprocess_subscriber_dequeue (subscriber, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
  g_assert_false (
    interprocess_subscriber_dequeue_into (subscriber, buffer, 8, &length, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
}

static void
test_never_opened (void)
{
  g_autoptr(InterprocessSubscriber) subscriber = g_object_new (INTERPROCESS_TYPE_SUBSCRIBER, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_subscriber_dequeue (subscriber, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "QueueFactory");
}

static void
test_dequeue_times_out (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (interprocess_subscriber_dequeue (subscriber, 0, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TIMED_OUT,
                      "“test” had no message within 0 µs (0.000000 s)");
  g_assert_null (interprocess_subscriber_dequeue (subscriber, 20000, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "timeouts are in microseconds");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 20000);
}

static gpointer
dequeue_with_longest_timeout (gpointer data)
{
  g_autoptr(GBytes) message = interprocess_subscriber_dequeue (data, G_MAXINT64, NULL, NULL);

  g_assert_nonnull (message);
  return NULL;
}

static void
test_longest_timeout_is_for_ever (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  GThread *thread = g_thread_new ("dequeue", dequeue_with_longest_timeout, subscriber);

  g_usleep (2000); /* most likely it waits by now */
  send (publisher, "x", 1);
  g_thread_join (thread);
}

typedef struct
{
  InterprocessSubscriber *subscriber;
  GCancellable *cancellable;
} Waiting;

static gpointer
dequeue_for_ever (gpointer data)
{
  Waiting *waiting = data;
  GError *error = NULL;

  g_assert_null (
    interprocess_subscriber_dequeue (waiting->subscriber, -1, waiting->cancellable, &error));
  return error;
}

static void
test_cancel_ends_only_its_own_call (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      Waiting cancelled = { subscriber, cancellable };
      Waiting other = { subscriber, NULL };
      GThread *first = g_thread_new ("cancelled", dequeue_for_ever, &cancelled);
      GThread *second = g_thread_new ("other", dequeue_for_ever, &other);

      g_usleep (i % 4 * 500);
      g_cancellable_cancel (cancellable);
      error = g_thread_join (first);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      interprocess_subscriber_close (subscriber);
      error = g_thread_join (second);
      assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
    }
}

static void
test_cancelled_before_takes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;

  send (publisher, "x", 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (interprocess_subscriber_dequeue (subscriber, -1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
  g_assert_nonnull (message);
}

static gpointer
dequeue_many (gpointer data)
{
  gsize count = 0;

  for (;;)
    {
      g_autoptr(GBytes) message = interprocess_subscriber_dequeue (data, -1, NULL, NULL);

      if (message == NULL || g_bytes_get_size (message) == 0)
        return GSIZE_TO_POINTER (count);
      count++;
    }
}

static gpointer
enqueue_many (gpointer data)
{
  for (guint i = 0; i < 5000; i++)
    g_assert_true (
      interprocess_publisher_enqueue (data, (const guint8 *) &i, sizeof i, -1, NULL, NULL));
  return NULL;
}

static void
test_several_threads_on_both_ends (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  GThread *senders[3], *takers[3];
  gsize taken = 0;

  for (guint i = 0; i < 3; i++)
    {
      takers[i] = g_thread_new ("take", dequeue_many, subscriber);
      senders[i] = g_thread_new ("send", enqueue_many, publisher);
    }
  for (guint i = 0; i < 3; i++)
    g_thread_join (senders[i]);
  for (guint i = 0; i < 3; i++)
    g_assert_true (interprocess_publisher_enqueue (publisher, NULL, 0, -1, NULL, NULL));
  for (guint i = 0; i < 3; i++)
    taken += GPOINTER_TO_SIZE (g_thread_join (takers[i]));
  g_assert_cmpuint (taken, ==, 15000);
}

static void
test_properties (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  guint64 capacity;

  g_object_get (subscriber, "queue-name", &name, "path", &path, "capacity", &capacity, NULL);
  g_assert_cmpstr (name, ==, "test");
  g_assert_cmpstr (path, ==, f->directory);
  g_assert_cmpuint (capacity, ==, 65536);
  g_assert_cmpstr (interprocess_subscriber_get_queue_name (subscriber), ==, name);
  g_assert_cmpstr (interprocess_subscriber_get_path (subscriber), ==, path);
  g_assert_cmpuint (interprocess_subscriber_get_capacity (subscriber), ==, capacity);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/subscriber/all-ways-to-take-a-message", test_all_ways_to_take_a_message);
  fixture_add ("/subscriber/empty-is-not-an-error", test_empty_is_not_an_error);
  fixture_add ("/subscriber/small-buffer-leaves-message", test_small_buffer_leaves_message);
  fixture_add ("/subscriber/old-error-is-the-callers-bug", test_old_error_is_the_callers_bug);
  fixture_add ("/subscriber/use-after-close", test_use_after_close);
  g_test_add_func ("/subscriber/never-opened", test_never_opened);
  fixture_add ("/subscriber/dequeue-times-out", test_dequeue_times_out);
  fixture_add ("/subscriber/longest-timeout-is-for-ever", test_longest_timeout_is_for_ever);
  fixture_add ("/subscriber/cancel-ends-only-its-own-call", test_cancel_ends_only_its_own_call);
  fixture_add ("/subscriber/cancelled-before-takes-nothing", test_cancelled_before_takes_nothing);
  fixture_add ("/subscriber/several-threads-on-both-ends", test_several_threads_on_both_ends);
  fixture_add ("/subscriber/properties", test_properties);
  return g_test_run ();
}
