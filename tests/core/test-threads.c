/* SPDX-License-Identifier: MIT */
/* Many threads on one endpoint of each kind. */
#include "core-fixture.h"

#include "calls.h"

#define THREADS 4
#define MESSAGES 20000

typedef struct
{
  guint32 thread;
  guint32 number;
  guint8 padding[120];
} Message;

typedef struct
{
  struct ipq_endpoint *publisher, *subscriber;
  gint next_thread;
  gint received;
  guint8 seen[THREADS][MESSAGES];
} Shared;

static const struct ipq_wait for_ever = { .timeout = -1 };

static gpointer
publish (gpointer data)
{
  Shared *shared = data;
  Message message = { .thread = (guint32) g_atomic_int_add (&shared->next_thread, 1) };

  for (guint32 i = 0; i < MESSAGES; i++)
    {
      gsize length = 8 + i % sizeof message.padding;

      message.number = i;
      fill_message (message.padding, sizeof message.padding, i);
      g_assert_cmpint (ipq_enqueue (shared->publisher, &message, length, &for_ever), ==, IPQ_OK);
    }
  return NULL;
}

/* Counts each message, and checks that those of one thread come in the order it sent them. */
static gpointer
receive (gpointer data)
{
  Shared *shared = data;
  gint64 last[THREADS];

  for (guint i = 0; i < THREADS; i++)
    last[i] = -1;
  while (g_atomic_int_add (&shared->received, 1) < THREADS * MESSAGES)
    {
      Message message;
      gsize length;

      g_assert_cmpint (ipq_dequeue (shared->subscriber, &message, sizeof message, &length,
                                    &for_ever),
                       ==, IPQ_OK);
      g_assert_cmpuint (length, ==, 8 + message.number % sizeof message.padding);
      check_message (message.padding, length - 8, message.number);
      g_assert_cmpint (message.number, >, last[message.thread]);
      last[message.thread] = message.number;
      shared->seen[message.thread][message.number]++;
    }
  return NULL;
}

static void
run (Fixture *f, guint publishers, guint receivers)
{
  Shared *shared = g_new0 (Shared, 1);
  GThread *threads[2 * THREADS];
  guint n = 0;

  shared->publisher = fixture_open (f, IPQ_PUBLISHER);
  shared->subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  shared->received = (gint) ((THREADS - publishers) * MESSAGES);
  for (guint i = 0; i < publishers; i++)
    threads[n++] = g_thread_new ("publish", publish, shared);
  for (guint i = 0; i < receivers; i++)
    threads[n++] = g_thread_new ("receive", receive, shared);
  while (n > 0)
    g_thread_join (threads[--n]);
  for (guint t = 0; t < publishers; t++)
    for (guint i = 0; i < MESSAGES; i++)
      g_assert_cmpuint (shared->seen[t][i], ==, 1);
  ipq_free (shared->publisher);
  ipq_free (shared->subscriber);
  g_free (shared);
}

static void
test_many_publish_one_receives (Fixture *f, gconstpointer data)
{
  run (f, THREADS, 1);
}

static void
test_one_publishes_many_receive (Fixture *f, gconstpointer data)
{
  run (f, 1, THREADS);
}

static void
test_many_publish_many_receive (Fixture *f, gconstpointer data)
{
  f->options.capacity = 4096;
  run (f, THREADS, THREADS);
}

static gpointer
publish_one (gpointer data)
{
  g_assert_cmpint (ipq_enqueue (data, "x", 1, &for_ever), ==, IPQ_OK);
  return NULL;
}

static void
test_threads_come_and_go (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  for (guint i = 0; i < 1000; i++)
    {
      GThread *one = g_thread_new ("one", publish_one, publisher);
      GThread *two = g_thread_new ("two", publish_one, publisher);

      g_thread_join (one);
      g_thread_join (two);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 8, &length), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 8, &length), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 8, &length), ==, IPQ_EMPTY);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

static gpointer
publish_until_closed (gpointer data)
{
  gsize sent = 0;
  int result;

  while ((result = ipq_try_enqueue (data, "x", 1)) >= 0)
    sent += result == IPQ_OK;
  g_assert_cmpint (result, ==, IPQ_CLOSED);
  return GSIZE_TO_POINTER (sent);
}

/* A close takes nothing from under a call in another thread, and what a call reported stays. */
static void
test_close_under_load (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  for (guint round = 0; round < 50; round++)
    {
      struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
      GThread *threads[3];
      gsize sent = 0, received = 0, length;
      guint8 buffer[8];

      for (guint i = 0; i < 3; i++)
        threads[i] = g_thread_new ("publish", publish_until_closed, publisher);
      for (gint64 end = g_get_monotonic_time () + round * 40; g_get_monotonic_time () < end;)
        received += ipq_try_dequeue (subscriber, buffer, 8, &length) == IPQ_OK;
      ipq_close (publisher);
      for (guint i = 0; i < 3; i++)
        sent += GPOINTER_TO_SIZE (g_thread_join (threads[i]));
      while (ipq_try_dequeue (subscriber, buffer, 8, &length) == IPQ_OK)
        received++;
      g_assert_cmpuint (received, ==, sent);
      ipq_free (publisher);
    }
  ipq_free (subscriber);
}

/* Another thread asks for the turn while the holder is in a call, and the call makes one more, from its
 * stop function. */
static bool
calls_again (void *subscriber)
{
  static uintptr_t another;
  struct ipq_endpoint *endpoint = subscriber;
  guint8 buffer[8];
  gsize length;

  atomic_store (&endpoint->asker, (uintptr_t) &another);
  atomic_fetch_or (&endpoint->first_thread, 1); /* asked, see turn.c */
  g_assert_cmpint (ipq_try_dequeue (endpoint, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  g_assert_cmpuint (atomic_load (&endpoint->first_thread), ==, ipq_this_thread () | 1);
  atomic_store (&endpoint->first_thread, ipq_this_thread ());
  atomic_store (&endpoint->asker, 0);
  return true;
}

static void
test_no_turn_ends_inside_of_a_call (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  const struct ipq_wait wait = { .timeout = -1, .stop = calls_again, .data = subscriber };
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  g_assert_cmpuint (atomic_load (&subscriber->first_thread), ==, ipq_this_thread ());
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==, IPQ_STOPPED);
  ipq_free (subscriber);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/threads/many-publish-one-receives", test_many_publish_one_receives);
  fixture_add ("/threads/one-publishes-many-receive", test_one_publishes_many_receive);
  fixture_add ("/threads/many-publish-many-receive", test_many_publish_many_receive);
  fixture_add ("/threads/come-and-go", test_threads_come_and_go);
  fixture_add ("/threads/close-under-load", test_close_under_load);
  fixture_add ("/threads/no-turn-ends-inside-of-a-call", test_no_turn_ends_inside_of_a_call);
  return g_test_run ();
}
