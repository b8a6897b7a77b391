/* SPDX-License-Identifier: MIT */
/* The C core that the library is made of, without GObject: with shared endpoints, and with exclusive
 * ones. */
#include "contestant.h"

#include "queue.h"

typedef struct
{
  struct ipq_endpoint *publisher;
  struct ipq_endpoint *subscriber;
} Queue;

static void
close_queue (void *data)
{
  Queue *queue = data;

  if (queue->publisher != NULL)
    ipq_free (queue->publisher);
  if (queue->subscriber != NULL)
    ipq_free (queue->subscriber);
  g_free (queue);
}

static gboolean
open_endpoint (const Place          *place,
               enum ipq_role         role,
               bool                  exclusive,
               struct ipq_endpoint **endpoint)
{
  struct ipq_options options = {
    .name = place->name,
    .directory = place->directory,
    .capacity = place->capacity,
    .create = true,
    .exclusive = exclusive,
  };
  struct ipq_error error;

  if (ipq_open (&options, role, endpoint, &error) == IPQ_OK)
    return TRUE;
  g_printerr ("core: %s\n", error.message);
  return FALSE;
}

static void *
open_ends (const Place *place, Ends ends, bool exclusive)
{
  Queue *queue = g_new0 (Queue, 1);

  if ((!(ends & END_SENDS) ||
       open_endpoint (place, IPQ_PUBLISHER, exclusive, &queue->publisher)) &&
      (!(ends & END_RECEIVES) ||
       open_endpoint (place, IPQ_SUBSCRIBER, exclusive, &queue->subscriber)))
    return queue;
  close_queue (queue);
  return NULL;
}

static void *
open_shared (const Place *place, Ends ends)
{
  return open_ends (place, ends, false);
}

static void *
open_exclusive (const Place *place, Ends ends)
{
  return open_ends (place, ends, true);
}

static inline Outcome
outcome_of (int result)
{
  if (G_LIKELY (result == IPQ_OK))
    return OUTCOME_DONE;
  if (result == IPQ_FULL || result == IPQ_EMPTY)
    return OUTCOME_NOT_NOW;
  g_printerr ("core: result %d\n", result);
  return OUTCOME_FAILED;
}

static Outcome
send_message (void *data, const guint8 *message, gsize length)
{
  Queue *queue = data;

  return outcome_of (ipq_try_enqueue (queue->publisher, message, length));
}

static Outcome
receive (void *data, guint8 *buffer, gsize size, gsize *length)
{
  Queue *queue = data;

  return outcome_of (ipq_try_dequeue (queue->subscriber, buffer, size, length));
}

static Outcome
receive_waiting (void *data, guint8 *buffer, gsize size, gsize *length)
{
  static const struct ipq_wait for_ever = { .timeout = -1 };
  Queue *queue = data;

  return outcome_of (ipq_dequeue (queue->subscriber, buffer, size, length, &for_ever));
}

const Contestant contestant_core = {
  .name = "core",
  .reference = "to core",
  .open = open_shared,
  .send = send_message,
  .receive = receive,
  .receive_waiting = receive_waiting,
  .close = close_queue,
};

const Contestant contestant_core_exclusive = {
  .name = "core, exclusive",
  .open = open_exclusive,
  .send = send_message,
  .receive = receive,
  .receive_waiting = receive_waiting,
  .close = close_queue,
};
