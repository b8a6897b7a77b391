/* SPDX-License-Identifier: MIT */
/* Processes that do not agree on what a process ID or the time is. Root alone can run this. */
#include "fault-fixture.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

/* ---- PID namespaces --------------------------------------------------------------------------- */

/* A child that is process 1 of a namespace of its own. */
static pid_t
fork_as_first (void)
{
  int own = g_open ("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC, 0);
  pid_t child;

  g_assert_no_errno (unshare (CLONE_NEWPID));
  child = fork ();
  if (child != 0)
    g_assert_no_errno (setns (own, CLONE_NEWPID)); /* the next one gets another */
  else
    g_assert_cmpint (getpid (), ==, 1);
  close (own);
  return child;
}

static void
run_as_first (Fixture *f, void (*function) (Fixture *f))
{
  pid_t child = fork_as_first ();

  if (child == 0)
    {
      function (f);
      _exit (0);
    }
  wait_for_exit (child);
}

static void
expect_revocation (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  expect_number (subscriber, 1);
  expect_nothing (subscriber);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_BURIED), ==, 0);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 1);
  ipq_free (subscriber);
}

/* A subscriber that is process 1, has opened the queue, and looks into it when the pipe is closed. It
 * meets what the dead one left. */
static pid_t
start_burier (Fixture *f, int *look)
{
  int ready[2], hold[2];
  pid_t child;
  char byte;

  g_assert_no_errno (pipe (ready));
  g_assert_no_errno (pipe (hold));
  child = fork_as_first ();
  if (child == 0)
    {
      struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

      close (hold[1]);
      if (write (ready[1], "", 1) != 1 || read (hold[0], &byte, 1) != 0)
        _exit (2);
      expect_number (subscriber, 1);
      expect_nothing (subscriber);
      g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_BURIED), ==, 1);
      g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 0);
      ipq_free (subscriber);
      _exit (0);
    }
  close (ready[1]);
  close (hold[0]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  *look = hold[1];
  return child;
}

/* The publisher is process 1 of one namespace, which is gone with it, and the subscriber is process 1 of
 * another: the number of the dead is the number of the one who asks. */
static void
test_killed_in_pid_namespace (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct stalled stalled = start_stalled_publisher (f, fork_as_first);
  int look;
  pid_t burier = start_burier (f, &look);

  kill_stalled (&stalled);
  send_number (publisher, 1);
  close (look);
  wait_for_exit (burier);
  ipq_free (publisher);
}

static void
test_stopped_in_pid_namespace (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;
  struct stalled stalled = start_stalled_publisher (f, fork_as_first);

  stop_stalled (&stalled);
  send_number (publisher, 1);
  run_as_first (f, expect_revocation);
  resume_stalled (&stalled);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  expect_number (subscriber, STALLED_NUMBER);
  expect_nothing (subscriber);
  ipq_free (subscriber);
  ipq_free (publisher);
}

/* Exclusive, and dead or alive, by the kernel's word: not by the number, which is 1 in both. */
static void
want_to_be_alone (Fixture *f)
{
  f->options.exclusive = true;
  /* The program's name is what still tells who it is. */
  assert_open_fails (f, IPQ_EXCLUSIVE, "subscriber", "process 1", "test-namespaces", NULL);
}

static void
be_alone (Fixture *f)
{
  f->options.exclusive = true;
  ipq_free (fixture_open (f, IPQ_SUBSCRIBER));
}

static void
test_exclusive_in_pid_namespace (Fixture *f, gconstpointer data)
{
  int ready[2];
  char byte;
  pid_t holder;

  g_assert_no_errno (pipe (ready));
  holder = fork_as_first ();
  if (holder == 0)
    {
      f->options.exclusive = true;
      fixture_open (f, IPQ_SUBSCRIBER);
      if (write (ready[1], "", 1) == 1)
        pause ();
      _exit (2);
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  run_as_first (f, want_to_be_alone);
  g_assert_no_errno (kill (holder, SIGKILL));
  wait_for_signal (holder, SIGKILL);
  run_as_first (f, be_alone);
  close (ready[0]);
  close (ready[1]);
}

/* ---- time namespaces: clocks that are hours apart ---------------------------------------------- */

#define HOURS_APART 10

/* Runs it where the clocks that only go on are hours ahead. */
static void
run_ahead (Fixture *f, void (*function) (Fixture *f))
{
  gint64 now = g_get_monotonic_time ();
  pid_t child = fork ();

  if (child == 0)
    {
      g_autofree char *offsets =
        g_strdup_printf ("monotonic %u 0\nboottime %u 0\n", HOURS_APART * 3600, HOURS_APART * 3600);
      int fd;

      g_assert_no_errno (unshare (CLONE_NEWTIME)); /* for the children */
      fd = g_open ("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC, 0);
      g_assert_cmpint (write (fd, offsets, strlen (offsets)), ==, (gssize) strlen (offsets));
      child = fork ();
      if (child == 0)
        {
          g_assert_cmpint (g_get_monotonic_time () - now, >=, HOURS_APART * G_TIME_SPAN_HOUR);
          function (f);
          _exit (0);
        }
      wait_for_exit (child);
      _exit (0);
    }
  wait_for_exit (child);
}

static void
test_stopped_in_other_time (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;
  struct stalled stalled = start_stalled_publisher (f, fork);

  stop_stalled (&stalled);
  send_number (publisher, 1);
  run_ahead (f, expect_revocation);
  resume_stalled (&stalled);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  expect_number (subscriber, STALLED_NUMBER);
  ipq_free (subscriber);
  ipq_free (publisher);
}

/* Each message answers one, so both sleep and are woken all the time. */
#define TURNS 300

static void
play (Fixture *f, gboolean begins)
{
  Fixture back = *f;
  struct ipq_endpoint *publisher, *subscriber;

  back.options.name = "answers";
  publisher = fixture_open (begins ? f : &back, IPQ_PUBLISHER);
  subscriber = fixture_open (begins ? &back : f, IPQ_SUBSCRIBER);
  for (guint i = 0; i < TURNS; i++)
    {
      if (begins)
        send_number (publisher, i);
      expect_number (subscriber, i);
      if (!begins)
        send_number (publisher, i);
    }
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
begin (Fixture *f)
{
  play (f, TRUE);
}

static void
answer (Fixture *f)
{
  play (f, FALSE);
}

static void
wait_in_vain (Fixture *f)
{
  struct ipq_wait wait = { .timeout = 200 * G_GINT64_CONSTANT (1000000) };
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  gint64 start = g_get_monotonic_time ();
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==,
                   IPQ_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_TIME_SPAN_SECOND);
  ipq_free (subscriber);
}

static void
test_waiting_in_other_time (Fixture *f, gconstpointer data)
{
  pid_t beginner;

  run_ahead (f, wait_in_vain);
  beginner = start_child (f, begin);
  run_ahead (f, answer);
  wait_for_exit (beginner);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  require_root ();
  fixture_add ("/namespaces/pid/killed", test_killed_in_pid_namespace);
  fixture_add ("/namespaces/pid/stopped", test_stopped_in_pid_namespace);
  fixture_add ("/namespaces/pid/exclusive", test_exclusive_in_pid_namespace);
  fixture_add ("/namespaces/time/stopped", test_stopped_in_other_time);
  fixture_add ("/namespaces/time/waiting", test_waiting_in_other_time);
  return g_test_run ();
}
