/* SPDX-License-Identifier: MIT */
#include "lane.h"

#include "cpus.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Neither end may be this long without the other's progress. */
#define LONGEST_SILENCE (20 * G_TIME_SPAN_SECOND)

/* Failed tries between two looks at the clock. */
#define TRIES_A_LOOK 4096

static char *
new_name (void)
{
  static guint count;

  return g_strdup_printf ("interprocess-bench-%ld-%u", (long) getpid (), ++count);
}

Lane *
lane_new (const Contestant *contestant, const char *directory, gsize capacity, gsize size)
{
  Lane *lane = g_new0 (Lane, 1);

  lane->contestant = contestant;
  lane->size = size;
  lane->capacity = capacity;
  lane->directory = g_strdup (directory);
  lane->there_name = new_name ();
  lane->back_name = new_name ();
  lane->message = g_malloc (MAX (size, 1));
  lane->buffer = g_malloc0 (MAX (size, 1));
  for (gsize i = 0; i < size; i++)
    lane->message[i] = (guint8) (i * 7 + 1);
  lane->peer_cpu = CPU_ANY;
  lane->samples = g_array_new (FALSE, FALSE, sizeof (double));
  return lane;
}

void
lane_free (Lane *lane)
{
  if (lane->peer.pid != 0)
    lane_end_peer (lane);
  if (lane->free_extra != NULL)
    lane->free_extra (lane->extra);
  if (lane->there != NULL)
    lane->contestant->close (lane->there);
  if (lane->back != NULL)
    lane->contestant->close (lane->back);
  g_free (lane->directory);
  g_free (lane->there_name);
  g_free (lane->back_name);
  g_free (lane->message);
  g_free (lane->buffer);
  g_array_unref (lane->samples);
  g_free (lane);
}

void
lane_fail (Lane *lane, const char *what)
{
  g_printerr ("%s, messages of %" G_GSIZE_FORMAT " bytes: %s\n", lane->contestant->name, lane->size,
              what);
  exit (EXIT_FAILURE);
}

void *
lane_open (Lane *lane, const char *name, Ends ends)
{
  Place place = { lane->directory, name, lane->capacity };
  void *queue = lane->contestant->open (&place, ends);

  if (queue == NULL)
    lane_fail (lane, "the queue cannot be opened");
  return queue;
}

/* ---- messages -------------------------------------------------------------------------------- */

/* The queue is full, or empty: the other process's turn. */
static void
give_way (Lane *lane, guint *tries, gint64 *since)
{
  sched_yield ();
  if (++*tries % TRIES_A_LOOK != 0)
    return;
  if (*since == 0)
    *since = g_get_monotonic_time ();
  else if (g_get_monotonic_time () - *since > LONGEST_SILENCE)
    lane_fail (lane, "the other process makes no progress");
}

void
lane_send (Lane *lane, void *queue)
{
  guint tries = 0;
  gint64 since = 0;
  Outcome outcome;

  while ((outcome = lane->contestant->send (queue, lane->message, lane->size)) == OUTCOME_NOT_NOW)
    give_way (lane, &tries, &since);
  if (outcome != OUTCOME_DONE)
    lane_fail (lane, "a message cannot be sent");
}

static void
check_received (Lane *lane, Outcome outcome, gsize length)
{
  if (outcome != OUTCOME_DONE)
    lane_fail (lane, "a message cannot be received");
  if (length != lane->size)
    lane_fail (lane, "a message arrived with another length");
}

void
lane_receive (Lane *lane, void *queue)
{
  guint tries = 0;
  gint64 since = 0;
  gsize length = 0;
  Outcome outcome;

  while ((outcome = lane->contestant->receive (queue, lane->buffer, lane->size, &length)) ==
         OUTCOME_NOT_NOW)
    give_way (lane, &tries, &since);
  check_received (lane, outcome, length);
}

void
lane_receive_waiting (Lane *lane, void *queue)
{
  gsize length = 0;
  Outcome outcome = lane->contestant->receive_waiting (queue, lane->buffer, lane->size, &length);

  check_received (lane, outcome, length);
}

void
lane_check_content (Lane *lane)
{
  if (memcmp (lane->message, lane->buffer, lane->size) != 0)
    lane_fail (lane, "a message arrived with another content");
  memset (lane->buffer, 0, lane->size);
}

/* ---- the other process ----------------------------------------------------------------------- */

static void
write_number (Lane *lane, int fd, guint64 number)
{
  if (write (fd, &number, sizeof number) != sizeof number)
    lane_fail (lane, "the other process has gone");
}

static guint64
read_number (Lane *lane, int fd)
{
  guint64 number;

  if (read (fd, &number, sizeof number) != sizeof number)
    lane_fail (lane, "the other process has gone");
  return number;
}

static void
live_as_peer (Lane *lane, const PeerWork *work, int commands, int replies)
{
  work->begin (lane);
  write_number (lane, replies, 0);
  while ((lane->iterations = read_number (lane, commands)) != 0)
    {
      work->work (lane);
      write_number (lane, replies, lane->iterations);
    }
}

static G_GNUC_NORETURN void
be_peer (Lane *lane, const PeerWork *work, int commands, int replies)
{
#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGKILL);
#endif
  cpu_stay_on (lane->peer_cpu);
  lane->there = NULL; /* the parent's ends are the parent's */
  lane->back = NULL;
  lane->peer = (Peer) { 0 };
  live_as_peer (lane, work, commands, replies);
  lane_free (lane);
  _exit (EXIT_SUCCESS);
}

void
lane_start_peer (Lane *lane, const PeerWork *work)
{
  int commands[2];
  int replies[2];

  if (pipe (commands) != 0 || pipe (replies) != 0)
    lane_fail (lane, "there is no pipe to another process");
  fflush (stdout); /* or both processes print what is in its buffer */
  lane->peer.pid = fork ();
  if (lane->peer.pid == 0)
    {
      /* So that the parent's death, or ours, is seen at the other end. */
      close (commands[1]);
      close (replies[0]);
      be_peer (lane, work, commands[0], replies[1]);
    }
  if (lane->peer.pid < 0)
    lane_fail (lane, "another process cannot be started");
  close (commands[0]);
  close (replies[1]);
  lane->peer.commands = commands[1];
  lane->peer.replies = replies[0];
  lane_hear_peer (lane);
}

void
lane_tell_peer (Lane *lane, guint64 iterations)
{
  write_number (lane, lane->peer.commands, iterations);
}

void
lane_hear_peer (Lane *lane)
{
  read_number (lane, lane->peer.replies);
}

void
lane_end_peer (Lane *lane)
{
  int status;

  lane_tell_peer (lane, 0);
  if (waitpid (lane->peer.pid, &status, 0) != lane->peer.pid || status != 0)
    lane_fail (lane, "the other process failed");
  close (lane->peer.commands);
  close (lane->peer.replies);
  lane->peer.pid = 0;
}
