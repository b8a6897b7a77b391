/* SPDX-License-Identifier: MIT */
/* Endpoints that are alone in their role. */
#include "core-fixture.h"

#include "calls.h"
#include "native/ring.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define LENGTH 100

static struct ipq_endpoint *
open_as (Fixture *f, enum ipq_role role, bool exclusive)
{
  f->options.exclusive = exclusive;
  return fixture_open (f, role);
}

static void
send (struct ipq_endpoint *publisher, guint number, gsize length)
{
  g_autofree guint8 *message = g_malloc (length + 1);

  fill_message (message, length, number);
  g_assert_cmpint (ipq_try_enqueue (publisher, message, length), ==, IPQ_OK);
}

static void
expect (struct ipq_endpoint *subscriber, guint number, gsize length)
{
  guint8 message[4096];
  gsize found;

  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &found), ==, IPQ_OK);
  g_assert_cmpuint (found, ==, length);
  check_message (message, found, number);
}

/* Each pairing in turn on one queue, which stays: what one leaves in it the next one takes. */
static void
test_pairings_share_one_queue (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = NULL, *subscriber = NULL;
  guint sent = 0, taken = 0;

  f->options.capacity = 4096;
  for (guint turn = 0; turn < 64; turn++)
    {
      if (publisher != NULL)
        ipq_free (publisher);
      publisher = open_as (f, IPQ_PUBLISHER, turn & 1);
      for (guint i = 0; i < 6; i++, sent++)
        send (publisher, sent, sent * 37 % 200);
      if (subscriber != NULL)
        ipq_free (subscriber);
      subscriber = open_as (f, IPQ_SUBSCRIBER, turn & 2);
      for (guint i = 0; i < (turn == 0 ? 3 : 6); i++, taken++)
        expect (subscriber, taken, taken * 37 % 200);
    }
  for (; taken < sent; taken++)
    expect (subscriber, taken, taken * 37 % 200);
  expect_nothing (subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_full_and_empty (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher, *subscriber;
  guint8 message[2048] = { 0 };
  gsize length;

  f->options.capacity = 4096;
  publisher = open_as (f, IPQ_PUBLISHER, true);
  subscriber = open_as (f, IPQ_SUBSCRIBER, true);
  for (guint lap = 0; lap < 50; lap++)
    {
      guint n = 0;

      while (ipq_try_enqueue (publisher, message, 64) == IPQ_OK)
        n++;
      g_assert_cmpuint (n, ==, 64);
      while (ipq_try_dequeue (subscriber, message, sizeof message, &length) == IPQ_OK)
        n--;
      g_assert_cmpuint (n, ==, 0);
      send (publisher, lap, sizeof message); /* half the capacity, in one piece */
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, 1, &length), ==, IPQ_BUFFER_TOO_SMALL);
      g_assert_cmpuint (length, ==, sizeof message);
      expect (subscriber, lap, sizeof message);
    }
  g_assert_cmpint (ipq_try_enqueue (publisher, message, 2049), ==, IPQ_TOO_LARGE);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* What others left in it is not overwritten, however often it is refused. */
static void
test_full_queue_stays_as_it_is (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber, *publisher;
  guint sent = 0;

  f->options.capacity = 4096;
  subscriber = open_as (f, IPQ_SUBSCRIBER, true);
  publisher = open_as (f, IPQ_PUBLISHER, false);
  for (; sent < 64; sent++)
    send (publisher, sent, 8);
  ipq_free (publisher);
  publisher = open_as (f, IPQ_PUBLISHER, true);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_FULL);
      g_assert_cmpint (ipq_try_enqueue (publisher, NULL, 0), ==, IPQ_FULL);
      expect (subscriber, i, 8);
      send (publisher, sent++, 8);
    }
  for (guint i = 5; i < sent; i++)
    expect (subscriber, i, 8);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* ---- who is refused --------------------------------------------------------------------------- */

static void
assert_refused (Fixture *f, enum ipq_role role, bool exclusive, const char *role_name)
{
  g_autofree char *holder =
    g_strdup_printf ("process %d (%.15s)", getpid (), program_invocation_short_name);
  struct ipq_endpoint *endpoint;
  struct ipq_error error = { "" };

  f->options.exclusive = exclusive;
  g_assert_cmpint (ipq_open (&f->options, role, &endpoint, &error), ==, IPQ_EXCLUSIVE);
  g_assert_nonnull (strstr (error.message, holder));
  g_assert_nonnull (strstr (error.message, role_name));
  g_assert_nonnull (strstr (error.message, "close it first"));
}

static void
test_only_one_of_the_role (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "publisher", "subscriber" };

  for (int role = IPQ_PUBLISHER; role <= IPQ_SUBSCRIBER; role++)
    {
      struct ipq_endpoint *first = open_as (f, role, true);
      struct ipq_endpoint *other = open_as (f, role == IPQ_PUBLISHER, true);

      assert_refused (f, role, true, names[role]);
      assert_refused (f, role, false, names[role]);
      ipq_free (first);
      first = open_as (f, role, false);
      ipq_free (open_as (f, role, false));
      assert_refused (f, role, true, names[role]);
      ipq_free (first);
      ipq_free (open_as (f, role, true));
      ipq_free (other);
    }
}

static void
test_refused_opener_leaves_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *first;

  f->options.max_endpoints = 2;
  first = open_as (f, IPQ_PUBLISHER, true);
  for (guint i = 0; i < 5; i++)
    assert_refused (f, IPQ_PUBLISHER, false, "publisher");
  ipq_free (open_as (f, IPQ_SUBSCRIBER, true));
  ipq_free (first);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_dead_holder_is_replaced (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = open_as (f, IPQ_SUBSCRIBER, true);
  struct ipq_endpoint *publisher;
  pid_t child = fork ();

  if (child == 0)
    {
      publisher = open_as (f, IPQ_PUBLISHER, true);
      send (publisher, 1, LENGTH);
      raise (SIGKILL);
    }
  wait_for_signal (child, SIGKILL);
  publisher = open_as (f, IPQ_PUBLISHER, true);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_RECOVERED), ==, 1);
  send (publisher, 2, LENGTH);
  expect (subscriber, 1, LENGTH);
  expect (subscriber, 2, LENGTH);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* ---- what a dead one leaves ------------------------------------------------------------------- */

/* It died between its two stores. A shared successor reserves the same place: what stands in pub is of
 * this lap, and must not look like its commit. */
static void
test_half_a_commit_counts_for_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = open_as (f, IPQ_SUBSCRIBER, false);
  struct ipq_endpoint *publisher = open_as (f, IPQ_PUBLISHER, true);
  const struct words *w = &ring_of (subscriber)->words;
  struct ring *ring = ring_of (publisher);
  guint64 end, free_word;
  uint64_t con;

  send (publisher, 1, LENGTH);
  end = place_of (ring, 0);
  atomic_store (&control_at (ring, end)->pub, lap_of (w, end) | w->exclusive | 40);
  ipq_free (publisher);
  expect (subscriber, 1, LENGTH);
  expect_nothing (subscriber);

  publisher = open_as (f, IPQ_PUBLISHER, false);
  ring = ring_of (publisher);
  con = lap_of (w, end) | ring->busy_by_me[0] | 1;
  free_word = atomic_exchange (&control_at (ring, end)->con, con); /* reserved, no more */
  g_assert_false (ipq_record_is_committed (ring, end, con));
  expect_nothing (subscriber);
  atomic_store (&control_at (ring, end)->con, free_word);
  send (publisher, 2, LENGTH);
  expect (subscriber, 2, LENGTH);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* The same, in the words of a publisher that really sent: its second store is taken back. */
static void
test_death_between_the_stores (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = open_as (f, IPQ_SUBSCRIBER, false);
  struct ipq_endpoint *publisher = open_as (f, IPQ_PUBLISHER, true);
  struct ring *ring = ring_of (publisher);
  struct control *first = control_at (ring, 0);
  guint64 free_word = atomic_load (&first->con);

  send (publisher, 1, LENGTH);
  atomic_store (&first->con, free_word);
  ipq_free (publisher);

  publisher = open_as (f, IPQ_PUBLISHER, false);
  ring = ring_of (publisher);
  atomic_store (&first->con, lap_of (&ring->words, 0) | ring->busy_by_me[0] | 2);
  expect_nothing (subscriber);
  atomic_store (&first->con, free_word);
  send (publisher, 2, LENGTH);
  expect (subscriber, 2, LENGTH);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static struct control *words; /* of the first page */
static void *first_written;

static void
note_store (int number, siginfo_t *info, void *context)
{
  first_written = info->si_addr;
  mprotect (words, (gsize) getpagesize (), PROT_READ | PROT_WRITE);
}

/* con is what makes it a message. */
static void
test_pub_is_stored_before_con (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = open_as (f, IPQ_PUBLISHER, true);
  struct sigaction action = { .sa_sigaction = note_store, .sa_flags = SA_SIGINFO }, was;

  send (publisher, 1, LENGTH);
  words = control_at (ring_of (publisher), 0);
  sigaction (SIGSEGV, &action, &was);
  g_assert_cmpint (mprotect (words, (gsize) getpagesize (), PROT_READ), ==, 0);
  send (publisher, 2, LENGTH);
  sigaction (SIGSEGV, &was, NULL);
  g_assert_true (first_written == &words[2].pub);
  ipq_free (publisher);
}

/* ---- threads ---------------------------------------------------------------------------------- */

static gpointer
send_one (gpointer publisher)
{
  send (publisher, 7, LENGTH);
  return NULL;
}

static void
test_hand_over_between_threads (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = open_as (f, IPQ_PUBLISHER, true);
  struct ipq_endpoint *subscriber = open_as (f, IPQ_SUBSCRIBER, true);

  for (guint i = 0; i < 200; i++)
    {
      send (publisher, i, LENGTH);
      g_thread_join (g_thread_new ("send", send_one, publisher));
      expect (subscriber, i, LENGTH);
      expect (subscriber, 7, LENGTH);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

#ifdef IPQ_CHECKS
static void
test_two_threads_at_once_are_told (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = open_as (f, IPQ_PUBLISHER, true);
  struct ipq_endpoint *subscriber = open_as (f, IPQ_SUBSCRIBER, true);
  guint8 buffer[LENGTH];
  gsize length;

  g_assert_cmpint (ipq_enter_alone (publisher), ==, 0);
  g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_MISUSED);
  ipq_leave_first (publisher);
  g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
  g_assert_cmpint (ipq_enter_alone (subscriber), ==, 0);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, LENGTH, &length), ==, IPQ_MISUSED);
  ipq_leave_first (subscriber);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, LENGTH, &length), ==, IPQ_OK);
  ipq_free (publisher);
  ipq_free (subscriber);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/exclusive/pairings-share-one-queue", test_pairings_share_one_queue);
  fixture_add ("/exclusive/full-and-empty", test_full_and_empty);
  fixture_add ("/exclusive/full-queue-stays-as-it-is", test_full_queue_stays_as_it_is);
  fixture_add ("/exclusive/only-one-of-the-role", test_only_one_of_the_role);
  fixture_add ("/exclusive/refused-opener-leaves-nothing", test_refused_opener_leaves_nothing);
  fixture_add ("/exclusive/dead-holder-is-replaced", test_dead_holder_is_replaced);
  fixture_add ("/exclusive/half-a-commit-counts-for-nothing",
               test_half_a_commit_counts_for_nothing);
  fixture_add ("/exclusive/death-between-the-stores", test_death_between_the_stores);
  fixture_add ("/exclusive/pub-is-stored-before-con", test_pub_is_stored_before_con);
  fixture_add ("/exclusive/hand-over-between-threads", test_hand_over_between_threads);
#ifdef IPQ_CHECKS
  fixture_add ("/exclusive/two-threads-at-once-are-told", test_two_threads_at_once_are_told);
#endif
  return g_test_run ();
}
