/* SPDX-License-Identifier: MIT */
/* Two threads that share one endpoint, compared with one that has it to itself, through the C API.
 *
 * Publishing: an empty queue is filled while nobody receives. Subscribing: a full one is emptied while
 * nobody sends. So nothing is measured but the endpoint that is shared: with both sides at work there
 * would be three threads on what may be two processors, and the other side the slower one.
 *
 * What comes before is not timed, and done by other endpoints. It is done in parts, every other one on
 * the other processor, whoever is measured next: so one thread and two find the same share of the
 * memory in a cache that is not their own.
 *
 * A round has to last for many turns (src/core/turn.c), or it is the first and the last moments of one
 * that are measured: so the queues are large.
 *
 * A round in which one of the two threads hardly took part, since something else had its processor,
 * says nothing of two threads and is done again. */
#include "cpus.h"
#include "measurement.h"

#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Of a round's messages each of two threads has to move one in so many. */
#define LEAST_SHARE 8

/* Bytes: room for 2 ms and more. */
#define LARGE (16 << 20)

/* Rounds done again in a row, before it is said that two threads do not work at the same time. */
#define MOST_ROUNDS 2000

typedef Outcome (*Work) (Lane *lane, void *queue, guint8 *buffer);

typedef struct
{
  guint8 *buffer;
  guint64 moved;
  double end; /* when it found the queue full, or empty */
} Worker;

/* The thread that measures, and a second one that waits until it is told. */
typedef struct
{
  Lane *lane;
  GThread *second;
  sem_t told, done;
  atomic_bool ends;
  void *queue;         /* what the second one is told to use, */
  Work work;           /* to do with it, */
  guint64 most;        /* how often at most, */
  gboolean together;   /* and whether both begin at the same time: */
  atomic_bool arrived; /* the second one is there, */
  atomic_bool started; /* and so is the first */
  Worker workers[2];
  guint64 messages; /* that the queue has room for */
} Team;

/* ---- work ------------------------------------------------------------------------------------- */

static Outcome
send_one (Lane *lane, void *queue, guint8 *buffer)
{
  return contestant_api.send (queue, lane->message, lane->size);
}

static Outcome
receive_one (Lane *lane, void *queue, guint8 *buffer)
{
  gsize length = 0;
  Outcome outcome = contestant_api.receive (queue, buffer, lane->size, &length);

  return outcome == OUTCOME_DONE && length != lane->size ? OUTCOME_FAILED : outcome;
}

/* Until the queue is full, or empty, or so many messages were moved. */
static void
work (Lane *lane, void *queue, Worker *worker, Work one, guint64 most)
{
  Outcome outcome = OUTCOME_DONE;

  worker->moved = 0;
  while (worker->moved < most && (outcome = one (lane, queue, worker->buffer)) == OUTCOME_DONE)
    worker->moved++;
  worker->end = clock_now ();
  if (outcome == OUTCOME_FAILED)
    lane_fail (lane, "a message cannot be moved");
}

/* ---- the second thread ------------------------------------------------------------------------ */

static void
wait_for (sem_t *semaphore)
{
  while (sem_wait (semaphore) != 0 && errno == EINTR)
    ;
}

static void
wait_until (atomic_bool *flag)
{
  for (guint tries = 1; !atomic_load (flag); tries++)
    if (tries % 1024 == 0)
      sched_yield ();
}

static gpointer
be_second (gpointer data)
{
  Team *team = data;

  cpu_stay_on (team->lane->peer_cpu);
  for (;;)
    {
      wait_for (&team->told);
      if (atomic_load (&team->ends))
        return NULL;
      if (team->together)
        {
          atomic_store (&team->arrived, true);
          wait_until (&team->started);
        }
      work (team->lane, team->queue, &team->workers[1], team->work, team->most);
      sem_post (&team->done);
    }
}

static void
tell_second (Team *team, void *queue, Work one, guint64 most, gboolean together)
{
  team->queue = queue;
  team->work = one;
  team->most = most;
  team->together = together;
  atomic_store (&team->arrived, false);
  atomic_store (&team->started, false);
  sem_post (&team->told);
}

static void
team_free (gpointer data)
{
  Team *team = data;

  atomic_store (&team->ends, true);
  sem_post (&team->told);
  g_thread_join (team->second);
  sem_destroy (&team->told);
  sem_destroy (&team->done);
  for (guint i = 0; i < 2; i++)
    g_free (team->workers[i].buffer);
  g_free (team);
}

static void
set_up (Lane *lane)
{
  Team *team = g_new0 (Team, 1);

  lane->there = lane_open (lane, lane->there_name, END_CREATES | END_SENDS | END_RECEIVES);
  lane->back = lane_open (lane, lane->there_name, END_SENDS | END_RECEIVES);
  team->lane = lane;
  sem_init (&team->told, 0, 0);
  sem_init (&team->done, 0, 0);
  for (guint i = 0; i < 2; i++)
    team->workers[i].buffer = g_malloc0 (MAX (lane->size, 1));
  /* The first thread that uses an endpoint has an easier way than all others: it is this one. */
  work (lane, lane->there, &team->workers[0], send_one, G_MAXUINT64);
  team->messages = team->workers[0].moved;
  work (lane, lane->there, &team->workers[0], receive_one, G_MAXUINT64);
  team->second = g_thread_new ("second", be_second, team);
  lane->extra = team;
  lane->free_extra = team_free;
}

/* ---- a round ---------------------------------------------------------------------------------- */

/* Not timed. The last part is the rest. */
static void
prepare (Team *team, Work one, guint parts)
{
  for (guint part = 1; part <= parts; part++)
    {
      guint64 most = part < parts ? team->messages / parts : G_MAXUINT64;

      if (part % 2 != 0)
        {
          work (team->lane, team->lane->back, &team->workers[0], one, most);
          continue;
        }
      tell_second (team, team->lane->back, one, most, FALSE);
      wait_for (&team->done);
    }
}

static void
prepare_publishing (Team *team)
{
  prepare (team, receive_one, 1); /* what was timed before */
  prepare (team, send_one, 2);
  prepare (team, receive_one, 4);
}

static void
prepare_subscribing (Team *team)
{
  prepare (team, send_one, 2);
}

static double
time_alone (Team *team, Work one)
{
  double start = clock_now ();

  work (team->lane, team->lane->there, &team->workers[0], one, G_MAXUINT64);
  team->workers[1].moved = 0;
  return team->workers[0].end - start;
}

/* Over as soon as one of them finds nothing more to do. */
static double
time_together (Team *team, Work one)
{
  double start;

  tell_second (team, team->lane->there, one, G_MAXUINT64, TRUE);
  wait_until (&team->arrived);
  start = clock_now ();
  atomic_store (&team->started, true);
  work (team->lane, team->lane->there, &team->workers[0], one, G_MAXUINT64);
  wait_for (&team->done);
  return MIN (team->workers[0].end, team->workers[1].end) - start;
}

/* Of the messages of a round, has each of the two moved its share? */
static gboolean
both_moved (const Team *team)
{
  return MIN (team->workers[0].moved, team->workers[1].moved) >= team->messages / LEAST_SHARE;
}

static double
time_round (Team *team, Work one, void (*prepare_round) (Team *team))
{
  gboolean together = team->lane->contestant == &contestant_two_threads;

  for (guint round = 0; round < MOST_ROUNDS; round++)
    {
      double taken;

      prepare_round (team);
      taken = together ? time_together (team, one) : time_alone (team, one);
      if (team->workers[0].moved + team->workers[1].moved != team->messages)
        lane_fail (team->lane, "messages are missing");
      if (!together || both_moved (team))
        return taken / (double) team->messages;
    }
  lane_fail (team->lane, "the two threads do not work at the same time");
}

/* The median of the rounds. */
static double
batch (Lane *lane, Work one, void (*prepare_round) (Team *team))
{
  g_autofree double *rounds = g_new (double, lane->iterations);

  for (guint64 i = 0; i < lane->iterations; i++)
    rounds[i] = time_round (lane->extra, one, prepare_round);
  return quantile (rounds, (guint) lane->iterations, 0.5);
}

static double
batch_publishing (Lane *lane)
{
  return batch (lane, send_one, prepare_publishing);
}

static double
batch_subscribing (Lane *lane)
{
  return batch (lane, receive_one, prepare_subscribing);
}

/* ---- contestants ------------------------------------------------------------------------------ */

static void *
open_queue (const Place *place, Ends ends)
{
  return contestant_api.open (place, ends);
}

static void
close_queue (void *queue)
{
  contestant_api.close (queue);
}

const Contestant contestant_one_thread = {
  .name = "one thread",
  .reference = "to one",
  .open = open_queue,
  .close = close_queue,
};

const Contestant contestant_two_threads = {
  .name = "two threads",
  .open = open_queue,
  .close = close_queue,
};

static const Contestant *const both[] = { &contestant_one_thread, &contestant_two_threads, NULL };

static const gsize sizes[] = { 3, 64, 1024, SIZES_END };

const Measurement measurement_threads_publishing = {
  .name = "threads-publishing",
  .title = "Threads that share a publisher, C API: nanoseconds from message to message",
  .columns = { "median", "fastest" },
  .unit = 1,
  .shows_rate = TRUE,
  .contestants = both,
  .sizes = sizes,
  .capacity = LARGE,
  .set_up = set_up,
  .batch = batch_publishing,
};

const Measurement measurement_threads_subscribing = {
  .name = "threads-subscribing",
  .title = "Threads that share a subscriber, C API: nanoseconds from message to message",
  .columns = { "median", "fastest" },
  .unit = 1,
  .shows_rate = TRUE,
  .contestants = both,
  .sizes = sizes,
  .capacity = LARGE,
  .set_up = set_up,
  .batch = batch_subscribing,
};
