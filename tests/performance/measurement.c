/* SPDX-License-Identifier: MIT */
#include "measurement.h"

#include "cpus.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#define FEWEST_ITERATIONS 16

double
clock_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
quantile (double *values, guint n, double share)
{
  qsort (values, n, sizeof *values, compare);
  return values[MIN ((guint) (share * n), n - 1)];
}

/* ---- batches --------------------------------------------------------------------------------- */

/* The fastest of some runs, so that a disturbance does not pass for a slow queue. */
static double
time_of_run (const Measurement *measurement, Lane *lane)
{
  double fastest = INFINITY;

  for (int i = 0; i < 3; i++)
    {
      double start = clock_now ();

      measurement->batch (lane);
      fastest = MIN (fastest, clock_now () - start);
    }
  return fastest;
}

/* Also warms up: the memory, the caches, the processor's clock. */
static guint64
iterations_for (const Measurement *measurement, Lane *lane, double time)
{
  double taken;

  lane->iterations = FEWEST_ITERATIONS;
  while ((taken = time_of_run (measurement, lane)) < time / 2)
    lane->iterations *= 2;
  return MAX ((guint64) (time / taken * (double) lane->iterations), FEWEST_ITERATIONS);
}

static void
get_ready (const Measurement *measurement, const Plan *plan, Lane *lane)
{
  lane->peer_cpu = measurement->together ? plan->cpu : plan->peer_cpu;
  measurement->set_up (lane);
  if (plan->iterations != 0)
    lane->iterations = plan->iterations;
  else
    lane->iterations = iterations_for (measurement, lane, plan->batch_time);
  g_array_set_size (lane->samples, 0);
}

/* In each turn another begins: whoever comes first may find a colder cache. */
static void
take_turns (const Measurement *measurement, guint batches, Lane **lanes, Result **results, guint n)
{
  for (guint batch = 0; batch < batches; batch++)
    for (guint i = 0; i < n; i++)
      {
        guint turn = (batch + i) % n;

        results[turn]->batches[batch] = measurement->batch (lanes[turn]);
      }
}

/* ---- results --------------------------------------------------------------------------------- */

static Result *
result_new (const Measurement *measurement, const Plan *plan, const Contestant *contestant,
            gsize size)
{
  Result *result = g_new0 (Result, 1);

  result->measurement = measurement;
  result->contestant = contestant;
  result->size = size;
  result->n_batches = plan->batches;
  result->batches = g_new0 (double, plan->batches);
  return result;
}

void
result_free (Result *result)
{
  g_free (result->batches);
  g_free (result);
}

static void
summarise (Result *result, Lane *lane)
{
  g_autofree double *sorted = g_memdup2 (result->batches, result->n_batches * sizeof *sorted);
  double *samples = (double *) (void *) lane->samples->data;

  result->median = quantile (sorted, result->n_batches, 0.5);
  result->second = lane->samples->len != 0 ? quantile (samples, lane->samples->len, 0.99)
                                           : sorted[0];
}

static const Result *
find (GPtrArray *results, const Result *like, const Contestant *contestant)
{
  for (guint i = 0; i < results->len; i++)
    {
      const Result *result = g_ptr_array_index (results, i);

      if (result->measurement == like->measurement && result->size == like->size &&
          result->contestant == contestant)
        return result;
    }
  return NULL;
}

double
results_ratio (GPtrArray *results, const Result *result, const Contestant *reference)
{
  const Result *other = find (results, result, reference);
  g_autofree double *ratios = g_new (double, result->n_batches);

  if (other == NULL)
    return NAN;
  for (guint i = 0; i < result->n_batches; i++)
    ratios[i] = result->batches[i] / other->batches[i];
  return quantile (ratios, result->n_batches, 0.5);
}

GPtrArray *
measurement_participants (const Measurement *measurement, const Plan *plan)
{
  GPtrArray *participants = g_ptr_array_new ();

  if (measurement->contestants != NULL)
    for (guint i = 0; measurement->contestants[i] != NULL; i++)
      g_ptr_array_add (participants, (gpointer) measurement->contestants[i]);
  else
    for (guint i = 0; i < plan->n_contestants; i++)
      if (!measurement->waits || plan->contestants[i]->receive_waiting != NULL)
        g_ptr_array_add (participants, (gpointer) plan->contestants[i]);
  return participants;
}

static gsize
capacity_for (const Measurement *measurement, const Plan *plan)
{
  if (plan->capacity != 0)
    return plan->capacity;
  return measurement->capacity != 0 ? measurement->capacity : DEFAULT_CAPACITY;
}

void
measurement_run (const Measurement *measurement, const Plan *plan, gsize size, GPtrArray *results)
{
  g_autoptr(GPtrArray) participants = measurement_participants (measurement, plan);
  guint n = participants->len;
  g_autofree Lane **lanes = g_new0 (Lane *, n);
  g_autofree Result **own = g_new0 (Result *, n);

  cpu_stay_on (plan->cpu);
  for (guint i = 0; i < n; i++)
    {
      const Contestant *contestant = g_ptr_array_index (participants, i);

      lanes[i] = lane_new (contestant, plan->directory,
                           capacity_for (measurement, plan), size);
      own[i] = result_new (measurement, plan, contestant, size);
      get_ready (measurement, plan, lanes[i]);
    }
  take_turns (measurement, plan->batches, lanes, own, n);
  for (guint i = 0; i < n; i++)
    {
      summarise (own[i], lanes[i]);
      lane_free (lanes[i]);
      g_ptr_array_add (results, own[i]);
    }
  cpu_stay_on (CPU_ANY);
}
