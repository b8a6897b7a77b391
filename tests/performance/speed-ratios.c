/* SPDX-License-Identifier: MIT */
/* How fast we promise to be: compared with others in the same run, never in seconds. Prints the
 * ratios, and fails if one is above what is promised. Time is noisy even so, so it is a benchmark
 * and not a test, and what fails is measured again before it counts. */
#include "cpus.h"
#include "measurement.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define ATTEMPTS 3
#define MESSAGE_SIZE 3

static const struct
{
  const Contestant *reference;
  double limit;
} promises[] = {
  { &contestant_core, 1.25 },
#ifdef HAVE_LIBQB
  { &contestant_libqb, 1.0 },
#endif
};

static const Result *
result_of (GPtrArray *results, const Contestant *contestant)
{
  for (guint i = 0; i < results->len; i++)
    {
      const Result *result = g_ptr_array_index (results, i);

      if (result->contestant == contestant)
        return result;
    }
  g_assert_not_reached ();
}

static gboolean
check (GPtrArray *results)
{
  const Result *own = result_of (results, &contestant_api);
  gboolean is_kept = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      const Contestant *reference = promises[i].reference;
      double ratio = results_ratio (results, own, reference);

      printf ("%s %.1f ns %s %.1f ns: %.3f times, promised at most %.2f%s\n", own->contestant->name,
              own->median, reference->name, result_of (results, reference)->median, ratio,
              promises[i].limit, ratio <= promises[i].limit ? "" : ": TOO SLOW");
      is_kept = is_kept && ratio <= promises[i].limit;
    }
  return is_kept;
}

static gboolean
measure_and_check (void)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) result_free);
  const Plan plan = {
    .contestants = contestants,
    .n_contestants = n_contestants,
    .batches = 61,
    .batch_time = 5e6,
    .directory = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : NULL,
    .capacity = 1 << 20,
    .cpu = cpu_last (),
  };

  measurement_run (&measurement_one_thread, &plan, MESSAGE_SIZE, results);
  return check (results);
}

int
main (void)
{
  for (int attempt = 0; attempt < ATTEMPTS; attempt++)
    if (measure_and_check ())
      return EXIT_SUCCESS;
  return EXIT_FAILURE;
}
