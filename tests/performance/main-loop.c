/* SPDX-License-Identifier: MIT */
/* How long a message takes to another process and back, by each way to wait for it, beside the barest
 * that there is: a futex for calls that block, an eventfd and a socket for a main loop. All take turns in
 * one run. It fails if one is above what is promised, measured three times; see speed-ratios.c.
 *
 * Further down: what a main loop pays for queues that say nothing. */
#include "cpus.h"
#include "measurement.h"

#include <interprocess/interprocess.h>

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE 64 /* bytes */
#define ATTEMPTS 3
#define BATCHES 31
#define TRIPS 200 /* of a batch */

typedef struct _Way Way;

/* One of two processes. */
typedef struct
{
  const Way *way;
  gboolean is_peer;
  GMainContext *context;
  guint received;

  /* Both have these. */
  int fds[2];             /* to write to, by who is written to: the peer, then the first */
  _Atomic guint32 *words; /* for a futex each, the same */

  /* Each opens its own. */
  char *names[2];
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
  GSource *source;
} Party;

struct _Way
{
  const char *name;
  void (*share) (Party *party); /* before there are two */
  void (*open) (Party *party);
  void (*send) (Party *party);
  void (*wait) (Party *party); /* for one message */
};

static char *directory;

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

  interprocess_queue_options_set_path (options, directory);
  return options;
}

static void
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

static void
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

static gboolean
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

/* ---- what is compared ------------------------------------------------------------------------- */

enum
{
  FUTEX,
  BLOCKING,
  EVENTFD,
  SOCKET,
  SOURCE,
  ASYNC,
  N_WAYS
};

static const Way ways[N_WAYS] = {
  [FUTEX] = { "a bare futex", futex_share, open_nothing, futex_send, futex_wait },
  [BLOCKING] = { "dequeue", queue_share, queue_open, queue_send, blocking_wait },
  [EVENTFD] = { "eventfd source", eventfd_share, eventfd_open, eventfd_send, loop_wait },
  [SOCKET] = { "socket source", socket_share, socket_open, socket_send, loop_wait },
  [SOURCE] = { "source", queue_share, source_open, queue_send, loop_wait },
  [ASYNC] = { "dequeue_async", queue_share, async_open, queue_send, async_wait },
};

/* `own` takes at most `limit` times as long as `reference`. */
static const struct
{
  int own, reference;
  double limit;
} promises[] = {
  { BLOCKING, FUTEX, 1.15 },
  { SOURCE, EVENTFD, 1.25 },
};

static pid_t
start_peer (Party *first, int cpu)
{
  Party party = *first;
  pid_t peer = fork ();

  if (peer != 0)
    return peer;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  cpu_stay_on (cpu);
  party.is_peer = TRUE;
  party.way->open (&party);
  for (;;)
    {
      party.way->wait (&party);
      party.way->send (&party);
    }
}

static double
batch (Party *party)
{
  double trips[TRIPS];

  for (guint i = 0; i < TRIPS; i++)
    {
      double start = clock_now ();

      party->way->send (party);
      party->way->wait (party);
      trips[i] = clock_now () - start;
    }
  return quantile (trips, TRIPS, 0.5);
}

/* Fills in the medians, in ns. */
static void
measure (double medians[N_WAYS], int cpu, int peer_cpu)
{
  Party parties[N_WAYS] = { 0 };
  double batches[N_WAYS][BATCHES];
  pid_t peers[N_WAYS];

  cpu_stay_on (cpu);
  for (int i = 0; i < N_WAYS; i++)
    {
      parties[i].way = &ways[i];
      ways[i].share (&parties[i]);
      peers[i] = start_peer (&parties[i], peer_cpu);
      ways[i].open (&parties[i]);
      batch (&parties[i]);
    }
  for (guint n = 0; n < BATCHES; n++)
    for (int i = 0; i < N_WAYS; i++)
      batches[i][n] = batch (&parties[i]);
  for (int i = 0; i < N_WAYS; i++)
    {
      kill (peers[i], SIGKILL);
      waitpid (peers[i], NULL, 0);
      medians[i] = quantile (batches[i], BATCHES, 0.5);
      g_clear_object (&parties[i].publisher);
      if (parties[i].source != NULL)
        g_source_destroy (parties[i].source);
      g_clear_object (&parties[i].subscriber);
    }
}

/* With `limits`, or for orientation. */
static gboolean
compare (const char *where, int cpu, int peer_cpu, gboolean limits)
{
  double medians[N_WAYS];
  gboolean kept = TRUE;

  measure (medians, cpu, peer_cpu);
  printf ("round trip, %s, µs:", where);
  for (int i = 0; i < N_WAYS; i++)
    printf (" %s %.2f%s", ways[i].name, medians[i] / 1e3, i + 1 < N_WAYS ? "," : "\n");
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      double ratio = medians[promises[i].own] / medians[promises[i].reference];

      printf ("  %s / %s: %.2f", ways[promises[i].own].name, ways[promises[i].reference].name, ratio);
      if (limits)
        printf (", promised at most %.2f%s", promises[i].limit,
                ratio <= promises[i].limit ? "" : ": TOO SLOW");
      putchar ('\n');
      kept = kept && ratio <= promises[i].limit;
    }
  fflush (stdout);
  return kept;
}

static gboolean
compare_anew (int cpu, int peer_cpu)
{
  for (guint attempt = 0; attempt < ATTEMPTS; attempt++)
    if (compare ("two processors", cpu, peer_cpu, TRUE))
      return TRUE;
  return FALSE;
}

/* ---- silent queues ---------------------------------------------------------------------------- */

#define MOST_QUEUES 1000

static const guint numbers[] = { 1, 10, 100, MOST_QUEUES };

typedef struct
{
  Party parties[MOST_QUEUES];
  GMainContext *context;
} Crowd;

static double
time_of (Crowd *crowd, gboolean with_message)
{
  double times[TRIPS];

  for (guint i = 0; i < TRIPS; i++)
    {
      guint before = crowd->parties[0].received;
      double start = clock_now ();

      if (with_message)
        queue_send (&crowd->parties[0]);
      do
        g_main_context_iteration (crowd->context, FALSE);
      while (with_message && crowd->parties[0].received == before);
      times[i] = clock_now () - start;
      while (g_main_context_iteration (crowd->context, FALSE))
        ;
    }
  return quantile (times, TRIPS, 0.5);
}

/* The floor: as many eventfds that say nothing, in a context of their own. */
static double
time_of_eventfds (guint number)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autofree int *fds = g_new (int, number);
  double times[TRIPS];

  for (guint i = 0; i < number; i++)
    {
      g_autoptr(GSource) source = NULL;

      fds[i] = eventfd (0, EFD_NONBLOCK);
      source = g_unix_fd_source_new (fds[i], G_IO_IN);
      g_source_attach (source, context);
    }
  for (guint i = 0; i < TRIPS; i++)
    {
      double start = clock_now ();

      g_main_context_iteration (context, FALSE);
      times[i] = clock_now () - start;
    }
  for (guint i = 0; i < number; i++)
    close (fds[i]);
  return quantile (times, TRIPS, 0.5);
}

static void
crowd_add (Crowd *crowd, guint i)
{
  static const Way way = { .name = "crowd" };
  Party *party = &crowd->parties[i];
  GSource *source;

  party->way = &way;
  party->names[0] = party->names[1] = g_strdup_printf ("crowd-%u", i);
  queue_open (party);
  source = interprocess_subscriber_create_source (party->subscriber, NULL);
  g_source_set_callback (source, source_take, party, NULL);
  g_source_attach (source, crowd->context);
  party->source = source;
}

static void
show_silent_queues (void)
{
  Crowd *crowd = g_new0 (Crowd, 1);
  struct rlimit limit;
  guint n = 0;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  crowd->context = g_main_context_new ();
  printf ("queues in one main context, µs:\n");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      double idle, message, floor;

      for (; n < numbers[i]; n++)
        crowd_add (crowd, n);
      while (g_main_context_iteration (crowd->context, FALSE))
        ;
      floor = time_of_eventfds (n);
      idle = time_of (crowd, FALSE);
      message = time_of (crowd, TRUE);
      printf ("  %4u queues: an idle iteration %.1f (%.2f of as many eventfds), with a message of "
              "one of them %.1f\n",
              n, idle / 1e3, idle / floor, message / 1e3);
    }
  fflush (stdout);
  for (guint i = 0; i < n; i++)
    {
      g_source_destroy (crowd->parties[i].source);
      g_object_unref (crowd->parties[i].publisher);
      g_object_unref (crowd->parties[i].subscriber);
    }
}

int
main (void)
{
  int cpu = cpu_last ();
  int peer_cpu = cpu_other (cpu);
  gboolean kept = TRUE;

  directory = g_dir_make_tmp ("interprocess-main-loop-XXXXXX", NULL);
  if (peer_cpu != cpu)
    kept = compare_anew (cpu, peer_cpu);
  compare ("one processor", cpu, cpu, FALSE);
  show_silent_queues ();
  g_rmdir (directory);
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
