/* SPDX-License-Identifier: MIT */
/* A log call whose level is not enabled takes the instructions of a load and a branch, and no others.
 * Time is noisy and instructions are not: a child is let run by single steps, which are counted. */
#include "log-calls.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 100

static void
be_stepped (const LogCall *call, guint64 n)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
    _exit (1);
  raise (SIGSTOP);
  call->run (n);
  raise (SIGSTOP);
  _exit (0);
}

/* The signal by which the child stops next. */
static int
wait_for_stop (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSTOPPED (status));
  return WSTOPSIG (status);
}

/* Steps from the first SIGSTOP to the second. */
static guint64
count_steps (const LogCall *call, guint64 n)
{
  pid_t child = fork ();
  guint64 steps = 0;
  int status;

  if (child == 0)
    be_stepped (call, n);
  g_assert_cmpint (wait_for_stop (child), ==, SIGSTOP);
  do
    {
      g_assert_cmpint (ptrace (PTRACE_SINGLESTEP, child, NULL, NULL), ==, 0);
      steps++;
    }
  while (wait_for_stop (child) == SIGTRAP);
  g_assert_cmpint (ptrace (PTRACE_CONT, child, NULL, NULL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  return steps;
}

/* Instructions of one call, and of the loop around it: the difference between runs of two lengths, so
 * that what is before and after is not in it. */
static guint64
count (const LogCall *call)
{
  guint64 difference = count_steps (call, 2 * ROUNDS) - count_steps (call, ROUNDS);

  g_assert_cmpuint (difference % ROUNDS, ==, 0);
  return difference / ROUNDS;
}

static void
test_floor (void)
{
  guint64 floor = count (&log_calls[0]);

  g_test_summary ("A load, a test, a branch; and for the loop a subtraction, perhaps a test, and a branch.");
  g_assert_cmpuint (floor, >=, 4);
  g_assert_cmpuint (floor, <=, 7);
}

static void
test_disabled_level (void)
{
  guint64 floor = count (&log_calls[0]);

  for (guint i = 0; i < N_LOG_CALLS; i++)
    if (log_calls[i].limit > 0)
      g_assert_cmpuint (count (&log_calls[i]), ==, floor);
}

static void
test_control (void)
{
  g_test_summary ("What does more is seen to do so.");
  g_assert_cmpuint (count (&log_calls[N_LOG_CALLS - 1]), >, count (&log_calls[0]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  log_calls_set_up ();
  for (guint i = 0; i < N_LOG_CALLS; i++)
    log_calls[i].run (1); /* what the linker resolves once is resolved now */
  g_test_add_func ("/log-cost/floor", test_floor);
  g_test_add_func ("/log-cost/disabled-level", test_disabled_level);
  g_test_add_func ("/log-cost/control", test_control);
  return g_test_run ();
}
