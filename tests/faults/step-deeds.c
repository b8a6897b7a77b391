/* SPDX-License-Identifier: MIT */
#include "step-deeds.h"

#include <errno.h>
#include <poll.h>

/* A call that waits ends with an error, and not with the test's time. */
#define PATIENCE (15 * G_USEC_PER_SEC)

/* Of this process, which is the victim. */
static InterprocessPublisher *publisher;
static InterprocessSubscriber *subscriber;
static int descriptor; /* for main loops */

/* A victim's own failures end it, and whoever waits for it says so. */
static void
check (GError *error)
{
  if (error != NULL)
    g_error ("the victim: %s", error->message);
}

static void
answer (Deed *deed, gboolean done, GError *error)
{
  check (error);
  deed->answer = done ? DEED_TRUE : DEED_FALSE;
}

static void
open_queue (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;

  if (deed->role == PUBLISHER)
    publisher = subject_open_publisher (deed->exclusive, &error);
  else
    subscriber = subject_open_subscriber (deed->exclusive, &error);
  check (error);
}

static void
open_nothing (gpointer shared)
{
}

static void
close_queue (gpointer shared)
{
  g_clear_object (&publisher);
  g_clear_object (&subscriber);
}

/* ---- main loops ------------------------------------------------------------------------------ */

static void
watch (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;

  descriptor = deed->role == PUBLISHER ? interprocess_publisher_get_fd (publisher, &error)
                                       : interprocess_subscriber_get_fd (subscriber, &error);
  check (error);
}

static void
open_and_watch (gpointer shared)
{
  open_queue (shared);
  watch (shared);
}

/* Until its operation has had its effect. */
static void
poll_and (void (*operate) (gpointer), gpointer shared)
{
  Deed *deed = shared;
  struct pollfd poller = { .fd = descriptor, .events = POLLIN };

  for (operate (shared); deed->answer != DEED_TRUE; operate (shared))
    {
      g_atomic_int_set (&deed->polls, 1);
      if (poll (&poller, 1, PATIENCE / 1000) == 0 || (poller.revents & ~POLLIN) != 0)
        g_error ("the victim: nobody rings");
    }
}

/* ---- sending --------------------------------------------------------------------------------- */

static void
send_it (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;
  gboolean sent =
    interprocess_publisher_try_enqueue (publisher, deed->message, deed->length, &error);

  answer (deed, sent, error);
}

static void
send_waiting (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;
  gboolean sent = interprocess_publisher_enqueue (publisher, deed->message, deed->length, PATIENCE,
                                                  NULL, &error);

  answer (deed, sent, error);
}

static void
send_polling (gpointer shared)
{
  poll_and (send_it, shared);
}

/* A call that sends nothing, but makes its thread the first one. */
static gpointer
be_first (gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *message = g_malloc0 (SUBJECT_CAPACITY);

  if (interprocess_publisher_try_enqueue (publisher, message, SUBJECT_CAPACITY, &error) ||
      !g_error_matches (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_TOO_LARGE))
    g_error ("the victim: a message as long as the queue was not refused");
  return NULL;
}

static void
open_for_another_thread (gpointer shared)
{
  open_queue (shared);
  g_thread_join (g_thread_new ("first", be_first, NULL));
}

static void
open_and_send (gpointer shared)
{
  open_queue (shared);
  send_it (shared);
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void
take (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;
  gboolean taken = interprocess_subscriber_try_dequeue_into (
    subscriber, deed->message, sizeof deed->message, &deed->taken, &error);

  answer (deed, taken, error);
}

static void
take_waiting (gpointer shared)
{
  Deed *deed = shared;
  g_autoptr(GError) error = NULL;
  gboolean taken = interprocess_subscriber_dequeue_into (
    subscriber, deed->message, sizeof deed->message, &deed->taken, PATIENCE, NULL, &error);

  answer (deed, taken, error);
}

static void
take_polling (gpointer shared)
{
  poll_and (take, shared);
}

/* The grace is 2 ms and 2 ns a byte. */
static void
take_patiently (gpointer shared)
{
  Deed *deed = shared;

  take (shared);
  if (deed->answer == DEED_TRUE)
    return;
  g_usleep (3000);
  take (shared);
}

static void
open_and_take (gpointer shared)
{
  open_queue (shared);
  take (shared);
}

static void
open_and_rest (gpointer shared)
{
  Deed *deed = shared;

  open_and_watch (shared);
  if (deed->role == SUBSCRIBER)
    take (shared);
}

/* ---- closing --------------------------------------------------------------------------------- */

static void
close_only (gpointer shared)
{
  if (publisher != NULL)
    interprocess_publisher_close (publisher);
  if (subscriber != NULL)
    interprocess_subscriber_close (subscriber);
}

const VictimTask deed_send = { open_queue, send_it, close_queue, FALSE };
const VictimTask deed_send_by_second_thread = { open_for_another_thread, send_it, close_queue,
                                                FALSE };
const VictimTask deed_send_waiting = { open_queue, send_waiting, close_queue, TRUE };
const VictimTask deed_open_and_send = { open_nothing, open_and_send, close_queue, FALSE };
const VictimTask deed_take = { open_queue, take, close_queue, FALSE };
const VictimTask deed_take_waiting = { open_queue, take_waiting, close_queue, TRUE };
const VictimTask deed_take_patiently = { open_queue, take_patiently, close_queue, FALSE };
const VictimTask deed_open_and_take = { open_nothing, open_and_take, close_queue, FALSE };
const VictimTask deed_send_polling = { open_and_watch, send_polling, close_queue, TRUE };
const VictimTask deed_take_polling = { open_and_watch, take_polling, close_queue, TRUE };
const VictimTask deed_send_watching = { open_and_watch, send_it, close_queue, FALSE };
const VictimTask deed_take_watching = { open_and_watch, take, close_queue, FALSE };
const VictimTask deed_watch = { open_queue, watch, close_queue, FALSE };
const VictimTask deed_close = { open_queue, close_only, close_queue, FALSE };
const VictimTask deed_close_watching = { open_and_rest, close_only, close_queue, FALSE };

gboolean
deed_moves_nothing (const VictimTask *task)
{
  return task == &deed_watch || task == &deed_close || task == &deed_close_watching;
}
