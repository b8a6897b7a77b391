/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* A service that works until it is told to end, or to do otherwise. */

typedef enum
{
  UNTIL_CANCELLED, /* and ends with G_IO_ERROR_CANCELLED */
  UNTIL_RELEASED,  /* whatever its cancellable says */
  AT_ONCE,
  FAIL,
  FAIL_WHEN_CANCELLED,
  SAY_NOTHING,
} Work;

#define TYPE_WORKER (worker_get_type ())
G_DECLARE_FINAL_TYPE (Worker, worker, TEST, WORKER, InterprocessBackgroundService)

struct _Worker
{
  InterprocessBackgroundService parent_instance;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (Worker, worker, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

static Work work;
static gint released; /* atomic */

static gboolean
worker_execute (InterprocessBackgroundService  *service,
                GCancellable                   *cancellable,
                GError                        **error)
{
  GPollFD fd;

  TEST_WORKER (service)->thread = g_thread_self ();
  test_note ("work ");
  if (work == UNTIL_RELEASED)
    while (!g_atomic_int_get (&released))
      g_usleep (1000);
  if (work == UNTIL_CANCELLED || work == FAIL_WHEN_CANCELLED)
    {
      g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
      g_poll (&fd, 1, -1);
      g_cancellable_release_fd (cancellable);
    }
  test_note ("done ");

  if (work == UNTIL_CANCELLED)
    g_cancellable_set_error_if_cancelled (cancellable, error);
  else if (work == FAIL || work == FAIL_WHEN_CANCELLED)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "out of paper");

  return work == AT_ONCE || work == UNTIL_RELEASED;
}

static void
worker_class_init (WorkerClass *klass)
{
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (klass)->execute = worker_execute;
}

static void
worker_init (Worker *self)
{
}

static GObject *
get_instance (InterprocessServiceProvider  *provider,
              const char                   *key,
              gpointer                      instance,
              GError                      **error)
{
  return g_object_ref (instance);
}

static InterprocessHost *
host_of (gpointer service)
{
  static const TestPlan before = { .name = "a" };
  static const TestPlan after = { .name = "b" };
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  test_add (services, &before);
  interprocess_service_collection_add_hosted_service_factory (services, get_instance, service,
                                                              NULL);
  test_add (services, &after);

  return test_host_new_for (services);
}

static void
start (InterprocessHost *host)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (test_start (host, &error));
  g_assert_no_error (error);
}

static void
test_works_until_it_is_stopped (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GError) error = NULL;

  g_test_summary ("In a thread of its own, and its end is waited for.");
  work = UNTIL_CANCELLED;
  start (host);
  g_assert_true (test_stop (host, &error));
  g_assert_no_error (error);
  g_assert_true (worker->thread != g_thread_self ());
  g_assert_true (worker->thread != NULL);
  g_free (test_take_notes ());
}

static void
test_stops_in_its_turn (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);

  work = UNTIL_CANCELLED;
  interprocess_host_start_async (host, NULL, NULL, NULL);
  while (!test_has_notes ("+a work +b ") && !test_has_notes ("+a +b work "))
    g_main_context_iteration (NULL, FALSE);
  g_free (test_take_notes ());
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("-b done -a xb xa ");
}

static void
test_an_early_end_stops_nobody (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GAsyncResult) ended = NULL;

  work = AT_ONCE;
  interprocess_host_wait_for_shutdown_async (host, NULL, test_keep_result, &ended);
  start (host);
  while (!test_has_notes ("+a work done +b ") && !test_has_notes ("+a work +b done ") &&
         !test_has_notes ("+a +b work done "))
    g_main_context_iteration (NULL, FALSE);
  test_settle ();
  g_assert_null (ended);
  g_free (test_take_notes ());
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("-b -a xb xa ");
  test_until (ended != NULL);
}

static void
test_a_failure_stops_the_host (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GError) error = NULL;

  work = FAIL;
  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "Worker: out of paper");
  test_assert_closed (interprocess_host_get_provider (host));
  g_free (test_take_notes ());
}

static void
test_a_failure_during_the_start (void)
{
  const TestPlan plan = { .name = "a", .holds_start = TRUE, .heeds_cancel = TRUE };
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  work = FAIL;
  interprocess_service_collection_add_hosted_service (services, TYPE_WORKER);
  test_add (services, &plan);
  host = test_host_new_for (services);

  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "Worker: out of paper");
  g_free (test_take_notes ());
}

static void
test_a_failure_at_the_stop (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GError) error = NULL;

  work = FAIL_WHEN_CANCELLED;
  start (host);
  g_assert_false (test_stop (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "Worker: out of paper");
  g_free (test_take_notes ());
}

static void
test_a_failure_without_an_error (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GError) error = NULL;

  work = SAY_NOTHING;
  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                     "Worker: execute gave false and no error: *");
  g_free (test_take_notes ());
}

static void
test_a_failure_without_a_host (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  InterprocessHostedService *service = INTERPROCESS_HOSTED_SERVICE (worker);
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  g_test_summary ("It is kept until somebody stops the service.");
  work = FAIL;
  interprocess_hosted_service_start_async (service, NULL, test_keep_result, &started);
  test_until (started != NULL);
  g_assert_true (interprocess_hosted_service_start_finish (service, started, NULL));
  while (!test_has_notes ("work done "))
    g_usleep (1000);
  test_settle ();

  interprocess_hosted_service_stop_async (service, NULL, test_keep_result, &stopped);
  test_until (stopped != NULL);
  g_assert_false (interprocess_hosted_service_stop_finish (service, stopped, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "out of paper");
  g_free (test_take_notes ());
}

static void
test_out_of_time_for_good (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  InterprocessHostedService *service = INTERPROCESS_HOSTED_SERVICE (worker);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  g_test_summary ("Also if the cancellable is reset before anybody sees that it was cancelled.");
  work = UNTIL_RELEASED;
  g_atomic_int_set (&released, FALSE);
  interprocess_hosted_service_start_async (service, NULL, test_keep_result, &started);
  test_until (started != NULL);
  interprocess_hosted_service_stop_async (service, cancellable, test_keep_result, &stopped);
  g_cancellable_cancel (cancellable);
  g_cancellable_reset (cancellable);
  test_until (stopped != NULL);
  g_assert_false (interprocess_hosted_service_stop_finish (service, stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_atomic_int_set (&released, TRUE);
  while (!test_has_notes ("work done "))
    g_usleep (1000);
  test_settle ();
  g_free (test_take_notes ());
}

static void
test_out_of_time (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GError) error = NULL;
  g_autoptr(Worker) other = NULL;

  g_test_summary ("A service whose work does not end does not keep the host.");
  work = UNTIL_RELEASED;
  g_atomic_int_set (&released, FALSE);
  interprocess_host_set_shutdown_timeout (host, 1000);
  start (host);
  g_assert_false (test_stop (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                     "Worker: the service did not stop within 0.001 s, and was cancelled: "
                     "*shutdown-timeout");

  /* The thread holds the service until it has ended. */
  g_atomic_int_set (&released, TRUE);
  g_clear_object (&host);
  g_object_add_weak_pointer (G_OBJECT (worker), (gpointer *) &other);
  other = worker;
  g_object_unref (g_steal_pointer (&worker));
  test_until (other == NULL);
  g_free (test_take_notes ());
}

static void
test_starts_once (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) first = host_of (worker);
  g_autoptr(InterprocessHost) second = host_of (worker);
  g_autoptr(GError) error = NULL;

  work = UNTIL_CANCELLED;
  start (first);
  g_assert_false (test_start (second, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                     "Worker: a background service starts once*");
  g_assert_true (test_stop (first, NULL));
  g_free (test_take_notes ());
}

static void
test_closing_cancels (void)
{
  g_autoptr(Worker) worker = g_object_new (TYPE_WORKER, NULL);
  g_autoptr(InterprocessHost) host = host_of (worker);
  g_autoptr(GAsyncResult) ended = NULL;

  work = UNTIL_CANCELLED;
  interprocess_host_wait_for_shutdown_async (host, NULL, test_keep_result, &ended);
  start (host);
  interprocess_closable_close (INTERPROCESS_CLOSABLE (worker));
  while (!test_has_notes ("+a work done +b ") && !test_has_notes ("+a work +b done ") &&
         !test_has_notes ("+a +b work done "))
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (ended);
  g_assert_true (test_stop (host, NULL));
  g_free (test_take_notes ());
  test_until (ended != NULL);
}

/* ---- in the thread of the host --------------------------------------------------------------- */

#define TYPE_BEGINNER (beginner_get_type ())
G_DECLARE_FINAL_TYPE (Beginner, beginner, TEST, BEGINNER, InterprocessBackgroundService)

struct _Beginner
{
  InterprocessBackgroundService parent_instance;
};

G_DEFINE_FINAL_TYPE (Beginner, beginner, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

static gboolean
on_beginner_cancelled (GCancellable *cancellable,
                       gpointer      task)
{
  test_note ("done ");
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
beginner_begin_execute (InterprocessBackgroundService  *service,
                        GTask                          *task,
                        GError                        **error)
{
  g_autoptr(GSource) source = NULL;

  test_note ("work ");
  if (work == FAIL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "out of paper");
      return FALSE;
    }
  if (work == SAY_NOTHING)
    return FALSE;

  source = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (source, G_SOURCE_FUNC (on_beginner_cancelled), g_object_ref (task),
                         g_object_unref);
  g_source_attach (source, g_task_get_context (task));

  return TRUE;
}

static void
beginner_class_init (BeginnerClass *klass)
{
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (klass)->begin_execute = beginner_begin_execute;
}

static void
beginner_init (Beginner *self)
{
}

static void
test_in_the_thread_of_the_host (void)
{
  g_autoptr(Beginner) beginner = g_object_new (TYPE_BEGINNER, NULL);
  g_autoptr(InterprocessHost) host = host_of (beginner);

  work = UNTIL_CANCELLED;
  start (host);
  test_assert_notes ("+a work +b ");
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("-b done -a xb xa ");
}

static void
test_it_fails_to_begin (void)
{
  g_autoptr(GError) error = NULL;

  for (work = FAIL; work <= SAY_NOTHING; work += SAY_NOTHING - FAIL)
    {
      g_autoptr(Beginner) beginner = g_object_new (TYPE_BEGINNER, NULL);
      g_autoptr(InterprocessHost) host = host_of (beginner);

      g_assert_false (interprocess_host_run (host, &error));
      if (work == FAIL)
        test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "Beginner: out of paper");
      else
        test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                           "Beginner: begin_execute gave false and no error: *");
      g_free (test_take_notes ());
    }
}

/* ---- by the call of another ------------------------------------------------------------------ */

#define TYPE_DELEGATOR (delegator_get_type ())
G_DECLARE_FINAL_TYPE (Delegator, delegator, TEST, DELEGATOR, InterprocessBackgroundService)

struct _Delegator
{
  InterprocessBackgroundService parent_instance;
};

G_DEFINE_FINAL_TYPE (Delegator, delegator, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

/* The result is of no object, and might be of any. */
static void
delegator_execute_async (InterprocessBackgroundService *service,
                         GCancellable                  *cancellable,
                         GAsyncReadyCallback            callback,
                         gpointer                       user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  test_note ("work ");
  g_task_return_boolean (task, TRUE);
}

static gboolean
delegator_execute_finish (InterprocessBackgroundService  *service,
                          GAsyncResult                   *result,
                          GError                        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
delegator_class_init (DelegatorClass *klass)
{
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (klass)->execute_async = delegator_execute_async;
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (klass)->execute_finish = delegator_execute_finish;
}

static void
delegator_init (Delegator *self)
{
}

static void
test_the_call_of_another (void)
{
  g_autoptr(Delegator) delegator = g_object_new (TYPE_DELEGATOR, NULL);
  g_autoptr(InterprocessHost) host = host_of (delegator);

  start (host);
  test_settle ();
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("+a work +b -b -a xb xa ");
}

/* ---- a class without anything ---------------------------------------------------------------- */

#define TYPE_IDLER (idler_get_type ())
G_DECLARE_FINAL_TYPE (Idler, idler, TEST, IDLER, InterprocessBackgroundService)

struct _Idler
{
  InterprocessBackgroundService parent_instance;
};

G_DEFINE_FINAL_TYPE (Idler, idler, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

static void
idler_class_init (IdlerClass *klass)
{
}

static void
idler_init (Idler *self)
{
}

static void
test_nothing_to_execute (void)
{
  g_autoptr(Idler) idler = g_object_new (TYPE_IDLER, NULL);
  g_autoptr(InterprocessHost) host = host_of (idler);
  g_autoptr(GError) error = NULL;

  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_NOT_IMPLEMENTED,
                     "Idler: the class has nothing to execute: override execute()*do_execute()*");
  g_free (test_take_notes ());
}

#define add(name) g_test_add_func ("/background-service/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (works_until_it_is_stopped);
  add (stops_in_its_turn);
  add (an_early_end_stops_nobody);
  add (a_failure_stops_the_host);
  add (a_failure_during_the_start);
  add (a_failure_at_the_stop);
  add (a_failure_without_an_error);
  add (a_failure_without_a_host);
  add (out_of_time_for_good);
  add (out_of_time);
  add (starts_once);
  add (closing_cancels);
  add (in_the_thread_of_the_host);
  add (it_fails_to_begin);
  add (the_call_of_another);
  add (nothing_to_execute);

  return g_test_run ();
}
