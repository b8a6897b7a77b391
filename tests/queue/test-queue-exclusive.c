/* SPDX-License-Identifier: MIT */
/* Endpoints that are alone in their role. */
#include "queue-fixture.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

typedef enum
{
  PUBLISHER,
  SUBSCRIBER,
} Role;

static const char *const roles[] = { "publisher", "subscriber" };

static InterprocessClosable *
try_to_open (Fixture *f, Role role, gboolean exclusive, GError **error)
{
  interprocess_queue_options_set_exclusive (f->options, exclusive);
  if (role == PUBLISHER)
    return (InterprocessClosable *) interprocess_queue_factory_create_publisher (f->factory,
                                                                                 f->options, error);
  return (InterprocessClosable *) interprocess_queue_factory_create_subscriber (f->factory,
                                                                                f->options, error);
}

static InterprocessPublisher *
open_publisher (Fixture *f, gboolean exclusive)
{
  interprocess_queue_options_set_exclusive (f->options, exclusive);
  return fixture_publisher (f);
}

static InterprocessSubscriber *
open_subscriber (Fixture *f, gboolean exclusive)
{
  interprocess_queue_options_set_exclusive (f->options, exclusive);
  return fixture_subscriber (f);
}

static void
assert_admitted (Fixture *f, Role role, gboolean exclusive)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessClosable) endpoint = try_to_open (f, role, exclusive, &error);

  g_assert_no_error (error);
  g_assert_nonnull (endpoint);
}

static void
assert_refused (Fixture *f, Role role, gboolean exclusive, pid_t holder)
{
  g_autofree char *pid = g_strdup_printf ("%d", (int) holder);
  g_autoptr(GError) error = NULL;

  g_assert_null (try_to_open (f, role, exclusive, &error));
  g_assert_error (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_EXCLUSIVE);
  g_assert_nonnull (strstr (error->message, "“test”"));
  g_assert_nonnull (strstr (error->message, pid));
  g_assert_nonnull (strstr (error->message, roles[role]));
}

static void
assert_holder_is_named (Fixture *f, Role role)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (try_to_open (f, role, TRUE, &error));
  g_assert_nonnull (strstr (error->message, "test-queue-excl")); /* as the kernel cuts it */
}

/* ---- who is admitted -------------------------------------------------------------------------- */

static void
test_others_of_the_role_are_refused (Fixture *f, gconstpointer data)
{
  for (Role role = PUBLISHER; role <= SUBSCRIBER; role++)
    {
      g_autoptr(InterprocessClosable) holder = try_to_open (f, role, TRUE, NULL);

      g_assert_nonnull (holder);
      assert_refused (f, role, TRUE, getpid ());
      assert_refused (f, role, FALSE, getpid ());
      assert_holder_is_named (f, role);
      assert_admitted (f, role == PUBLISHER ? SUBSCRIBER : PUBLISHER, FALSE);
      assert_admitted (f, role == PUBLISHER ? SUBSCRIBER : PUBLISHER, TRUE);
    }
}

static void
test_exclusive_is_refused_while_others_live (Fixture *f, gconstpointer data)
{
  for (Role role = PUBLISHER; role <= SUBSCRIBER; role++)
    {
      g_autoptr(InterprocessClosable) first = try_to_open (f, role, FALSE, NULL);
      g_autoptr(InterprocessClosable) second = try_to_open (f, role, FALSE, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_nonnull (first);
      g_assert_nonnull (second);
      interprocess_closable_close (first);
      g_assert_null (try_to_open (f, role, TRUE, &error));
      g_assert_error (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_EXCLUSIVE);
      assert_admitted (f, role, FALSE); /* the refused one has left nothing behind */
      interprocess_closable_close (second);
      assert_admitted (f, role, TRUE);
    }
}

static void
test_role_is_free_after_close (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) keeper = open_publisher (f, FALSE);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, i % 2 == 0);

      fixture_send (keeper, i, i);
      fixture_take (subscriber, i, i);
      interprocess_subscriber_close (subscriber);
    }
}

/* ---- messages --------------------------------------------------------------------------------- */

static void
test_all_pairings (Fixture *f, gconstpointer data)
{
  for (guint pairing = 0; pairing < 4; pairing++)
    {
      g_autoptr(InterprocessPublisher) publisher = open_publisher (f, (pairing & 1) != 0);
      g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, (pairing & 2) != 0);

      fixture_take (subscriber, 1, 0);
      for (guint first = 0; first < 2000; first += 50)
        {
          fixture_send (publisher, first, first + 49);
          fixture_take (subscriber, first, first + 49);
        }
    }
}

static void
test_full_and_too_large (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = open_publisher (f, TRUE);
  g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, TRUE);
  g_autofree guint8 *message = g_malloc0 (32769);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      guint sent = 0, taken = 0;

      while (interprocess_publisher_try_enqueue (publisher, message, 64, &error))
        sent++;
      g_assert_no_error (error);
      g_assert_cmpuint (sent, ==, 1024);
      while (TRUE)
        {
          g_autoptr(GBytes) got = interprocess_subscriber_try_dequeue_bytes (subscriber, &error);

          if (got == NULL)
            break;
          taken++;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (taken, ==, sent);
    }
  g_assert_true (interprocess_publisher_try_enqueue (publisher, message, 32768, &error));
  g_assert_no_error (error);
  g_assert_false (interprocess_publisher_try_enqueue (publisher, message, 32769, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_TOO_LARGE, "32768");
}

static void
test_shared_and_exclusive_take_turns (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) keeper = open_subscriber (f, FALSE);
  guint sent = 0, taken = 0;

  for (guint turn = 0; turn < 40; turn++)
    {
      g_autoptr(InterprocessPublisher) publisher = open_publisher (f, turn % 2 == 0);

      fixture_send (publisher, sent, sent + 20);
      sent += 21;
      if (turn % 4 < 2)
        continue;
      g_clear_object (&keeper);
      keeper = open_subscriber (f, turn % 4 == 2);
      fixture_take (keeper, taken, sent - 1);
      taken = sent;
    }
  g_assert_cmpuint (taken, ==, sent);
}

typedef struct
{
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
  guint number;
} Hand;

static gpointer
use_once (gpointer data)
{
  Hand *hand = data;

  fixture_send (hand->publisher, hand->number, hand->number + 49);
  fixture_take (hand->subscriber, hand->number, hand->number + 49);
  return NULL;
}

/* One thread at a time, and the join orders them. */
static void
test_hand_over_between_threads (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = open_publisher (f, TRUE);
  g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, TRUE);

  for (guint i = 0; i < 20; i++)
    {
      Hand hand = { publisher, subscriber, i * 50 };

      g_thread_join (g_thread_new ("use", use_once, &hand));
      hand.number += 1000;
      use_once (&hand);
    }
}

#define MANY 20000u

static gpointer
take_many (gpointer data)
{
  InterprocessSubscriber *subscriber = data;

  for (guint number = 0; number < MANY; number++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) message =
        interprocess_subscriber_dequeue (subscriber, 60 * G_USEC_PER_SEC, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (*(const guint *) g_bytes_get_data (message, NULL), ==, number);
    }
  return NULL;
}

/* Both sides wait for each other all the time. */
static void
test_waiting (Fixture *f, gconstpointer data)
{
  for (guint pairing = 0; pairing < 4; pairing++)
    {
      g_autoptr(InterprocessPublisher) publisher = open_publisher (f, (pairing & 1) != 0);
      g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, (pairing & 2) != 0);
      GThread *thread = g_thread_new ("take", take_many, subscriber);
      g_autoptr(GError) error = NULL;

      for (guint number = 0; number < MANY; number++)
        {
          interprocess_publisher_enqueue (publisher, (const guint8 *) &number, sizeof number,
                                          60 * G_USEC_PER_SEC, NULL, &error);
          g_assert_no_error (error);
        }
      g_thread_join (thread);
    }
}

/* ---- death ------------------------------------------------------------------------------------ */

static void
hold_publisher (Fixture *f)
{
  fixture_send (open_publisher (f, TRUE), 1, 10);
}

static void
hold_subscriber (Fixture *f)
{
  InterprocessSubscriber *subscriber = open_subscriber (f, TRUE);

  for (guint number = 1; number <= 5; number++)
    g_bytes_unref (interprocess_subscriber_dequeue (subscriber, -1, NULL, NULL));
}

static void
test_dead_publisher_is_replaced (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, TRUE);
  g_autoptr(InterprocessPublisher) next = NULL;
  pid_t holder = fixture_start_child (f, hold_publisher);

  assert_refused (f, PUBLISHER, TRUE, holder);
  assert_refused (f, PUBLISHER, FALSE, holder);
  assert_holder_is_named (f, PUBLISHER);
  kill_child (holder);
  next = open_publisher (f, TRUE);
  fixture_send (next, 11, 20);
  fixture_take (subscriber, 1, 20);
  g_clear_object (&next);
  next = open_publisher (f, FALSE);
  fixture_send (next, 21, 30);
  fixture_take (subscriber, 21, 30);
}

static void
test_dead_subscriber_is_replaced (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = open_publisher (f, TRUE);
  g_autoptr(InterprocessSubscriber) next = NULL;
  pid_t holder;

  fixture_send (publisher, 1, 10);
  holder = fixture_start_child (f, hold_subscriber);
  assert_refused (f, SUBSCRIBER, TRUE, holder);
  assert_refused (f, SUBSCRIBER, FALSE, holder);
  kill_child (holder);
  next = open_subscriber (f, TRUE);
  fixture_take (next, 6, 10);
  fixture_send (publisher, 11, 12);
  fixture_take (next, 11, 12);
}

static void
be_refused (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessClosable) endpoint = try_to_open (f, PUBLISHER, TRUE, &error);

  g_assert_null (endpoint);
  g_assert_error (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_EXCLUSIVE);
}

/* A child has no part in what its parent holds: it is refused like any other. */
static void
test_child_is_another (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = open_publisher (f, TRUE);
  g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, TRUE);

  fixture_run_child (f, be_refused);
  fixture_send (publisher, 1, 2);
  fixture_take (subscriber, 1, 2);
}

/* ---- misuse ----------------------------------------------------------------------------------- */

#ifdef IPQ_CHECKS
/* To be there while another thread is inside a call, its copy meets memory that may not be touched, and
 * waits in the signal handler. */
static guint8 *locked;
static gsize locked_size;
static sem_t inside, done;

static void
wait_in_copy (int number)
{
  sem_post (&inside);
  sem_wait (&done);
  mprotect (locked, locked_size, PROT_READ | PROT_WRITE);
}

static void
lock_memory (void)
{
  struct sigaction action = { .sa_handler = wait_in_copy };

  locked_size = (gsize) getpagesize ();
  locked = mmap (NULL, locked_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (locked != MAP_FAILED);
  g_assert_cmpint (sem_init (&inside, 0, 0), ==, 0);
  g_assert_cmpint (sem_init (&done, 0, 0), ==, 0);
  g_assert_cmpint (sigaction (SIGSEGV, &action, NULL), ==, 0);
}

static void
unlock_memory (void)
{
  g_assert_cmpint (munmap (locked, locked_size), ==, 0);
  signal (SIGSEGV, SIG_DFL);
}

static gpointer
enqueue_at_once (gpointer publisher)
{
  g_autoptr(GError) error = NULL;

  sem_wait (&inside);
  g_assert_false (interprocess_publisher_try_enqueue (publisher, NULL, 0, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_FAILED, "exclusive publisher");
  sem_post (&done);
  return NULL;
}

static gpointer
dequeue_at_once (gpointer subscriber)
{
  g_autoptr(GError) error = NULL;

  sem_wait (&inside);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_FAILED, "exclusive subscriber");
  g_assert_null (interprocess_subscriber_dequeue (subscriber, -1, NULL, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_FAILED, "exclusive subscriber");
  sem_post (&done);
  return NULL;
}

static void
expect_critical (const char *role)
{
  g_autofree char *pattern =
    g_strdup_printf ("*Two threads*exclusive %s of the queue “test”*lock*join*", role);

  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, pattern);
}

/* A bug of the caller: said aloud, and an error too; the call under way is not disturbed. */
static void
test_two_threads_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = open_publisher (f, TRUE);
  g_autoptr(InterprocessSubscriber) subscriber = open_subscriber (f, TRUE);
  g_autoptr(GError) error = NULL;
  GThread *thread;
  gsize length;

  lock_memory ();
  thread = g_thread_new ("enqueue", enqueue_at_once, publisher);
  expect_critical ("publisher");
  g_assert_true (interprocess_publisher_try_enqueue (publisher, locked, 100, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  g_test_assert_expected_messages ();
  unlock_memory ();

  lock_memory ();
  thread = g_thread_new ("dequeue", dequeue_at_once, subscriber);
  expect_critical ("subscriber");
  expect_critical ("subscriber");
  g_assert_true (interprocess_subscriber_try_dequeue_into (subscriber, locked, locked_size, &length,
                                                           &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 100);
  g_thread_join (thread);
  g_test_assert_expected_messages ();
  unlock_memory ();
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queue-exclusive/others-of-the-role-are-refused",
               test_others_of_the_role_are_refused);
  fixture_add ("/queue-exclusive/exclusive-is-refused-while-others-live",
               test_exclusive_is_refused_while_others_live);
  fixture_add ("/queue-exclusive/role-is-free-after-close", test_role_is_free_after_close);
  fixture_add ("/queue-exclusive/all-pairings", test_all_pairings);
  fixture_add ("/queue-exclusive/full-and-too-large", test_full_and_too_large);
  fixture_add ("/queue-exclusive/shared-and-exclusive-take-turns",
               test_shared_and_exclusive_take_turns);
  fixture_add ("/queue-exclusive/hand-over-between-threads", test_hand_over_between_threads);
  fixture_add ("/queue-exclusive/waiting", test_waiting);
  fixture_add ("/queue-exclusive/dead-publisher-is-replaced", test_dead_publisher_is_replaced);
  fixture_add ("/queue-exclusive/dead-subscriber-is-replaced", test_dead_subscriber_is_replaced);
  fixture_add ("/queue-exclusive/child-is-another", test_child_is_another);
#ifdef IPQ_CHECKS
  fixture_add ("/queue-exclusive/two-threads-at-once", test_two_threads_at_once);
#endif
  return g_test_run ();
}
