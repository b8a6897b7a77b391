/* SPDX-License-Identifier: MIT */
/* That the calls which promise not to allocate do not, by counting. Every call is made often enough
 * to come round the ring several times, so that what happens once a lap is counted too. */
#include "allocation-count.h"

#include <glib/gstdio.h>
#include <interprocess/interprocess.h>

#define CAPACITY 65536
#define MESSAGES 5000

static const gsize sizes[] = { 0, 1, 3, 64, 1024, CAPACITY / 2 };

typedef struct
{
  char *directory;
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
  GCancellable *cancellable; /* NULL at first */
  guint8 message[CAPACITY / 2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("test", CAPACITY);
  g_autoptr(GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("interprocess-test-XXXXXX", &error);
  g_assert_no_error (error);
  interprocess_queue_options_set_path (options, fixture->directory);
  fixture->publisher = interprocess_queue_factory_create_publisher (factory, options, &error);
  g_assert_no_error (error);
  fixture->subscriber = interprocess_queue_factory_create_subscriber (factory, options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->publisher);
  g_clear_object (&fixture->subscriber);
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

/* ---- calls, each with how often it asked for memory ------------------------------------------ */

/* Nothing that could allocate is between the two looks at the counter, not even an assertion. */
#define COUNTED(statement)                            \
  do                                                  \
    {                                                 \
      guint64 before = allocation_count ();           \
                                                      \
      statement;                                      \
      counted += allocation_count () - before;        \
    }                                                 \
  while (0)

static guint64
put (Fixture *fixture, gsize size, gboolean may_wait)
{
  guint64 counted = 0;
  gboolean sent;

  if (may_wait)
    COUNTED (sent = interprocess_publisher_enqueue (fixture->publisher, fixture->message, size, -1,
                                                    fixture->cancellable, NULL));
  else
    COUNTED (sent = interprocess_publisher_try_enqueue (fixture->publisher, fixture->message, size,
                                                        NULL));
  g_assert_true (sent);
  return counted;
}

static guint64
take (Fixture *fixture, gsize size, gboolean may_wait)
{
  guint64 counted = 0;
  gboolean received;
  gsize length;

  if (may_wait)
    COUNTED (received = interprocess_subscriber_dequeue_into (fixture->subscriber, fixture->message,
                                                              sizeof fixture->message, &length, -1,
                                                              fixture->cancellable, NULL));
  else
    COUNTED (received = interprocess_subscriber_try_dequeue_into (fixture->subscriber,
                                                                  fixture->message,
                                                                  sizeof fixture->message, &length,
                                                                  NULL));
  g_assert_true (received);
  g_assert_cmpuint (length, ==, size);
  return counted;
}

static guint64
put_and_take (Fixture *fixture, gboolean may_wait)
{
  guint64 counted = 0;

  for (guint i = 0; i < MESSAGES; i++)
    {
      gsize size = sizes[i % G_N_ELEMENTS (sizes)];

      counted += put (fixture, size, may_wait);
      counted += take (fixture, size, may_wait);
    }
  return counted;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void
test_control (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) message = NULL;
  guint64 counted = 0;

  g_test_summary ("The counter counts: a call that has to allocate is seen to do so.");
  put (fixture, 3, FALSE);
  COUNTED (message = interprocess_subscriber_try_dequeue_bytes (fixture->subscriber, NULL));
  g_assert_nonnull (message);
  g_assert_cmpuint (counted, >=, 1);
}

static void
test_control_free (Fixture *fixture, gconstpointer data)
{
  GBytes *message = g_bytes_new (fixture->message, 3);
  guint64 counted = 0;

  g_test_summary ("The counter counts what is given back, too.");
  COUNTED (g_bytes_unref (message));
  g_assert_cmpuint (counted, >=, 1);
}

static void
test_try (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (put_and_take (fixture, FALSE), ==, 0);
}

static void
test_without_waiting (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("enqueue() and dequeue_into() do not allocate when they need not wait.");
  g_assert_cmpuint (put_and_take (fixture, TRUE), ==, 0);
}

static void
test_cancellable (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("Nor with a GCancellable, which only a call that waits has to listen to.");
  fixture->cancellable = cancellable;
  g_assert_cmpuint (put_and_take (fixture, TRUE), ==, 0);
}

static gpointer
use_in_thread (gpointer data)
{
  g_assert_cmpuint (put_and_take (data, FALSE), ==, 0);
  return NULL;
}

static void
test_second_thread (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Nor in a thread that is not the first to use the endpoints.");
  put (fixture, 3, FALSE);
  take (fixture, 3, FALSE);
  g_thread_join (g_thread_new ("second", use_in_thread, fixture));
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gboolean sent = TRUE;
  guint64 counted = 0;

  while (sent)
    COUNTED (sent = interprocess_publisher_try_enqueue (fixture->publisher, fixture->message, 1024,
                                                        &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counted, ==, 0);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  guint64 counted = 0;

  for (guint i = 0; i < MESSAGES; i++)
    {
      gboolean received;
      gsize length;

      COUNTED (received = interprocess_subscriber_try_dequeue_into (
                 fixture->subscriber, fixture->message, sizeof fixture->message, &length, &error));
      g_assert_false (received);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (counted, ==, 0);
}

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) message = g_bytes_new (fixture->message, 1024);
  guint64 counted = 0;

  for (guint i = 0; i < MESSAGES; i++)
    {
      gboolean sent;

      COUNTED (sent = interprocess_publisher_try_enqueue_bytes (fixture->publisher, message, NULL));
      g_assert_true (sent);
      take (fixture, 1024, FALSE);
    }
  g_assert_cmpuint (counted, ==, 0);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/allocations/control/allocated", test_control);
  add ("/allocations/control/freed", test_control_free);
  add ("/allocations/try", test_try);
  add ("/allocations/without-waiting", test_without_waiting);
  add ("/allocations/cancellable", test_cancellable);
  add ("/allocations/second-thread", test_second_thread);
  add ("/allocations/full", test_full);
  add ("/allocations/empty", test_empty);
  add ("/allocations/bytes", test_bytes);
  return g_test_run ();
}
