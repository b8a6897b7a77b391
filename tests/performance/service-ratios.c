/* SPDX-License-Identifier: MIT */
/* How fast the service container promises to be: compared with what GLib does in the same run, never
 * in seconds. Prints the ratios, and fails if one is above what is promised. Time is noisy even so:
 * those that are compared take turns, and what fails is measured again before it counts.
 *
 *   service-ratios           a benchmark
 *   service-ratios --quick   only that it runs; what it measures so is worth nothing */
#include "service-contestants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 3
#define MAX_TURNS 101
#define GROWTH 2.5

/* `own` takes at most `limit` times as long as `reference`. */
typedef struct
{
  const ServiceContestant *own, *reference;
  double limit; /* 0: for orientation only */
} Promise;

static const Promise promises[] = {
  { &service_singleton, &service_hash_lookup, 3.0 },
  { &service_transient, &service_object_new, 3.0 },
  { &service_singleton_of_scope, &service_hash_lookup, 0 },
  { &service_singleton_with_key, &service_hash_lookup, 0 },
  { &service_singleton_dropped, &service_hash_lookup, 0 },
};

static int
compare_values (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Sorts them. */
static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_values);
  return values[n / 2];
}

/* Prints the medians of the two, and gives that of their ratios. */
static double
compare (const Promise *promise, guint turns)
{
  double own[MAX_TURNS], reference[MAX_TURNS], ratios[MAX_TURNS];
  double ratio;

  for (guint i = 0; i < turns; i++)
    {
      reference[i] = promise->reference->run ();
      own[i] = promise->own->run ();
      ratios[i] = own[i] / reference[i];
    }

  ratio = median (ratios, turns);
  printf ("%s %.1f ns, %s %.1f ns: %.2f times", promise->own->name, median (own, turns),
          promise->reference->name, median (reference, turns), ratio);
  return ratio;
}

static gboolean
check (const Promise *promise, guint turns)
{
  double ratio = compare (promise, turns);
  gboolean is_kept = promise->limit == 0 || ratio <= promise->limit;

  if (promise->limit != 0)
    printf (", promised at most %.1f%s", promise->limit, is_kept ? "" : ": TOO SLOW");
  putchar ('\n');
  fflush (stdout);
  return is_kept;
}

/* ns for each of `n` registrations, in the fastest of some runs. */
static double
time_to_build (guint n, guint turns)
{
  double fastest = service_build (n);

  for (guint i = 1; i < MIN (turns, 300000 / n); i++)
    fastest = MIN (fastest, service_build (n));
  fastest /= n;
  printf ("to build and validate %u registrations: %.2f ms, %.0f ns each", n, fastest * n / 1e6,
          fastest);
  return fastest;
}

/* To build takes time as there are registrations: of ten times as many, each takes at most GROWTH
 * times as long. It is not one, because what is large does not stay in the processor's caches. */
static gboolean
check_growth (guint largest, guint turns)
{
  double before = time_to_build (1000, turns);
  gboolean is_kept = TRUE;

  for (guint n = 10000; n <= largest; n *= 10)
    {
      double each;
      gboolean grows_so;

      putchar ('\n');
      each = time_to_build (n, turns);
      grows_so = each <= GROWTH * before;
      printf (", %.2f times, promised at most %.1f%s", each / before, GROWTH,
              grows_so ? "" : ": TOO SLOW");
      is_kept = is_kept && grows_so;
      before = each;
    }
  putchar ('\n');
  fflush (stdout);
  return is_kept;
}

/* All are looked at, whatever the first ones say; of those that were `kept` none is measured again. */
static gboolean
check_all (gboolean quick, gboolean *kept)
{
  guint turns = quick ? 1 : MAX_TURNS;
  gboolean *growth = &kept[G_N_ELEMENTS (promises)];
  gboolean are_kept = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      kept[i] = kept[i] || check (&promises[i], turns);
      are_kept = are_kept && kept[i];
    }
  *growth = *growth || check_growth (quick ? 1000 : 100000, turns);
  return are_kept && *growth;
}

int
main (int argc, char **argv)
{
  gboolean quick = argc > 1 && strcmp (argv[1], "--quick") == 0;
  gboolean kept[G_N_ELEMENTS (promises) + 1] = { FALSE };
  gboolean are_kept = FALSE;

  service_contestants_set_up ();
  for (int attempt = 0; attempt < ATTEMPTS && !are_kept; attempt++)
    are_kept = check_all (quick, kept) || quick;
  service_contestants_tear_down ();
  return are_kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
