/* SPDX-License-Identifier: MIT */

#include "async-object.h"
#include "wired-object.h"

#include "../../src/services/service-lock.h"
#include "../../src/services/service-provider-private.h"

/* Services that are initialised, and closed, without keeping the thread. */

static InterprocessServiceProvider *
build_with_async (InterprocessServiceLifetime lifetime)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_A, TEST_TYPE_ASYNC, lifetime);

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_PLAIN, TEST_TYPE_PLAIN);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static void
test_initialises (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GError) error = NULL;
  g_autoptr(TestAsync) object = test_async_get (provider, TEST_TYPE_A, &error);
  g_autoptr(TestAsync) again = NULL;

  g_assert_no_error (error);
  g_assert_true (object->initialised);
  again = test_get (provider, TEST_TYPE_A);
  g_assert_true (again == object);
  interprocess_service_provider_close (provider);
}

static void
test_initialises_what_is_needed (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(GError) error = NULL;
  g_autoptr(TestNeedsA) object = test_async_get (provider, TEST_TYPE_B, &error);

  g_assert_no_error (error);
  g_assert_true (TEST_ASYNC (object->a)->initialised);
  interprocess_service_provider_close (provider);
}

static void
test_gets_what_needs_no_time (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(GError) error = NULL;
  g_autoptr(GObject) plain = test_async_get (provider, TEST_TYPE_PLAIN, &error);
  g_autoptr(GObject) itself = test_async_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER, &error);

  g_assert_no_error (error);
  g_assert_true (TEST_IS_PLAIN (plain));
  g_assert_true (itself == G_OBJECT (provider));
  g_assert_null (test_async_get (provider, TEST_TYPE_C, &error));
  g_assert_no_error (error);
}

static void
test_wires_all_that_there_is (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestWired) wired = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, 42);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_ASYNC);
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_ASYNC);
  interprocess_service_descriptor_bind_many (descriptor, "list", TEST_TYPE_A);
  interprocess_service_descriptor_bind_value (descriptor, "number", &number);
  interprocess_service_collection_add (services, descriptor);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  wired = test_async_get (provider, TEST_TYPE_WIRED, &error);
  g_assert_no_error (error);
  g_assert_true (TEST_ASYNC (wired->a)->initialised);
  g_assert_null (wired->b);
  g_assert_cmpuint (g_list_model_get_n_items (wired->list), ==, 2);
  g_assert_cmpint (wired->number, ==, 42);
  g_assert_cmpstr (wired->text, ==, "default");
  interprocess_service_provider_close (provider);
}

static void
test_only_asynchronously (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  test_get_fails (provider, TEST_TYPE_B, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
                  "TestB (TestNeedsA).a -> TestA (TestAsync): TestAsync is initialised "
                  "asynchronously: *");
}

static void
test_a_failure_is_kept (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GError) error = NULL;
  g_autoptr(GObject) object = NULL;

  test_async_set_behaviour (TEST_ASYNC_FAIL);
  g_assert_null (test_async_get (provider, TEST_TYPE_B, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "TestB (TestNeedsA).a -> TestA (TestAsync): it is busy");

  g_clear_error (&error);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  object = test_async_get (provider, TEST_TYPE_B, &error);
  g_assert_no_error (error);
  interprocess_service_provider_close (provider);
}

static void
test_errors_have_the_path (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_WIRED);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_assert_null (test_async_get (provider, TEST_TYPE_C, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  test_assert_message (error, "TestC (TestWired).a -> TestA (TestNeedsB).b -> TestB: not "
                              "registered*");

  g_clear_error (&error);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  g_clear_object (&provider);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_assert_null (test_async_get (provider, TEST_TYPE_A, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY);
  test_assert_message (error, "TestA (TestNeedsB).b -> TestB (TestNeedsA).a -> TestA "
                              "(TestNeedsB): *");
}

static void
begin_waiting (InterprocessServiceProvider *provider,
               GType                        type,
               GCancellable                *cancellable,
               TestAsyncCall               *call)
{
  test_async_set_behaviour (TEST_ASYNC_WAIT);
  interprocess_service_provider_get_service_async (provider, type, cancellable, test_async_note,
                                                   call);
}

static TestAsync *
end_waiting (InterprocessServiceProvider  *provider,
             TestAsyncCall                *call,
             GError                      **error)
{
  GObject *object = interprocess_service_provider_get_service_finish (
    provider, test_async_await (call), error);

  g_clear_object (&call->result);

  return (TestAsync *) object;
}

static void
test_two_calls_get_the_same (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  TestAsyncCall one = { NULL };
  TestAsyncCall other = { NULL };
  g_autoptr(TestAsync) of_one = NULL;
  g_autoptr(TestNeedsA) of_other = NULL;
  g_autoptr(GError) error = NULL;

  begin_waiting (provider, TEST_TYPE_A, NULL, &one);
  begin_waiting (provider, TEST_TYPE_B, NULL, &other);
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_null (one.result);
  g_assert_null (other.result);

  test_async_go_on ();
  of_one = end_waiting (provider, &one, &error);
  of_other = (TestNeedsA *) end_waiting (provider, &other, &error);
  g_assert_no_error (error);
  g_assert_true (of_other->a == G_OBJECT (of_one));

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_provider_close (provider);
}

static void
test_who_waits_tries_after_a_failure (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  TestAsyncCall one = { NULL };
  TestAsyncCall other = { NULL };
  g_autoptr(TestAsync) of_other = NULL;
  g_autoptr(GError) error = NULL;

  begin_waiting (provider, TEST_TYPE_A, cancellable, &one);
  begin_waiting (provider, TEST_TYPE_A, NULL, &other);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  g_cancellable_cancel (cancellable);
  test_async_go_on ();

  g_assert_null (end_waiting (provider, &one, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  of_other = end_waiting (provider, &other, &error);
  g_assert_no_error (error);
  g_assert_true (of_other->initialised);
  interprocess_service_provider_close (provider);
}

static void
test_a_thread_does_not_wait_for_itself (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  TestAsyncCall call = { NULL };
  g_autoptr(TestAsync) object = NULL;
  g_autoptr(GError) error = NULL;

  begin_waiting (provider, TEST_TYPE_A, NULL, &call);
  test_get_fails (provider, TEST_TYPE_B, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestB (TestNeedsA).a -> TestA (TestAsync): the service is being created "
                  "asynchronously by this thread*");
  test_async_go_on ();
  object = end_waiting (provider, &call, &error);
  g_assert_no_error (error);

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_provider_close (provider);
}

static gpointer
get_in_thread (gpointer provider)
{
  return test_get (provider, TEST_TYPE_A);
}

static void
test_another_thread_waits (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  TestAsyncCall call = { NULL };
  g_autoptr(TestAsync) object = NULL;
  g_autoptr(TestAsync) of_thread = NULL;
  g_autoptr(GError) error = NULL;
  GThread *thread;

  begin_waiting (provider, TEST_TYPE_A, NULL, &call);
  thread = g_thread_new ("asker", get_in_thread, provider);
  test_async_go_on ();
  object = end_waiting (provider, &call, &error);
  g_assert_no_error (error);
  of_thread = g_thread_join (thread);
  g_assert_true (of_thread == object);

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_provider_close (provider);
}

static gboolean
somebody_waits (InterprocessServiceProvider *provider)
{
  const InterprocessServiceStore *store = interprocess_service_provider_get_store (provider);
  gboolean waits = FALSE;

  interprocess_service_lock ();
  for (guint i = 0; i < store->contents.n_slots; i++)
    waits |= store->contents.slots[i].n_waiting > 0;
  interprocess_service_unlock ();

  return waits;
}

/* Begins to create the second service, and waits for what needs it instead of going on. */
static gpointer
begin_and_wait_for_another (gpointer provider)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  TestAsyncCall call = { NULL };
  g_autoptr(GObject) object = NULL;

  g_main_context_push_thread_default (context);
  interprocess_service_provider_get_service_async (provider, TEST_TYPE_B, NULL, test_async_note,
                                                   &call);
  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestWired.b -> TestB (TestAsync): the service is being created asynchronously "
                  "by this "
                  "thread*");

  while (call.result == NULL)
    g_main_context_iteration (context, TRUE);
  object = interprocess_service_provider_get_service_finish (provider, call.result, NULL);
  g_assert_nonnull (object);
  g_object_unref (call.result);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
test_a_thread_that_waits_creates_nothing (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;
  GThread *thread;

  g_test_summary ("There is no circle of services, but a thread that waits for what needs it.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_ASYNC);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_ASYNC);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_WIRED, TEST_TYPE_WIRED);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  begin_waiting (provider, TEST_TYPE_WIRED, NULL, &call);
  thread = g_thread_new ("waits", begin_and_wait_for_another, provider);
  while (!somebody_waits (provider))
    g_thread_yield ();
  test_async_go_on ();

  g_assert_null (end_waiting (provider, &call, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY);
  test_assert_message (error, "TestWired.b -> TestB (TestAsync) -> TestWired: the service is "
                              "being created "
                              "asynchronously by a thread that waits*");
  g_thread_join (thread);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_provider_close (provider);
}

static void
test_closing_ends_what_is_being_created (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  begin_waiting (provider, TEST_TYPE_B, NULL, &call);
  interprocess_service_provider_close (provider);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  test_async_go_on ();

  g_assert_null (end_waiting (provider, &call, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
  test_assert_message (error, "TestB (TestNeedsA).a -> TestA (TestAsync): *");

  g_clear_error (&error);
  g_assert_null (test_async_get (provider, TEST_TYPE_B, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
}

static void
test_cancelled_before (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  begin_waiting (provider, TEST_TYPE_A, cancellable, &call);
  g_assert_null (end_waiting (provider, &call, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_any_key_is_none (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  interprocess_service_provider_get_keyed_service_async (
    provider, TEST_TYPE_A, INTERPROCESS_SERVICE_KEY_ANY, NULL, test_async_note, &call);
  g_assert_null (interprocess_service_provider_get_keyed_service_finish (
    provider, test_async_await (&call), &error));
  g_clear_object (&call.result);
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY);
}

static void
test_a_callback_without_data (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(TestAsync) one = NULL;
  g_autoptr(TestAsync) other = NULL;
  g_autoptr(GError) error = NULL;

  test_async_set_behaviour (TEST_ASYNC_FORGET);
  one = test_async_get (provider, TEST_TYPE_A, &error);
  g_assert_no_error (error);
  other = test_async_get (provider, TEST_TYPE_A, &error);
  g_assert_no_error (error);
  g_assert_true (one->initialised && other->initialised && one != other);
  interprocess_service_provider_close (provider);
  g_assert_cmpint (one->n_closed, ==, 1);
  g_assert_cmpint (other->n_closed, ==, 1);
}

/* Closing. A TestB and a TestC beside the TestA, created in this order. */
typedef struct
{
  InterprocessServiceProvider *provider;
  TestAsync *a;
  TestAsync *b;
  TestObject *c;
  int is_closed;
} Closed;

static void
set_up (Closed        *fixture,
        gconstpointer  data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GError) error = NULL;

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_ASYNC);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_ASYNC);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  fixture->provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  fixture->a = test_async_get (fixture->provider, TEST_TYPE_A, &error);
  fixture->c = test_get (fixture->provider, TEST_TYPE_C);
  fixture->b = test_async_get (fixture->provider, TEST_TYPE_B, &error);
  g_assert_no_error (error);
}

static void
tear_down (Closed        *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (fixture->a->n_closed, ==, 1);
  g_assert_cmpint (fixture->b->n_closed, ==, 1);
  g_assert_cmpint (fixture->c->n_closed, ==, 1);
  g_assert_cmpint (fixture->b->closed_at, <, fixture->a->closed_at);

  g_assert_finalize_object (fixture->provider);
  g_object_unref (fixture->a);
  g_object_unref (fixture->b);
  g_object_unref (fixture->c);
}

static gboolean
close_and_await (Closed  *fixture,
                 GError **error)
{
  TestAsyncCall call = { NULL };
  gboolean closed;

  interprocess_service_provider_close_async (fixture->provider, NULL, test_async_note, &call);
  closed = interprocess_service_provider_close_finish (fixture->provider, test_async_await (&call),
                                                       error);
  g_object_unref (call.result);

  return closed;
}

static void
test_closes_without_waiting (Closed        *fixture,
                             gconstpointer  data)
{
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  test_async_set_behaviour (TEST_ASYNC_WAIT);
  interprocess_service_provider_close_async (fixture->provider, NULL, test_async_note, &call);
  test_get_fails (fixture->provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "*");
  while (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpint (fixture->b->n_closed, ==, 1);
  g_assert_cmpint (fixture->c->n_closed, ==, 0);
  g_assert_null (call.result);

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  test_async_go_on ();
  g_assert_true (interprocess_service_provider_close_finish (fixture->provider,
                                                             test_async_await (&call), &error));
  g_assert_no_error (error);
  g_object_unref (call.result);
}

static void
test_closing_again_does_nothing (Closed        *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (close_and_await (fixture, &error));
  g_assert_true (close_and_await (fixture, &error));
  g_assert_no_error (error);
  interprocess_service_provider_close (fixture->provider);
}

static void
test_callbacks_without_data (Closed        *fixture,
                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  test_async_set_behaviour (TEST_ASYNC_FORGET);
  g_assert_true (close_and_await (fixture, &error));
  g_assert_no_error (error);
}

static void
test_all_are_closed_and_all_errors_reported (Closed        *fixture,
                                             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  test_async_set_behaviour (TEST_ASYNC_FAIL);
  g_assert_false (close_and_await (fixture, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "Closing 2 services went wrong:"
                                       "\n  TestAsync: it is busy\n  TestAsync: it is busy");
}

static void
test_one_error_is_kept (Closed        *fixture,
                        gconstpointer  data)
{
  TestAsyncCall call = { NULL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_test_summary ("One object is told to hurry, and says so; the other one was quick enough.");

  test_async_set_behaviour (TEST_ASYNC_WAIT);
  interprocess_service_provider_close_async (fixture->provider, cancellable, test_async_note, &call);
  test_async_go_on ();
  while (fixture->a->n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  test_async_go_on ();

  g_assert_false (interprocess_service_provider_close_finish (fixture->provider,
                                                              test_async_await (&call), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_assert_message (error, "TestAsync: *");
  g_object_unref (call.result);
}

static void
test_is_waited_for_otherwise (Closed        *fixture,
                              gconstpointer  data)
{
  interprocess_service_provider_close (fixture->provider);
}

static void
test_goes_on_in_its_context_then (Closed        *fixture,
                                  gconstpointer  data)
{
  g_test_summary ("While the main thread waits, nobody else runs the default main context.");

  test_async_set_behaviour (TEST_ASYNC_IDLE);
  interprocess_service_provider_close (fixture->provider);
}

static gpointer
close_in_thread (gpointer data)
{
  Closed *fixture = data;

  interprocess_service_provider_close (fixture->provider);
  g_atomic_int_set (&fixture->is_closed, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
test_another_thread_leaves_it_to_the_main_one (Closed        *fixture,
                                               gconstpointer  data)
{
  GThread *thread;

  test_async_set_behaviour (TEST_ASYNC_IDLE);
  thread = g_thread_new ("closer", close_in_thread, fixture);
  while (!g_atomic_int_get (&fixture->is_closed))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
test_errors_are_warnings_otherwise (Closed        *fixture,
                                    gconstpointer  data)
{
  test_async_set_behaviour (TEST_ASYNC_FAIL);
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_WARNING,
                         "Closing an object of TestAsync went wrong: it is busy");
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_WARNING,
                         "Closing an object of TestAsync went wrong: it is busy");
  interprocess_service_provider_close (fixture->provider);
  g_test_assert_expected_messages ();
}

static void
test_is_closable_itself (Closed        *fixture,
                         gconstpointer  data)
{
  TestAsyncCall call = { NULL };
  InterprocessAsyncClosable *closable = INTERPROCESS_ASYNC_CLOSABLE (fixture->provider);
  g_autoptr(GError) error = NULL;

  interprocess_async_closable_close_async (closable, NULL, test_async_note, &call);
  g_assert_true (interprocess_async_closable_close_finish (closable, test_async_await (&call),
                                                           &error));
  g_assert_no_error (error);
  g_object_unref (call.result);
}

/* Closed by a task that it is given; or fails to, with an error or without one. */
typedef enum
{
  TASK_IS_COMPLETED,
  TASK_FAILS,
  TASK_FAILS_SILENTLY,
} TaskFate;

static TaskFate task_fate;

typedef GObject TestByTask;
typedef GObjectClass TestByTaskClass;
static GType test_by_task_get_type (void);

static gboolean
test_by_task_begin_close (InterprocessAsyncClosable  *closable,
                          GTask                      *task,
                          GError                    **error)
{
  if (task_fate == TASK_IS_COMPLETED)
    g_task_return_boolean (task, TRUE);
  else if (task_fate == TASK_FAILS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "it is busy");

  return task_fate == TASK_IS_COMPLETED;
}

static void
test_by_task_closable_init (InterprocessAsyncClosableInterface *iface)
{
  iface->begin_close = test_by_task_begin_close;
}

G_DEFINE_TYPE_WITH_CODE (TestByTask, test_by_task, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                test_by_task_closable_init))

static void
test_by_task_class_init (TestByTaskClass *klass)
{
}

static void
test_by_task_init (TestByTask *self)
{
}

static gboolean
close_by_task (TaskFate   fate,
               GError   **error)
{
  g_autoptr(GObject) object = g_object_new (test_by_task_get_type (), NULL);
  InterprocessAsyncClosable *closable = INTERPROCESS_ASYNC_CLOSABLE (object);
  TestAsyncCall call = { NULL };
  gboolean closed;

  task_fate = fate;
  interprocess_async_closable_close_async (closable, NULL, test_async_note, &call);
  closed =
    interprocess_async_closable_close_finish (closable, test_async_await (&call), error);
  g_object_unref (call.result);

  return closed;
}

static void
test_a_task_can_be_completed_instead (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (close_by_task (TASK_IS_COMPLETED, &error));
  g_assert_no_error (error);
  g_assert_false (close_by_task (TASK_FAILS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (close_by_task (TASK_FAILS_SILENTLY, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FAILED);
  test_assert_message (error, "TestByTask could not be closed and set no error*");
}

static void
test_a_scope_closes_its_own (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);
  g_autoptr(GError) error = NULL;
  g_autoptr(TestAsync) of_root = test_async_get (provider, TEST_TYPE_A, &error);
  g_autoptr(TestAsync) of_scope = test_async_get (
    interprocess_service_scope_get_provider (scope), TEST_TYPE_A, &error);
  InterprocessAsyncClosable *closable = INTERPROCESS_ASYNC_CLOSABLE (scope);
  TestAsyncCall call = { NULL };

  g_assert_no_error (error);
  interprocess_async_closable_close_async (closable, NULL, test_async_note, &call);
  g_assert_true (interprocess_async_closable_close_finish (closable, test_async_await (&call),
                                                           &error));
  g_assert_no_error (error);
  g_object_unref (call.result);
  g_assert_cmpint (of_scope->n_closed, ==, 1);
  g_assert_cmpint (of_root->n_closed, ==, 0);
  interprocess_service_provider_close (provider);
  g_assert_cmpint (of_root->n_closed, ==, 1);
}

static gboolean
note_turn (gpointer turned)
{
  *(gboolean *) turned = TRUE;

  return G_SOURCE_REMOVE;
}

/* Nobody may run the main context of whoever drops the last reference. */
static void
assert_freed_without_a_turn (gpointer object)
{
  gboolean turned = FALSE;
  const guint source = g_idle_add_full (G_PRIORITY_HIGH, note_turn, &turned, NULL);

  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_WARNING,
                         "*freed without*TestAsync*close_async()*");
  g_assert_finalize_object (object);
  g_test_assert_expected_messages ();
  g_assert_false (turned);
  g_source_remove (source);
}

static void
test_to_free_a_provider_does_not_wait (void)
{
  InterprocessServiceProvider *provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GError) error = NULL;
  TestAsync *object = test_async_get (provider, TEST_TYPE_A, &error);

  g_assert_no_error (error);
  test_async_set_behaviour (TEST_ASYNC_IDLE);
  assert_freed_without_a_turn (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
  g_assert_cmpint (object->closed_at, ==, 0);

  g_test_summary ("It is closed in the end, and held so long.");
  while (object->closed_at == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (object);
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
}

static void
test_to_free_a_scope_does_not_wait (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_async (INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  InterprocessServiceScope *scope = test_create_scope (provider);
  g_autoptr(GError) error = NULL;
  g_autoptr(TestAsync) object = test_async_get (interprocess_service_scope_get_provider (scope),
                                                TEST_TYPE_A, &error);

  g_assert_no_error (error);
  test_async_set_behaviour (TEST_ASYNC_FAIL);
  assert_freed_without_a_turn (scope);
  g_assert_cmpint (object->n_closed, ==, 1);

  g_test_summary ("An error is told.");
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_WARNING,
                         "Closing an object of TestAsync went wrong: it is busy");
  while (object->closed_at == 0)
    g_main_context_iteration (NULL, TRUE);
  g_test_assert_expected_messages ();
  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
}

static void
test_a_result_belongs_to_its_object (void)
{
  g_autoptr(GObject) object = g_object_new (test_by_task_get_type (), NULL);
  g_autoptr(GObject) other = g_object_new (test_by_task_get_type (), NULL);
  TestAsyncCall call = { NULL };

  task_fate = TASK_IS_COMPLETED;
  interprocess_async_closable_close_async (INTERPROCESS_ASYNC_CLOSABLE (object), NULL,
                                           test_async_note, &call);
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL,
                         "*close_finish: *g_task_is_valid*");
  g_assert_false (interprocess_async_closable_close_finish (
    INTERPROCESS_ASYNC_CLOSABLE (other), test_async_await (&call), NULL));
  g_test_assert_expected_messages ();
  g_object_unref (call.result);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/async/" #name, test_##name)
#define ADD_CLOSED(name) \
  g_test_add ("/async/close/" #name, Closed, NULL, set_up, test_##name, tear_down)

  ADD (initialises);
  ADD (initialises_what_is_needed);
  ADD (gets_what_needs_no_time);
  ADD (wires_all_that_there_is);
  ADD (only_asynchronously);
  ADD (a_failure_is_kept);
  ADD (errors_have_the_path);
  ADD (two_calls_get_the_same);
  ADD (who_waits_tries_after_a_failure);
  ADD (a_thread_does_not_wait_for_itself);
  ADD (another_thread_waits);
  ADD (a_thread_that_waits_creates_nothing);
  ADD (closing_ends_what_is_being_created);
  ADD (cancelled_before);
  ADD (any_key_is_none);
  ADD (a_callback_without_data);
  ADD_CLOSED (closes_without_waiting);
  ADD_CLOSED (closing_again_does_nothing);
  ADD_CLOSED (callbacks_without_data);
  ADD_CLOSED (all_are_closed_and_all_errors_reported);
  ADD_CLOSED (one_error_is_kept);
  ADD_CLOSED (is_waited_for_otherwise);
  ADD_CLOSED (goes_on_in_its_context_then);
  ADD_CLOSED (another_thread_leaves_it_to_the_main_one);
  ADD_CLOSED (errors_are_warnings_otherwise);
  ADD_CLOSED (is_closable_itself);
  ADD (a_task_can_be_completed_instead);
  ADD (a_scope_closes_its_own);
  ADD (to_free_a_provider_does_not_wait);
  ADD (to_free_a_scope_does_not_wait);
  ADD (a_result_belongs_to_its_object);

  return g_test_run ();
}
