/* SPDX-License-Identifier: MIT */
/* How long a message takes to another process and back, by each way to wait for it, beside the barest
 * that there is: a futex for calls that block, an eventfd and a socket for a main loop. All take turns in
 * one run. It fails if one is above what is promised, measured three times; see speed-ratios.c. */
#include "cpus.h"
#include "measurement.h"
#include "ways.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTEMPTS 3
#define BATCHES 31
#define TRIPS 200 /* of a batch */

/* `own` takes at most `limit` times as long as `reference`. */
static const struct
{
  int own, reference;
  double limit;
} promises[] = {
  { BLOCKING, FUTEX, 1.15 },
  { SOURCE, EVENTFD, 1.25 },
};

static pid_t
start_peer (Party *first, int cpu)
{
  Party party = *first;
  pid_t peer = fork ();

  if (peer != 0)
    return peer;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  cpu_stay_on (cpu);
  party.is_peer = TRUE;
  party.way->open (&party);
  for (;;)
    {
      party.way->wait (&party);
      party.way->send (&party);
    }
}

static double
batch (Party *party)
{
  double trips[TRIPS];

  for (guint i = 0; i < TRIPS; i++)
    {
      double start = clock_now ();

      party->way->send (party);
      party->way->wait (party);
      trips[i] = clock_now () - start;
    }
  return quantile (trips, TRIPS, 0.5);
}

/* Fills in the medians, in ns. */
static void
measure (double medians[N_WAYS], int cpu, int peer_cpu)
{
  Party parties[N_WAYS] = { 0 };
  double batches[N_WAYS][BATCHES];
  pid_t peers[N_WAYS];

  cpu_stay_on (cpu);
  for (int i = 0; i < N_WAYS; i++)
    {
      parties[i].way = &ways[i];
      ways[i].share (&parties[i]);
      peers[i] = start_peer (&parties[i], peer_cpu);
      ways[i].open (&parties[i]);
      batch (&parties[i]);
    }
  for (guint n = 0; n < BATCHES; n++)
    for (int i = 0; i < N_WAYS; i++)
      batches[i][n] = batch (&parties[i]);
  for (int i = 0; i < N_WAYS; i++)
    {
      kill (peers[i], SIGKILL);
      waitpid (peers[i], NULL, 0);
      medians[i] = quantile (batches[i], BATCHES, 0.5);
      g_clear_object (&parties[i].publisher);
      if (parties[i].source != NULL)
        g_source_destroy (parties[i].source);
      g_clear_object (&parties[i].subscriber);
    }
}

/* With `limits`, or for orientation. */
static gboolean
compare (const char *where, int cpu, int peer_cpu, gboolean limits)
{
  double medians[N_WAYS];
  gboolean kept = TRUE;

  measure (medians, cpu, peer_cpu);
  printf ("round trip, %s, µs:", where);
  for (int i = 0; i < N_WAYS; i++)
    printf (" %s %.2f%s", ways[i].name, medians[i] / 1e3, i + 1 < N_WAYS ? "," : "\n");
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      double ratio = medians[promises[i].own] / medians[promises[i].reference];

      printf ("  %s / %s: %.2f", ways[promises[i].own].name, ways[promises[i].reference].name, ratio);
      if (limits)
        printf (", promised at most %.2f%s", promises[i].limit,
                ratio <= promises[i].limit ? "" : ": TOO SLOW");
      putchar ('\n');
      kept = kept && ratio <= promises[i].limit;
    }
  fflush (stdout);
  return kept;
}

static gboolean
compare_anew (int cpu, int peer_cpu)
{
  for (guint attempt = 0; attempt < ATTEMPTS; attempt++)
    if (compare ("two processors", cpu, peer_cpu, TRUE))
      return TRUE;
  return FALSE;
}

int
main (void)
{
  int cpu = cpu_last ();
  int peer_cpu = cpu_other (cpu);
  gboolean kept = TRUE;

  ways_directory = g_dir_make_tmp ("interprocess-main-loop-XXXXXX", NULL);
  if (peer_cpu != cpu)
    kept = compare_anew (cpu, peer_cpu);
  compare ("one processor", cpu, cpu, FALSE);
  g_rmdir (ways_directory);
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
