/* SPDX-License-Identifier: MIT */
/* A thread of a worker, from its first call to its last: it sends or it receives, by calls that wait and
 * calls that do not, and notes in the ledger what it did. */
#include "chaos-worker.h"

#include <unistd.h>

/* ---- measuring -------------------------------------------------------------------------------- */

static void
end_try (Life *life, Time time, guint64 cpu_before)
{
  guint64 cpu = life->measures_cpu ? now_on (CLOCK_THREAD_CPUTIME_ID) - cpu_before : 0;
  guint64 took;

  if (!end_call (life->worker->book, life->place, &took))
    return;
  histogram_add (&life->place->times[time], took);
  if (life->measures_cpu)
    histogram_add (&life->place->times[time + 1], cpu);
}

static void
end_wait (Life *life, Time time, gint64 timeout_us, gboolean timed_out)
{
  guint64 timeout = (guint64) timeout_us * 1000;
  guint64 took;

  if (end_call (life->worker->book, life->place, &took) && timed_out)
    histogram_add (&life->place->times[time], took > timeout ? took - timeout : 0);
}

static guint64
cpu_before (Life *life)
{
  return life->measures_cpu ? now_on (CLOCK_THREAD_CPUTIME_ID) : 0;
}

/* ---- failing ---------------------------------------------------------------------------------- */

/* The process ends at once: the supervisor sees to the rest. */
static void
fail_with (Life *life, const char *what, const GError *error)
{
  ledger_fail (life->ledger, "%s failed: %s", what, error != NULL ? error->message : "no error");
  _exit (1);
}

/* Did the call fail because its endpoint was closed meanwhile? */
static gboolean
was_closed (Life *life, const char *what, const GError *error)
{
  if (error == NULL)
    return FALSE;
  if (!g_error_matches (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_CLOSED))
    fail_with (life, what, error);
  return TRUE;
}

/* ---- a sending thread ------------------------------------------------------------------------- */

/* Not at all, shortly, long, or for ever. */
static gint64
draw_timeout (Random *random)
{
  static const gint64 timeouts[] = { 0, 50, 1000, 20000, 150000, -1 };

  return timeouts[random_below (random, G_N_ELEMENTS (timeouts))];
}

static guint
draw_length (Random *random, guint64 capacity, gboolean is_heavy)
{
  guint quarter = (guint) MIN (capacity / 4, LONGEST_MESSAGE);

  if (random_once_in (random, is_heavy ? 3 : 256))
    return quarter - random_below (random, 16);
  if (random_once_in (random, 8))
    return MIN (MESSAGE_SHORTEST + random_below (random, 1500), quarter);
  return MESSAGE_SHORTEST + random_below (random, 100);
}

static gboolean
try_send (Life *life, const guint8 *message, guint length, GError **error)
{
  guint64 cpu = cpu_before (life);
  gboolean sent;

  begin_call (life->worker->book, life->place, CALL_TRY_ENQUEUE, 0);
  sent = interprocess_publisher_try_enqueue (life->worker->publisher, message, length, error);
  end_try (life, TIME_TRY_ENQUEUE, cpu);
  if (!sent)
    count (&life->ledger->full, 1);
  return sent;
}

static gboolean
send_waiting (Life *life, const guint8 *message, guint length, GError **error)
{
  gint64 timeout = draw_timeout (&life->random);
  GError *failure = NULL;
  gboolean timed_out;
  gboolean sent;

  begin_call (life->worker->book, life->place, CALL_ENQUEUE, timeout);
  sent = interprocess_publisher_enqueue (life->worker->publisher, message, length, timeout, NULL,
                                         &failure);
  timed_out = g_error_matches (failure, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_TIMED_OUT);
  end_wait (life, TIME_ENQUEUE_LATE, timeout, timed_out);
  if (timed_out)
    {
      count (&life->ledger->timed_out, 1);
      g_clear_error (&failure);
    }
  else if (failure != NULL)
    {
      g_propagate_error (error, failure);
    }
  return sent;
}

static gboolean
must_end (Life *life)
{
  return ledger_is_over (life->ledger) || atomic_load (&life->worker->wind_down);
}

/* FALSE: the life is over. */
static gboolean
send_one (Life *life, Sender *sender, const guint8 *message, guint length, guint32 number)
{
  for (;;)
    {
      g_autoptr(GError) error = NULL;
      gboolean sent;

      atomic_store (&sender->attempted, number + 1);
      if (random_below (&life->random, 4) != 0)
        sent = try_send (life, message, length, &error);
      else
        sent = send_waiting (life, message, length, &error);
      if (sent)
        {
          atomic_store (&sender->acknowledged, number + 1);
          return TRUE;
        }
      atomic_store (&sender->attempted, number); /* it said that it did not send */
      if (was_closed (life, "sending", error) || must_end (life))
        return FALSE;
      g_thread_yield ();
    }
}

static void
rest (Life *life)
{
  if (life->leisure != 0 && random_once_in (&life->random, 4))
    g_usleep (random_below (&life->random, life->leisure));
}

static void
send_all (Life *life)
{
  guint32 id = atomic_fetch_add (&life->ledger->n_senders, 1);
  guint most = MIN (life->calls_left, MOST_MESSAGES);
  g_autofree guint8 *message = g_malloc (LONGEST_MESSAGE);

  if (id >= MOST_SENDERS)
    {
      atomic_store (&life->ledger->stop, 1); /* the ledger is full: the round is over early */
      return;
    }
  for (guint32 number = 0; number < most && !must_end (life); number++)
    {
      guint length = draw_length (&life->random, life->worker->round->capacity, life->is_heavy);

      message_write (message, length, id, number);
      if (!send_one (life, &life->ledger->senders[id], message, length, number))
        return;
      count (&life->ledger->acknowledged, 1);
      rest (life);
    }
}

/* ---- a receiving thread ----------------------------------------------------------------------- */

static gboolean
take_waiting (Life *life, gsize size, gsize *length, GError **error)
{
  gint64 timeout = draw_timeout (&life->random);
  GError *failure = NULL;
  gboolean timed_out;
  gboolean taken;

  begin_call (life->worker->book, life->place, CALL_DEQUEUE, timeout);
  taken = interprocess_subscriber_dequeue_into (life->worker->subscriber, life->place->buffer, size,
                                                length, timeout, NULL, &failure);
  timed_out = g_error_matches (failure, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_TIMED_OUT);
  end_wait (life, TIME_DEQUEUE_LATE, timeout, timed_out);
  if (timed_out)
    {
      count (&life->ledger->timed_out, 1);
      g_clear_error (&failure);
    }
  else if (failure != NULL)
    {
      g_propagate_error (error, failure);
    }
  return taken;
}

static gboolean
try_take (Life *life, gsize size, gsize *length, GError **error)
{
  guint64 cpu = cpu_before (life);
  gboolean taken;

  begin_call (life->worker->book, life->place, CALL_TRY_DEQUEUE, 0);
  taken = interprocess_subscriber_try_dequeue_into (life->worker->subscriber, life->place->buffer,
                                                    size, length, error);
  end_try (life, TIME_TRY_DEQUEUE, cpu);
  if (!taken)
    count (&life->ledger->empty, 1);
  return taken;
}

/* The numbers of one sender only grow, and have no gaps where nobody else receives. */
static void
check_order (Life *life, guint32 *expected, const MessageHeader *header)
{
  guint32 next = expected[header->sender];

  if (header->number < next ||
      (next != 0 && header->number != next && round_has_one_receiver (life->worker->round)))
    ledger_fail (life->ledger, "message %u of sender %u was taken where number %u was expected, %s",
                 header->number, header->sender, next,
                 header->number < next ? "or a later one" : "since there is one receiver alone");
  expected[header->sender] = header->number + 1;
}

static void
book (Life *life, guint32 *expected, gsize length)
{
  MessageHeader header;

  if (!message_read (life->place->buffer, length, &header))
    ledger_fail (life->ledger, "a message of %" G_GSIZE_FORMAT " bytes is damaged: it says that it "
                 "is number %u of sender %u and has %u bytes",
                 length, header.number, header.sender, header.length);
  else if (ledger_book (life->ledger, &header))
    check_order (life, expected, &header);
  if (atomic_load (&life->ledger->failed) != 0)
    _exit (1);
  atomic_store (&life->place->taking, 0);
  count (&life->ledger->received, 1);
  count (&life->ledger->bytes, length);
}

static gboolean
is_too_small (Life *life, GError **error)
{
  if (!g_error_matches (*error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL))
    return FALSE;
  g_clear_error (error);
  count (&life->ledger->too_small, 1);
  return TRUE;
}

static void
receive_all (Life *life)
{
  g_autofree guint32 *expected = g_new0 (guint32, MOST_SENDERS);

  for (; life->calls_left > 0 && !must_end (life); life->calls_left--)
    {
      /* Now and then a buffer that may be too small: the message has to stay. */
      gsize size = random_once_in (&life->random, 64) ? 50 : LONGEST_MESSAGE;
      g_autoptr(GError) error = NULL;
      gsize length = 0;
      gboolean taken;

      atomic_store (&life->place->taking, 1);
      if (random_below (&life->random, 2) == 0)
        taken = try_take (life, size, &length, &error);
      else
        taken = take_waiting (life, size, &length, &error);
      if (taken)
        {
          book (life, expected, length);
          rest (life);
          continue;
        }
      atomic_store (&life->place->taking, 0);
      if (!is_too_small (life, &error) && was_closed (life, "receiving", error))
        return;
    }
}

/* ---- begin and end ---------------------------------------------------------------------------- */

static gpointer
live (gpointer data)
{
  Life *life = data;

  if (life->sends)
    send_all (life);
  else
    receive_all (life);
  atomic_store (&life->ended, 1);
  return NULL;
}

void
life_begin (Life *life, Worker *worker, guint place)
{
  gboolean sends = worker->sends;

  if (worker->sends && worker->receives)
    sends = place % 2 == 0;
  *life = (Life) {
    .worker = worker,
    .ledger = worker->ledger,
    .place = &worker->book->places[place],
    .random = random_seeded (worker->seed, ++worker->lives),
    .sends = sends,
  };
  life->measures_cpu = random_once_in (&life->random, 2);
  life->is_heavy = random_once_in (&life->random, 3);
  life->calls_left = 1 + random_below (&life->random, random_once_in (&life->random, 2) ? 50 : 20000);
  life->leisure = random_once_in (&life->random, 4) ? 1 + random_below (&life->random, 400) : 0;
  life->thread = g_thread_new ("chaos", live, life);
}

void
life_end (Life *life)
{
  g_thread_join (life->thread);
  life->thread = NULL;
}
