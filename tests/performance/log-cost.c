/* SPDX-License-Identifier: MIT */
/* What a log call costs whose level is not enabled: beside a load and a branch, which is what we
 * promise, and beside the call of a function that does nothing.
 *
 *   log-cost                     the times, and their ratios; fails if one is above what is promised
 *   log-cost WHAT ITERATIONS     no measurement: for callgrind, see test-log-cost.py */
#include <interprocess/interprocess.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TURNS 101
#define ITERATIONS 200000
#define ATTEMPTS 3

/* The compiler believes that anything may have changed, and so does every round anew. */
#define KEEP() __asm__ volatile ("" ::: "memory")

static InterprocessLogger *logger; /* debug is off, information is on */
static int word;                   /* has not the bit that the floor asks for */

static __attribute__ ((noinline, cold)) void
never (void)
{
  g_error ("The level is on");
}

static __attribute__ ((noinline)) void
run_floor (guint64 n)
{
  int *at = &word;

  __asm__ ("" : "+r" (at)); /* in a register, as a logger would be */
  for (; n > 0; n--)
    {
      KEEP ();
      if (G_UNLIKELY (g_atomic_int_get (at) & 2))
        never ();
    }
}

static __attribute__ ((noinline)) void
do_nothing (void)
{
  KEEP ();
}

static __attribute__ ((noinline)) void
run_call (guint64 n)
{
  for (; n > 0; n--)
    do_nothing ();
}

static __attribute__ ((noinline)) void
run_macro (guint64 n)
{
  InterprocessLogger *self = logger;

  for (; n > 0; n--)
    {
      KEEP ();
      INTERPROCESS_LOG_DEBUG (self, "%s: %u", "jobs", 42u);
    }
}

static __attribute__ ((noinline)) void
run_event (guint64 n)
{
  InterprocessLogger *self = logger;

  for (; n > 0; n--)
    {
      KEEP ();
      INTERPROCESS_LOG_EVENT (self, INTERPROCESS_LOG_LEVEL_DEBUG, 7, "Seven",
                              g_variant_new_parsed ("{'jobs': <%u>}", 42u), "%s: %u", "jobs", 42u);
    }
}

static __attribute__ ((noinline)) void
run_function (guint64 n)
{
  for (; n > 0; n--)
    interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_DEBUG, "constant", NULL);
}

static const struct
{
  const char *name;
  const char *title;
  void (*run) (guint64 n);
  double limit; /* of the ratio to the first; 0: for orientation */
} whats[] = {
  { "floor", "a load and a branch", run_floor, 0 },
  { "call", "a function that does nothing", run_call, 0 },
  { "macro", "INTERPROCESS_LOG_DEBUG ()", run_macro, 1.25 },
  { "event", "INTERPROCESS_LOG_EVENT () with fields", run_event, 1.25 },
  { "function", "interprocess_logger_log ()", run_function, 0 },
};

#define N_WHATS G_N_ELEMENTS (whats)

static void
make_logger (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();

  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_INFORMATION);
  interprocess_logger_factory_set_options (factory, options);
  logger = interprocess_logger_factory_create_logger (factory, "Performance");
}

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

/* They take turns, so that all meet the same disturbances. */
static gboolean
measure (void)
{
  static double times[N_WHATS][TURNS], ratios[N_WHATS][TURNS];
  gboolean kept = TRUE;

  for (guint turn = 0; turn < TURNS; turn++)
    for (guint i = 0; i < N_WHATS; i++)
      {
        double start = now ();

        whats[i].run (ITERATIONS);
        times[i][turn] = (now () - start) / ITERATIONS;
        ratios[i][turn] = times[i][turn] / times[0][turn];
      }
  for (guint i = 0; i < N_WHATS; i++)
    {
      double ratio = median (ratios[i]);
      gboolean is_slow = whats[i].limit > 0 && ratio > whats[i].limit;

      printf ("%-38s %6.2f ns, %6.2f times%s\n", whats[i].title, median (times[i]), ratio,
              is_slow ? ": TOO SLOW" : "");
      kept = kept && !is_slow;
    }
  return kept;
}

static int
run_one (const char *name, const char *iterations)
{
  for (guint i = 0; i < N_WHATS; i++)
    if (g_str_equal (whats[i].name, name))
      {
        whats[i].run (g_ascii_strtoull (iterations, NULL, 10));
        return EXIT_SUCCESS;
      }
  fprintf (stderr, "log-cost: there is no “%s”\n", name);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  gboolean kept = FALSE;

  make_logger ();
  if (argc == 3)
    return run_one (argv[1], argv[2]);
  for (guint i = 0; i < ATTEMPTS && !kept; i++)
    kept = measure ();
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
