/* SPDX-License-Identifier: MIT */
#include "ways.h"

#include <glib-unix.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

char *ways_directory;

static int
other (const Party *party)
{
  return party->is_peer ? 1 : 0;
}

static int
own (const Party *party)
{
  return party->is_peer ? 0 : 1;
}

static void
open_nothing (Party *party)
{
}

/* ---- a futex ---------------------------------------------------------------------------------- */

static void
futex_share (Party *party)
{
  party->words = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Each on a line of its own. */
static _Atomic guint32 *
futex_word (const Party *party, int whose)
{
  return party->words + 32 * whose;
}

static void
futex_send (Party *party)
{
  _Atomic guint32 *word = futex_word (party, other (party));

  atomic_fetch_add (word, 1);
  syscall (SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void
futex_wait (Party *party)
{
  _Atomic guint32 *word = futex_word (party, own (party));

  while (atomic_load (word) == party->received)
    syscall (SYS_futex, word, FUTEX_WAIT, party->received, NULL, NULL, 0);
  party->received++;
}

/* ---- a main loop ------------------------------------------------------------------------------ */

static void
loop_open (Party *party, GSource *source, GSourceFunc function)
{
  party->context = g_main_context_new ();
  party->source = source;
  g_source_set_callback (source, function, party, NULL);
  g_source_attach (source, party->context);
}

static void
loop_wait (Party *party)
{
  guint before = party->received;

  while (party->received == before)
    g_main_context_iteration (party->context, TRUE);
}

static void
eventfd_share (Party *party)
{
  for (int i = 0; i < 2; i++)
    party->fds[i] = eventfd (0, EFD_NONBLOCK);
}

static gboolean
eventfd_take (int fd, GIOCondition condition, gpointer data)
{
  Party *party = data;
  guint64 count;

  if (read (fd, &count, sizeof count) == sizeof count)
    party->received++;
  return G_SOURCE_CONTINUE;
}

static void
eventfd_open (Party *party)
{
  loop_open (party, g_unix_fd_source_new (party->fds[own (party)], G_IO_IN),
             G_SOURCE_FUNC (eventfd_take));
}

static void
eventfd_send (Party *party)
{
  guint64 one = 1;

  g_assert_cmpint (write (party->fds[other (party)], &one, sizeof one), ==, sizeof one);
}

static void
socket_share (Party *party)
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, party->fds), ==, 0);
}

static gboolean
socket_take (int fd, GIOCondition condition, gpointer data)
{
  Party *party = data;
  char message[MESSAGE];

  if (read (fd, message, sizeof message) == sizeof message)
    party->received++;
  return G_SOURCE_CONTINUE;
}

static void
socket_open (Party *party)
{
  loop_open (party, g_unix_fd_source_new (party->fds[own (party)], G_IO_IN),
             G_SOURCE_FUNC (socket_take));
}

static void
socket_send (Party *party)
{
  static const char message[MESSAGE] = "";

  g_assert_cmpint (write (party->fds[own (party)], message, sizeof message), ==, sizeof message);
}

/* ---- queues ----------------------------------------------------------------------------------- */

static void
queue_share (Party *party)
{
  for (int i = 0; i < 2; i++)
    party->names[i] = g_strdup_printf ("%s-%d", party->way->name, i);
}

static InterprocessQueueOptions *
options_of (const char *name)
{
  InterprocessQueueOptions *options = interprocess_queue_options_new (name, 65536);

  interprocess_queue_options_set_path (options, ways_directory);
  return options;
}

void
queue_open (Party *party)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) there = options_of (party->names[other (party)]);
  g_autoptr(InterprocessQueueOptions) back = options_of (party->names[own (party)]);
  g_autoptr(GError) error = NULL;

  party->publisher = interprocess_queue_factory_create_publisher (factory, there, &error);
  g_assert_no_error (error);
  party->subscriber = interprocess_queue_factory_create_subscriber (factory, back, &error);
  g_assert_no_error (error);
}

void
queue_send (Party *party)
{
  static const guint8 message[MESSAGE] = "";

  g_assert_true (
    interprocess_publisher_try_enqueue (party->publisher, message, sizeof message, NULL));
}

static void
blocking_wait (Party *party)
{
  guint8 message[MESSAGE];
  gsize length;

  g_assert_true (interprocess_subscriber_dequeue_into (party->subscriber, message, sizeof message,
                                                       &length, -1, NULL, NULL));
}

gboolean
source_take (gpointer data)
{
  Party *party = data;
  guint8 message[MESSAGE];
  gsize length;

  if (interprocess_subscriber_try_dequeue_into (party->subscriber, message, sizeof message, &length,
                                                NULL))
    party->received++;
  return G_SOURCE_CONTINUE;
}

static void
source_open (Party *party)
{
  queue_open (party);
  loop_open (party, interprocess_subscriber_create_source (party->subscriber, NULL), source_take);
}

static void
async_open (Party *party)
{
  queue_open (party);
  party->context = g_main_context_new ();
}

static void
async_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  Party *party = data;
  g_autoptr(GBytes) message =
    interprocess_subscriber_dequeue_finish (INTERPROCESS_SUBSCRIBER (source), result, NULL);

  g_assert_nonnull (message);
  party->received++;
}

static void
async_wait (Party *party)
{
  g_main_context_push_thread_default (party->context);
  interprocess_subscriber_dequeue_async (party->subscriber, -1, NULL, async_taken, party);
  loop_wait (party);
  g_main_context_pop_thread_default (party->context);
}

/* ---- all of them ------------------------------------------------------------------------------ */

const Way ways[N_WAYS] = {
  [FUTEX] = { "a bare futex", futex_share, open_nothing, futex_send, futex_wait },
  [BLOCKING] = { "dequeue", queue_share, queue_open, queue_send, blocking_wait },
  [EVENTFD] = { "eventfd source", eventfd_share, eventfd_open, eventfd_send, loop_wait },
  [SOCKET] = { "socket source", socket_share, socket_open, socket_send, loop_wait },
  [SOURCE] = { "source", queue_share, source_open, queue_send, loop_wait },
  [ASYNC] = { "dequeue_async", queue_share, async_open, queue_send, async_wait },
};
