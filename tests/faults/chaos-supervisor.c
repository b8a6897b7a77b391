/* SPDX-License-Identifier: MIT */
/* Starts workers, kills and stops them, and sees to it that those who live get on. */
#include "chaos-duration.h"
#include "chaos-random.h"
#include "chaos-round.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define NS_PER_MS G_GUINT64_CONSTANT (1000000)
#define NS_PER_S (1000 * NS_PER_MS)

/* A call that does not wait and takes longer hangs; and so does one that waits longer beyond its
 * timeout. Generous, for the machine may be busy. */
#define LONGEST_CALL (SLOWNESS * NS_PER_S)

/* Nothing moves for as long, though some want to send or to receive: stuck. */
#define LONGEST_STILLNESS (SLOWNESS * 10 * NS_PER_S)

typedef struct
{
  pid_t pid; /* 0: none */
  gboolean stopped;
  guint64 until;
} Watched;

typedef struct
{
  const Round *round;
  Ledger *ledger;
  GArray *kept;
  Violence *violence;
  Random random;
  Watched workers[N_WORKERS];

  guint64 last_look;
  guint64 moved;      /* messages, */
  guint64 moved_when; /* and when that was first seen */
} Supervisor;

static guint64
now (void)
{
  return (guint64) g_get_monotonic_time () * 1000;
}

/* ---- workers ---------------------------------------------------------------------------------- */

static void
start (Supervisor *self, guint number)
{
  guint64 seed = random_next (&self->random);
  pid_t pid = fork ();

  if (pid == 0)
    worker_run (self->round, self->ledger, number, seed);
  g_assert_cmpint (pid, >, 0);
  self->workers[number] = (Watched) { .pid = pid };
  self->violence->starts++;
}

/* The worker is gone, and nobody writes to its places any more. */
static void
look_after_dead (Supervisor *self, guint number)
{
  WorkerBook *book = &self->ledger->workers[number];

  for (guint i = 0; i < N_THREADS; i++)
    {
      Place *place = &book->places[i];
      MessageHeader header;

      if (atomic_load (&place->taking) && message_read_from (place->buffer, LONGEST_MESSAGE, &header))
        g_array_append_val (self->kept, header);
      atomic_store (&place->taking, 0);
      atomic_store (&place->call, CALL_NONE);
    }
  atomic_store (&book->main.call, CALL_NONE);
  atomic_store (&book->stops, 0);
  self->workers[number].pid = 0;
}

static void
reap (Supervisor *self, guint number)
{
  Watched *worker = &self->workers[number];
  int status;

  if (worker->pid == 0 || waitpid (worker->pid, &status, WNOHANG) != worker->pid)
    return;
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    ledger_fail (self->ledger, "worker %u ended with the status 0x%x", number, status);
  look_after_dead (self, number);
  self->violence->exits++;
}

static void
kill_worker (Supervisor *self, guint number)
{
  Watched *worker = &self->workers[number];
  int status;

  kill (worker->pid, SIGKILL);
  g_assert_cmpint (waitpid (worker->pid, &status, 0), ==, worker->pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) != 0)
    ledger_fail (self->ledger, "worker %u ended with the status 0x%x", number, status);
  look_after_dead (self, number);
  self->violence->kills++;
}

static void
stop_worker (Supervisor *self, guint number)
{
  gboolean long_one = random_once_in (&self->random, 200);
  guint64 ms = long_one ? 2000 : random_below (&self->random, 40);

  atomic_fetch_add (&self->ledger->workers[number].stops, 1);
  kill (self->workers[number].pid, SIGSTOP);
  self->workers[number].stopped = TRUE;
  self->workers[number].until = now () + ms * NS_PER_MS;
  self->violence->stops++;
  self->violence->long_stops += long_one;
}

static void
continue_worker (Supervisor *self, guint number)
{
  kill (self->workers[number].pid, SIGCONT);
  self->workers[number].stopped = FALSE;
  atomic_fetch_add (&self->ledger->workers[number].stops, 1);
}

/* ---- hangs ------------------------------------------------------------------------------------ */

static const char *const calls[] = {
  [CALL_NONE] = "between calls", [CALL_TRY_ENQUEUE] = "try_enqueue",
  [CALL_TRY_DEQUEUE] = "try_dequeue", [CALL_ENQUEUE] = "enqueue",
  [CALL_DEQUEUE] = "dequeue", [CALL_OPEN] = "open", [CALL_CLOSE] = "close",
};

static void
describe_place (GString *text, guint worker, const char *thread, Place *place)
{
  gint64 timeout = atomic_load (&place->timeout);

  g_string_append_printf (text, "  worker %u, %s: %s, for %.3f s, timeout %.6f s\n", worker, thread,
                          calls[atomic_load (&place->call)],
                          (double) (now () - atomic_load (&place->since)) / 1e9,
                          (double) timeout / 1e9);
}

/* What is known about all threads. */
static char *
describe_workers (Supervisor *self)
{
  static const char *const names[N_THREADS] = { "thread 0", "thread 1", "thread 2" };
  GString *text = g_string_new ("");

  for (guint w = 0; w < N_WORKERS; w++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%d/wchan", (int) self->workers[w].pid);
      g_autofree char *wchan = NULL;

      g_file_get_contents (path, &wchan, NULL, NULL);
      g_string_append_printf (text, "  worker %u, process %d, %s, main thread in %s\n", w,
                              (int) self->workers[w].pid,
                              self->workers[w].stopped ? "stopped" : "running",
                              wchan != NULL ? wchan : "?");
      describe_place (text, w, "main thread", &self->ledger->workers[w].main);
      for (guint t = 0; t < N_THREADS; t++)
        if (atomic_load (&self->ledger->workers[w].places[t].call) != CALL_NONE)
          describe_place (text, w, names[t], &self->ledger->workers[w].places[t]);
    }
  return g_string_free (text, FALSE);
}

static void
fail_stuck (Supervisor *self, const char *what)
{
  g_autofree char *workers = describe_workers (self);

  ledger_fail (self->ledger, "%s; %" G_GUINT64_FORMAT " messages acknowledged, %" G_GUINT64_FORMAT
               " received\n%s", what, atomic_load (&self->ledger->acknowledged),
               atomic_load (&self->ledger->received), workers);
}

static void
check_place (Supervisor *self, guint number, Place *place)
{
  WorkerBook *book = &self->ledger->workers[number];
  Call call = atomic_load_explicit (&place->call, memory_order_acquire);
  guint64 since = atomic_load (&place->since);
  gint64 timeout = atomic_load (&place->timeout);
  guint32 stops = atomic_load (&place->stops);
  guint64 took = now () - since;

  if (call == CALL_NONE || timeout < 0 || stops % 2 != 0 || atomic_load (&book->stops) != stops ||
      (gint64) took < 0 || took < (guint64) timeout + LONGEST_CALL + self->violence->worst_lag)
    return;
  /* Is it the same call still? In this order: a call is noted last of all. */
  if (atomic_load (&place->call) == call && atomic_load (&place->since) == since)
    fail_stuck (self, "a call takes too long");
}

static void
check_stillness (Supervisor *self)
{
  guint64 moved = atomic_load (&self->ledger->acknowledged) + atomic_load (&self->ledger->received);

  if (moved != self->moved)
    {
      self->moved = moved;
      self->moved_when = now ();
    }
  else if (now () - self->moved_when > LONGEST_STILLNESS)
    {
      fail_stuck (self, "nothing moves any more");
    }
}

/* A machine that does not run the supervisor does not run the workers either. */
static void
note_lag (Supervisor *self)
{
  guint64 lag = now () - self->last_look;

  self->violence->worst_lag = MAX (self->violence->worst_lag, lag);
  self->last_look = now ();
}

/* ---- the round -------------------------------------------------------------------------------- */

static void
look_at_all (Supervisor *self)
{
  note_lag (self);
  for (guint i = 0; i < N_WORKERS; i++)
    {
      reap (self, i);
      if (self->workers[i].pid == 0)
        continue;
      if (self->workers[i].stopped && now () >= self->workers[i].until)
        continue_worker (self, i);
      check_place (self, i, &self->ledger->workers[i].main);
      for (guint t = 0; t < N_THREADS; t++)
        check_place (self, i, &self->ledger->workers[i].places[t]);
    }
}

static void
do_violence (Supervisor *self)
{
  guint victim = random_below (&self->random, N_WORKERS);
  guint lot = random_below (&self->random, 100);

  if (self->workers[victim].pid == 0)
    return;
  if (lot < self->round->violence / 2)
    kill_worker (self, victim);
  else if (lot < self->round->violence && !self->workers[victim].stopped)
    stop_worker (self, victim);
}

static gboolean
has_failed (Supervisor *self)
{
  return atomic_load (&self->ledger->failed) != 0;
}

static guint
count_running (Supervisor *self)
{
  guint n = 0;

  for (guint i = 0; i < N_WORKERS; i++)
    n += self->workers[i].pid != 0;
  return n;
}

static void
end_all (Supervisor *self)
{
  guint64 patience = now () + LONGEST_STILLNESS;

  atomic_store (&self->ledger->stop, 1);
  for (guint i = 0; i < N_WORKERS; i++)
    self->workers[i].until = 0; /* the stopped go on */
  while (count_running (self) > 0 && !has_failed (self))
    {
      look_at_all (self);
      if (now () > patience)
        fail_stuck (self, "a worker does not end");
      g_usleep (500);
    }
  for (guint i = 0; i < N_WORKERS; i++)
    if (self->workers[i].pid != 0) /* something failed: the queue is to stay as it is */
      kill_worker (self, i);
}

void
supervise (const Round *round, Ledger *ledger, GArray *kept, Violence *violence)
{
  Supervisor self = {
    .round = round,
    .ledger = ledger,
    .kept = kept,
    .violence = violence,
    .random = random_seeded (round->seed, round->number),
    .last_look = now (),
    .moved_when = now (),
  };
  guint64 end = now () + round->seconds_ms * NS_PER_MS;

  violence->worst_lag = 0;
  while (now () < end && !has_failed (&self) && !ledger_is_over (ledger))
    {
      look_at_all (&self);
      check_stillness (&self);
      do_violence (&self);
      for (guint i = 0; i < N_WORKERS; i++)
        if (self.workers[i].pid == 0)
          start (&self, i);
      g_usleep (200 + random_below (&self.random, 3000));
    }
  end_all (&self);
}
