/* SPDX-License-Identifier: MIT */
/* Asynchronous calls: served in order, in the caller's main context, and none loses a message. */
#include "queue-fixture.h"

#include <unistd.h>

typedef struct
{
  GMainContext *context; /* that the callback was called in */
  GBytes *message;
  GError *error;
  gboolean done;
} Reply;

static void
on_dequeued (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;

  reply->context = g_main_context_get_thread_default ();
  reply->message =
    interprocess_subscriber_dequeue_finish (INTERPROCESS_SUBSCRIBER (source), result, &reply->error);
  reply->done = TRUE;
}

static void
on_enqueued (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;
  gboolean sent =
    interprocess_publisher_enqueue_finish (INTERPROCESS_PUBLISHER (source), result, &reply->error);

  g_assert_true (sent == (reply->error == NULL));
  reply->done = TRUE;
}

static void
reply_clear (Reply *reply)
{
  g_clear_pointer (&reply->message, g_bytes_unref);
  g_clear_error (&reply->error);
  reply->done = FALSE;
}

static void
dequeue (InterprocessSubscriber *subscriber, gint64 timeout, GCancellable *cancellable, Reply *reply)
{
  interprocess_subscriber_dequeue_async (subscriber, timeout, cancellable, on_dequeued, reply);
}

static void
wait_for (Reply *reply)
{
  while (!reply->done)
    g_main_context_iteration (NULL, TRUE); /* the test would time out */
}

static void
iterate_while_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
send (InterprocessPublisher *publisher, const char *text)
{
  g_assert_true (interprocess_publisher_try_enqueue (publisher, (const guint8 *) text, strlen (text),
                                                     NULL));
}

static void
expect_message (Reply *reply, const char *text)
{
  wait_for (reply);
  g_assert_no_error (reply->error);
  g_assert_cmpmem (g_bytes_get_data (reply->message, NULL), g_bytes_get_size (reply->message), text,
                   strlen (text));
  reply_clear (reply);
}

static void
expect_error (Reply *reply, InterprocessQueueError code, const char *word)
{
  wait_for (reply);
  g_assert_null (reply->message);
  assert_queue_error (&reply->error, code, word);
  reply_clear (reply);
}

static void
expect_cancelled (Reply *reply)
{
  wait_for (reply);
  g_assert_null (reply->message);
  g_assert_error (reply->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  reply_clear (reply);
}

/* ---- one call --------------------------------------------------------------------------------- */

static void
test_message_there (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply reply = { 0 };

  send (publisher, "there");
  dequeue (subscriber, -1, NULL, &reply);
  g_assert_false (reply.done); /* never before the call returns */
  expect_message (&reply, "there");
}

static void
test_message_comes (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply reply = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      dequeue (subscriber, -1, NULL, &reply);
      if (i % 2 == 0)
        iterate_while_ready ();
      g_assert_false (reply.done);
      send (publisher, "later");
      expect_message (&reply, "later");
    }
  g_assert_cmpuint (G_OBJECT (subscriber)->ref_count, ==, 1);
}

static void
test_time_runs_out (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  gint64 start = g_get_monotonic_time ();
  Reply reply = { 0 };

  dequeue (subscriber, 0, NULL, &reply);
  expect_error (&reply, INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "no message within");
  dequeue (subscriber, 30 * 1000, NULL, &reply);
  expect_error (&reply, INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "no message within");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 30 * 1000);
  dequeue (subscriber, G_MAXINT64, NULL, &reply);
  iterate_while_ready ();
  g_assert_false (reply.done);
  interprocess_subscriber_close (subscriber);
  expect_error (&reply, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
}

static void
test_room_comes (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GBytes) message = g_bytes_new_static ("0123456789", 10);
  Reply reply = { 0 };

  interprocess_publisher_enqueue_async (publisher, message, -1, NULL, on_enqueued, &reply);
  wait_for (&reply);
  g_assert_no_error (reply.error);
  while (interprocess_publisher_try_enqueue (publisher, (const guint8 *) "x", 1, NULL))
    ;
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GBytes) taken = NULL;

      reply_clear (&reply);
      interprocess_publisher_enqueue_async (publisher, message, -1, NULL, on_enqueued, &reply);
      iterate_while_ready ();
      g_assert_false (reply.done);
      taken = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
      wait_for (&reply);
      g_assert_no_error (reply.error);
    }
  reply_clear (&reply);
  interprocess_publisher_enqueue_async (publisher, message, 1000, NULL, on_enqueued, &reply);
  expect_error (&reply, INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "no room within");
}

static void
test_message_too_long (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(GBytes) message = g_bytes_new_take (g_malloc0 (40000), 40000);
  Reply reply = { 0 };

  interprocess_publisher_enqueue_async (publisher, message, -1, NULL, on_enqueued, &reply);
  expect_error (&reply, INTERPROCESS_QUEUE_ERROR_TOO_LARGE, "40000");
}

/* ---- several ---------------------------------------------------------------------------------- */

#define MANY 50

static void
test_served_in_order (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply replies[MANY] = { 0 };

  for (guint i = 0; i < MANY; i++)
    dequeue (subscriber, -1, NULL, &replies[i]);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      send (publisher, text);
      if (i % 7 == 0)
        iterate_while_ready ();
    }
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      expect_message (&replies[i], text);
    }
  g_assert_cmpuint (G_OBJECT (subscriber)->ref_count, ==, 1);
}

static void
dequeue_within (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *first = data;
  Reply second = { 0 };

  on_dequeued (source, result, first);
  dequeue (INTERPROCESS_SUBSCRIBER (source), -1, NULL, &second);
  expect_message (&second, "second");
}

/* A callback that waits for another call, in a main loop of its own. */
static void
test_call_within_a_callback (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply first = { 0 };

  interprocess_subscriber_dequeue_async (subscriber, -1, NULL, dequeue_within, &first);
  iterate_while_ready ();
  send (publisher, "first");
  send (publisher, "second");
  expect_message (&first, "first");
}

/* Of three that wait, the second one is cancelled and the first one times out: the third gets it. */
static void
test_those_who_leave_the_line (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Reply replies[3] = { 0 };

  dequeue (subscriber, 20 * 1000, NULL, &replies[0]);
  dequeue (subscriber, -1, cancellable, &replies[1]);
  dequeue (subscriber, -1, NULL, &replies[2]);
  iterate_while_ready ();
  g_cancellable_cancel (cancellable);
  expect_cancelled (&replies[1]);
  expect_error (&replies[0], INTERPROCESS_QUEUE_ERROR_TIMED_OUT, "no message within");
  send (publisher, "third");
  expect_message (&replies[2], "third");
}

/* ---- cancelled -------------------------------------------------------------------------------- */

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Reply reply = { 0 };

  send (publisher, "kept");
  g_cancellable_cancel (cancellable);
  dequeue (subscriber, -1, cancellable, &reply);
  expect_cancelled (&reply);
  dequeue (subscriber, -1, NULL, &reply);
  expect_message (&reply, "kept");
}

/* A message is taken when it is delivered, and not before. */
static void
test_cancelled_beside_a_message (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(InterprocessSubscriber) other = fixture_subscriber (f);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) taken = NULL;
  Reply reply = { 0 };

  send (publisher, "one");
  send (publisher, "two");
  dequeue (subscriber, -1, cancellable, &reply);
  taken = interprocess_subscriber_try_dequeue_bytes (other, NULL);
  g_assert_cmpmem (g_bytes_get_data (taken, NULL), g_bytes_get_size (taken), "one", 3);
  g_cancellable_cancel (cancellable);
  expect_cancelled (&reply);
  dequeue (subscriber, -1, NULL, &reply);
  expect_message (&reply, "two");
}

/* Another one takes the message that was there when the call was made. */
static void
test_message_gone (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(InterprocessSubscriber) other = fixture_subscriber (f);
  g_autoptr(GBytes) taken = NULL;
  Reply reply = { 0 };

  send (publisher, "gone");
  dequeue (subscriber, -1, NULL, &reply);
  taken = interprocess_subscriber_try_dequeue_bytes (other, NULL);
  g_assert_nonnull (taken);
  iterate_while_ready ();
  g_assert_false (reply.done);
  send (publisher, "next");
  expect_message (&reply, "next");
}

/* Cancelled at any moment: the message is with the call, or still in the queue. */
static void
test_cancelled_at_any_moment (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  guint with_message = 0, without = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GBytes) left = NULL;
      Reply reply = { 0 };

      dequeue (subscriber, -1, cancellable, &reply);
      send (publisher, "one");
      for (guint n = g_test_rand_int_range (0, 4); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      wait_for (&reply);
      left = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
      g_assert_true ((reply.message != NULL) != (left != NULL));
      g_assert_true ((reply.message != NULL) == (reply.error == NULL));
      with_message += reply.message != NULL;
      without += reply.message == NULL;
      reply_clear (&reply);
    }
  g_assert_cmpuint (with_message, >, 0);
  g_assert_cmpuint (without, >, 0);
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled_by_another_thread (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Reply reply = { 0 };
      GThread *thread;

      dequeue (subscriber, -1, cancellable, &reply);
      thread = g_thread_new (NULL, cancel_in_thread, cancellable);
      expect_cancelled (&reply);
      g_thread_join (thread);
    }
  g_assert_cmpuint (G_OBJECT (subscriber)->ref_count, ==, 1);
}

/* ---- closed ----------------------------------------------------------------------------------- */

static void
test_close_ends_them_all (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply replies[MANY] = { 0 };

  for (guint i = 0; i < MANY; i++)
    dequeue (subscriber, i % 2 == 0 ? -1 : G_TIME_SPAN_HOUR, NULL, &replies[i]);
  iterate_while_ready ();
  interprocess_subscriber_close (subscriber);
  for (guint i = 0; i < MANY; i++)
    expect_error (&replies[i], INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
  dequeue (subscriber, -1, NULL, &replies[0]);
  expect_error (&replies[0], INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
}

/* The child has its parent's calls, and the parent keeps them. */
static void
test_fork (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply replies[2] = { 0 };
  pid_t child;

  for (guint i = 0; i < 2; i++)
    dequeue (subscriber, -1, NULL, &replies[i]);
  iterate_while_ready ();
  child = fork ();
  if (child == 0)
    {
      for (guint i = 0; i < 2; i++)
        expect_error (&replies[i], INTERPROCESS_QUEUE_ERROR_FORKED, "fork");
      _exit (0);
    }
  wait_for_exit (child);
  iterate_while_ready ();
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (replies[i].done);
      send (publisher, "kept");
      expect_message (&replies[i], "kept");
    }
}

/* A call holds its subscriber. */
static void
test_call_holds_the_subscriber (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  InterprocessSubscriber *subscriber = fixture_subscriber (f);
  gpointer weak = subscriber;
  Reply reply = { 0 };

  g_object_add_weak_pointer (G_OBJECT (subscriber), &weak);
  dequeue (subscriber, -1, NULL, &reply);
  g_object_unref (subscriber);
  iterate_while_ready ();
  g_assert_nonnull (weak);
  send (publisher, "held");
  expect_message (&reply, "held");
  iterate_while_ready ();
  g_assert_null (weak);
}

/* ---- threads ---------------------------------------------------------------------------------- */

typedef struct
{
  InterprocessSubscriber *subscriber;
  guint wanted;
  guint taken;
} Worker;

static gpointer
dequeue_in_thread (gpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  Worker *worker = data;

  g_main_context_push_thread_default (context);
  for (; worker->taken < worker->wanted; worker->taken++)
    {
      Reply reply = { 0 };

      dequeue (worker->subscriber, -1, NULL, &reply);
      while (!reply.done)
        g_main_context_iteration (context, TRUE);
      g_assert_no_error (reply.error);
      g_assert_true (reply.context == context);
      reply_clear (&reply);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* Each in its own main context, one line for all. */
static void
test_calls_of_several_threads (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Worker workers[3];
  GThread *threads[3];

  for (guint i = 0; i < 3; i++)
    {
      workers[i] = (Worker) { subscriber, 500, 0 };
      threads[i] = g_thread_new (NULL, dequeue_in_thread, &workers[i]);
    }
  for (guint i = 0; i < 1500; i++)
    g_assert_true (
      interprocess_publisher_enqueue (publisher, (const guint8 *) "x", 1, -1, NULL, NULL));
  for (guint i = 0; i < 3; i++)
    g_thread_join (threads[i]);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, NULL));
}

#define ENDING 3 /* threads */

typedef struct
{
  InterprocessSubscriber *subscriber;
  GCancellable *cancellable;
  gboolean destroys; /* the source, or leaves it to its context */
} Ending;

static gboolean
take_one (gpointer subscriber)
{
  GBytes *message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);

  g_clear_pointer (&message, g_bytes_unref);
  return G_SOURCE_CONTINUE;
}

/* The source is held for longer than its context. */
static gpointer
end_with_the_calls (gpointer data)
{
  Ending *ending = data;
  g_autoptr(GSource) source = interprocess_subscriber_create_source (ending->subscriber, NULL);
  g_autoptr(GMainContext) context = g_main_context_new ();
  Reply replies[4] = { 0 };

  g_main_context_push_thread_default (context);
  if (source != NULL)
    {
      g_source_set_callback (source, take_one, ending->subscriber, NULL);
      g_source_attach (source, context);
    }
  for (guint i = 0; i < 4; i++)
    dequeue (ending->subscriber, g_random_int_range (-1, 400),
             i % 2 == 0 ? ending->cancellable : NULL, &replies[i]);
  for (guint i = 0; i < 4; i++)
    {
      while (!replies[i].done)
        g_main_context_iteration (context, TRUE);
      reply_clear (&replies[i]);
    }
  if (source != NULL && ending->destroys)
    g_source_destroy (source);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* Closed and cancelled in one thread, while the calls' contexts end in others. */
static void
test_contexts_end_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  for (guint round = 0; round < 1000; round++)
    {
      g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      Ending endings[ENDING];
      GThread *threads[ENDING];

      for (guint i = 0; i < ENDING; i++)
        {
          endings[i] = (Ending) { subscriber, cancellable, (round + i) % 2 == 0 };
          threads[i] = g_thread_new (NULL, end_with_the_calls, &endings[i]);
        }
      send (publisher, "one");
      g_usleep ((gulong) g_random_int_range (0, 300));
      g_cancellable_cancel (cancellable);
      g_usleep ((gulong) g_random_int_range (0, 100));
      interprocess_subscriber_close (subscriber);
      for (guint i = 0; i < ENDING; i++)
        g_thread_join (threads[i]);
    }
}

/* Each call learns of it, although the endpoint knows since the first. */
static void
test_corrupt_queue_ends_all (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Reply replies[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    dequeue (subscriber, -1, NULL, &replies[i]);
  iterate_while_ready ();
  fixture_corrupt (f);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    expect_error (&replies[i], INTERPROCESS_QUEUE_ERROR_CORRUPT, "“test”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/async/message-there", test_message_there);
  fixture_add ("/async/message-comes", test_message_comes);
  fixture_add ("/async/time-runs-out", test_time_runs_out);
  fixture_add ("/async/room-comes", test_room_comes);
  fixture_add ("/async/message-too-long", test_message_too_long);
  fixture_add ("/async/served-in-order", test_served_in_order);
  fixture_add ("/async/call-within-a-callback", test_call_within_a_callback);
  fixture_add ("/async/those-who-leave-the-line", test_those_who_leave_the_line);
  fixture_add ("/async/cancelled-before", test_cancelled_before);
  fixture_add ("/async/cancelled-beside-a-message", test_cancelled_beside_a_message);
  fixture_add ("/async/message-gone", test_message_gone);
  fixture_add ("/async/cancelled-at-any-moment", test_cancelled_at_any_moment);
  fixture_add ("/async/cancelled-by-another-thread", test_cancelled_by_another_thread);
  fixture_add ("/async/close-ends-them-all", test_close_ends_them_all);
  fixture_add ("/async/fork", test_fork);
  fixture_add ("/async/call-holds-the-subscriber", test_call_holds_the_subscriber);
  fixture_add ("/async/calls-of-several-threads", test_calls_of_several_threads);
  fixture_add ("/async/contexts-end-meanwhile", test_contexts_end_meanwhile);
  fixture_add ("/async/corrupt-queue-ends-all", test_corrupt_queue_ends_all);
  return g_test_run ();
}
