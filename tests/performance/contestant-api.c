/* SPDX-License-Identifier: MIT */
/* The library as a C program uses it: linked dynamically, with GObjects and a GError. With shared
 * endpoints, and with exclusive ones. */
#include "contestant.h"

#include <interprocess/interprocess.h>

typedef struct
{
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
} Queue;

static void
close_queue (void *data)
{
  Queue *queue = data;

  g_clear_object (&queue->publisher);
  g_clear_object (&queue->subscriber);
  g_free (queue);
}

static void *
open_ends (const Place *place, Ends ends, gboolean exclusive)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = NULL;
  g_autoptr(GError) error = NULL;
  Queue *queue = g_new0 (Queue, 1);

  options = interprocess_queue_options_new (place->name, place->capacity);
  interprocess_queue_options_set_path (options, place->directory);
  interprocess_queue_options_set_exclusive (options, exclusive);
  if (ends & END_SENDS)
    queue->publisher = interprocess_queue_factory_create_publisher (factory, options, &error);
  if (error == NULL && (ends & END_RECEIVES))
    queue->subscriber = interprocess_queue_factory_create_subscriber (factory, options, &error);
  if (error == NULL)
    return queue;
  g_printerr ("C API: %s\n", error->message);
  close_queue (queue);
  return NULL;
}

static void *
open_shared (const Place *place, Ends ends)
{
  return open_ends (place, ends, FALSE);
}

static void *
open_exclusive (const Place *place, Ends ends)
{
  return open_ends (place, ends, TRUE);
}

static G_GNUC_NO_INLINE Outcome
refused (GError *error)
{
  if (error == NULL)
    return OUTCOME_NOT_NOW;
  g_printerr ("C API: %s\n", error->message);
  g_error_free (error);
  return OUTCOME_FAILED;
}

static Outcome
send_message (void *data, const guint8 *message, gsize length)
{
  Queue *queue = data;
  GError *error = NULL;

  if (G_LIKELY (interprocess_publisher_try_enqueue (queue->publisher, message, length, &error)))
    return OUTCOME_DONE;
  return refused (error);
}

static Outcome
receive (void *data, guint8 *buffer, gsize size, gsize *length)
{
  Queue *queue = data;
  GError *error = NULL;

  if (G_LIKELY (interprocess_subscriber_try_dequeue_into (queue->subscriber, buffer, size, length,
                                                          &error)))
    return OUTCOME_DONE;
  return refused (error);
}

static Outcome
receive_waiting (void *data, guint8 *buffer, gsize size, gsize *length)
{
  Queue *queue = data;
  GError *error = NULL;

  if (interprocess_subscriber_dequeue_into (queue->subscriber, buffer, size, length, -1, NULL,
                                            &error))
    return OUTCOME_DONE;
  return refused (error);
}

const Contestant contestant_api = {
  .name = "C API",
  .open = open_shared,
  .send = send_message,
  .receive = receive,
  .receive_waiting = receive_waiting,
  .close = close_queue,
};

const Contestant contestant_api_exclusive = {
  .name = "C API, exclusive",
  .open = open_exclusive,
  .send = send_message,
  .receive = receive,
  .receive_waiting = receive_waiting,
  .close = close_queue,
};
