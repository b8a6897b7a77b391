/* SPDX-License-Identifier: MIT */
/* What a main loop pays for queues that say nothing, beside as many eventfds. */
#include "measurement.h"
#include "ways.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define TRIES 200
#define MOST_QUEUES 1000

static const guint numbers[] = { 1, 10, 100, MOST_QUEUES };

typedef struct
{
  Party parties[MOST_QUEUES];
  GMainContext *context;
} Crowd;

static double
time_of (Crowd *crowd, gboolean with_message)
{
  double times[TRIES];

  for (guint i = 0; i < TRIES; i++)
    {
      guint before = crowd->parties[0].received;
      double start = clock_now ();

      if (with_message)
        queue_send (&crowd->parties[0]);
      do
        g_main_context_iteration (crowd->context, FALSE);
      while (with_message && crowd->parties[0].received == before);
      times[i] = clock_now () - start;
      while (g_main_context_iteration (crowd->context, FALSE))
        ;
    }
  return quantile (times, TRIES, 0.5);
}

/* The floor: as many eventfds that say nothing, in a context of their own. */
static double
time_of_eventfds (guint number)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autofree int *fds = g_new (int, number);
  double times[TRIES];

  for (guint i = 0; i < number; i++)
    {
      g_autoptr(GSource) source = NULL;

      fds[i] = eventfd (0, EFD_NONBLOCK);
      source = g_unix_fd_source_new (fds[i], G_IO_IN);
      g_source_attach (source, context);
    }
  for (guint i = 0; i < TRIES; i++)
    {
      double start = clock_now ();

      g_main_context_iteration (context, FALSE);
      times[i] = clock_now () - start;
    }
  for (guint i = 0; i < number; i++)
    close (fds[i]);
  return quantile (times, TRIES, 0.5);
}

static void
crowd_add (Crowd *crowd, guint i)
{
  static const Way way = { .name = "crowd" };
  Party *party = &crowd->parties[i];
  GSource *source;

  party->way = &way;
  party->names[0] = party->names[1] = g_strdup_printf ("crowd-%u", i);
  queue_open (party);
  source = interprocess_subscriber_create_source (party->subscriber, NULL);
  g_source_set_callback (source, source_take, party, NULL);
  g_source_attach (source, crowd->context);
  party->source = source;
}

static void
show_silent_queues (void)
{
  Crowd *crowd = g_new0 (Crowd, 1);
  struct rlimit limit;
  guint n = 0;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  crowd->context = g_main_context_new ();
  printf ("queues in one main context, µs:\n");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      double idle, message, floor;

      for (; n < numbers[i]; n++)
        crowd_add (crowd, n);
      while (g_main_context_iteration (crowd->context, FALSE))
        ;
      floor = time_of_eventfds (n);
      idle = time_of (crowd, FALSE);
      message = time_of (crowd, TRUE);
      printf ("  %4u queues: an idle iteration %.1f (%.2f of as many eventfds), with a message of "
              "one of them %.1f\n",
              n, idle / 1e3, idle / floor, message / 1e3);
    }
  fflush (stdout);
  for (guint i = 0; i < n; i++)
    {
      g_source_destroy (crowd->parties[i].source);
      g_object_unref (crowd->parties[i].publisher);
      g_object_unref (crowd->parties[i].subscriber);
    }
}

int
main (void)
{
  ways_directory = g_dir_make_tmp ("interprocess-silent-queues-XXXXXX", NULL);
  show_silent_queues ();
  g_rmdir (ways_directory);
  return EXIT_SUCCESS;
}
