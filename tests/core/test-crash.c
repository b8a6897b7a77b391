/* SPDX-License-Identifier: MIT */
/* Processes that are killed, or stopped, in the middle of a message.
 *
 * To stand exactly between reserving a record and committing it, or between finding one and taking
 * it, a child copies from, or to, memory that it may not touch, and acts in the signal handler. */
#include "core-fixture.h"

#include "native/ring.h"
#include "platform/clock.h"
#include "platform/liveness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH 100

static const struct ipq_wait for_ever = { .timeout = -1 };
static guint8 *trap; /* LENGTH bytes, the last ones out of reach */
static int on_trap;  /* the signal to raise there */

static gsize
page (void)
{
  return (gsize) getpagesize ();
}

static guint8 *
locked_page (void)
{
  return trap + LENGTH / 2;
}

static void
stand_in_trap (int number)
{
  raise (on_trap);
  /* Stopped and resumed: go on with the copy. */
  mprotect (locked_page (), page (), PROT_READ | PROT_WRITE);
}

static void
set_trap (int number)
{
  struct sigaction action = { .sa_handler = stand_in_trap };
  guint8 *pages =
    mmap (NULL, 2 * page (), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  trap = pages + page () - LENGTH / 2;
  fill_message (trap, LENGTH, 4242);
  on_trap = number;
  sigaction (SIGSEGV, &action, NULL);
  mprotect (locked_page (), page (), PROT_NONE);
}

/* A child that stops or is killed while it copies a message in. */
static pid_t
start_publisher (Fixture *f, int number)
{
  pid_t child = fork ();

  if (child == 0)
    {
      struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);

      set_trap (number);
      _exit (ipq_enqueue (publisher, trap, LENGTH, &for_ever) == IPQ_OK ? 0 : 3);
    }
  return child;
}

/* A child that stops or is killed while it copies a message out. */
static pid_t
start_subscriber (Fixture *f, int number)
{
  pid_t child = fork ();

  if (child == 0)
    {
      struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      gsize length;

      set_trap (number);
      _exit (ipq_dequeue (subscriber, trap, LENGTH, &length, &for_ever) == IPQ_OK ? 0 : 3);
    }
  return child;
}

static void
send (struct ipq_endpoint *publisher, guint number)
{
  guint8 message[LENGTH];

  fill_message (message, sizeof message, number);
  g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
}

/* Within a bound that a lost wake-up or a missed revocation would break. */
static void
expect (struct ipq_endpoint *subscriber, guint number)
{
  struct ipq_wait wait = { .timeout = 20 * G_GINT64_CONSTANT (1000000000) };
  guint8 message[LENGTH];
  gsize length;

  g_assert_cmpint (ipq_dequeue (subscriber, message, sizeof message, &length, &wait), ==, IPQ_OK);
  check_message (message, length, number);
}

/* Traffic through several laps, so that whatever was left is met again. */
static void
send_laps (struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber)
{
  for (guint i = 0; i < 5 * publisher->capacity / 128; i++)
    {
      send (publisher, i);
      expect (subscriber, i);
    }
}

static void
test_killed_publisher_is_buried (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  send (publisher, 1);
  wait_for_signal (start_publisher (f, SIGKILL), SIGKILL);
  send (publisher, 2);
  expect (subscriber, 1);
  expect (subscriber, 2);
  expect_nothing (subscriber);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_BURIED), ==, 1);
  send_laps (publisher, subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Nobody reads meanwhile: reclaiming buries as well, or the ring would stay full. */
static void
test_killed_publisher_frees_its_room (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint sent = 0;

  wait_for_signal (start_publisher (f, SIGKILL), SIGKILL);
  for (guint8 message[LENGTH]; ; sent++)
    {
      fill_message (message, sizeof message, sent);
      if (ipq_try_enqueue (publisher, message, sizeof message) != IPQ_OK)
        break;
    }
  g_assert_cmpuint (sent, >=, publisher->capacity / 128);
  for (guint i = 0; i < sent; i++)
    expect (subscriber, i);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_opener_cleans_up_after_the_dead (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher;

  wait_for_signal (start_publisher (f, SIGKILL), SIGKILL);
  publisher = fixture_open (f, IPQ_PUBLISHER); /* takes the dead one's number */
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_BURIED), ==, 1);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_RECOVERED), ==, 1);
  expect_nothing (subscriber);
  send_laps (publisher, subscriber);
  ipq_free (publisher);
  publisher = fixture_open (f, IPQ_PUBLISHER); /* its last owner left in order */
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_RECOVERED), ==, 0);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Unread messages of one who has closed are not what the dead had begun. */
static void
test_closed_publisher_leaves_nothing_to_bury (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);

  for (guint i = 0; i < 10; i++)
    send (publisher, i);
  ipq_free (publisher);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  for (guint i = 0; i < 10; i++)
    expect (subscriber, i);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_BURIED), ==, 0);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_BURIED), ==, 0);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_stopped_publisher_is_stepped_over (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  pid_t child = start_publisher (f, SIGSTOP);

  wait_for_stop (child);
  send (publisher, 1);
  expect (subscriber, 1);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 1);
  send_laps (publisher, subscriber); /* the ring flows round the hole */
  expect_nothing (subscriber);

  kill (child, SIGCONT);
  wait_for_exit (child);
  expect (subscriber, 4242); /* it was sent again */
  expect_nothing (subscriber);
  send_laps (publisher, subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* It gives the place back, and not by dying. */
static void
test_resumed_publisher_leaves_no_hole (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ring *ring = ring_of (publisher);
  pid_t child = fork ();

  if (child == 0)
    {
      struct ipq_endpoint *own = fixture_open (f, IPQ_PUBLISHER);

      set_trap (SIGSTOP);
      if (ipq_enqueue (own, trap, LENGTH, &for_ever) == IPQ_OK)
        raise (SIGSTOP);
      _exit (3);
    }
  wait_for_stop (child);
  send (publisher, 1);
  expect (subscriber, 1);
  kill (child, SIGCONT);
  wait_for_stop (child);
  expect (subscriber, 4242);
  for (guint64 granule = 0; granule < ring->granules; granule++)
    g_assert_cmpint (con_kind (&ring->words, load_con (ring, granule)), !=, KIND_REVOKED);
  kill (child, SIGKILL);
  wait_for_signal (child, SIGKILL);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* However many there are, those behind them wait for one grace. */
static void
test_many_stopped_publishers_cost_one_grace (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 message[LENGTH];
  pid_t children[20];
  guint calls = 0;
  int result;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = start_publisher (f, SIGSTOP);
      wait_for_stop (children[i]);
    }
  send (publisher, 1);
  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_EMPTY);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 0);
  g_usleep (3 * GRACE_NS / 1000); /* the grace, and not a wait for something to happen */
  do
    {
      result = ipq_try_dequeue (subscriber, message, sizeof message, &length);
      g_assert_cmpuint (++calls, <, G_N_ELEMENTS (children) / 2); /* a grace for each: a call for each */
    }
  while (result == IPQ_EMPTY);
  g_assert_cmpint (result, ==, IPQ_OK);
  check_message (message, length, 1);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, G_N_ELEMENTS (children));
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      kill (children[i], SIGCONT);
      wait_for_exit (children[i]);
      expect (subscriber, 4242);
    }
  send_laps (publisher, subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Records of one who is alive, as its lock says, and does not go on. */
static void
test_more_stopped_than_one_call_settles (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_autofree char *path = g_strdup_printf ("%s/test.queue/" RING_NAME, f->directory);
  struct ring *ring = ring_of (publisher);
  const guint32 stopped = 9;
  const guint records = 500;
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  guint8 message[LENGTH];
  guint calls = 0;
  int result;
  gsize length;

  g_assert_cmpint (ipq_lock_set (fd, LOCK_ENDPOINT + stopped, IPQ_LOCK_EXCLUSIVE), ==, 0);
  for (guint i = 0; i < records; i++)
    atomic_store (&control_at (ring, i)->con,
                  make_con (&ring->words, lap_of (&ring->words, i), KIND_BUSY, owner_of (stopped, 0), 1));
  send (publisher, 1);
  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_EMPTY);
  g_usleep (3 * GRACE_NS / 1000); /* the grace, and not a wait for something to happen */
  do
    {
      result = ipq_try_dequeue (subscriber, message, sizeof message, &length);
      g_assert_cmpuint (++calls, <, records / 2);
    }
  while (result == IPQ_EMPTY);
  g_assert_cmpint (result, ==, IPQ_OK);
  g_assert_cmpuint (calls, >, 1);
  check_message (message, length, 1);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, records);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_stopped_publisher_that_dies (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher, *subscriber;
  guint8 half[2048] = { 0 };
  gsize length;
  pid_t child;

  f->options.capacity = 4096;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (publisher->longest, ==, sizeof half);
  child = start_publisher (f, SIGSTOP);
  wait_for_stop (child);
  send (publisher, 1);
  expect (subscriber, 1);
  kill (child, SIGKILL);
  wait_for_signal (child, SIGKILL);
  send_laps (publisher, subscriber);
  /* Nothing is left of it: half the ring is free in one piece. */
  g_assert_cmpint (ipq_try_enqueue (publisher, half, sizeof half), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (subscriber, half, sizeof half, &length), ==, IPQ_OK);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Two stopped ones leave no stretch that is long enough: full, at once, and not for ever. */
static void
test_holes_leave_too_little_room (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher, *subscriber;
  gint64 deadline = seconds_from_now (20);
  guint8 half[2048] = { 0 };
  gsize length;
  pid_t children[2];

  f->options.capacity = 4096;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint i = 0; i < 2; i++)
    {
      children[i] = start_publisher (f, SIGSTOP);
      wait_for_stop (children[i]);
      for (guint n = 0; n < 15; n++) /* to the other side of the ring */
        {
          send (publisher, n);
          expect (subscriber, n);
        }
    }
  g_assert_cmpint (ipq_try_enqueue (publisher, half, sizeof half), ==, IPQ_FULL);
  send_laps (publisher, subscriber);
  for (guint i = 0; i < 2; i++)
    {
      kill (children[i], SIGCONT);
      wait_for_exit (children[i]);
      expect (subscriber, 4242);
    }
  while (ipq_try_enqueue (publisher, half, sizeof half) != IPQ_OK)
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  g_assert_cmpint (ipq_try_dequeue (subscriber, half, sizeof half, &length), ==, IPQ_OK);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* It writes where nobody looks before it commits. */
static void
test_killed_exclusive_publisher_leaves_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher;

  f->options.exclusive = true;
  wait_for_signal (start_publisher (f, SIGKILL), SIGKILL);
  expect_nothing (subscriber);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_BURIED), ==, 0);
  send_laps (publisher, subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Stopped before its commit, revoked, resumed, committed, and killed before it saw that. Readers are past
 * it, so it must not become a message again: nobody would take it, and head could not pass. */
static void
test_revoked_and_committed_by_the_dead (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ring *ring = ring_of (publisher);
  const struct words *w = &ring->words;
  const guint32 nobodys = 9;

  atomic_store (&control_at (ring, 0)->pub, lap_of (w, 0) | 40);
  atomic_store (&control_at (ring, 0)->con,
                make_con (w, lap_of (w, 0), KIND_REVOKED, owner_of (nobodys, 0), 1));
  send_laps (publisher, subscriber);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_BURIED), ==, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_killed_subscriber_leaves_message (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  send (publisher, 1);
  wait_for_signal (start_subscriber (f, SIGKILL), SIGKILL);
  expect (subscriber, 1);
  expect_nothing (subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_stopped_subscriber_loses_race (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  pid_t child;

  send (publisher, 1);
  child = start_subscriber (f, SIGSTOP);
  wait_for_stop (child);
  expect (subscriber, 1);
  send_laps (publisher, subscriber);
  kill (child, SIGCONT);
  send (publisher, 2); /* its own copy was stale: it takes the next one */
  wait_for_exit (child);
  expect_nothing (subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* ---- without membarrier ----------------------------------------------------------------------- */

/* From now on the kernel refuses membarrier() to this process and its children. */
static void
refuse_membarrier (void)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
  g_assert_cmpint (syscall (SYS_membarrier, 0, 0, 0), ==, -1);
}

/* In a process that found out at its first queue. */
static void
test_membarrier_refused (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *endpoint;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  refuse_membarrier ();
  test_stopped_publisher_is_stepped_over (f, data);
  g_assert_true (ipq_fence_heavy_is_own);
  endpoint = fixture_open (f, IPQ_PUBLISHER); /* and peers are told so */
  g_assert_cmpuint (atomic_load (ring_of (endpoint)->readers.word) & IPQ_BELL_FENCE, !=, 0);
  g_assert_cmpuint (atomic_load (ring_of (endpoint)->writers.word) & IPQ_BELL_FENCE, !=, 0);
  ipq_free (endpoint);
  test_killed_publisher_is_buried (f, data);
  test_stopped_subscriber_loses_race (f, data);
}

/* In a process that had it, and went into a sandbox. */
static void
test_membarrier_refused_later (Fixture *f, gconstpointer data)
{
  pid_t child = fork ();

  if (child == 0)
    {
      struct ipq_endpoint *early = fixture_open (f, IPQ_SUBSCRIBER);

      refuse_membarrier ();
      test_stopped_publisher_is_stepped_over (f, data);
      test_killed_publisher_is_buried (f, data);
      ipq_free (early);
      _exit (0);
    }
  wait_for_exit (child);
}

/* ---- fork ------------------------------------------------------------------------------------- */

static void
test_forked_endpoint_answers_so (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  pid_t child;

  send (publisher, 1);
  child = fork ();
  if (child == 0)
    {
      struct ipq_endpoint *own;
      guint8 buffer[LENGTH];
      gsize length;

      g_assert_cmpint (ipq_try_enqueue (publisher, "x", 1), ==, IPQ_FORKED);
      g_assert_cmpint (ipq_enqueue (publisher, "x", 1, &for_ever), ==, IPQ_FORKED);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, LENGTH, &length), ==, IPQ_FORKED);
      g_assert_cmpint (ipq_dequeue (subscriber, buffer, LENGTH, &length, &for_ever), ==,
                       IPQ_FORKED);
      ipq_interrupt (subscriber);
      own = fixture_open (f, IPQ_SUBSCRIBER);
      expect (own, 1);
      ipq_free (own);
      ipq_close (publisher);
      ipq_free (publisher);
      ipq_free (subscriber);
      _exit (0);
    }
  wait_for_exit (child);
  send (publisher, 2);
  expect (subscriber, 2);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* A grandchild that lives on does not make its dead parent look alive. */
static void
test_fork_does_not_keep_the_dead_alive (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  int lives[2], ready[2];
  pid_t child;

  g_assert_cmpint (pipe (lives), ==, 0);
  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
      struct ipq_endpoint *own = fixture_open (f, IPQ_PUBLISHER);
      char byte;

      if (fork () == 0)
        {
          close (lives[1]);
          /* until the test is over */
          _exit (write (ready[1], "", 1) != 1 || read (lives[0], &byte, 1) != 0);
        }
      g_assert_cmpint (read (ready[0], &byte, 1), ==, 1); /* it has let go */
      set_trap (SIGKILL);
      ipq_try_enqueue (own, trap, LENGTH);
      _exit (2);
    }
  wait_for_signal (child, SIGKILL);
  send (publisher, 1);
  expect (subscriber, 1);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_BURIED), ==, 1);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 0);
  close (lives[0]);
  close (lives[1]);
  close (ready[0]);
  close (ready[1]);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static gpointer
open_and_close (gpointer data)
{
  Fixture *f = data;

  while (g_atomic_pointer_get (&f->directory) != NULL)
    ipq_free (fixture_open (f, IPQ_PUBLISHER));
  return NULL;
}

static void
test_forked_child_keeps_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  pid_t child = fork ();

  if (child == 0)
    _exit (fixture_has_open (f) ? 1 : 0);
  wait_for_exit (child);
  g_assert_true (fixture_has_open (f));
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* Whenever a thread forks, and whatever another is doing with a queue, the child keeps nothing. */
static void
test_fork_while_opening_and_closing (Fixture *f, gconstpointer data)
{
  Fixture other = *f;
  GThread *thread = g_thread_new ("open", open_and_close, &other);

  for (guint i = 0; i < 500; i++)
    {
      pid_t child = fork ();

      if (child == 0)
        _exit (fixture_has_open (f) ? 1 : 0);
      wait_for_exit (child);
    }
  g_atomic_pointer_set (&other.directory, NULL);
  g_thread_join (thread);
}

/* ---- what no honest peer writes --------------------------------------------------------------- */

static void
test_corruption_is_reported (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ring *ring = ring_of (publisher);
  guint8 message[LENGTH];
  gsize length;
  char found[256];

  send (publisher, 1);
  atomic_fetch_add (&control_at (ring, 0)->pub, 1000);
  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_CORRUPT);
  ipq_describe_corruption (subscriber, found, sizeof found);
  g_assert_nonnull (strstr (found, "longer than its record, at position 0"));
  atomic_fetch_sub (&control_at (ring, 0)->pub, 1000);
  expect (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_impossible_extents_are_reported (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct control *first = control_at (ring_of (publisher), 0);
  const struct words *w = &ring_of (publisher)->words;
  const guint64 extents[] = { 0, ring_of (publisher)->granules + 1 };
  const enum kind kinds[] = { KIND_BUSY, KIND_READY, KIND_DONE };
  guint8 message[LENGTH];
  gsize length;
  guint64 con;
  char found[256];

  send (publisher, 1);
  con = atomic_load (&first->con);
  for (guint i = 0; i < G_N_ELEMENTS (extents) * G_N_ELEMENTS (kinds); i++)
    {
      atomic_store (&first->con, make_con (w, word_lap (w, con), kinds[i / 2], NOBODY, extents[i % 2]));
      g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==,
                       IPQ_CORRUPT);
      ipq_describe_corruption (subscriber, found, sizeof found);
      g_assert_nonnull (strstr (found, "extent is not possible, at position 0"));
    }
  atomic_store (&first->con, con);
  expect (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/crash/killed-publisher-is-buried", test_killed_publisher_is_buried);
  fixture_add ("/crash/killed-publisher-frees-its-room", test_killed_publisher_frees_its_room);
  fixture_add ("/crash/opener-cleans-up-after-the-dead", test_opener_cleans_up_after_the_dead);
  fixture_add ("/crash/closed-publisher-leaves-nothing-to-bury",
               test_closed_publisher_leaves_nothing_to_bury);
  fixture_add ("/crash/membarrier-refused", test_membarrier_refused);
  fixture_add ("/crash/membarrier-refused-later", test_membarrier_refused_later);
  fixture_add ("/crash/fork-while-opening-and-closing", test_fork_while_opening_and_closing);
  fixture_add ("/crash/stopped-publisher-is-stepped-over", test_stopped_publisher_is_stepped_over);
  fixture_add ("/crash/resumed-publisher-leaves-no-hole", test_resumed_publisher_leaves_no_hole);
  fixture_add ("/crash/many-stopped-publishers-cost-one-grace",
               test_many_stopped_publishers_cost_one_grace);
  fixture_add ("/crash/more-stopped-than-one-call-settles",
               test_more_stopped_than_one_call_settles);
  fixture_add ("/crash/stopped-publisher-that-dies", test_stopped_publisher_that_dies);
  fixture_add ("/crash/holes-leave-too-little-room", test_holes_leave_too_little_room);
  fixture_add ("/crash/killed-exclusive-publisher-leaves-nothing",
               test_killed_exclusive_publisher_leaves_nothing);
  fixture_add ("/crash/revoked-and-committed-by-the-dead", test_revoked_and_committed_by_the_dead);
  fixture_add ("/crash/killed-subscriber-leaves-message", test_killed_subscriber_leaves_message);
  fixture_add ("/crash/stopped-subscriber-loses-race", test_stopped_subscriber_loses_race);
  fixture_add ("/crash/forked-endpoint-answers-so", test_forked_endpoint_answers_so);
  fixture_add ("/crash/forked-child-keeps-nothing", test_forked_child_keeps_nothing);
  fixture_add ("/crash/fork-does-not-keep-the-dead-alive", test_fork_does_not_keep_the_dead_alive);
  fixture_add ("/crash/corruption-is-reported", test_corruption_is_reported);
  fixture_add ("/crash/impossible-extents-are-reported", test_impossible_extents_are_reported);
  return g_test_run ();
}
