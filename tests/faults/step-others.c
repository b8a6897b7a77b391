/* SPDX-License-Identifier: MIT */
#include "step-others.h"

#include "step-books.h"
#include "step-verdict.h"

/* Longer than any call may take that nobody holds up for ever. */
#define PATIENCE (2 * G_USEC_PER_SEC)

#define LONGEST (SUBJECT_CAPACITY / 2)
#define FIRST_OF_TRAFFIC 100000

static InterprocessPublisher *publisher;
static InterprocessSubscriber *subscriber;

/* ---- opening and closing --------------------------------------------------------------------- */

static InterprocessPublisher *
open_publisher (gboolean exclusive)
{
  g_autoptr(GError) error = NULL;
  gint64 start = verdict_now ();
  InterprocessPublisher *opened = subject_open_publisher (exclusive, &error);

  verdict_add (CALL_OPEN, verdict_now () - start);
  if (opened == NULL)
    verdict_fail ("cannot open a publisher: %s", error->message);
  return opened;
}

static InterprocessSubscriber *
open_subscriber (gboolean exclusive)
{
  g_autoptr(GError) error = NULL;
  gint64 start = verdict_now ();
  InterprocessSubscriber *opened = subject_open_subscriber (exclusive, &error);

  verdict_add (CALL_OPEN, verdict_now () - start);
  if (opened == NULL)
    verdict_fail ("cannot open a subscriber: %s", error->message);
  return opened;
}

static void
close_publisher (InterprocessPublisher **opened)
{
  gint64 start = verdict_now ();

  interprocess_publisher_close (*opened);
  verdict_add (CALL_CLOSE, verdict_now () - start);
  g_clear_object (opened);
}

static void
close_subscriber (InterprocessSubscriber **opened)
{
  gint64 start = verdict_now ();

  interprocess_subscriber_close (*opened);
  verdict_add (CALL_CLOSE, verdict_now () - start);
  g_clear_object (opened);
}

void
others_open (Role role, gboolean exclusive)
{
  g_assert_false (others_have (role));
  if (role == PUBLISHER)
    publisher = open_publisher (exclusive);
  else
    subscriber = open_subscriber (exclusive);
}

void
others_close (Role role)
{
  if (!others_have (role))
    return;
  if (role == PUBLISHER)
    close_publisher (&publisher);
  else
    close_subscriber (&subscriber);
}

gboolean
others_have (Role role)
{
  return role == PUBLISHER ? publisher != NULL : subscriber != NULL;
}

/* ---- calls ----------------------------------------------------------------------------------- */

static gboolean
try_send_by (InterprocessPublisher *by, guint number, gsize length)
{
  g_autoptr(GError) error = NULL;
  guint8 message[LONGEST];
  gboolean sent;
  gint64 start;

  books_write_message (message, length, number);
  start = verdict_now ();
  sent = interprocess_publisher_try_enqueue (by, message, length, &error);
  verdict_add (CALL_ENQUEUE, verdict_now () - start);
  if (error != NULL)
    verdict_fail ("cannot send: %s", error->message);
  return sent;
}

/* FALSE: there is none, and it was not to be waited for. */
static gboolean
take_by (InterprocessSubscriber *by, gboolean wait, guint8 message[LONGEST], gsize *length)
{
  g_autoptr(GError) error = NULL;
  gint64 start = verdict_now ();
  gboolean taken =
    wait ? interprocess_subscriber_dequeue_into (by, message, LONGEST, length, PATIENCE, NULL,
                                                 &error)
         : interprocess_subscriber_try_dequeue_into (by, message, LONGEST, length, &error);

  verdict_add (CALL_DEQUEUE, verdict_now () - start);
  if (error != NULL)
    verdict_fail ("cannot take a message: %s", error->message);
  return taken;
}

gboolean
others_try_send (guint number, gsize length)
{
  if (!try_send_by (publisher, number, length))
    return FALSE;
  books_sent (number);
  return TRUE;
}

void
others_send (guint number, gsize length)
{
  if (!others_try_send (number, length))
    verdict_fail ("the queue is full though there is room");
}

guint
others_take (void)
{
  guint8 message[LONGEST];
  gsize length;

  take_by (subscriber, TRUE, message, &length);
  books_taken (message, length);
  return books_read_message (message, length);
}

gboolean
others_look (void)
{
  guint8 message[LONGEST];
  gsize length;

  if (!take_by (subscriber, FALSE, message, &length))
    return FALSE;
  books_taken (message, length);
  return TRUE;
}

void
others_drain (guint last)
{
  guint8 message[LONGEST];
  gsize length;

  while (last != 0 ? !books_has_come (last) : books_owed () > 0)
    others_take ();
  while (take_by (subscriber, FALSE, message, &length))
    books_taken (message, length);
}

void
others_pass_by (Role role, guint number)
{
  if (role == PUBLISHER)
    {
      InterprocessPublisher *another = open_publisher (FALSE);

      if (!try_send_by (another, number, 40))
        verdict_fail ("the queue is full though there is room");
      books_sent (number);
      close_publisher (&another);
    }
  else
    {
      InterprocessSubscriber *another = open_subscriber (FALSE);
      guint8 message[LONGEST];
      gsize length;

      take_by (another, TRUE, message, &length);
      books_taken (message, length);
      close_subscriber (&another);
    }
}

/* ---- traffic --------------------------------------------------------------------------------- */

static GRand *lengths;

void
others_set_seed (guint32 seed)
{
  if (lengths == NULL)
    lengths = g_rand_new_with_seed (seed);
  else
    g_rand_set_seed (lengths, seed);
}

/* Up to four messages, as many as there is room for. */
static guint
send_some (guint next, guint64 *sum)
{
  guint burst = (guint) g_rand_int_range (lengths, 1, 5);
  guint sent = 0;

  for (; sent < burst; sent++)
    {
      gsize length = (gsize) g_rand_int_range (lengths, 8, 308);

      if (!try_send_by (publisher, next + sent, length))
        break;
      *sum += length;
    }
  if (sent == 0)
    verdict_fail ("the queue is full though it was drained");
  return sent;
}

static void
expect (guint number)
{
  guint8 message[LONGEST];
  gsize length;

  take_by (subscriber, TRUE, message, &length);
  if (books_read_message (message, length) != number)
    verdict_fail ("message %u came instead of %u", books_read_message (message, length), number);
}

void
others_go_round (guint laps)
{
  guint next = FIRST_OF_TRAFFIC;
  guint64 sum = 0;

  while (sum < (guint64) laps * SUBJECT_CAPACITY)
    for (guint sent = send_some (next, &sum); sent > 0; sent--, next++)
      expect (next);
}

void
others_fill (void)
{
  guint sent = 0;

  while (try_send_by (publisher, FIRST_OF_TRAFFIC + sent, 8))
    sent++;
  if (sent != SUBJECT_GRANULES)
    verdict_fail ("the queue has room for %u messages and not for %u", sent, SUBJECT_GRANULES);
  for (guint i = 0; i < sent; i++)
    expect (FIRST_OF_TRAFFIC + i);
}
