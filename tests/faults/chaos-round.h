/* SPDX-License-Identifier: MIT */
#pragma once

/* One round: a queue, its workers, and what is done to them. */

#include "chaos-ledger.h"

#include <interprocess/interprocess.h>

typedef enum
{
  ALWAYS_SHARED,
  ALWAYS_EXCLUSIVE,
  EITHER, /* each endpoint as the lot falls */
} Sharing;

typedef struct
{
  guint number;
  guint64 seed;
  guint64 capacity;
  Sharing publishers, subscribers;
  guint n_receivers; /* workers that receive; the others send */
  guint n_both;      /* of each kind, workers that do the other thing as well */
  guint n_threads;   /* at most, on one endpoint */
  guint violence;    /* kills and stops, in 100 looks at the workers */
  gboolean keep;     /* the queue outlives its endpoints, by its retention and not by a keeper */
  guint seconds_ms;  /* how long */
  const char *directory;
} Round;

/* One receiving thread alone at any time: it must see each sender's messages without a gap. */
static inline gboolean
round_has_one_receiver (const Round *self)
{
  return self->subscribers == ALWAYS_EXCLUSIVE ||
         (self->n_receivers == 1 && self->n_threads == 1 && self->n_both == 0);
}

InterprocessQueueOptions *round_options (const Round *self, gboolean exclusive);

/* chaos-worker.c: the life of worker `number` as the process that calls this; never returns. */
void worker_run (const Round *round, Ledger *ledger, guint number, guint64 seed) G_GNUC_NORETURN;

/* chaos-supervisor.c: what was done. */
typedef struct
{
  guint64 kills, stops, long_stops, exits, starts;
  guint64 worst_lag; /* ns: of the supervisor itself */
} Violence;

/* Runs the workers through the round and ends them. Whatever went wrong is in the ledger. Appends the
 * headers of messages that killed receivers had in hand. */
void supervise (const Round *round, Ledger *ledger, GArray *kept, Violence *violence);
