/* SPDX-License-Identifier: MIT */
/* Nobody dies and nobody is stopped, and yet running writers are revoked all the time: the core under
 * this test has no grace, so a reader doubts each record that it meets uncommitted. One process
 * publishes with several threads on one endpoint, another reads. Every message comes exactly once, and
 * those of a thread in order. */
#include "chaos-duration.h"

#include "queue.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_THREADS 3
#define CAPACITY (1u << 20)

/* Of all orders of magnitude: a short message is committed while its reader doubts it, a long one is
 * still being copied when the reader has made up its mind. */
#define LONGEST (256u << 10)

typedef struct
{
  guint32 thread;
  guint32 number;
} Message;

/* In memory that both processes have. */
typedef struct
{
  _Atomic guint64 sent[N_THREADS], received[N_THREADS];
  _Atomic guint64 out_of_order, damaged, failures;
  _Atomic guint64 revoked;
  atomic_int reads; /* the reader has the queue open */
  atomic_int all_sent;
} Count;

typedef struct
{
  Count *count;
  struct ipq_endpoint *publisher;
  guint thread;
  gint64 end;
} Sender;

#define PATIENCE (60 * G_USEC_PER_SEC)

static guint seconds;

static struct ipq_endpoint *
open_queue (const char *directory, enum ipq_role role)
{
  struct ipq_options options = {
    .name = "race",
    .directory = directory,
    .capacity = CAPACITY,
    .create = true,
  };
  struct ipq_endpoint *endpoint = NULL;
  struct ipq_error error = { "" };

  ipq_open (&options, role, &endpoint, &error);
  g_assert_cmpstr (error.message, ==, "");
  return endpoint;
}

/* ---- the reading process ---------------------------------------------------------------------- */

static void
check (Count *count, const guint8 *buffer, gsize length)
{
  Message message;

  memcpy (&message, buffer, sizeof message);
  if (length < sizeof message || message.thread >= N_THREADS)
    {
      atomic_fetch_add (&count->damaged, 1);
      return;
    }
  /* All bytes behind the header are the same. */
  if (length > sizeof message &&
      (buffer[sizeof message] != (guint8) message.number ||
       memcmp (buffer + sizeof message, buffer + sizeof message + 1, length - sizeof message - 1) != 0))
    atomic_fetch_add (&count->damaged, 1);
  if (message.number != (guint32) atomic_fetch_add (&count->received[message.thread], 1))
    atomic_fetch_add (&count->out_of_order, 1);
}

static void G_GNUC_NORETURN
read_all (Count *count, const char *directory)
{
  struct ipq_endpoint *subscriber = open_queue (directory, IPQ_SUBSCRIBER);
  guint8 *buffer = g_malloc (LONGEST);
  gboolean is_last = FALSE;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  atomic_store (&count->reads, 1);
  for (;;)
    {
      gsize length;
      int result = ipq_try_dequeue (subscriber, buffer, LONGEST, &length);

      if (result == IPQ_OK)
        check (count, buffer, length);
      else if (result != IPQ_EMPTY)
        atomic_fetch_add (&count->failures, 1);
      else if (is_last)
        break;
      if (result == IPQ_OK)
        continue;
      atomic_store (&count->revoked, ipq_count_of (subscriber, IPQ_NOTICE_REVOKED));
      is_last = atomic_load (&count->all_sent); /* what is empty from now on stays so */
    }
  atomic_store (&count->revoked, ipq_count_of (subscriber, IPQ_NOTICE_REVOKED));
  ipq_free (subscriber);
  _exit (0);
}

/* ---- the sending process ---------------------------------------------------------------------- */

/* The time is over, and the race took place: on a busy machine it may need longer. */
static gboolean
is_over (Sender *self)
{
  gint64 now = g_get_monotonic_time ();

  return now >= self->end && (atomic_load (&self->count->revoked) > 0 ||
                              now >= self->end + PATIENCE);
}

/* With a few messages under way at most, the reader mostly stands at one that is just being written. By
 * turns, as with many of them the queue runs full and through many laps. */
#define MOST_UNDER_WAY 2

static void
let_reader_catch_up (Sender *self, guint32 number)
{
  while (number / 64 % 2 == 0 && !is_over (self) &&
         number - atomic_load (&self->count->received[self->thread]) > MOST_UNDER_WAY)
    g_thread_yield ();
}

static gpointer
send_all (gpointer data)
{
  Sender *self = data;
  g_autofree guint8 *buffer = g_malloc (LONGEST);

  for (guint32 number = 0; !is_over (self); number++)
    {
      Message message = { self->thread, number };
      gsize length = sizeof message + ((LONGEST - sizeof message) >> number * 7 % 18);
      int result;

      let_reader_catch_up (self, number);
      memset (buffer, (guint8) number, length);
      memcpy (buffer, &message, sizeof message);
      while ((result = ipq_try_enqueue (self->publisher, buffer, length)) == IPQ_FULL)
        g_thread_yield ();
      if (result != IPQ_OK)
        {
          atomic_fetch_add (&self->count->failures, 1);
          break;
        }
      atomic_fetch_add (&self->count->sent[self->thread], 1);
    }
  return NULL;
}

static void
run_senders (Count *count, struct ipq_endpoint *publisher, guint n_threads)
{
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC / N_THREADS;
  GThread *threads[N_THREADS];
  Sender senders[N_THREADS];

  for (guint i = 0; i < n_threads; i++)
    {
      senders[i] = (Sender) { count, publisher, i, end };
      threads[i] = g_thread_new ("send", send_all, &senders[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

static void
report (Count *count, guint n_threads, guint64 sent_again)
{
  guint64 sent = 0, received = 0;

  for (guint i = 0; i < n_threads; i++)
    {
      sent += atomic_load (&count->sent[i]);
      received += atomic_load (&count->received[i]);
    }
  g_test_message ("%u threads: sent %" G_GUINT64_FORMAT ", received %" G_GUINT64_FORMAT
                  ", revoked %" G_GUINT64_FORMAT ", sent again %" G_GUINT64_FORMAT
                  ", out of order %" G_GUINT64_FORMAT, n_threads, sent, received,
                  atomic_load (&count->revoked), sent_again, atomic_load (&count->out_of_order));
}

static void
race (const char *directory, Count *count, guint n_threads)
{
  struct ipq_endpoint *publisher;
  pid_t reader = fork ();
  int status;

  if (reader == 0)
    read_all (count, directory);
  g_assert_cmpint (reader, >, 0);
  publisher = open_queue (directory, IPQ_PUBLISHER);
  while (!atomic_load (&count->reads))
    g_usleep (100);
  run_senders (count, publisher, n_threads);
  atomic_store (&count->all_sent, 1);
  g_assert_cmpint (waitpid (reader, &status, 0), ==, reader);
  g_assert_cmpint (status, ==, 0);
  report (count, n_threads, ipq_count_of (publisher, IPQ_NOTICE_SENT_AGAIN));
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_SENT_AGAIN), ==,
                    atomic_load (&count->revoked));
  ipq_free (publisher);
}

static void
test_exactly_once (gconstpointer data)
{
  guint n_threads = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("interprocess-race-XXXXXX", &error);
  Count *count =
    mmap (NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  g_assert_no_error (error);
  g_assert_true (count != MAP_FAILED);
  race (directory, count, n_threads);
  g_assert_cmpuint (atomic_load (&count->failures), ==, 0);
  g_assert_cmpuint (atomic_load (&count->damaged), ==, 0);
  g_assert_cmpuint (atomic_load (&count->out_of_order), ==, 0);
  for (guint i = 0; i < n_threads; i++)
    g_assert_cmpuint (atomic_load (&count->received[i]), ==, atomic_load (&count->sent[i]));
  g_assert_cmpuint (atomic_load (&count->revoked), >, 0);
  munmap (count, sizeof *count);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  seconds = duration_seconds (argc, argv, 3, 600);
  for (guint n = 1; n <= N_THREADS; n++)
    {
      g_autofree char *path = g_strdup_printf ("/race/%u-threads", n);

      g_test_add_data_func (path, GUINT_TO_POINTER (n), test_exactly_once);
    }
  return g_test_run ();
}
