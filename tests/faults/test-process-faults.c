/* SPDX-License-Identifier: MIT */
/* Signals that never end, other programs that take the process over, and threads that come and go. */
#include "fault-fixture.h"

#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

extern char **environ;

static const struct ipq_wait for_ever = { .timeout = -1 };

/* ---- signals ---------------------------------------------------------------------------------- */

/* Through a queue that is full or empty most of the time, so that both sides wait. */
#define STORM_MESSAGES 2000

static void
send_in_storm (Fixture *f)
{
  struct ipq_endpoint *publisher;
  guint8 message[1000];

  start_storm ();
  publisher = fixture_open (f, IPQ_PUBLISHER);
  for (guint i = 0; i < STORM_MESSAGES; i++)
    {
      fill_message (message, sizeof message, i);
      g_assert_cmpint (ipq_enqueue (publisher, message, sizeof message, &for_ever), ==, IPQ_OK);
    }
  ipq_free (publisher);
  end_storm ();
}

static void
receive_in_storm (Fixture *f)
{
  struct ipq_endpoint *subscriber;
  guint8 message[1000];
  gsize length;

  start_storm ();
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  for (guint i = 0; i < STORM_MESSAGES; i++)
    {
      g_assert_cmpint (ipq_dequeue (subscriber, message, sizeof message, &length, &for_ever), ==,
                       IPQ_OK);
      g_assert_cmpuint (length, ==, sizeof message);
      check_message (message, length, i);
    }
  ipq_free (subscriber);
  end_storm ();
}

static void
test_storm (Fixture *f, gconstpointer data)
{
  pid_t sender, receiver;

  f->options.capacity = 4096;
  sender = start_child (f, send_in_storm);
  receiver = start_child (f, receive_in_storm);
  wait_for_exit (sender);
  wait_for_exit (receiver);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* Building a large one is in test-mounts.c, where the file system is one that signals disturb. */
static void
open_in_storm (Fixture *f)
{
  struct ipq_endpoint *publisher, *subscriber;

  f->options.capacity = 64 << 20;
  start_storm ();
  for (guint i = 0; i < 20; i++)
    {
      publisher = fixture_open (f, IPQ_PUBLISHER);
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      send_number (publisher, i);
      expect_number (subscriber, i);
      ipq_free (publisher);
      ipq_free (subscriber);
    }
  end_storm ();
}

static void
test_opening_in_storm (Fixture *f, gconstpointer data)
{
  run_in_child (f, open_in_storm);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* A sleep that a signal ends is not the end of the wait. */
static void
wait_in_storm (Fixture *f)
{
  struct ipq_wait wait = { .timeout = 300 * G_GINT64_CONSTANT (1000000) };
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  static guint8 half[32768];
  guint8 buffer[8];
  gsize length;
  gint64 start;

  start_storm ();
  start = g_get_monotonic_time ();
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==,
                   IPQ_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (storm_so_far (), >, 10);
  while (ipq_try_enqueue (publisher, half, sizeof half) == IPQ_OK)
    ;
  start = g_get_monotonic_time ();
  g_assert_cmpint (ipq_enqueue (publisher, half, sizeof half, &wait), ==, IPQ_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 300 * G_TIME_SPAN_MILLISECOND);
  end_storm ();
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_waiting_in_storm (Fixture *f, gconstpointer data)
{
  run_in_child (f, wait_in_storm);
}

/* ---- exec ------------------------------------------------------------------------------------- */

/* What this program does when it is started with a directory after this word: it fails if it has one of
 * the directory's files, open or mapped. */
#define HOLDS "--holds"

static gboolean
holds (const char *directory)
{
  g_autoptr(GDir) descriptors = g_dir_open ("/proc/self/fd", 0, NULL);
  g_autofree char *maps = NULL;
  const char *name;

  g_assert_nonnull (descriptors);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  if (strstr (maps, directory) != NULL)
    return TRUE;
  while ((name = g_dir_read_name (descriptors)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (target != NULL && strstr (target, directory) != NULL)
        return TRUE;
    }
  return FALSE;
}

static char **
arguments_to_look (Fixture *f)
{
  static char program[] = "/proc/self/exe", word[] = HOLDS;
  static char *arguments[4];

  arguments[0] = program;
  arguments[1] = word;
  arguments[2] = f->directory;
  return arguments;
}

/* posix_spawn() runs no handlers of fork, and shares the memory until the other program begins. */
static void
test_spawned_program_has_nothing (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  char **arguments = arguments_to_look (f);
  pid_t child;

  g_assert_true (holds (f->directory)); /* it does find them */
  g_assert_cmpint (posix_spawn (&child, arguments[0], NULL, NULL, arguments, environ), ==, 0);
  wait_for_exit (child);
  send_number (publisher, 1);
  expect_number (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
exec_with_queue_open (Fixture *f)
{
  char **arguments = arguments_to_look (f);

  send_number (fixture_open (f, IPQ_PUBLISHER), 1);
  fixture_open (f, IPQ_SUBSCRIBER);
  execv (arguments[0], arguments);
  _exit (2);
}

/* One who becomes another program has left, without a word: his last message is there, and whoever opens
 * the queue next finds it abandoned. */
static void
test_exec_is_an_end (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  run_in_child (f, exec_with_queue_open);
  expect_number (subscriber, 1);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);

  run_in_child (f, exec_with_queue_open);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_TOOK_OVER), ==, 1);
  expect_nothing (subscriber);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* ---- threads ---------------------------------------------------------------------------------- */

#define THREADS 2000
#define AT_ONCE 20
#define SERIES 3

struct passenger
{
  struct ipq_endpoint *publisher;
  guint number;
};

static void
send_series (const struct passenger *p)
{
  for (guint i = 0; i < SERIES; i++)
    {
      guint message[2] = { p->number, i };

      g_assert_cmpint (ipq_enqueue (p->publisher, message, sizeof message, &for_ever), ==, IPQ_OK);
      if (i + 1 == SERIES && p->number % 2 == 0)
        pthread_exit (NULL); /* from the middle of it all */
    }
}

static void *
be_passenger (void *data)
{
  send_series (data);
  return NULL;
}

static void *
send_passengers (void *data)
{
  static struct passenger passengers[AT_ONCE];
  pthread_t threads[AT_ONCE];

  for (guint first = 0; first < THREADS; first += AT_ONCE)
    {
      for (guint i = 0; i < AT_ONCE; i++)
        {
          passengers[i] = (struct passenger) { data, first + i };
          g_assert_cmpint (pthread_create (&threads[i], NULL, be_passenger, &passengers[i]), ==, 0);
        }
      for (guint i = 0; i < AT_ONCE; i++)
        g_assert_cmpint (pthread_join (threads[i], NULL), ==, 0);
    }
  return NULL;
}

/* New threads have the memory, and so the marks, of those that ended: none is mistaken for another, and
 * what one has sent keeps its order. */
static void
test_threads_come_and_go (Fixture *f, gconstpointer data)
{
  struct ipq_wait wait = { .timeout = 30 * G_GINT64_CONSTANT (1000000000) };
  struct ipq_endpoint *publisher, *subscriber;
  static guint8 seen[THREADS];
  pthread_t sender;

  f->options.capacity = 4096; /* some wait for room */
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpint (pthread_create (&sender, NULL, send_passengers, publisher), ==, 0);
  for (guint i = 0; i < THREADS * SERIES; i++)
    {
      guint message[2];
      gsize length;

      g_assert_cmpint (ipq_dequeue (subscriber, message, sizeof message, &length, &wait), ==, IPQ_OK);
      g_assert_cmpuint (length, ==, sizeof message);
      g_assert_cmpuint (message[0], <, THREADS);
      g_assert_cmpuint (message[1], ==, seen[message[0]]);
      seen[message[0]]++;
    }
  g_assert_cmpint (pthread_join (sender, NULL), ==, 0);
  expect_nothing (subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0); /* no call counts as under way */
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], HOLDS))
    return holds (argv[2]) ? 1 : 0;
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/process-faults/storm", test_storm);
  fixture_add ("/process-faults/opening-in-storm", test_opening_in_storm);
  fixture_add ("/process-faults/waiting-in-storm", test_waiting_in_storm);
  fixture_add ("/process-faults/spawned-program-has-nothing", test_spawned_program_has_nothing);
  fixture_add ("/process-faults/exec-is-an-end", test_exec_is_an_end);
  fixture_add ("/process-faults/threads-come-and-go", test_threads_come_and_go);
  return g_test_run ();
}
