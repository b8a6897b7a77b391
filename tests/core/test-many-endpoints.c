/* SPDX-License-Identifier: MIT */
/* As many endpoints as a queue ever admits, all of them in one process. */
#include "core-fixture.h"

#include <string.h>
#include <sys/resource.h>

/* What takes a few seconds takes hours if opening is of the wrong order. */
#define BOUND 90

/* Each has a descriptor or two. */
static void
allow_descriptors (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, >, 2 * IPQ_MOST_ENDPOINTS + 100);
}

static void
test_all (Fixture *f, gconstpointer data)
{
  g_autofree struct ipq_endpoint **all = g_new0 (struct ipq_endpoint *, IPQ_MOST_ENDPOINTS);
  struct ipq_endpoint *another = NULL;
  gint64 bound = seconds_from_now (BOUND);
  struct ipq_error error;
  guint8 buffer[8];
  gsize length;

  allow_descriptors ();
  f->options.max_endpoints = IPQ_MOST_ENDPOINTS;
  for (guint i = 0; i < IPQ_MOST_ENDPOINTS; i++)
    {
      all[i] = fixture_open (f, i % 2 == 0 ? IPQ_PUBLISHER : IPQ_SUBSCRIBER);
      g_assert_cmpint (g_get_monotonic_time (), <, bound);
    }
  g_assert_cmpint (ipq_open (&f->options, IPQ_PUBLISHER, &another, &error), ==,
                   IPQ_TOO_MANY_ENDPOINTS);
  g_assert_nonnull (strstr (error.message, "4095 endpoints"));

  /* The last publisher and the last subscriber have the largest numbers. */
  g_assert_cmpint (ipq_try_enqueue (all[IPQ_MOST_ENDPOINTS - 1], "x", 1), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (all[IPQ_MOST_ENDPOINTS - 2], buffer, sizeof buffer, &length),
                   ==, IPQ_OK);

  ipq_free (all[100]);
  all[100] = fixture_open (f, IPQ_PUBLISHER);
  for (guint i = 0; i < IPQ_MOST_ENDPOINTS; i++)
    ipq_free (all[i]);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/many-endpoints/all", test_all);
  return g_test_run ();
}
