/* SPDX-License-Identifier: MIT */
/* The descriptors that main loops poll: readable when they have to be, silent when they can be, and never
 * in a publisher's way. */
#include "core-fixture.h"

#include "../descriptors.h"

#include "native/ring.h"
#include "platform/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONG 10000 /* ms: a poll that takes so long has missed its ring */

static int
watch (struct ipq_endpoint *endpoint)
{
  struct ipq_error error = { "" };
  int fd = -1;

  g_assert_cmpint (ipq_watch (endpoint, &fd, &error), ==, IPQ_OK);
  g_assert_cmpstr (error.message, ==, "");
  return fd;
}

static int
pollable (struct ipq_endpoint *endpoint)
{
  struct ipq_error error = { "" };
  int fd = -1;

  g_assert_cmpint (ipq_pollable (endpoint, &fd, &error), ==, IPQ_OK);
  return fd;
}

static gboolean
is_readable_within (int fd, int ms)
{
  struct pollfd poller = { .fd = fd, .events = POLLIN };
  int n;

  while ((n = poll (&poller, 1, ms)) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_assert_cmpint (poller.revents & ~POLLIN, ==, 0);
  return n == 1;
}

static gboolean
is_readable (int fd)
{
  return is_readable_within (fd, 0);
}

static void
send (struct ipq_endpoint *publisher)
{
  g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_OK);
}

static int
receive (struct ipq_endpoint *subscriber)
{
  guint8 buffer[64];
  gsize length;

  return ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length);
}

static void
fill (struct ipq_endpoint *publisher)
{
  while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
    ;
}

static char *
doorbell_of (Fixture *f)
{
  return g_build_filename (f->directory, "test.queue", "messages", NULL);
}

/* ---- when it is readable ---------------------------------------------------------------------- */

/* Of either kind. */
static void
check_messages (Fixture *f, int (*get_fd) (struct ipq_endpoint *))
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd;

  send (publisher); /* before anybody watches */
  fd = get_fd (subscriber);
  g_assert_cmpuint (ipq_watch_rests (subscriber), ==, 0);
  g_assert_true (get_fd == watch || is_readable_within (fd, LONG)); /* nobody has looked */
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_cmpuint (ipq_watch_rests (subscriber), ==, 1);
  g_assert_false (is_readable (fd));
  send (publisher);
  g_assert_true (is_readable_within (fd, LONG));
  send (publisher);
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_true (is_readable (fd)); /* there is another */
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  send (publisher);
  g_assert_true (is_readable_within (fd, LONG));
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_messages (Fixture *f, gconstpointer data)
{
  check_messages (f, watch);
}

static void
test_messages_by_pollable (Fixture *f, gconstpointer data)
{
  check_messages (f, pollable);
}

static void
test_room (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (publisher);

  fill (publisher);
  g_assert_false (is_readable (fd));
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_true (is_readable_within (fd, LONG));
  fill (publisher);
  g_assert_false (is_readable (fd));
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* A message that was taken by a call out of turn leaves at most a look for nothing. */
static void
test_other_subscriber_takes_it (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *watcher = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *other = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (watcher);

  g_assert_cmpint (receive (watcher), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_cmpint (receive (other), ==, IPQ_OK);
  g_assert_true (is_readable_within (fd, LONG));
  g_assert_cmpint (receive (watcher), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  ipq_free (publisher);
  ipq_free (other);
  ipq_free (watcher);
}

/* One empties the doorbell while the other sleeps: he misses nothing that comes later. */
static void
test_two_watchers (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *one = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *other = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fds[] = { watch (one), watch (other) };

  g_assert_cmpint (receive (one), ==, IPQ_EMPTY);
  g_assert_cmpint (receive (other), ==, IPQ_EMPTY);
  for (int i = 0; i < 3; i++)
    {
      send (publisher);
      g_assert_true (is_readable_within (fds[0], LONG));
      g_assert_true (is_readable_within (fds[1], LONG));
      g_assert_cmpint (receive (one), ==, IPQ_OK);
      g_assert_cmpint (receive (one), ==, IPQ_EMPTY);
      g_assert_false (is_readable (fds[1]));
    }
  ipq_free (publisher);
  ipq_free (other);
  ipq_free (one);
}

/* A sleeper and a watcher of one queue: both are woken, and there is no second message to be had. */
static gpointer
receive_in_thread (gpointer subscriber)
{
  static const struct ipq_wait for_ever = { .timeout = -1 };
  guint8 buffer[8];
  gsize length;

  return GINT_TO_POINTER (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &for_ever));
}

static void
test_sleeper_beside_a_watcher (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *watcher = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *sleeper = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (watcher);

  for (int i = 0; i < 20; i++)
    {
      GThread *thread = g_thread_new (NULL, receive_in_thread, sleeper);

      g_assert_cmpint (receive (watcher), ==, IPQ_EMPTY);
      send (publisher);
      g_assert_true (is_readable_within (fd, LONG));
      g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, IPQ_OK);
    }
  ipq_free (publisher);
  ipq_free (sleeper);
  ipq_free (watcher);
}

/* ---- what it costs the others ----------------------------------------------------------------- */

static gsize
bytes_in (const char *path)
{
  int fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  char bytes[4096];
  gssize n = read (fd, bytes, sizeof bytes);

  close (fd);
  return n < 0 ? 0 : (gsize) n;
}

/* Nobody rings while nobody polls, and once is enough for many messages. */
static void
test_rings_are_few (Fixture *f, gconstpointer data)
{
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int keeper = open (doorbell, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (keeper, >=, 0);
  send (publisher);
  g_assert_cmpuint (bytes_in (doorbell), ==, 0);
  watch (subscriber);
  while (receive (subscriber) == IPQ_OK)
    ;
  g_assert_cmpuint (bytes_in (doorbell), ==, 0);
  for (int i = 0; i < 100; i++)
    send (publisher);
  g_assert_cmpuint (bytes_in (doorbell), ==, 1);
  close (keeper);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* One whose doorbell is full of rings holds nobody up. */
static void
test_full_doorbell (Fixture *f, gconstpointer data)
{
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (subscriber);
  int own = open (doorbell, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  char block[4096] = "";

  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  while (write (own, block, sizeof block) > 0)
    ;
  g_assert_cmpint (errno, ==, EAGAIN);
  send (publisher);
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  for (int i = 0; i < 10000 && is_readable (fd); i++)
    g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  close (own);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_no_descriptor_is_left (Fixture *f, gconstpointer data)
{
  guint none = count_descriptors ();
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  int fd = watch (subscriber);
  guint before = count_descriptors ();

  for (int i = 0; i < 2000; i++)
    {
      g_assert_cmpint (watch (subscriber), ==, fd);
      ipq_unwatch (subscriber);
    }
  g_assert_cmpuint (count_descriptors (), ==, before);
  pollable (subscriber);
  ipq_free (subscriber);
  g_assert_cmpuint (count_descriptors (), ==, none);
}

/* ---- nobody is missed ------------------------------------------------------------------------- */

#define SENDERS 2
#define RECEIVERS 3
#define MESSAGES 20000 /* of each sender */

typedef struct
{
  atomic_uint taken;
} Shared;

static void
be_sender (Fixture *f, GRand *rand)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (publisher);

  for (guint sent = 0; sent < MESSAGES;)
    {
      int result = ipq_try_enqueue (publisher, "0123456789", (gsize) g_rand_int_range (rand, 0, 10));

      if (result == IPQ_OK)
        sent++;
      else
        g_assert_true (is_readable_within (fd, -1));
      if (g_rand_int_range (rand, 0, 16) == 0)
        g_usleep ((gulong) g_rand_int_range (rand, 0, 50));
    }
  ipq_free (publisher);
  _exit (0);
}

static void
ring (Fixture *f)
{
  g_autofree char *doorbell = doorbell_of (f);
  int fd = open (doorbell, O_RDWR | O_NONBLOCK | O_CLOEXEC);

  g_assert_cmpint (write (fd, "", 1), ==, 1);
  close (fd);
}

static void
be_receiver (Fixture *f, GRand *rand, Shared *shared)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  int fd = watch (subscriber);

  while (receive (subscriber) == IPQ_OK)
    atomic_fetch_add (&shared->taken, 1);
  while (atomic_load (&shared->taken) < SENDERS * MESSAGES)
    {
      /* Some take one at a time, as a main loop does, some all. */
      guint most = (guint) g_rand_int_range (rand, 1, 20);

      g_assert_true (is_readable_within (fd, -1)); /* the test would time out */
      for (guint i = 0; i < most && receive (subscriber) == IPQ_OK; i++)
        atomic_fetch_add (&shared->taken, 1);
    }
  ring (f); /* for the others, who poll for ever */
  ipq_free (subscriber);
  _exit (0);
}

/* The ring is small, so that all wait for each other all the time. Nothing here looks by itself: a ring that
 * was lost is a test that never ends. */
static void
test_no_ring_is_lost (Fixture *f, gconstpointer data)
{
  Shared *shared =
    mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct ipq_endpoint *keeper;
  pid_t children[SENDERS + RECEIVERS];

  f->options.capacity = 4096;
  keeper = fixture_open (f, IPQ_SUBSCRIBER);
  for (int i = 0; i < SENDERS + RECEIVERS; i++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

      children[i] = fork ();
      if (children[i] != 0)
        continue;
      if (i < RECEIVERS)
        be_receiver (f, rand, shared);
      be_sender (f, rand);
    }
  for (int i = 0; i < SENDERS + RECEIVERS; i++)
    wait_for_exit (children[i]);
  g_assert_cmpuint (atomic_load (&shared->taken), ==, SENDERS * MESSAGES);
  ipq_free (keeper);
  munmap (shared, sizeof *shared);
}

/* Nobody rings for what a killed process left, so the descriptor wakes by itself. */
static void
test_pollable_wakes_by_itself (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  int fd = pollable (subscriber);
  gint64 end_of_patience = seconds_from_now (10);
  guint64 nap = 0;

  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
      g_assert_false (is_readable (fd));
      g_assert_true (is_readable_within (fd, LONG));
    }
  /* A call out of turn does not begin the nap anew. */
  while (!is_readable (fd))
    {
      g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
      g_assert_cmpint (g_get_monotonic_time (), <, end_of_patience);
      g_usleep (5 * 1000);
    }
  ipq_free (subscriber);

  /* At first soon, then once a second. */
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  for (int i = 0; i < 10; i++)
    {
      guint64 next = ipq_watch_nap (subscriber, nap);

      g_assert_cmpuint (next, >=, nap);
      nap = next;
    }
  g_assert_cmpuint (nap, ==, G_GUINT64_CONSTANT (1000000000));
  ipq_free (subscriber);
}

/* ---- what the dead leave ------------------------------------------------------------------------- */

/* A watcher that was rung for, emptied the doorbell, and was killed. */
static void
silence_and_die (Fixture *f)
{
  g_autofree char *doorbell = doorbell_of (f);

  g_assert_cmpuint (bytes_in (doorbell), >, 0);
}

/* One that is left looks by itself, finds nothing, and is not content with having been announced once. */
static void
test_another_died_having_silenced (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *watcher = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *other = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (watcher);

  g_assert_cmpint (receive (watcher), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_cmpint (receive (other), ==, IPQ_OK);
  silence_and_die (f);
  g_assert_false (is_readable (fd));
  g_assert_cmpint (receive (watcher), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_true (is_readable_within (fd, LONG));
  ipq_free (publisher);
  ipq_free (other);
  ipq_free (watcher);
}

/* Several messages cost one nap, and not one each. */
static void
test_one_nap_for_all_messages (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = pollable (subscriber);

  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  for (int i = 0; i < 3; i++)
    send (publisher);
  silence_and_die (f);
  g_assert_true (is_readable_within (fd, LONG));
  for (int i = 0; i < 3; i++)
    {
      g_assert_true (is_readable (fd));
      g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
    }
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Whom one call's room does not suffice silences a ring that another could have used. He looks by himself. */
static void
test_long_message_takes_the_ring (Fixture *f, gconstpointer data)
{
  static const guint8 message[200];
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *large = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *small = fixture_open (f, IPQ_PUBLISHER);
  int fd = pollable (small);

  watch (large);
  fill (large);
  g_assert_cmpint (ipq_try_enqueue (small, "x", 1), ==, IPQ_FULL);
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_enqueue (large, message, sizeof message), ==, IPQ_FULL);
  g_assert_true (is_readable_within (fd, LONG));
  send (small);
  ipq_free (small);
  ipq_free (large);
  ipq_free (subscriber);
}

/* Two that poll one queue announce themselves in turn, which is no news to the other. */
static void
test_naps_grow_beside_others (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *both[] = { fixture_open (f, IPQ_SUBSCRIBER), fixture_open (f, IPQ_SUBSCRIBER) };
  int fds[] = { pollable (both[0]), pollable (both[1]) };

  for (int i = 0; i < 8; i++)
    {
      g_assert_true (is_readable_within (fds[i % 2], LONG));
      g_assert_cmpint (receive (both[i % 2]), ==, IPQ_EMPTY);
    }
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpuint (atomic_load (&ring_of (both[i])->watch.nap), >=, 4 * FIRST_NAP);
      ipq_free (both[i]);
    }
}

/* ---- the end ---------------------------------------------------------------------------------- */

/* Publishers ring for a descriptor only while somebody says that he watches it. */
static void
test_released (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = pollable (subscriber);
  int doorbell = watch (subscriber);

  ipq_unwatch (subscriber);
  g_assert_cmpint (pollable (subscriber), ==, fd);
  g_assert_true (ipq_release_pollable (subscriber)); /* one of two */
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_true (is_readable (doorbell));
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);

  g_assert_true (ipq_release_pollable (subscriber));
  g_assert_false (ipq_release_pollable (subscriber));
  ipq_doorbell_silence (&own_bell (ring_of (subscriber))->doorbell);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_false (is_readable (doorbell));
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);

  /* Once more, with nothing there, and with what nobody has been rung for. */
  g_assert_cmpint (pollable (subscriber), ==, fd);
  g_assert_false (is_readable (fd));
  send (publisher);
  g_assert_true (is_readable (fd));
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  g_assert_true (ipq_release_pollable (subscriber));
  send (publisher); /* for the last announcement */
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  send (publisher);
  g_assert_cmpint (pollable (subscriber), ==, fd);
  g_assert_true (is_readable_within (fd, LONG));
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_close_is_readable (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_error error;
  int fd = pollable (subscriber);
  int other;

  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  ipq_close (subscriber);
  g_assert_true (is_readable (fd));
  g_assert_cmpint (receive (subscriber), ==, IPQ_CLOSED);
  g_assert_true (is_readable (fd));
  g_assert_cmpint (ipq_watch (subscriber, &other, &error), ==, IPQ_CLOSED);
  g_assert_cmpint (ipq_pollable (subscriber, &other, &error), ==, IPQ_CLOSED);
  ipq_free (subscriber);
}

static void
test_nothing_is_left (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  pollable (subscriber);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_fork_while_watching (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = pollable (subscriber);
  pid_t child;

  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  child = fork ();
  if (child == 0)
    {
      struct ipq_error error;
      int other;

      g_assert_cmpint (fcntl (fd, F_GETFD), ==, -1);
      g_assert_cmpint (ipq_watch (subscriber, &other, &error), ==, IPQ_FORKED);
      ipq_free (subscriber);
      ipq_free (publisher);
      _exit (0);
    }
  wait_for_exit (child);
  g_assert_false (is_readable (fd));
  send (publisher);
  g_assert_true (is_readable_within (fd, LONG));
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* ---- what cannot be watched ------------------------------------------------------------------- */

static void
expect_unwatchable (Fixture *f, int result, const char *word)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  static const struct ipq_wait for_ever = { .timeout = -1 };
  struct ipq_error error;
  guint8 buffer[8];
  gsize length;
  int fd;

  g_assert_cmpint (ipq_watch (subscriber, &fd, &error), ==, result);
  g_assert_nonnull (strstr (error.message, word));
  g_assert_cmpint (ipq_pollable (subscriber, &fd, &error), ==, result);
  send (publisher);
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &for_ever), ==, IPQ_OK);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_doorbell_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *keeper = fixture_open (f, IPQ_PUBLISHER);

  g_assert_cmpint (g_unlink (doorbell), ==, 0);
  expect_unwatchable (f, IPQ_NOT_FOUND, doorbell);
  ipq_free (keeper);
}

static void
test_doorbell_replaced (Fixture *f, gconstpointer data)
{
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *keeper = fixture_open (f, IPQ_PUBLISHER);

  g_assert_cmpint (g_unlink (doorbell), ==, 0);
  g_assert_true (g_file_set_contents (doorbell, "", 0, NULL));
  expect_unwatchable (f, IPQ_UNTRUSTED, doorbell);
  g_assert_cmpint (g_unlink (doorbell), ==, 0);
  g_assert_cmpint (symlink ("room", doorbell), ==, 0);
  expect_unwatchable (f, IPQ_UNTRUSTED, doorbell);
  g_assert_cmpint (g_unlink (doorbell), ==, 0);
  g_assert_cmpint (mkfifo (doorbell, 0600), ==, 0);
  g_assert_cmpint (g_chmod (doorbell, 0622), ==, 0);
  expect_unwatchable (f, IPQ_UNTRUSTED, doorbell);
  ipq_free (keeper);
}

/* Somebody has moved the queue away by hand, and there is a new one. */
static void
test_name_of_another_queue (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->directory, "test.queue", NULL);
  g_autofree char *moved = g_build_filename (f->directory, "moved", NULL);
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *left_behind = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *subscriber;
  struct ipq_error error;
  int fd;

  g_assert_cmpint (g_rename (path, moved), ==, 0);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpint (ipq_watch (left_behind, &fd, &error), ==, IPQ_NOT_FOUND);
  g_assert_nonnull (strstr (error.message, doorbell));
  watch (subscriber);
  ipq_free (subscriber);
  ipq_free (left_behind);
}

/* A publisher that cannot open it publishes all the same. */
static void
test_ringer_without_a_doorbell (Fixture *f, gconstpointer data)
{
  g_autofree char *doorbell = doorbell_of (f);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = pollable (subscriber);

  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_cmpint (g_unlink (doorbell), ==, 0);
  send (publisher);
  g_assert_true (ipq_take_notices (publisher) & 1u << IPQ_NOTICE_SILENT);
  g_assert_cmpint (ipq_count_of (publisher, IPQ_NOTICE_SILENT), ==, 1);
  g_assert_true (is_readable_within (fd, LONG)); /* by itself */
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_no_descriptors_to_be_had (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *keeper = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_error error;
  struct rlimit limit, none;
  int fd;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  none = limit;
  none.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  g_assert_cmpint (ipq_watch (subscriber, &fd, &error), <, 0);
  g_assert_nonnull (strstr (error.message, "block still work"));
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  send (keeper);
  g_assert_cmpint (receive (subscriber), ==, IPQ_OK);
  fd = watch (subscriber);
  g_assert_cmpint (receive (subscriber), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  ipq_free (subscriber);
  ipq_free (keeper);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/watch/messages", test_messages);
  fixture_add ("/watch/messages-by-pollable", test_messages_by_pollable);
  fixture_add ("/watch/room", test_room);
  fixture_add ("/watch/other-subscriber-takes-it", test_other_subscriber_takes_it);
  fixture_add ("/watch/two-watchers", test_two_watchers);
  fixture_add ("/watch/sleeper-beside-a-watcher", test_sleeper_beside_a_watcher);
  fixture_add ("/watch/rings-are-few", test_rings_are_few);
  fixture_add ("/watch/full-doorbell", test_full_doorbell);
  fixture_add ("/watch/no-descriptor-is-left", test_no_descriptor_is_left);
  fixture_add ("/watch/no-ring-is-lost", test_no_ring_is_lost);
  fixture_add ("/watch/released", test_released);
  fixture_add ("/watch/pollable-wakes-by-itself", test_pollable_wakes_by_itself);
  fixture_add ("/watch/another-died-having-silenced", test_another_died_having_silenced);
  fixture_add ("/watch/one-nap-for-all-messages", test_one_nap_for_all_messages);
  fixture_add ("/watch/long-message-takes-the-ring", test_long_message_takes_the_ring);
  fixture_add ("/watch/naps-grow-beside-others", test_naps_grow_beside_others);
  fixture_add ("/watch/close-is-readable", test_close_is_readable);
  fixture_add ("/watch/nothing-is-left", test_nothing_is_left);
  fixture_add ("/watch/fork-while-watching", test_fork_while_watching);
  fixture_add ("/watch/doorbell-removed", test_doorbell_removed);
  fixture_add ("/watch/doorbell-replaced", test_doorbell_replaced);
  fixture_add ("/watch/name-of-another-queue", test_name_of_another_queue);
  fixture_add ("/watch/ringer-without-a-doorbell", test_ringer_without_a_doorbell);
  fixture_add ("/watch/no-descriptors-to-be-had", test_no_descriptors_to_be_had);
  return g_test_run ();
}
