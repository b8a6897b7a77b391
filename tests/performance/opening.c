/* SPDX-License-Identifier: MIT */
/* What it costs to open a publisher and close it again, when few endpoints are alive and when a queue
 * has nearly as many as it admits. Prints the times and their ratio; fails if that is far from what it
 * should be. */
#include "measurement.h"
#include "queue.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define FEW 10
#define MANY 4000
#define ROUNDS 31

/* Some ten times is usual: the kernel walks along the file's locks. A question to it about each of the
 * living would take thousands. */
#define MOST_TIMES 100.0

static struct ipq_endpoint *living[MANY];
static struct ipq_options options = {
  .name = "opening",
  .capacity = 65536,
  .create = true,
  .max_endpoints = IPQ_MOST_ENDPOINTS,
};

static struct ipq_endpoint *
open_one (void)
{
  struct ipq_endpoint *endpoint;
  struct ipq_error error;

  if (ipq_open (&options, IPQ_PUBLISHER, &endpoint, &error) == IPQ_OK)
    return endpoint;
  g_printerr ("opening: %s\n", error.message);
  exit (EXIT_FAILURE);
}

/* Each has a descriptor or two. */
static void
allow_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static double
time_opening (void)
{
  double times[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    {
      double start = clock_now ();

      ipq_free (open_one ());
      times[i] = clock_now () - start;
    }
  return quantile (times, ROUNDS, 0.5);
}

int
main (void)
{
  const char *parent = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();
  g_autofree char *directory = g_build_filename (parent, "interprocess-opening-XXXXXX", NULL);
  double start, few, many;
  guint n = 0;

  if (g_mkdtemp (directory) == NULL)
    return EXIT_FAILURE;
  options.directory = directory;
  allow_descriptors ();
  while (n < FEW)
    living[n++] = open_one ();
  few = time_opening ();
  start = clock_now ();
  while (n < MANY)
    living[n++] = open_one ();
  printf ("opening %d endpoints: %.2f s\n", MANY - FEW, (clock_now () - start) / 1e9);
  many = time_opening ();
  printf ("open and close: %.1f µs with %d alive, %.1f µs with %d: %.1f times, at most %.0f\n",
          few / 1e3, FEW, many / 1e3, MANY, many / few, MOST_TIMES);
  start = clock_now ();
  while (n > 0)
    ipq_free (living[--n]);
  printf ("closing them all: %.2f s\n", (clock_now () - start) / 1e9);
  if (g_rmdir (directory) != 0)
    g_printerr ("opening: something is left in %s\n", directory);
  return many / few <= MOST_TIMES ? EXIT_SUCCESS : EXIT_FAILURE;
}
