/* SPDX-License-Identifier: MIT */
/* A thousand openers that race with the last closer, some of them killed on the way: never are there two
 * queues of one name, never an error, and nothing is left. */
#include "fault-fixture.h"

#include "native/ring.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 8
#define OPENS 2000
#define KILLS 100

/* What the processes tell each other, apart from any queue. */
static struct
{
  atomic_uint opens;
  atomic_uint lives;         /* of them, those that made a new queue */
  atomic_bool over;
  atomic_uint of[PROCESSES]; /* opens of each process */
} *shared;

static struct ipq_endpoint *
open_and_count (Fixture *f, enum ipq_role role, guint number)
{
  struct ipq_endpoint *endpoint = fixture_open (f, role);

  atomic_fetch_add (&shared->opens, 1);
  atomic_fetch_add (&shared->of[number], 1);
  if (ipq_count_of (endpoint, IPQ_NOTICE_CREATED) != 0)
    atomic_fetch_add (&shared->lives, 1);
  return endpoint;
}

/* As long as the first one is open, the name means its queue. */
static void
assert_same_queue (struct ipq_endpoint *first, struct ipq_endpoint *second)
{
  const struct identity *one = &ring_of (first)->file.identity;
  const struct identity *other = &ring_of (second)->file.identity;

  g_assert_cmpmem (one->id, sizeof one->id, other->id, sizeof other->id);
}

/* Each puts one message in before it takes one out, its own or another's, so there is one for it. */
static void
use_queue_once (Fixture *f, guint number)
{
  gboolean publisher_first = g_random_boolean ();
  struct ipq_endpoint *first, *second;

  first = open_and_count (f, publisher_first ? IPQ_PUBLISHER : IPQ_SUBSCRIBER, number);
  second = open_and_count (f, publisher_first ? IPQ_SUBSCRIBER : IPQ_PUBLISHER, number);
  assert_same_queue (first, second);
  send_number (publisher_first ? first : second, 0);
  expect_number (publisher_first ? second : first, 0);
  ipq_free (first);
  ipq_free (second);
}

/* Most rest, so that two or three are at it at a time: one leaves just when another comes. */
static void
race (Fixture *f, guint number)
{
  while (!atomic_load (&shared->over))
    {
      for (guint i = 0; i < 10; i++)
        use_queue_once (f, number);
      g_usleep ((gulong) g_random_int_range (0, 30000));
    }
}

static pid_t
start_racer (Fixture *f, guint number)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_assert_no_errno (prctl (PR_SET_PDEATHSIG, SIGKILL)); /* or it would go on for ever */
      race (f, number);
      _exit (0);
    }
  return child;
}

/* Not before it has opened once more, and then anywhere. */
static void
kill_racer (pid_t child, guint number)
{
  guint opens = atomic_load (&shared->of[number]);
  gint64 deadline = seconds_from_now (30);

  while (atomic_load (&shared->of[number]) == opens)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_assert_cmpint (waitpid (child, NULL, WNOHANG), ==, 0);
      g_usleep (100);
    }
  g_usleep ((gulong) g_test_rand_int_range (0, 2000));
  g_assert_no_errno (kill (child, SIGKILL));
  wait_for_signal (child, SIGKILL);
}

static void
test_openers_race_with_last_closer (Fixture *f, gconstpointer data)
{
  gboolean is_long = g_getenv ("INTERPROCESS_TEST_LONG") != NULL;
  guint most_opens = is_long ? 30 * OPENS : OPENS;
  guint most_kills = is_long ? 30 * KILLS : KILLS;
  pid_t children[PROCESSES];
  guint kills = 0;

  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED);
  for (guint i = 0; i < PROCESSES; i++)
    children[i] = start_racer (f, i);
  for (; kills < most_kills || atomic_load (&shared->opens) < most_opens; kills++)
    {
      guint number = (guint) g_test_rand_int_range (0, PROCESSES);

      kill_racer (children[number], number);
      children[number] = start_racer (f, number);
    }
  atomic_store (&shared->over, true);
  for (guint i = 0; i < PROCESSES; i++)
    wait_for_exit (children[i]);

  g_test_message ("opens %u, lives %u, killed %u", atomic_load (&shared->opens),
                  atomic_load (&shared->lives), kills);
  g_assert_cmpuint (atomic_load (&shared->lives), >, 10); /* they did race with last closers */
  /* A minute later no hidden directory of a killed builder is spared any more. */
  clock_jump = 120;
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
  g_assert_no_errno (munmap (shared, sizeof *shared));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/birth-race/openers-race-with-last-closer", test_openers_race_with_last_closer);
  return g_test_run ();
}
