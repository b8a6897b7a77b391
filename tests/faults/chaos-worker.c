/* SPDX-License-Identifier: MIT */
/* A worker opens its endpoints, lets threads come and go on them, closes them, and begins anew, until
 * the round is over or it is killed. */
#include "chaos-worker.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- measuring -------------------------------------------------------------------------------- */

guint64
now_on (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (guint64) t.tv_sec * 1000000000 + (guint64) t.tv_nsec;
}

void
begin_call (WorkerBook *book, Place *place, Call call, gint64 timeout_us)
{
  atomic_store_explicit (&place->timeout, timeout_us < 0 ? -1 : timeout_us * 1000,
                         memory_order_relaxed);
  atomic_store_explicit (&place->stops, atomic_load (&book->stops), memory_order_relaxed);
  atomic_store_explicit (&place->since, now_on (CLOCK_MONOTONIC), memory_order_relaxed);
  atomic_store_explicit (&place->call, call, memory_order_release);
}

gboolean
end_call (WorkerBook *book, Place *place, guint64 *took)
{
  guint32 stops = atomic_load_explicit (&place->stops, memory_order_relaxed);

  *took = now_on (CLOCK_MONOTONIC) - atomic_load_explicit (&place->since, memory_order_relaxed);
  atomic_store_explicit (&place->call, CALL_NONE, memory_order_release);
  return stops % 2 == 0 && atomic_load (&book->stops) == stops;
}

/* ---- threads that come and go ----------------------------------------------------------------- */

/* How many threads there can be: one for each exclusive endpoint, as it is for one thread at a time. */
static guint
count_threads (Worker *worker)
{
  if (worker->publisher_is_exclusive || worker->subscriber_is_exclusive)
    return worker->sends && worker->receives ? 2 : 1;
  if (worker->sends && worker->receives)
    return MAX (worker->round->n_threads, 2);
  return 1 + random_below (&worker->random, worker->round->n_threads);
}

static void
let_live (Worker *worker, Life *lives, guint n)
{
  guint64 until = now_on (CLOCK_MONOTONIC) + (1 + random_below (&worker->random, 100)) * 1000000u;

  for (guint i = 0; i < n; i++)
    life_begin (&lives[i], worker, i);
  while (now_on (CLOCK_MONOTONIC) < until && !ledger_is_over (worker->ledger))
    {
      for (guint i = 0; i < n; i++)
        if (atomic_load (&lives[i].ended))
          {
            life_end (&lives[i]);
            life_begin (&lives[i], worker, i);
          }
      g_usleep (500);
    }
}

/* ---- a worker's life -------------------------------------------------------------------------- */

/* Is it an answer that a crowd gives? */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_EXCLUSIVE) ||
         g_error_matches (error, INTERPROCESS_QUEUE_ERROR,
                          INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS);
}

static gboolean
draw_exclusive (Worker *worker, Sharing sharing)
{
  return sharing == ALWAYS_EXCLUSIVE ||
         (sharing == EITHER && random_once_in (&worker->random, 2));
}

static gpointer
open_endpoint (Worker *worker, gboolean as_publisher, gboolean exclusive)
{
  g_autoptr(InterprocessLoggerFactory) listener = listener_new (worker->ledger);
  g_autoptr(InterprocessQueueFactory) factory =
    interprocess_queue_factory_new_with_logger_factory (listener);
  g_autoptr(InterprocessQueueOptions) options = round_options (worker->round, exclusive);
  Place *place = &worker->book->main;
  g_autoptr(GError) error = NULL;
  gpointer endpoint;
  guint64 took;

  begin_call (worker->book, place, CALL_OPEN, 0);
  if (as_publisher)
    endpoint = interprocess_queue_factory_create_publisher (factory, options, &error);
  else
    endpoint = interprocess_queue_factory_create_subscriber (factory, options, &error);
  if (end_call (worker->book, place, &took))
    histogram_add (&place->times[TIME_OPEN], took);
  count (&worker->ledger->opens, 1);
  if (endpoint == NULL && !is_refusal (error))
    {
      ledger_fail (worker->ledger, "opening failed: %s", error->message);
      _exit (1);
    }
  if (endpoint == NULL)
    count (&worker->ledger->refused, 1);
  return endpoint;
}

static gboolean
open_endpoints (Worker *worker)
{
  worker->publisher_is_exclusive = worker->subscriber_is_exclusive = FALSE;
  if (worker->sends)
    {
      worker->publisher_is_exclusive = draw_exclusive (worker, worker->round->publishers);
      worker->publisher = open_endpoint (worker, TRUE, worker->publisher_is_exclusive);
      if (worker->publisher == NULL)
        return FALSE;
    }
  if (worker->receives)
    {
      worker->subscriber_is_exclusive = draw_exclusive (worker, worker->round->subscribers);
      worker->subscriber = open_endpoint (worker, FALSE, worker->subscriber_is_exclusive);
    }
  return !worker->receives || worker->subscriber != NULL;
}

static void
close_endpoints (Worker *worker)
{
  Place *place = &worker->book->main;
  guint64 took;

  begin_call (worker->book, place, CALL_CLOSE, 0);
  if (worker->publisher != NULL)
    interprocess_publisher_close (worker->publisher);
  if (worker->subscriber != NULL)
    interprocess_subscriber_close (worker->subscriber);
  if (end_call (worker->book, place, &took))
    histogram_add (&place->times[TIME_CLOSE], took);
}

/* One time of having the queue open. */
static void
visit (Worker *worker)
{
  Life lives[N_THREADS] = { { .thread = NULL } };

  if (open_endpoints (worker))
    {
      guint n = count_threads (worker);

      atomic_store (&worker->wind_down, 0);
      let_live (worker, lives, n);
      if (random_once_in (&worker->random, 16) && !ledger_is_over (worker->ledger))
        syscall (SYS_exit_group, 0); /* just so, with threads at work and nothing closed */
      atomic_store (&worker->wind_down, 1);
      close_endpoints (worker); /* under way calls end, waiting ones too */
      for (guint i = 0; i < n; i++)
        life_end (&lives[i]);
    }
  else
    {
      g_usleep (200 + random_below (&worker->random, 1000));
    }
  g_clear_object (&worker->publisher);
  g_clear_object (&worker->subscriber);
}

void
worker_run (const Round *round, Ledger *ledger, guint number, guint64 seed)
{
  gboolean receives = number < round->n_receivers;
  gboolean both = number < round->n_both || number >= N_WORKERS - round->n_both;
  Worker worker = {
    .round = round,
    .ledger = ledger,
    .book = &ledger->workers[number],
    .random = random_seeded (seed, 0),
    .seed = seed,
    .sends = !receives || both,
    .receives = receives || both,
  };

  prctl (PR_SET_PDEATHSIG, SIGKILL); /* whoever ends the test ends us */
  while (!ledger_is_over (ledger) && !random_once_in (&worker.random, 20))
    visit (&worker);
  _exit (0);
}
