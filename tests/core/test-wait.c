/* SPDX-License-Identifier: MIT */
#include "core-fixture.h"

#include "native/ring.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct ipq_wait for_ever = { .timeout = -1 };

static void
test_timeout_runs_out (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_wait wait = { .timeout = 30 * 1000 * 1000 };
  gint64 start = g_get_monotonic_time ();
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==,
                   IPQ_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 30 * 1000);
  wait.timeout = 0;
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==,
                   IPQ_TIMED_OUT);
  ipq_free (subscriber);
}

static void
test_timeout_runs_out_when_full (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_wait wait = { .timeout = 30 * 1000 * 1000 };
  gint64 start = g_get_monotonic_time ();

  while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
    ;
  g_assert_cmpint (ipq_enqueue (publisher, "x", 1, &wait), ==, IPQ_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 30 * 1000);
  ipq_free (publisher);
}

/* How often a call looks that waits in vain for 20 ms. */
static guint64
count_looks (Fixture *f, gint64 spin)
{
  struct ipq_wait wait = { .timeout = 20 * 1000 * 1000 };
  struct ipq_endpoint *subscriber;
  guint8 buffer[8];
  guint64 looks;
  gsize length;

  f->options.spin = spin;
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==,
                   IPQ_TIMED_OUT);
  looks = atomic_load (&ring_of (subscriber)->slot->refused);
  ipq_free (subscriber);
  return looks;
}

static void
test_spinning_is_bounded (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (count_looks (f, IPQ_NEVER_SPIN), <, 50); /* POSIX semaphores look every 5 ms */
  if (g_get_num_processors () > 1)
    g_assert_cmpuint (count_looks (f, IPQ_LONGEST_SPIN), >, 200);
  else
    g_assert_cmpuint (count_looks (f, IPQ_LONGEST_SPIN), <, 50);
}

static gpointer
dequeue_in_thread (gpointer data)
{
  guint8 buffer[64];
  gsize length;

  return GINT_TO_POINTER (ipq_dequeue (data, buffer, sizeof buffer, &length, &for_ever));
}

static gpointer
enqueue_in_thread (gpointer data)
{
  return GINT_TO_POINTER (ipq_enqueue (data, "x", 1, &for_ever));
}

static void
test_message_wakes (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  for (guint i = 0; i < 200; i++)
    {
      GThread *thread = g_thread_new ("dequeue", dequeue_in_thread, subscriber);

      g_usleep (i % 4 * 200); /* meets it before, while and after it goes to sleep */
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, IPQ_OK);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_room_wakes (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
    ;
  for (guint i = 0; i < 200; i++)
    {
      GThread *thread = g_thread_new ("enqueue", enqueue_in_thread, publisher);

      g_usleep (i % 4 * 200);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, IPQ_OK);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Each of several sleepers gets its message at once, and not only when its nap is over. */
static void
test_each_sleeper_is_woken (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscribers[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    {
      subscribers[i] = fixture_open (f, IPQ_SUBSCRIBER);
      threads[i] = g_thread_new ("dequeue", dequeue_in_thread, subscribers[i]);
    }
  g_usleep (20000);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (threads[i])), ==, IPQ_OK);
  for (guint i = 0; i < 4; i++)
    ipq_free (subscribers[i]);
  ipq_free (publisher);
}

static void
test_close_ends_waiting (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
      struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      GThread *first, *second;

      first = g_thread_new ("dequeue", dequeue_in_thread, subscriber);
      second = g_thread_new ("dequeue", dequeue_in_thread, subscriber);
      g_usleep (i % 5 * 300);
      ipq_close (subscriber);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (first)), ==, IPQ_CLOSED);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (second)), ==, IPQ_CLOSED);

      while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
        ;
      first = g_thread_new ("enqueue", enqueue_in_thread, publisher);
      g_usleep (i % 5 * 300);
      ipq_close (publisher);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (first)), ==, IPQ_CLOSED);
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
      ipq_free (publisher);
      ipq_free (subscriber);
    }
}

typedef struct
{
  struct ipq_endpoint *endpoint;
  gint stop;
} Stoppable;

static bool
asks_to_stop (void *data)
{
  return g_atomic_int_get (&((Stoppable *) data)->stop) != 0;
}

static gpointer
dequeue_until_stopped (gpointer data)
{
  Stoppable *stoppable = data;
  struct ipq_wait wait = { .timeout = -1, .stop = asks_to_stop, .data = stoppable };
  guint8 buffer[8];
  gsize length;

  return GINT_TO_POINTER (ipq_dequeue (stoppable->endpoint, buffer, sizeof buffer, &length, &wait));
}

static void
test_interrupt_asks_to_stop (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  for (guint i = 0; i < 100; i++)
    {
      Stoppable stoppable = { subscriber, 0 };
      GThread *thread = g_thread_new ("dequeue", dequeue_until_stopped, &stoppable);

      g_usleep (i % 5 * 200);
      g_atomic_int_set (&stoppable.stop, 1);
      ipq_interrupt (subscriber);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, IPQ_STOPPED);
    }
  ipq_free (subscriber);
}

/* A sleeper that is killed, or stopped, keeps no message from the others. */
static void
test_killed_sleeper_keeps_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  pid_t child = fork ();

  if (child == 0)
    {
      dequeue_in_thread (fixture_open (f, IPQ_SUBSCRIBER));
      _exit (2);
    }
  g_usleep (20000);
  kill (child, SIGSTOP);
  wait_for_stop (child);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (dequeue_in_thread (subscriber)), ==, IPQ_OK);
    }
  kill (child, SIGKILL);
  wait_for_signal (child, SIGKILL);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (dequeue_in_thread (subscriber)), ==, IPQ_OK);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

static gpointer
dequeue_with_no_room (gpointer data)
{
  guint8 buffer[1];
  gsize length;

  return GINT_TO_POINTER (ipq_dequeue (data, buffer, 0, &length, &for_ever));
}

/* Whoever was woken and cannot take the message has the other one woken. */
static void
test_small_buffer_passes_ring_on (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
      struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      GThread *small = g_thread_new ("small", dequeue_with_no_room, subscriber);
      GThread *large;

      g_usleep (2000); /* so that it sleeps first, and is woken first */
      large = g_thread_new ("large", dequeue_in_thread, subscriber);
      g_usleep (2000);
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (large)), ==, IPQ_OK);
      ipq_close (subscriber); /* the small one has answered, or has come too late */
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (small)), !=, IPQ_OK);
      ipq_free (publisher);
      ipq_free (subscriber);
    }
}

static gpointer
enqueue_large_in_thread (gpointer data)
{
  static const guint8 large[512];

  return GINT_TO_POINTER (ipq_enqueue (data, large, sizeof large, &for_ever));
}

/* Room that is too small for one waiting publisher is enough for another. */
static void
test_room_is_told_to_all (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      struct ipq_endpoint *publisher, *subscriber;
      GThread *large, *small;
      guint8 buffer[8];
      gsize length;

      f->options.capacity = 1024;
      publisher = fixture_open (f, IPQ_PUBLISHER);
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
        ;
      large = g_thread_new ("large", enqueue_large_in_thread, publisher);
      g_usleep (2000);
      small = g_thread_new ("small", enqueue_in_thread, publisher);
      g_usleep (2000);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (small)), ==, IPQ_OK);
      ipq_close (publisher);
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (large)), ==, IPQ_CLOSED);
      ipq_free (publisher);
      ipq_free (subscriber);
    }
}

static gpointer
send_one_by_one (gpointer data)
{
  for (guint32 i = 0; i < 5000; i++)
    {
      g_assert_cmpint (ipq_enqueue (data, &i, sizeof i, &for_ever), ==, IPQ_OK);
      if (i % 64 == 0)
        g_usleep (100);
    }
  return NULL;
}

/* Both sides sleep often, in a ring that is often full. */
static void
test_both_sides_wait (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher, *subscriber;
  GThread *thread;

  f->options.capacity = 1024;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  thread = g_thread_new ("send", send_one_by_one, publisher);
  for (guint32 i = 0, message; i < 5000; i++)
    {
      gsize length;

      g_assert_cmpint (ipq_dequeue (subscriber, &message, sizeof message, &length, &for_ever), ==,
                       IPQ_OK);
      g_assert_cmpuint (message, ==, i);
      if (i % 500 == 0)
        g_usleep (2000);
    }
  g_thread_join (thread);
  ipq_free (publisher);
  ipq_free (subscriber);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/wait/spinning-is-bounded", test_spinning_is_bounded);
  fixture_add ("/wait/timeout-runs-out", test_timeout_runs_out);
  fixture_add ("/wait/timeout-runs-out-when-full", test_timeout_runs_out_when_full);
  fixture_add ("/wait/message-wakes", test_message_wakes);
  fixture_add ("/wait/room-wakes", test_room_wakes);
  fixture_add ("/wait/each-sleeper-is-woken", test_each_sleeper_is_woken);
  fixture_add ("/wait/close-ends-waiting", test_close_ends_waiting);
  fixture_add ("/wait/interrupt-asks-to-stop", test_interrupt_asks_to_stop);
  fixture_add ("/wait/killed-sleeper-keeps-nothing", test_killed_sleeper_keeps_nothing);
  fixture_add ("/wait/small-buffer-passes-ring-on", test_small_buffer_passes_ring_on);
  fixture_add ("/wait/room-is-told-to-all", test_room_is_told_to_all);
  fixture_add ("/wait/both-sides-wait", test_both_sides_wait);
  return g_test_run ();
}
