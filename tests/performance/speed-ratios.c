/* SPDX-License-Identifier: MIT */
/* How fast we promise to be: compared with others in the same run, never in seconds. Prints the
 * ratios, and fails if one is above what is promised. Time is noisy even so, so it is a benchmark
 * and not a test, and what fails is measured again before it counts. */
#include "cpus.h"
#include "measurement.h"

#include <stdio.h>
#include <stdlib.h>

#define ATTEMPTS 3

/* `own` takes at most `limit` times as long as `reference`. */
typedef struct
{
  const Measurement *measurement;
  gsize size;
  const Contestant *own, *reference;
  double limit;
} Promise;

static const Promise promises[] = {
  { &measurement_one_thread, 3, &contestant_api, &contestant_core, 1.25 },
#ifdef HAVE_LIBQB
  { &measurement_one_thread, 3, &contestant_api, &contestant_libqb, 1.0 },
#endif
  { &measurement_one_thread, 3, &contestant_api_exclusive, &contestant_spsc, 2.5 },
  /* Two threads move at least what one does. */
  { &measurement_threads_publishing, 1024, &contestant_two_threads, &contestant_one_thread, 1.0 },
  { &measurement_threads_subscribing, 1024, &contestant_two_threads, &contestant_one_thread, 1.0 },
};

/* For orientation, beside what is promised. */
static const Promise others[] = {
  { &measurement_one_thread, 3, &contestant_core_exclusive, &contestant_spsc, 0 },
};

static const Result *
result_of (GPtrArray *results, const Promise *promise, const Contestant *contestant)
{
  for (guint i = 0; i < results->len; i++)
    {
      const Result *result = g_ptr_array_index (results, i);

      if (result->measurement == promise->measurement && result->size == promise->size &&
          result->contestant == contestant)
        return result;
    }
  return NULL;
}

/* Those who are compared take turns in one run, so that they meet the same disturbances. */
static void
measure (const Promise *promise, GPtrArray *results)
{
  const Plan plan = {
    .contestants = contestants,
    .n_contestants = n_contestants,
    .batches = promise->measurement->contestants != NULL ? 15 : 61, /* threads: long ones */
    .batch_time = 5e6,
    .directory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : NULL,
    .cpu = cpu_last (),
    .peer_cpu = cpu_other (cpu_last ()),
  };

  if (result_of (results, promise, promise->own) == NULL)
    measurement_run (promise->measurement, &plan, promise->size, results);
}

static double
print_ratio (const Promise *promise, GPtrArray *results)
{
  const Result *own = result_of (results, promise, promise->own);
  const Result *reference = result_of (results, promise, promise->reference);
  double ratio = results_ratio (results, own, promise->reference);

  printf ("%-19s %4" G_GSIZE_FORMAT " B: %s %.1f ns, %s %.1f ns: %.3f times",
          promise->measurement->name, promise->size, own->contestant->name, own->median,
          reference->contestant->name, reference->median, ratio);
  return ratio;
}

static gboolean
check (const Promise *promise, GPtrArray *results)
{
  double ratio;
  gboolean is_kept;

  measure (promise, results);
  ratio = print_ratio (promise, results);
  is_kept = ratio <= promise->limit;
  printf (", promised at most %.2f%s\n", promise->limit, is_kept ? "" : ": TOO SLOW");
  fflush (stdout);
  return is_kept;
}

/* All are looked at, whatever the first ones say; of those that were `kept` none is measured again. */
static gboolean
check_all (gboolean *kept)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) result_free);
  gboolean are_kept = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      kept[i] = kept[i] || check (&promises[i], results);
      are_kept = are_kept && kept[i];
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (result_of (results, &others[i], others[i].own) != NULL)
      {
        print_ratio (&others[i], results);
        putchar ('\n');
      }
  return are_kept;
}

int
main (void)
{
  gboolean kept[G_N_ELEMENTS (promises)] = { FALSE };

  for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    if (check_all (kept))
      return EXIT_SUCCESS;
  return EXIT_FAILURE;
}
