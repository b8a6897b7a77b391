/* SPDX-License-Identifier: MIT */
/* Sources: when they are dispatched, and that nothing is left of them. */
#include "queue-fixture.h"

#include "../descriptors.h"

#include <glib-unix.h>
#include <malloc.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

/* One main context with one source in it, that takes a message each time. */
typedef struct
{
  InterprocessSubscriber *subscriber;
  InterprocessPublisher *publisher; /* of those that put instead */
  guint taken;
  guint dispatched;
  guint most; /* then it removes itself; 0: never */
  GMainLoop *loop;
} Taker;

static gboolean
take_one (gpointer data)
{
  Taker *taker = data;
  g_autoptr(GBytes) message = interprocess_subscriber_try_dequeue_bytes (taker->subscriber, NULL);

  taker->dispatched++;
  taker->taken += message != NULL;
  return taker->most == 0 || taker->taken < taker->most;
}

static GSource *
attach (GMainContext *context, Taker *taker)
{
  g_autoptr(GError) error = NULL;
  GSource *source = interprocess_subscriber_create_source (taker->subscriber, &error);

  g_assert_no_error (error);
  g_source_set_callback (source, take_one, taker, NULL);
  g_source_attach (source, context);
  return source;
}

static void
iterate_until (GMainContext *context, guint *count, guint least)
{
  while (*count < least)
    g_main_context_iteration (context, TRUE); /* the test would time out */
}

static void
iterate_while_ready (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
test_messages (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  g_autoptr(GSource) source = NULL;

  fixture_send (publisher, 1, 3); /* before anybody watches */
  source = attach (context, &taker);
  iterate_until (context, &taker.taken, 3);
  iterate_while_ready (context);
  for (guint i = 0; i < 100; i++)
    {
      guint before = taker.dispatched;

      fixture_send (publisher, 1, 1 + i % 3);
      iterate_until (context, &taker.taken, taker.taken + 1 + i % 3);
      iterate_while_ready (context);
      g_assert_cmpuint (taker.dispatched - before, <=, 1 + i % 3 + 2);
    }
  g_source_destroy (source);
}

/* The source's own times are not in its way. */
static void
test_ready_time (Fixture *f, gconstpointer data)
{
  gint64 far = g_get_monotonic_time () + G_TIME_SPAN_DAY;
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  g_autoptr(GSource) source = attach (context, &taker);
  guint before;

  g_assert_cmpint (g_source_get_ready_time (source), ==, -1);
  g_source_set_ready_time (source, far);
  fixture_send (publisher, 1, 3);
  iterate_until (context, &taker.taken, 3);
  /* Twice more, since it looks by itself now and then. */
  iterate_while_ready (context);
  iterate_until (context, &taker.dispatched, taker.dispatched + 2);
  g_assert_cmpint (g_source_get_ready_time (source), ==, far);

  /* As any source, until its user sets another one. */
  g_source_set_ready_time (source, 0);
  before = taker.dispatched;
  for (guint i = 1; i <= 3; i++)
    {
      g_assert_true (g_main_context_iteration (context, FALSE));
      g_assert_cmpuint (taker.dispatched, ==, before + i);
    }
  g_source_set_ready_time (source, g_get_monotonic_time () + 1000);
  iterate_until (context, &taker.dispatched, before + 4);
  g_assert_cmpint (g_get_monotonic_time (), >=, g_source_get_ready_time (source));
  g_source_destroy (source);
}

/* As bindings do. */
static void
test_closure (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GSource) source = interprocess_subscriber_create_source (subscriber, NULL);
  Taker taker = { .subscriber = subscriber, .most = 3 };

  g_source_set_closure (source, g_cclosure_new_swap (G_CALLBACK (take_one), &taker, NULL));
  g_source_attach (source, context);
  fixture_send (publisher, 1, 3);
  iterate_until (context, &taker.taken, 3);
  g_assert_true (g_source_is_destroyed (source));
}

static gpointer
run_loop (gpointer loop)
{
  g_main_loop_run (loop);
  return NULL;
}

static gboolean
quit_when_taken (gpointer data)
{
  Taker *taker = data;

  if (take_one (taker))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (taker->loop);
  return G_SOURCE_REMOVE;
}

/* Another thread owns the context, and sleeps in it. */
static void
test_context_of_another_thread (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GSource) source = interprocess_subscriber_create_source (subscriber, NULL);
  Taker taker = { .subscriber = subscriber, .most = 20, .loop = loop };
  GThread *thread = g_thread_new (NULL, run_loop, loop);

  while (!g_main_loop_is_running (loop))
    g_usleep (1000);
  g_source_set_callback (source, quit_when_taken, &taker, NULL);
  g_source_attach (source, context);
  for (guint i = 0; i < 20; i++)
    fixture_send (publisher, i, i);
  g_thread_join (thread);
  g_assert_cmpuint (taker.taken, ==, 20);
}

/* One message a time, so that other sources of the context have their turn. */
static gboolean
count (gpointer data)
{
  ++*(guint *) data;
  return G_SOURCE_CONTINUE;
}

static void
test_lets_the_loop_breathe (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  g_autoptr(GSource) source = attach (context, &taker);
  g_autoptr(GSource) other = g_idle_source_new ();
  guint others = 0;

  g_source_set_priority (other, G_PRIORITY_DEFAULT);
  g_source_set_callback (other, count, &others, NULL);
  g_source_attach (other, context);
  fixture_send (publisher, 1, 50);
  iterate_until (context, &taker.taken, 50);
  g_assert_cmpuint (others, >=, 49);
  g_source_destroy (other);
  g_source_destroy (source);
}

static gboolean
put_one (gpointer data)
{
  g_autoptr(GError) error = NULL;
  guint *sent = g_object_get_data (data, "sent");

  if (interprocess_publisher_try_enqueue (data, (const guint8 *) "0123456789", 10, &error))
    ++*sent;
  g_assert_no_error (error);
  return G_SOURCE_CONTINUE;
}

static void
test_room (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GSource) source = interprocess_publisher_create_source (publisher, NULL);
  guint sent = 0;
  guint full;

  g_object_set_data (G_OBJECT (publisher), "sent", &sent);
  g_source_set_callback (source, put_one, publisher, NULL);
  g_source_attach (source, context);
  iterate_while_ready (context);
  g_assert_cmpuint (sent, >, 100);
  full = sent;
  for (guint i = 1; i <= 10; i++)
    {
      g_autoptr(GBytes) message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);

      g_assert_nonnull (message);
      iterate_until (context, &sent, full + i);
    }
  g_source_destroy (source);
}

static void
send_some (Fixture *f)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  for (guint i = 1; i <= 20; i++)
    {
      fixture_send (publisher, i, i);
      g_usleep (i % 4 * 1000);
    }
}

static void
test_messages_of_another_process (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber, .most = 20 };
  g_autoptr(GSource) source = attach (context, &taker);
  pid_t child;

  iterate_while_ready (context);
  child = fork ();
  if (child == 0)
    {
      send_some (f);
      _exit (0);
    }
  iterate_until (context, &taker.taken, 20);
  g_assert_true (g_source_is_destroyed (source)); /* it removed itself */
  wait_for_exit (child);
}

/* In the child it ends as if the subscriber had been closed, and the parent does not notice. */
static void
test_fork (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  g_autoptr(GSource) source = attach (context, &taker);
  pid_t child;

  iterate_while_ready (context);
  child = fork ();
  if (child == 0)
    {
      while (!g_source_is_destroyed (source))
        g_main_context_iteration (context, TRUE);
      g_assert_cmpuint (taker.taken, ==, 0);
      _exit (0);
    }
  wait_for_exit (child);
  fixture_send (publisher, 1, 3);
  iterate_until (context, &taker.taken, 3);
  g_source_destroy (source);
}

/* Two sources of one subscriber, and one of another, in two contexts: they share the messages. */
static void
test_several_sources (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GMainContext) second = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(InterprocessSubscriber) other = fixture_subscriber (f);
  Taker takers[] = { { .subscriber = subscriber },
                     { .subscriber = subscriber },
                     { .subscriber = other } };
  g_autoptr(GSource) a = attach (context, &takers[0]);
  g_autoptr(GSource) b = attach (second, &takers[1]);
  g_autoptr(GSource) c = attach (context, &takers[2]);

  for (guint i = 0; i < 100; i++)
    {
      guint before = takers[0].taken + takers[1].taken + takers[2].taken;

      fixture_send (publisher, 1, 2);
      while (takers[0].taken + takers[1].taken + takers[2].taken < before + 2)
        {
          g_main_context_iteration (context, FALSE);
          g_main_context_iteration (second, FALSE);
        }
    }
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, NULL));
  g_source_destroy (a);
  g_source_destroy (b);
  g_source_destroy (c);
}

/* ---- the end ---------------------------------------------------------------------------------- */

static void
test_close_dispatches_once (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  g_autoptr(GSource) source = attach (context, &taker);
  g_autoptr(GError) error = NULL;
  guint before;

  iterate_while_ready (context);
  before = taker.dispatched;
  interprocess_subscriber_close (subscriber);
  iterate_until (context, &taker.dispatched, before + 1);
  iterate_while_ready (context);
  g_assert_cmpuint (taker.dispatched, ==, before + 1);
  g_assert_true (g_source_is_destroyed (source));
  g_assert_null (interprocess_subscriber_create_source (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
  g_assert_cmpint (interprocess_subscriber_get_fd (subscriber, &error), ==, -1);
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CLOSED, "closed");
}

static gpointer
close_in_thread (gpointer subscriber)
{
  interprocess_subscriber_close (subscriber);
  return NULL;
}

static void
test_close_from_another_thread_wakes (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GMainContext) context = g_main_context_new ();
      g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
      Taker taker = { .subscriber = subscriber };
      g_autoptr(GSource) source = attach (context, &taker);
      GThread *thread = g_thread_new (NULL, close_in_thread, subscriber);

      while (!g_source_is_destroyed (source))
        g_main_context_iteration (context, TRUE);
      g_thread_join (thread);
    }
}

static gboolean
drop_all (gpointer data)
{
  InterprocessSubscriber **subscriber = data;

  interprocess_subscriber_close (*subscriber);
  g_clear_object (subscriber);
  g_source_destroy (g_main_current_source ());
  return G_SOURCE_CONTINUE;
}

static void
test_all_dropped_in_the_callback (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  InterprocessSubscriber *subscriber = fixture_subscriber (f);
  GSource *source = interprocess_subscriber_create_source (subscriber, NULL);

  g_source_set_callback (source, drop_all, &subscriber, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
  while (subscriber != NULL)
    g_main_context_iteration (context, TRUE);
  iterate_while_ready (context);
}

/* A source holds its subscriber, so dropping one's own reference does not end it. */
static void
test_source_holds_the_subscriber (Fixture *f, gconstpointer data)
{
  InterprocessSubscriber *subscriber = fixture_subscriber (f);
  GSource *source = interprocess_subscriber_create_source (subscriber, NULL);
  gpointer weak = subscriber;

  g_object_add_weak_pointer (G_OBJECT (subscriber), &weak);
  g_object_unref (subscriber);
  g_assert_nonnull (weak);
  g_source_unref (source);
  g_assert_null (weak);
}

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  guint *cancelled = data;

  g_assert_null (
    interprocess_subscriber_dequeue_finish (INTERPROCESS_SUBSCRIBER (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*cancelled)++;
}

/* A source and two calls, one that waits when it is cancelled and one behind it in the line. */
static void
cycle (InterprocessPublisher *publisher, Taker *taker)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GSource) source = attach (NULL, taker);
  guint before = taker->taken;
  guint cancelled = 0;

  for (guint i = 0; i < 2; i++)
    interprocess_subscriber_dequeue_async (taker->subscriber, -1, cancellable, on_cancelled,
                                           &cancelled);
  iterate_while_ready (NULL);
  g_cancellable_cancel (cancellable);
  iterate_until (NULL, &cancelled, 2);
  fixture_send (publisher, before, before);
  iterate_until (NULL, &taker->taken, before + 1);
  g_source_destroy (source);
}

/* In bytes; 0 under the sanitizers, which find what leaks by themselves. */
static gsize
memory_in_use (void)
{
  return mallinfo2 ().uordblks;
}

static void
test_two_thousand_cycles (Fixture *f, gconstpointer data)
{
  const guint settled = 1000, cycles = 2000;
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  guint descriptors;
  gsize memory;

  while (taker.taken < settled)
    cycle (publisher, &taker);
  descriptors = count_descriptors ();
  memory = memory_in_use ();
  while (taker.taken < settled + cycles)
    cycle (publisher, &taker);
  /* Of the cycles none has kept a byte. */
  g_assert_cmpuint (memory_in_use (), <, memory + cycles);
  g_assert_cmpuint (count_descriptors (), ==, descriptors);
  g_assert_cmpuint (G_OBJECT (subscriber)->ref_count, ==, 1);
}

/* ---- a foreign loop --------------------------------------------------------------------------- */

static void
test_descriptor (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  struct pollfd poller = {
    .fd = interprocess_subscriber_get_fd (subscriber, &error),
    .events = POLLIN,
  };

  g_assert_no_error (error);
  g_assert_cmpint (interprocess_subscriber_get_fd (subscriber, NULL), ==, poller.fd);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GBytes) message = NULL;

      g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, NULL));
      fixture_send (publisher, i, i);
      g_assert_cmpint (poll (&poller, 1, -1), ==, 1);
      message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
      g_assert_nonnull (message);
    }
  interprocess_subscriber_close (subscriber);
  g_assert_cmpint (poll (&poller, 1, -1), ==, 1);
}

static void
test_descriptor_released (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  int fd = interprocess_subscriber_get_fd (subscriber, NULL);

  interprocess_publisher_get_fd (publisher, NULL);
  interprocess_publisher_release_fd (publisher);
  interprocess_subscriber_release_fd (subscriber);
  g_assert_cmpint (interprocess_subscriber_get_fd (subscriber, NULL), ==, fd);
  interprocess_subscriber_release_fd (subscriber);
  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, "*subscriber*more often*");
  interprocess_subscriber_release_fd (subscriber);
  g_test_assert_expected_messages ();
  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL, "*publisher*more often*");
  interprocess_publisher_release_fd (publisher);
  g_test_assert_expected_messages ();
}

static void
test_descriptor_for_room (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  struct pollfd poller = {
    .fd = interprocess_publisher_get_fd (publisher, NULL),
    .events = POLLIN,
  };
  guint sent = 0;

  g_assert_cmpint (poller.fd, >=, 0);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GBytes) message = NULL;

      while (interprocess_publisher_try_enqueue (publisher, (const guint8 *) "x", 1, NULL))
        sent++;
      message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
      g_assert_cmpint (poll (&poller, 1, -1), ==, 1);
    }
  g_assert_cmpuint (sent, >=, 100);
}

/* A callback that goes on whatever it is told, as one that looks at messages only. */
static gboolean
put_without_looking (gpointer data)
{
  Taker *taker = data;

  interprocess_publisher_try_enqueue (taker->publisher, (const guint8 *) "x", 1, NULL);
  taker->dispatched++;
  return G_SOURCE_CONTINUE;
}

/* Else it would be dispatched without end, and each time in vain. */
static void
test_corrupt_queue_ends_it (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  Taker taker = { .subscriber = subscriber };
  Taker putter = { .publisher = publisher };
  g_autoptr(GSource) source = attach (context, &taker);
  g_autoptr(GSource) room = interprocess_publisher_create_source (publisher, NULL);
  g_autoptr(GSource) late = NULL;

  iterate_while_ready (context);
  g_source_set_callback (room, put_without_looking, &putter, NULL);
  g_source_attach (room, context);
  fixture_corrupt (f);
  while (!g_source_is_destroyed (source) || !g_source_is_destroyed (room))
    g_main_context_iteration (context, TRUE); /* the test would time out */
  g_assert_cmpuint (taker.taken, ==, 0);
  g_assert_cmpuint (putter.dispatched, <=, 4);

  taker.dispatched = 0;
  late = attach (context, &taker);
  iterate_while_ready (context);
  g_assert_true (g_source_is_destroyed (late));
  g_assert_cmpuint (taker.dispatched, ==, 1);
}

/* As GIO's own do. */
static void
test_no_callback (Fixture *f, gconstpointer data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GSource) source = interprocess_subscriber_create_source (subscriber, NULL);

  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_WARNING,
                         "*“test”*without a callback*g_source_set_callback*");
  g_source_attach (source, context);
  iterate_while_ready (context);
  g_test_assert_expected_messages ();
  g_assert_true (g_source_is_destroyed (source));
}

static void
test_no_descriptors_to_be_had (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;
  struct rlimit limit, none;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  none = limit;
  none.rlim_cur = 0;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);
  g_assert_null (interprocess_subscriber_create_source (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_FAILED, "calls that block still work");
  g_assert_cmpint (interprocess_subscriber_get_fd (subscriber, &error), ==, -1);
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_FAILED, "open files");
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  fixture_send (publisher, 1, 1);
  fixture_take (subscriber, 1, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/source/messages", test_messages);
  fixture_add ("/source/ready-time", test_ready_time);
  fixture_add ("/source/closure", test_closure);
  fixture_add ("/source/context-of-another-thread", test_context_of_another_thread);
  fixture_add ("/source/lets-the-loop-breathe", test_lets_the_loop_breathe);
  fixture_add ("/source/room", test_room);
  fixture_add ("/source/messages-of-another-process", test_messages_of_another_process);
  fixture_add ("/source/fork", test_fork);
  fixture_add ("/source/several-sources", test_several_sources);
  fixture_add ("/source/close-dispatches-once", test_close_dispatches_once);
  fixture_add ("/source/close-from-another-thread-wakes", test_close_from_another_thread_wakes);
  fixture_add ("/source/all-dropped-in-the-callback", test_all_dropped_in_the_callback);
  fixture_add ("/source/source-holds-the-subscriber", test_source_holds_the_subscriber);
  fixture_add ("/source/two-thousand-cycles", test_two_thousand_cycles);
  fixture_add ("/source/descriptor", test_descriptor);
  fixture_add ("/source/descriptor-for-room", test_descriptor_for_room);
  fixture_add ("/source/descriptor-released", test_descriptor_released);
  fixture_add ("/source/corrupt-queue-ends-it", test_corrupt_queue_ends_it);
  fixture_add ("/source/no-callback", test_no_callback);
  fixture_add ("/source/no-descriptors-to-be-had", test_no_descriptors_to_be_had);
  return g_test_run ();
}
