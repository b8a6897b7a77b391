/* SPDX-License-Identifier: MIT */
/* Laps that come round: the core is built with a lap of IPQ_LAP_BITS bits.
 *
 * In earnest that takes months, and nobody may sleep through half of it. So here one thread plays all
 * parts, and every endpoint has a turn in each lap. */
#include "core-fixture.h"

#include "native/ring.h"

#include <signal.h>
#include <unistd.h>

#define CAPACITY 4096
#define LAPS 3000
#define ENDPOINTS 2

typedef struct
{
  struct ipq_endpoint *publishers[ENDPOINTS];
  struct ipq_endpoint *subscribers[ENDPOINTS];
  guint sent, taken;
  gsize bytes; /* sent, with what rounding adds */
} Players;

static gsize
length_of (guint number)
{
  /* Seldom two alike next to each other, and some that hide many words. */
  return number % 7 == 0 ? 500 + number * 97 % 1500 : number * 31 % 250;
}

static bool
send_next (Players *players)
{
  struct ipq_endpoint *publisher = players->publishers[players->sent % ENDPOINTS];
  gsize length = length_of (players->sent);
  guint8 message[CAPACITY / 2];
  int result;

  fill_message (message, length, players->sent);
  result = ipq_try_enqueue (publisher, message, length);
  if (result == IPQ_FULL)
    return false;
  g_assert_cmpint (result, ==, IPQ_OK);
  players->sent++;
  players->bytes += extent_of (length) * GRANULE;
  return true;
}

static void
take_next (Players *players)
{
  struct ipq_endpoint *subscriber = players->subscribers[players->taken % ENDPOINTS];
  guint8 message[CAPACITY / 2];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
  g_assert_cmpuint (length, ==, length_of (players->taken));
  check_message (message, length, players->taken);
  players->taken++;
}

/* No word is so old that it could pass for new, and none of the future. */
static void
check_words (struct ring *ring)
{
  const struct words *w = &ring->words;
  guint64 head = load_head (ring);
  gint64 half = (gint64) (w->lap_unit << (IPQ_LAP_BITS - 2)); /* half of the half that is older */

  for (guint64 granule = 0; granule < ring->granules; granule++)
    {
      struct control *control = control_at (ring, granule);

      g_assert_cmpint (lap_difference (w, atomic_load (&control->con), head), >, -half);
      g_assert_cmpint (lap_difference (w, atomic_load (&control->pub), head), >, -half);
      g_assert_cmpint (lap_difference (w, atomic_load (&control->con), head), <=,
                       (gint64) (2 * w->lap_unit));
    }
}

static void
play (Players *players)
{
  guint64 until = players->bytes + (guint64) LAPS * CAPACITY;
  guint steps = 0;

  while (players->bytes < until)
    {
      while (send_next (players) && players->sent - players->taken < 5)
        ;
      while (players->taken < players->sent)
        take_next (players);
      if (++steps % 16 == 0)
        check_words (ring_of (players->publishers[0]));
    }
}

static void
play_as (Fixture *f, bool exclusive_publisher, bool exclusive_subscriber)
{
  Players players = { .sent = 0 };
  guint publishers = exclusive_publisher ? 1 : ENDPOINTS;
  guint subscribers = exclusive_subscriber ? 1 : ENDPOINTS;

  f->options.capacity = CAPACITY;
  for (guint i = 0; i < ENDPOINTS; i++)
    {
      f->options.exclusive = exclusive_publisher;
      players.publishers[i] =
        i < publishers ? fixture_open (f, IPQ_PUBLISHER) : players.publishers[0];
      f->options.exclusive = exclusive_subscriber;
      players.subscribers[i] =
        i < subscribers ? fixture_open (f, IPQ_SUBSCRIBER) : players.subscribers[0];
    }
  play (&players);
  for (guint i = 0; i < publishers; i++)
    ipq_free (players.publishers[i]);
  for (guint i = 0; i < subscribers; i++)
    ipq_free (players.subscribers[i]);
}

static void
test_laps_of_all_pairings (Fixture *f, gconstpointer data)
{
  for (int pairing = 0; pairing < 4; pairing++)
    play_as (f, pairing & 1, pairing & 2);
}

/* One record as long as half the ring: behind it the same words are hidden lap after lap. */
static void
test_words_inside_long_records (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher, *subscriber;
  guint8 message[CAPACITY / 2];
  gsize length;

  f->options.capacity = CAPACITY;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint i = 0; i < 2 * LAPS; i++)
    {
      fill_message (message, sizeof message, i);
      g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
      check_message (message, length, i);
      check_words (ring_of (publisher));
    }
  for (guint i = 0; i < 3 * CAPACITY / 64; i++) /* now each word begins a record */
    {
      g_assert_cmpint (ipq_try_enqueue (publisher, &i, sizeof i), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
      g_assert_cmpmem (message, length, &i, sizeof i);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* One who does nothing while others go round many times: his places are of long ago, and new words look
 * old from there. */
static void
test_idle_endpoints (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *idle_publisher, *idle_subscriber, *publisher, *subscriber;
  guint8 message[128];
  gsize length;

  f->options.capacity = CAPACITY;
  idle_publisher = fixture_open (f, IPQ_PUBLISHER);
  idle_subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint laps = 1; laps < 200; laps++)
    {
      for (guint i = 0; i < laps * CAPACITY / 128 + 3; i++)
        {
          fill_message (message, sizeof message, i);
          g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
          g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
        }
      g_assert_cmpint (ipq_try_enqueue (publisher, "before", 6), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_enqueue (idle_publisher, "idle", 4), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_enqueue (publisher, "behind", 6), ==, IPQ_OK);
      g_assert_cmpint (ipq_try_dequeue (idle_subscriber, message, sizeof message, &length), ==, IPQ_OK);
      g_assert_cmpmem (message, length, "before", 6);
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
      g_assert_cmpmem (message, length, "idle", 4);
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_OK);
      g_assert_cmpmem (message, length, "behind", 6);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
  ipq_free (idle_publisher);
  ipq_free (idle_subscriber);
}

/* A hand that a peer has put anywhere makes no call endless. */
static void
test_hand_from_nowhere (Fixture *f, gconstpointer data)
{
  static const guint64 hands[] = {
    G_MAXUINT64, G_MAXUINT64 / 4 * 3, G_MAXUINT64 / 2, 1, 12345678901234,
  };
  Players players = { .sent = 0 };

  for (guint i = 0; i < G_N_ELEMENTS (hands); i++)
    {
      f->options.capacity = CAPACITY;
      for (guint e = 0; e < ENDPOINTS; e++)
        {
          players.publishers[e] = fixture_open (f, IPQ_PUBLISHER);
          players.subscribers[e] = fixture_open (f, IPQ_SUBSCRIBER);
        }
      atomic_store (&ring_of (players.publishers[0])->header->swept, hands[i]);
      for (guint n = 0; n < 200; n++) /* less than half of the laps */
        {
          g_assert_true (send_next (&players));
          take_next (&players);
        }
      for (guint e = 0; e < ENDPOINTS; e++)
        {
          ipq_free (players.publishers[e]);
          ipq_free (players.subscribers[e]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/laps/all-pairings", test_laps_of_all_pairings);
  fixture_add ("/laps/words-inside-long-records", test_words_inside_long_records);
  fixture_add ("/laps/idle-endpoints", test_idle_endpoints);
  fixture_add ("/laps/hand-from-nowhere", test_hand_from_nowhere);
  return g_test_run ();
}
