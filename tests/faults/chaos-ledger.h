/* SPDX-License-Identifier: MIT */
#pragma once

/* What all processes of a round write down in memory that outlives each of them.
 *
 * A sender is one life of a thread that publishes. It notes a message as attempted before the call and
 * as acknowledged after it; of a sender that was killed at most one message is attempted only.
 *
 * A receiver takes each message straight into its place in the ledger and books it then. Killed in
 * between, the message is still there, whole: such places are looked at when the process is gone, and
 * whatever whole message is found is kept. So at the end each acknowledged message is booked once, or
 * it is not and was kept: anything else is a loss. */

#include "chaos-message.h"

#include <stdatomic.h>

#define N_WORKERS 8
#define N_THREADS 3
#define MOST_SENDERS 32768u
#define MOST_MESSAGES 4096u /* of one sender */
#define LONGEST_MESSAGE (256u << 10)

/* ---- how long calls take ---------------------------------------------------------------------- */

typedef enum
{
  CALL_NONE,
  CALL_TRY_ENQUEUE,
  CALL_TRY_DEQUEUE,
  CALL_ENQUEUE,
  CALL_DEQUEUE,
  CALL_OPEN,
  CALL_CLOSE,
} Call;

typedef enum
{
  TIME_TRY_ENQUEUE,
  TIME_TRY_ENQUEUE_CPU,
  TIME_TRY_DEQUEUE,
  TIME_TRY_DEQUEUE_CPU,
  TIME_ENQUEUE_LATE, /* beyond the timeout, of calls that ran into it */
  TIME_DEQUEUE_LATE,
  TIME_OPEN,
  TIME_CLOSE,
  N_TIMES
} Time;

#define N_BUCKETS 40

typedef struct
{
  _Atomic guint64 buckets[N_BUCKETS]; /* number n: less than 2 to the n nanoseconds */
  _Atomic guint64 worst;
} Histogram;

/* One writer at a time. */
void histogram_add (Histogram *self, guint64 ns);

/* ---- the ledger ------------------------------------------------------------------------------- */

typedef struct
{
  _Atomic guint32 attempted; /* messages, by number */
  _Atomic guint32 acknowledged;
} Sender;

/* One thread of a worker, through its lives. */
typedef struct
{
  /* The call under way, for one who looks from outside. */
  _Atomic guint32 call;
  _Atomic guint32 stops;    /* of the process, when it began */
  _Atomic guint64 since;    /* ns */
  _Atomic gint64 timeout;   /* ns, negative: none */

  _Atomic guint32 taking; /* from before a receiving call until its message is booked */
  guint8 *buffer;

  Histogram times[N_TIMES];
} Place;

typedef struct
{
  /* Odd while the process is stopped, or about to be, or just going on: what was measured with
   * another value at its end than at its beginning, or an odd one, says nothing. */
  _Atomic guint32 stops;
  Place places[N_THREADS];
  Place main; /* opens and closes */
} WorkerBook;

/* What the library says about itself. */
typedef enum
{
  EVENT_BURIED,
  EVENT_REVOKED,
  EVENT_SENT_AGAIN,
  EVENT_RECOVERED,
  N_EVENTS
} Event;

typedef struct
{
  atomic_int stop;
  atomic_int failed;
  char failure[2048];

  _Atomic guint32 n_senders;
  Sender senders[MOST_SENDERS];
  _Atomic guint8 booked[MOST_SENDERS][MOST_MESSAGES];

  _Atomic guint64 acknowledged, received, bytes;
  _Atomic guint64 full, empty, timed_out, too_small;
  _Atomic guint64 opens, refused;
  _Atomic guint64 events[N_EVENTS];

  WorkerBook workers[N_WORKERS];
  guint8 buffers[N_WORKERS][N_THREADS][LONGEST_MESSAGE];
} Ledger;

Ledger *ledger_new (void);
void ledger_free (Ledger *self);

/* Notes why the round is lost; the first reason counts. */
void ledger_fail (Ledger *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static inline gboolean
ledger_is_over (Ledger *self)
{
  return atomic_load_explicit (&self->stop, memory_order_relaxed) != 0;
}

/* A message that a receiver has in hand. FALSE: something is wrong with it, and noted. */
gboolean ledger_book (Ledger *self, const MessageHeader *header);

/* ---- the end ---------------------------------------------------------------------------------- */

typedef struct
{
  guint64 senders, acknowledged, booked;
  guint64 in_flight; /* attempted only, the sender was killed */
  guint64 in_flight_arrived;
  guint64 in_hand;   /* taken by a receiver that was killed before it had booked */
  guint64 in_two_hands; /* of these, copied by another one as well that was killed */
} Balance;

/* All processes are gone and the queue is empty. `kept` are the headers of what killed receivers had
 * in their places. FALSE: the books do not balance. */
gboolean ledger_balance (Ledger *self, GArray *kept, Balance *balance);
