/* SPDX-License-Identifier: MIT */
/* What it costs to wait for something that does not come: at most one wake-up a second, as the kernel
 * counts them. */
#include "core-fixture.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* The first sleeps are shorter: 50 ms, then twice as long each time. */
#define SHORT_SLEEPS 5

#define WINDOW (2200 * G_TIME_SPAN_MILLISECOND)

/* The processor time that a waiting process may take more than one that does nothing at all. */
#define MOST_TICKS 2

static const struct ipq_wait for_ever = { .timeout = -1 };

/* ---- processes -------------------------------------------------------------------------------- */

/* Each opens what it needs, says that it is ready, and waits. */
static void
wait_for_message (Fixture *f, int ready)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (write (ready, "r", 1), ==, 1);
  ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &for_ever);
}

static void
wait_for_room (Fixture *f, int ready)
{
  struct ipq_endpoint *publisher;

  f->options.name = "full";
  publisher = fixture_open (f, IPQ_PUBLISHER);
  while (ipq_try_enqueue (publisher, "x", 1) == IPQ_OK)
    ;
  g_assert_cmpint (write (ready, "r", 1), ==, 1);
  ipq_enqueue (publisher, "x", 1, &for_ever);
}

static void
do_nothing (Fixture *f, int ready)
{
  g_assert_cmpint (write (ready, "r", 1), ==, 1);
  pause ();
}

static pid_t
start (Fixture *f, void (*life) (Fixture *f, int ready))
{
  int ready[2];
  guint8 byte;
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  if (child == 0)
    {
#ifdef __linux__
      prctl (PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody waiting */
#endif
      life (f, ready[1]);
      _exit (2);
    }
  g_assert_cmpint (child, >, 0);
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  return child;
}

static void
end (pid_t child)
{
  kill (child, SIGKILL);
  wait_for_signal (child, SIGKILL);
}

/* ---- what the kernel counts ------------------------------------------------------------------- */

static void
read_proc (pid_t process, const char *name, char **text)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", process, name);
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, text, NULL, &error);
  g_assert_no_error (error);
}

/* How often it went to sleep by itself. */
static guint64
count_sleeps (pid_t process)
{
  g_autofree char *status = NULL;
  g_auto(GStrv) parts = NULL;

  read_proc (process, "status", &status);
  parts = g_strsplit (status, "\nvoluntary_ctxt_switches:", 2);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_ascii_strtoull (parts[1], NULL, 10);
}

/* In hundredths of a second, user and system: the fields 14 and 15, of which the second is a name in
 * brackets and may have spaces in it. */
static guint64
count_ticks (pid_t process)
{
  g_autofree char *stat = NULL;
  g_auto(GStrv) fields = NULL;

  read_proc (process, "stat", &stat);
  fields = g_strsplit (strrchr (stat, ')') + 2, " ", 0);
  g_assert_cmpuint (g_strv_length (fields), >, 13);
  return g_ascii_strtoull (fields[11], NULL, 10) + g_ascii_strtoull (fields[12], NULL, 10);
}

/* ---- tests ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *what;
  pid_t process;
  guint64 sleeps, ticks; /* when we began to count */
} Waiter;

static void
begin_to_count (Waiter *waiter)
{
  waiter->sleeps = count_sleeps (waiter->process);
  waiter->ticks = count_ticks (waiter->process);
}

/* Until the sleeps are as long as they get, or that should have happened. */
static void
let_sleeps_grow (const Waiter *waiter, gint64 end_of_patience)
{
  while (count_sleeps (waiter->process) - waiter->sleeps < SHORT_SLEEPS &&
         g_get_monotonic_time () < end_of_patience)
    g_usleep (10000);
}

static void
check (const Waiter *waiter, const Waiter *idle, gint64 taken)
{
  guint64 sleeps = count_sleeps (waiter->process) - waiter->sleeps;
  guint64 ticks = count_ticks (waiter->process) - waiter->ticks;
  guint64 idle_ticks = count_ticks (idle->process) - idle->ticks;

  g_test_message ("waiting for %s: %" G_GUINT64_FORMAT " wake-ups in %.1f s, %" G_GUINT64_FORMAT
                  " ticks of processor time",
                  waiter->what, sleeps, (double) taken / G_USEC_PER_SEC, ticks);
  /* One may be cut off at each end of the window. */
  g_assert_cmpuint (sleeps, <=, (guint64) (taken / G_USEC_PER_SEC) + 1);
  g_assert_cmpuint (ticks, <=, idle_ticks + MOST_TICKS);
}

static void
test_wakes_once_a_second (Fixture *f, gconstpointer data)
{
  Waiter waiters[] = {
    { "nothing", start (f, do_nothing), 0, 0 },
    { "a message", start (f, wait_for_message), 0, 0 },
    { "room", start (f, wait_for_room), 0, 0 },
  };
  gint64 end_of_patience = seconds_from_now (2);
  gint64 begin;

  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    begin_to_count (&waiters[i]);
  for (guint i = 1; i < G_N_ELEMENTS (waiters); i++)
    let_sleeps_grow (&waiters[i], end_of_patience);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    begin_to_count (&waiters[i]);
  g_usleep (WINDOW);
  for (guint i = 1; i < G_N_ELEMENTS (waiters); i++)
    check (&waiters[i], &waiters[0], g_get_monotonic_time () - begin);
  for (guint i = 0; i < G_N_ELEMENTS (waiters); i++)
    end (waiters[i].process);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/idle/wakes-once-a-second", test_wakes_once_a_second);
  return g_test_run ();
}
