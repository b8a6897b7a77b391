/* SPDX-License-Identifier: MIT */
#pragma once

/* Inside a worker: its endpoints, and the threads that come and go on them. */

#include "chaos-random.h"
#include "chaos-round.h"

#include <time.h>

typedef struct
{
  const Round *round;
  Ledger *ledger;
  WorkerBook *book;
  Random random;
  guint64 seed;
  guint64 lives; /* of threads, so far */

  gboolean sends, receives;
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
  gboolean publisher_is_exclusive, subscriber_is_exclusive;
  atomic_int wind_down; /* the threads are to end */
} Worker;

/* ---- measuring: chaos-worker.c ---------------------------------------------------------------- */

guint64 now_on (clockid_t clock);

/* Around each call of the library. How long it took; FALSE if the process was stopped meanwhile. */
void begin_call (WorkerBook *book, Place *place, Call call, gint64 timeout_us);
gboolean end_call (WorkerBook *book, Place *place, guint64 *took);

static inline void
count (_Atomic guint64 *counter, guint64 n)
{
  atomic_fetch_add_explicit (counter, n, memory_order_relaxed);
}

/* ---- threads: chaos-life.c -------------------------------------------------------------------- */

/* One life of a thread. */
typedef struct
{
  Worker *worker;
  Ledger *ledger;
  Place *place;
  GThread *thread;
  Random random;
  gboolean sends;
  gboolean measures_cpu; /* costs a system call each time, so only some do */
  gboolean is_heavy;     /* long messages: one is often in the middle of copying */
  guint calls_left;
  guint leisure;         /* µs at most between calls, 0: none */
  atomic_int ended;
} Life;

void life_begin (Life *life, Worker *worker, guint place);
void life_end (Life *life);

/* ---- what the library says: chaos-listener.c -------------------------------------------------- */

/* A logger factory that puts what one endpoint logs into the ledger's counters. */
InterprocessLoggerFactory *listener_new (Ledger *ledger);
