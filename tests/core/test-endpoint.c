/* SPDX-License-Identifier: MIT */
#include "core-fixture.h"

#include "native/ring.h"

#include <unistd.h>

static void
test_message_comes_back (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[16];
  gsize length = 99;

  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  g_assert_cmpint (ipq_try_enqueue (publisher, "hello", 5), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
  g_assert_cmpmem (buffer, length, "hello", 5);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_every_length (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 sent[400], received[400];

  for (gsize n = 0; n < sizeof sent; n++)
    {
      gsize length = 0;

      fill_message (sent, n, (guint) n);
      g_assert_cmpint (ipq_try_enqueue (publisher, n != 0 ? sent : NULL, n), ==, IPQ_OK);
      memset (received, 0xee, sizeof received);
      g_assert_cmpint (ipq_try_dequeue (subscriber, received, n, &length), ==, IPQ_OK);
      g_assert_cmpmem (received, length, sent, n);
      if (n < sizeof received)
        g_assert_cmpuint (received[n], ==, 0xee);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_longest_message (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  gsize longest = publisher->capacity / 2;
  g_autofree guint8 *message = g_malloc (longest + 1);
  gsize length;

  g_assert_cmpuint (publisher->longest, ==, longest);
  for (guint i = 0; i < 20; i++)
    {
      fill_message (message, longest, i);
      g_assert_cmpint (ipq_try_enqueue (publisher, message, longest), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, longest, &length), ==, IPQ_OK);
      g_assert_cmpuint (length, ==, longest);
      check_message (message, length, i);
    }
  g_assert_cmpint (ipq_try_enqueue (publisher, message, longest + 1), ==, IPQ_TOO_LARGE);
  g_assert_cmpint (ipq_try_dequeue (subscriber, message, longest, &length), ==, IPQ_EMPTY);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_fills_whole_capacity (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 message[64];
  gsize length;

  for (guint round = 0; round < 10; round++)
    {
      for (guint i = 0; i < publisher->capacity / 64; i++)
        {
          fill_message (message, sizeof message, i);
          g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
        }
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_FULL);
      for (guint i = 0; i < publisher->capacity / 64; i++)
        {
          g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==,
                           IPQ_OK);
          check_message (message, length, i);
        }
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==,
                       IPQ_EMPTY);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Random lengths and a random number of messages in flight, against a plain list. */
static void
test_order_through_many_laps (Fixture *f, gconstpointer data)
{
  static const guint64 capacities[] = { 1024, 65536, 1 << 20 };

  for (guint c = 0; c < G_N_ELEMENTS (capacities); c++)
    {
      struct ipq_endpoint *publisher, *subscriber;
      g_autofree guint8 *message = NULL;
      g_autoptr(GQueue) lengths = g_queue_new ();
      guint sent = 0, received = 0;
      gsize longest, length;

      f->options.capacity = capacities[c];
      publisher = fixture_open (f, IPQ_PUBLISHER);
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      longest = publisher->longest;
      message = g_malloc (longest);
      while (received < 20000)
        {
          gsize n = g_test_rand_bit ()
                      ? g_test_rand_int_range (0, 100)
                      : g_test_rand_int_range (0, MIN ((gint32) longest, 9000) + 1);

          fill_message (message, n, sent);
          if (g_test_rand_bit () && ipq_try_enqueue (publisher, message, n) == IPQ_OK)
            {
              g_queue_push_tail (lengths, GSIZE_TO_POINTER (n));
              sent++;
            }
          if (g_test_rand_bit () &&
              ipq_try_dequeue (subscriber, message, longest, &length) == IPQ_OK)
            {
              g_assert_cmpuint (length, ==, GPOINTER_TO_SIZE (g_queue_pop_head (lengths)));
              check_message (message, length, received++);
            }
        }
      while (ipq_try_dequeue (subscriber, message, longest, &length) == IPQ_OK)
        check_message (message, length, received++);
      g_assert_cmpuint (received, ==, sent);
      ipq_free (publisher);
      ipq_free (subscriber);
    }
}

static void
test_small_buffer_leaves_message (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[100];
  gsize length = 0;

  fill_message (buffer, sizeof buffer, 7);
  g_assert_cmpint (ipq_try_enqueue (publisher, buffer, sizeof buffer), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 99, &length), ==, IPQ_BUFFER_TOO_SMALL);
  g_assert_cmpuint (length, ==, 100);
  g_assert_cmpint (ipq_try_dequeue (subscriber, NULL, 0, &length), ==, IPQ_BUFFER_TOO_SMALL);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 100, &length), ==, IPQ_OK);
  check_message (buffer, length, 7);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_each_message_is_taken_once (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscribers[3];
  guint taken = 0;

  for (guint i = 0; i < 3; i++)
    subscribers[i] = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint32 i = 0; i < 900; i++)
    g_assert_cmpint (ipq_try_enqueue (publisher, &i, sizeof i), ==, IPQ_OK);
  for (guint32 i = 0, message; i < 900; i++)
    {
      gsize length;

      g_assert_cmpint (ipq_try_dequeue (subscribers[i % 3], &message, sizeof message, &length), ==,
                       IPQ_OK);
      g_assert_cmpuint (message, ==, taken++);
    }
  for (guint i = 0; i < 3; i++)
    {
      guint32 message;
      gsize length;

      g_assert_cmpint (ipq_try_dequeue (subscribers[i], &message, sizeof message, &length), ==,
                       IPQ_EMPTY);
      ipq_free (subscribers[i]);
    }
  ipq_free (publisher);
}

static void
test_late_subscriber_finds_messages (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;
  guint8 message[200];
  gsize length;

  for (guint lap = 0; lap < 5; lap++)
    {
      for (guint i = 0; i < 100; i++)
        {
          fill_message (message, sizeof message, i);
          g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
        }
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      for (guint i = 0; i < 100; i++)
        {
          g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==,
                           IPQ_OK);
          check_message (message, length, i);
        }
      ipq_free (subscriber);
    }
  ipq_free (publisher);
}

/* One who did nothing while more messages passed than a call may step over, and ones of any length: he
 * goes on from head, and not along what is in his old place now. */
static void
test_left_behind (Fixture *f, gconstpointer data)
{
  static const guint passed[] = { 300000, 10, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007 };
  struct ipq_endpoint *publisher, *busy, *idle;
  guint8 message[500];
  gsize length;

  f->options.capacity = 4096;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  busy = fixture_open (f, IPQ_SUBSCRIBER);
  idle = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint round = 0; round < G_N_ELEMENTS (passed); round++)
    {
      for (guint i = 0; i < passed[round]; i++)
        {
          gsize n = round == 0 ? 1 : i * 97 % sizeof message;

          g_assert_cmpint (ipq_try_enqueue (publisher, message, n), ==, IPQ_OK);
          g_assert_cmpint (ipq_try_dequeue (busy, message, sizeof message, &length), ==, IPQ_OK);
        }
      fill_message (message, sizeof message, round);
      g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (idle, message, sizeof message, &length), ==, IPQ_OK);
      g_assert_cmpuint (length, ==, sizeof message);
      check_message (message, length, round);
    }
  ipq_free (publisher);
  ipq_free (busy);
  ipq_free (idle);
}

static void
test_calls_after_close (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_wait wait = { .timeout = -1 };
  guint8 buffer[8];
  gsize length;

  ipq_close (publisher);
  ipq_close (publisher);
  ipq_close (subscriber);
  g_assert_false (ipq_is_open (publisher));
  g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_CLOSED);
  g_assert_cmpint (ipq_enqueue (publisher, "x", 1, &wait), ==, IPQ_CLOSED);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, 8, &length), ==, IPQ_CLOSED);
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, 8, &length, &wait), ==, IPQ_CLOSED);
  ipq_interrupt (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_unopened_endpoint_is_closed (void)
{
  struct ipq_endpoint *endpoint = ipq_unopened ();
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_try_enqueue (endpoint, "x", 1), ==, IPQ_CLOSED);
  g_assert_cmpint (ipq_try_dequeue (endpoint, buffer, 8, &length), ==, IPQ_CLOSED);
  ipq_interrupt (endpoint);
  ipq_close (endpoint);
  g_assert_false (ipq_is_open (endpoint));
}

/* ---- counters --------------------------------------------------------------------------------- */

static gpointer
send_as_another_thread (gpointer publisher)
{
  g_assert_cmpint (ipq_try_enqueue (publisher, "four", 4), ==, IPQ_OK);
  return NULL;
}

static gpointer
take_as_another_thread (gpointer subscriber)
{
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
  return NULL;
}

static void
test_counters (Fixture *f, gconstpointer data)
{
  const struct ipq_wait briefly = { .timeout = 2000000 };
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  const struct slot *sender = ring_of (publisher)->slot;
  const struct slot *taker = ring_of (subscriber)->slot;
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &briefly), ==,
                   IPQ_TIMED_OUT);
  g_assert_cmpuint (taker->refused, >, 0);
  g_assert_cmpuint (taker->longest_wait, >=, 2000000);
  g_assert_cmpint (ipq_try_enqueue (publisher, "sixsix", 6), ==, IPQ_OK);
  g_thread_join (g_thread_new ("send", send_as_another_thread, publisher));
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
  g_thread_join (g_thread_new ("take", take_as_another_thread, subscriber));
  g_assert_cmpuint (sender->messages, ==, 1);
  g_assert_cmpuint (sender->bytes, ==, 6);
  g_assert_cmpuint (sender->others_messages, ==, 1);
  g_assert_cmpuint (sender->others_bytes, ==, 4);
  g_assert_cmpuint (taker->messages + taker->others_messages, ==, 2);
  g_assert_cmpuint (taker->bytes + taker->others_bytes, ==, 10);
  while (ipq_try_enqueue (publisher, "sixsix", 6) == IPQ_OK)
    ;
  g_assert_cmpuint (sender->refused, ==, 1);
  g_assert_cmpuint (sender->pid, ==, (guint) getpid ());
  g_assert_cmpuint (sender->role, ==, IPQ_PUBLISHER);
  g_assert_cmpstr ((const char *) sender->name, ==, "test-endpoint");
  ipq_free (publisher);
  publisher = fixture_open (f, IPQ_PUBLISHER); /* the same number, and a clean slate */
  g_assert_true (ring_of (publisher)->slot->pid != 0);
  g_assert_cmpuint (ring_of (publisher)->slot->messages, ==, 0);
  g_assert_cmpuint (ring_of (publisher)->slot->refused, ==, 0);
  ipq_free (publisher);
  ipq_free (subscriber);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/endpoint/message-comes-back", test_message_comes_back);
  fixture_add ("/endpoint/every-length", test_every_length);
  fixture_add ("/endpoint/longest-message", test_longest_message);
  fixture_add ("/endpoint/fills-whole-capacity", test_fills_whole_capacity);
  fixture_add ("/endpoint/order-through-many-laps", test_order_through_many_laps);
  fixture_add ("/endpoint/small-buffer-leaves-message", test_small_buffer_leaves_message);
  fixture_add ("/endpoint/each-message-is-taken-once", test_each_message_is_taken_once);
  fixture_add ("/endpoint/late-subscriber-finds-messages", test_late_subscriber_finds_messages);
  fixture_add ("/endpoint/left-behind", test_left_behind);
  fixture_add ("/endpoint/calls-after-close", test_calls_after_close);
  g_test_add_func ("/endpoint/unopened-is-closed", test_unopened_endpoint_is_closed);
  fixture_add ("/endpoint/counters", test_counters);
  return g_test_run ();
}
