/* SPDX-License-Identifier: MIT */
/* What a log call costs whose level is not enabled: beside a load and a branch, which is what we
 * promise, and beside the call of a function that does nothing. Prints the times and their ratios,
 * and fails if one is above what is promised. test-log-cost.c counts instructions instead. */
#include "log-calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TURNS 101
#define ITERATIONS 200000
#define ATTEMPTS 3

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec * 1e9 + (double) time.tv_nsec;
}

static int
compare (const void *one, const void *other)
{
  const double difference = *(const double *) one - *(const double *) other;

  return (difference > 0) - (difference < 0);
}

static double
median (double values[TURNS])
{
  qsort (values, TURNS, sizeof values[0], compare);
  return values[TURNS / 2];
}

static gboolean
report (const LogCall *call, double time, double ratio)
{
  gboolean is_slow = call->limit > 0 && ratio > call->limit;

  printf ("%-38s %6.2f ns, %6.2f times%s\n", call->name, time, ratio, is_slow ? ": TOO SLOW" : "");
  return !is_slow;
}

/* They take turns, so that all meet the same disturbances. */
static gboolean
measure (void)
{
  static double times[N_LOG_CALLS][TURNS], ratios[N_LOG_CALLS][TURNS];
  gboolean kept = TRUE;

  for (guint turn = 0; turn < TURNS; turn++)
    for (guint i = 0; i < N_LOG_CALLS; i++)
      {
        double start = now ();

        log_calls[i].run (ITERATIONS);
        times[i][turn] = (now () - start) / ITERATIONS;
        ratios[i][turn] = times[i][turn] / times[0][turn];
      }
  for (guint i = 0; i < N_LOG_CALLS; i++)
    kept = report (&log_calls[i], median (times[i]), median (ratios[i])) && kept;
  return kept;
}

int
main (void)
{
  gboolean kept = FALSE;

  log_calls_set_up ();
  for (guint i = 0; i < ATTEMPTS && !kept; i++)
    kept = measure ();
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
