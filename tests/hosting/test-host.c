/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* Starting and stopping, by start_async(), stop_async() and wait_for_shutdown_async(). */

#define ABC { .name = "a" }, { .name = "b" }, { .name = "c" }

static void
start (InterprocessHost *host)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (test_start (host, &error));
  g_assert_no_error (error);
}

static void
stop (InterprocessHost *host)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (test_stop (host, &error));
  g_assert_no_error (error);
}

static void
test_starts_in_order_and_stops_in_reverse (void)
{
  const TestPlan plans[] = { ABC, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);

  start (host);
  test_assert_notes ("+a +b +c ");
  stop (host);
  test_assert_notes ("-c -b -a xc xb xa ");
  test_assert_closed (interprocess_host_get_provider (host));
}

static void
test_each_waits_for_the_one_before (void)
{
  const TestPlan plans[] = {
    { .name = "a", .holds_start = TRUE, .holds_stop = TRUE },
    { .name = "b", .holds_start = TRUE, .holds_stop = TRUE },
    { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;

  interprocess_host_start_async (host, NULL, test_keep_result, &started);
  test_settle ();
  test_assert_notes ("+a ");
  test_service_complete ("a");
  test_settle ();
  test_assert_notes ("+b ");
  g_assert_null (started);
  test_service_complete ("b");
  test_until (started != NULL);

  interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
  test_settle ();
  test_assert_notes ("-b ");
  test_service_complete ("b");
  test_settle ();
  test_assert_notes ("-a ");
  g_assert_null (stopped);
  test_service_complete ("a");
  test_until (stopped != NULL);
  test_assert_notes ("xb xa ");
}

static void
test_a_failing_start_stops_those_before (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b" }, { .name = "c", .start_error = "no power" }, { .name = "d" },
    { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: no power");
  test_assert_notes ("+a +b +c -b -a xd xc xb xa ");
  test_assert_closed (interprocess_host_get_provider (host));

  g_assert_false (test_wait (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: no power");
  g_assert_false (interprocess_host_propagate_error (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: no power");
}

static void
test_all_errors_are_reported (void)
{
  const TestPlan plans[] = {
    { .name = "a", .stop_error = "a sticks" }, { .name = "b" },
    { .name = "c", .stop_error = "c sticks" }, { .name = "d", .start_error = "no power" },
    { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY,
                     "TestService: no power\nand then:\n  TestService: c sticks\n"
                     "  TestService: a sticks");
  test_assert_notes ("+a +b +c +d -c -b -a xd xc xb xa ");
}

static void
test_a_failing_stop_does_not_keep_the_others (void)
{
  const TestPlan plans[] = {
    { .name = "a", .stop_error = "a sticks" }, { .name = "b", .stop_error = "b sticks" },
    { .name = "c" }, { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  start (host);
  g_assert_false (test_stop (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY,
                     "TestService: b sticks\nand then:\n  TestService: a sticks");
  test_assert_notes ("+a +b +c -c -b -a xc xb xa ");
}

static GObject *
fail_to_create (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      user_data,
                GError                      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such thing");

  return NULL;
}

static void
test_a_service_that_cannot_be_created (void)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  test_add (services, &plan);
  interprocess_service_collection_add_hosted_service_factory (services, fail_to_create, NULL, NULL);
  host = test_host_new_for (services);

  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     "InterprocessHostedService: *no such thing");
  test_assert_notes ("xa ");
  test_assert_closed (interprocess_host_get_provider (host));
}

static void
test_a_host_without_services (void)
{
  const TestPlan plans[] = { { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);

  start (host);
  stop (host);
  test_assert_closed (interprocess_host_get_provider (host));
}

static void
test_a_host_without_provider (void)
{
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  host = g_object_new (INTERPROCESS_TYPE_HOST, NULL);
  g_assert_null (interprocess_host_get_provider (host));
  g_assert_false (test_start (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                     "The host has no provider of its own: *interprocess_host_new()*");
}

/* ---- when it is told to stop ----------------------------------------------------------------- */

static void
test_stopped_before_the_start (void)
{
  const TestPlan plans[] = { ABC, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  stop (host);
  test_assert_closed (interprocess_host_get_provider (host));
  g_assert_false (test_start (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                     "A host starts once*");
  test_assert_notes ("");
}

static void
test_asked_to_stop_before_the_start (void)
{
  const TestPlan plans[] = { ABC, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  interprocess_host_request_stop (host);
  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                     "*stop before all services had started");
  g_assert_true (test_wait (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("");
}

typedef void (*GiveUp) (InterprocessHost *host,
                        GCancellable     *cancellable);

static void
give_up_by_request (InterprocessHost *host,
                    GCancellable     *cancellable)
{
  interprocess_host_request_stop (host);
}

static void
give_up_by_stop (InterprocessHost *host,
                 GCancellable     *cancellable)
{
  interprocess_host_stop_async (host, NULL, NULL, NULL);
}

static void
give_up_by_cancel (InterprocessHost *host,
                   GCancellable     *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
check_giving_up (GiveUp      give_up,
                 gboolean    heeds_cancel,
                 const char *notes)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .holds_start = TRUE, .heeds_cancel = heeds_cancel },
    { .name = "c" }, { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_host_start_async (host, cancellable, test_keep_result, &started);
  test_settle ();
  test_assert_notes ("+a +b ");

  give_up (host, cancellable);
  test_settle ();
  if (!heeds_cancel)
    test_service_complete ("b");
  test_until (started != NULL);

  g_assert_false (interprocess_host_start_finish (host, started, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                     "*stop before all services had started");
  test_assert_notes (notes);
  g_assert_true (test_wait (host, &error));
  g_assert_no_error (error);
}

static void
test_giving_up_the_start (void)
{
  const GiveUp ways[] = { give_up_by_request, give_up_by_stop, give_up_by_cancel };

  g_test_summary ("A service that starts in spite of being cancelled is stopped again.");
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      check_giving_up (ways[i], TRUE, "!b -a xc xb xa ");
      check_giving_up (ways[i], FALSE, "!b -b -a xc xb xa ");
    }
}

static void
test_stopped_twice (void)
{
  const TestPlan plans[] = { { .name = "a", .stop_error = "a sticks" }, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  start (host);
  interprocess_host_stop_async (host, NULL, test_keep_result, &first);
  interprocess_host_stop_async (host, NULL, test_keep_result, &second);
  interprocess_host_request_stop (host);
  test_until (first != NULL && second != NULL);
  g_assert_false (interprocess_host_stop_finish (host, first, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: a sticks");
  g_assert_false (interprocess_host_stop_finish (host, second, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: a sticks");

  g_assert_false (test_stop (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: a sticks");
  test_assert_notes ("+a -a xa ");
}

static void
test_started_twice (void)
{
  const TestPlan plans[] = { ABC, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  start (host);
  g_assert_false (test_start (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                     "A host starts once*");
  stop (host);
  test_assert_notes ("+a +b +c -c -b -a xc xb xa ");
}

static void
test_waiting_may_be_cancelled (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) cancelled = NULL;
  g_autoptr(GAsyncResult) ended = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_host_wait_for_shutdown_async (host, cancellable, test_keep_result, &cancelled);
  interprocess_host_wait_for_shutdown_async (host, NULL, test_keep_result, &ended);
  start (host);
  g_cancellable_cancel (cancellable);
  test_until (cancelled != NULL);
  g_assert_false (interprocess_host_wait_for_shutdown_finish (host, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  test_settle ();
  g_assert_null (ended);
  test_assert_notes ("+a ");
  interprocess_host_request_stop (host);
  test_until (ended != NULL);
  g_assert_true (interprocess_host_wait_for_shutdown_finish (host, ended, &error));
  g_assert_no_error (error);
  test_assert_notes ("-a xa ");
}

static gpointer
ask_to_stop (gpointer host)
{
  for (guint i = 0; i < 100; i++)
    interprocess_host_request_stop (host);

  return NULL;
}

static void
test_asked_to_stop_by_threads (void)
{
  const TestPlan plans[] = { ABC, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  GThread *threads[4];
  g_autoptr(GError) error = NULL;

  start (host);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", ask_to_stop, host);
  g_assert_true (test_wait (host, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  test_assert_notes ("+a +b +c -c -b -a xc xb xa ");
}

/* However far it has come, what was started was stopped. */
static void
assert_all_stopped (void)
{
  const char *const possible[] = {
    "", "xc xb xa ", "+a -a xc xb xa ", "+a +b -b -a xc xb xa ", "+a +b +c -c -b -a xc xb xa ",
    NULL,
  };
  g_autofree char *notes = test_take_notes ();

  g_test_message ("%s", notes);
  g_assert_true (g_strv_contains (possible, notes));
}

static void
test_asked_to_stop_by_threads_at_the_start (void)
{
  for (guint round = 0; round < 200; round++)
    {
      const TestPlan plans[] = { ABC, { NULL } };
      g_autoptr(InterprocessHost) host = test_host_new (plans);
      g_autoptr(GAsyncResult) ended = NULL;
      GThread *thread = g_thread_new ("asker", ask_to_stop, host);

      interprocess_host_wait_for_shutdown_async (host, NULL, test_keep_result, &ended);
      interprocess_host_start_async (host, NULL, NULL, NULL);
      test_until (ended != NULL);
      g_assert_true (interprocess_host_wait_for_shutdown_finish (host, ended, NULL));
      g_thread_join (thread);
      test_assert_closed (interprocess_host_get_provider (host));
      assert_all_stopped ();
    }
}

/* ---- the time that stopping may take --------------------------------------------------------- */

static void
test_shutdown_timeout (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .holds_stop = TRUE, .heeds_cancel = TRUE }, { .name = "c" },
    { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (interprocess_host_get_shutdown_timeout (host), ==, 30 * G_USEC_PER_SEC);
  interprocess_host_set_shutdown_timeout (host, 20 * 1000);
  g_assert_cmpint (interprocess_host_get_shutdown_timeout (host), ==, 20 * 1000);
  start (host);
  g_assert_false (test_stop (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                     "TestService: the service did not stop within 0.02 s, and was cancelled: "
                     "*shutdown-timeout");
  test_assert_notes ("+a +b +c -c -b !b -a xc xb xa ");
}

static void
test_who_is_late_is_waited_for (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .holds_stop = TRUE, .stop_error = "b sticks" }, { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_host_set_shutdown_timeout (host, 0);
  start (host);
  test_assert_notes ("+a +b ");
  interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
  test_until (test_has_notes ("-b !b "));
  test_settle ();
  g_assert_null (stopped);
  test_service_complete ("b");
  test_until (stopped != NULL);

  g_assert_false (interprocess_host_stop_finish (host, stopped, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                     "TestService: the service did not stop within 0 s*\nand then:\n"
                     "  TestService: b sticks");
  test_assert_notes ("-b !b -a xb xa ");
}

static void
test_no_shutdown_timeout (void)
{
  const TestPlan plans[] = { { .name = "a", .holds_stop = TRUE }, { NULL } };

  g_test_summary ("For ever, and longer than the clock can count.");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(InterprocessHost) host = test_host_new (plans);
      g_autoptr(GAsyncResult) stopped = NULL;

      interprocess_host_set_shutdown_timeout (host, i == 0 ? -1 : G_MAXINT64);
      start (host);
      interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
      test_settle ();
      test_assert_notes ("+a -a ");
      test_service_complete ("a");
      test_until (stopped != NULL);
      g_assert_true (interprocess_host_stop_finish (host, stopped, NULL));
      test_assert_notes ("xa ");
    }
}

static void
test_cancelling_the_stop (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .holds_stop = TRUE, .heeds_cancel = TRUE }, { NULL },
  };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  start (host);
  interprocess_host_stop_async (host, cancellable, test_keep_result, &stopped);
  test_settle ();
  g_cancellable_cancel (cancellable);
  test_until (stopped != NULL);

  g_assert_false (interprocess_host_stop_finish (host, stopped, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "TestService: *");
  test_assert_notes ("+a +b -b !b -a xb xa ");
}

static void
test_waiting_is_cancelled_for_good (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) waited = NULL;
  g_autoptr(GError) error = NULL;

  g_test_summary ("Also if the cancellable is reset before anybody sees that it was cancelled.");
  interprocess_host_wait_for_shutdown_async (host, cancellable, test_keep_result, &waited);
  g_cancellable_cancel (cancellable);
  g_cancellable_reset (cancellable);
  test_settle ();
  g_assert_true (test_stop (host, NULL));
  test_until (waited != NULL);
  g_assert_false (interprocess_host_wait_for_shutdown_finish (host, waited, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_free (test_take_notes ());
}

/* ---- callbacks without data ------------------------------------------------------------------ */

/* Calls back without data, as PyGObject does. */
#define TYPE_FORGETFUL (forgetful_get_type ())
G_DECLARE_FINAL_TYPE (Forgetful, forgetful, TEST, FORGETFUL, GObject)

struct _Forgetful
{
  GObject parent_instance;
};

static void
forgetful_do (gpointer             service,
              const char          *what,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) task = g_task_new (service, cancellable, callback, NULL);

  test_note ("%s", what);
  g_task_return_boolean (task, TRUE);
}

static void
forgetful_start_async (InterprocessHostedService *service,
                       GCancellable              *cancellable,
                       GAsyncReadyCallback        callback,
                       gpointer                   user_data)
{
  forgetful_do (service, "+forgetful ", cancellable, callback);
}

static void
forgetful_stop_async (InterprocessHostedService *service,
                      GCancellable              *cancellable,
                      GAsyncReadyCallback        callback,
                      gpointer                   user_data)
{
  forgetful_do (service, "-forgetful ", cancellable, callback);
}

static void
forgetful_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start_async = forgetful_start_async;
  iface->stop_async = forgetful_stop_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Forgetful, forgetful, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                      forgetful_hosted_init))

static void
forgetful_class_init (ForgetfulClass *klass)
{
}

static void
forgetful_init (Forgetful *self)
{
}

static void
test_callbacks_without_data (void)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessHost) host = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_FORGETFUL);
  test_add (services, &plan);
  host = test_host_new_for (services);

  start (host);
  stop (host);
  test_assert_notes ("+forgetful +a -a -forgetful xa ");
}

/* ---- closing the provider -------------------------------------------------------------------- */

/* Takes its time to close. */
#define TYPE_SLOW (slow_get_type ())
G_DECLARE_FINAL_TYPE (Slow, slow, TEST, SLOW, GObject)

struct _Slow
{
  GObject parent_instance;
};

static GTask *closing;

static void
slow_close_async (InterprocessAsyncClosable *closable,
                  GCancellable              *cancellable,
                  GAsyncReadyCallback        callback,
                  gpointer                   user_data)
{
  g_assert_null (closing);
  test_note ("xslow ");
  closing = g_task_new (closable, cancellable, callback, user_data);
}

static gboolean
slow_close_finish (InterprocessAsyncClosable  *closable,
                   GAsyncResult               *result,
                   GError                    **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
slow_closable_init (InterprocessAsyncClosableInterface *iface)
{
  iface->close_async = slow_close_async;
  iface->close_finish = slow_close_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Slow, slow, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                      slow_closable_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE, NULL))

static void
slow_class_init (SlowClass *klass)
{
}

static void
slow_init (Slow *self)
{
}

static InterprocessHost *
slow_host (const TestPlan *plan)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  test_add (services, plan);
  interprocess_service_collection_add_hosted_service (services, TYPE_SLOW);

  return test_host_new_for (services);
}

static void
test_waits_until_the_provider_is_closed (void)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessHost) host = slow_host (&plan);
  g_autoptr(GAsyncResult) stopped = NULL;

  start (host);
  interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
  test_until (test_has_notes ("+a -a xslow "));
  test_settle ();
  g_assert_null (stopped);

  g_task_return_boolean (closing, TRUE);
  g_clear_object (&closing);
  test_until (stopped != NULL);
  g_assert_true (interprocess_host_stop_finish (host, stopped, NULL));
  test_assert_notes ("+a -a xslow xa ");
}

static void
test_errors_of_closing_are_reported (void)
{
  const TestPlan plan = { .name = "a", .stop_error = "a sticks" };
  g_autoptr(InterprocessHost) host = slow_host (&plan);
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  start (host);
  interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
  test_until (closing != NULL);
  g_task_return_new_error (closing, G_IO_ERROR, G_IO_ERROR_BUSY, "the lid sticks");
  g_clear_object (&closing);
  test_until (stopped != NULL);

  g_assert_false (interprocess_host_stop_finish (host, stopped, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY,
                     "TestService: a sticks\nand then:\n  *the lid sticks");
  test_assert_notes ("+a -a xslow xa ");
}

static void
test_closing_counts_for_the_timeout (void)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessHost) host = slow_host (&plan);
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_host_set_shutdown_timeout (host, 1000);
  start (host);
  interprocess_host_stop_async (host, NULL, test_keep_result, &stopped);
  test_until (closing != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (closing)));
  g_task_return_error_if_cancelled (closing);
  g_clear_object (&closing);
  test_until (stopped != NULL);

  g_assert_false (interprocess_host_stop_finish (host, stopped, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                     "The provider did not close within 0.001 s, and was cancelled: "
                     "*shutdown-timeout");
  test_assert_notes ("+a -a xslow xa ");
}

/* ---- what holds what ------------------------------------------------------------------------- */

static void
test_a_host_that_was_started_holds_itself (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);

  start (host);
  g_object_add_weak_pointer (G_OBJECT (host), (gpointer *) &host);
  g_object_unref (host);
  g_assert_nonnull (host);

  interprocess_host_request_stop (host);
  test_until (host == NULL);
  test_assert_notes ("+a -a xa ");
}

static void
test_a_host_that_has_stopped_holds_nothing (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  InterprocessServiceProvider *provider = g_object_ref (interprocess_host_get_provider (host));

  start (host);
  stop (host);
  test_settle ();
  g_assert_finalize_object (host);
  g_assert_finalize_object (provider);
  test_assert_notes ("+a -a xa ");
}

static void
test_a_host_that_was_not_started (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  InterprocessServiceProvider *provider = g_object_ref (interprocess_host_get_provider (host));

  g_assert_finalize_object (host);
  g_assert_true (interprocess_service_provider_is_service (provider,
                                                           INTERPROCESS_TYPE_HOSTED_SERVICE));
  g_assert_finalize_object (provider);
  test_assert_notes ("");
}

static void
test_a_context_that_ends_lets_go_of_the_host (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  GMainContext *context = g_main_context_new ();
  GAsyncResult *started = NULL;

  g_main_context_push_thread_default (context);
  interprocess_host_start_async (host, NULL, test_keep_result, &started);
  while (started == NULL)
    g_main_context_iteration (context, TRUE);
  g_object_unref (started);
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);

  g_main_context_unref (context);
  g_assert_finalize_object (host);
  test_assert_notes ("+a xa ");
}

static void
test_properties (void)
{
  const TestPlan plans[] = { { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  gint64 shutdown_timeout;

  g_object_set (host, "shutdown-timeout", G_GINT64_CONSTANT (5), NULL);
  g_object_get (host, "provider", &provider, "shutdown-timeout", &shutdown_timeout, NULL);
  g_assert_cmpint (shutdown_timeout, ==, 5);
  g_assert_true (provider == interprocess_host_get_provider (host));

  g_test_expect_message ("Interprocess.Hosting", G_LOG_LEVEL_CRITICAL, "*shutdown_timeout >= -1*");
  interprocess_host_set_shutdown_timeout (host, -2);
  g_test_assert_expected_messages ();
  g_assert_cmpint (interprocess_host_get_shutdown_timeout (host), ==, 5);
}

#define add(name) g_test_add_func ("/host/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (starts_in_order_and_stops_in_reverse);
  add (each_waits_for_the_one_before);
  add (a_failing_start_stops_those_before);
  add (all_errors_are_reported);
  add (a_failing_stop_does_not_keep_the_others);
  add (a_service_that_cannot_be_created);
  add (a_host_without_services);
  add (a_host_without_provider);
  add (stopped_before_the_start);
  add (asked_to_stop_before_the_start);
  add (giving_up_the_start);
  add (stopped_twice);
  add (started_twice);
  add (waiting_may_be_cancelled);
  add (waiting_is_cancelled_for_good);
  add (asked_to_stop_by_threads);
  add (asked_to_stop_by_threads_at_the_start);
  add (shutdown_timeout);
  add (who_is_late_is_waited_for);
  add (no_shutdown_timeout);
  add (cancelling_the_stop);
  add (callbacks_without_data);
  add (waits_until_the_provider_is_closed);
  add (errors_of_closing_are_reported);
  add (closing_counts_for_the_timeout);
  add (a_host_that_was_started_holds_itself);
  add (a_host_that_has_stopped_holds_nothing);
  add (a_host_that_was_not_started);
  add (a_context_that_ends_lets_go_of_the_host);
  add (properties);

  return g_test_run ();
}
