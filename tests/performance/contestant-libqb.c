/* SPDX-License-Identifier: MIT */
/* The ring buffer of libqb (corosync, pacemaker) with the settings that its documentation shows,
 * for one writing and one reading process. In one process a single handle does both, which is what
 * suits it best. It is always in /dev/shm. */
#include "contestant.h"

#include <errno.h>
#include <qb/qbrb.h>
#include <string.h>

static void
close_queue (void *queue)
{
  qb_rb_close (queue);
}

static void *
open_queue (const Place *place, Ends ends)
{
  guint32 flags = QB_RB_FLAG_SHARED_PROCESS | (ends & END_CREATES ? QB_RB_FLAG_CREATE : 0);
  void *queue = qb_rb_open (place->name, place->capacity, flags, 0);

  if (queue == NULL)
    g_printerr ("libqb: cannot open the ring: %s\n", g_strerror (errno));
  return queue;
}

static G_GNUC_NO_INLINE Outcome
refused (gssize result)
{
  if (result == -EAGAIN || result == -ETIMEDOUT || (result == -1 && errno == EAGAIN))
    return OUTCOME_NOT_NOW;
  g_printerr ("libqb: result %zd: %s\n", result, g_strerror (result < -1 ? (int) -result : errno));
  return OUTCOME_FAILED;
}

static Outcome
send_message (void *queue, const guint8 *message, gsize length)
{
  gssize result = qb_rb_chunk_write (queue, message, length);

  return G_LIKELY (result == (gssize) length) ? OUTCOME_DONE : refused (result);
}

static Outcome
receive_within (void *queue, guint8 *buffer, gsize size, gsize *length, gint32 milliseconds)
{
  gssize result = qb_rb_chunk_read (queue, buffer, size, milliseconds);

  if (G_UNLIKELY (result < 0))
    return refused (result);
  *length = (gsize) result;
  return OUTCOME_DONE;
}

static Outcome
receive (void *queue, guint8 *buffer, gsize size, gsize *length)
{
  return receive_within (queue, buffer, size, length, 0);
}

static Outcome
receive_waiting (void *queue, guint8 *buffer, gsize size, gsize *length)
{
  return receive_within (queue, buffer, size, length, -1);
}

const Contestant contestant_libqb = {
  .name = "libqb",
  .reference = "to libqb",
  .open = open_queue,
  .send = send_message,
  .receive = receive,
  .receive_waiting = receive_waiting,
  .close = close_queue,
};
