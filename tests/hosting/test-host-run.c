/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

#include <glib-unix.h>
#include <signal.h>

/* Running a host, and the signals that end it. */

/* A hosted service that does something as soon as the host is running. */

typedef void (*Deed) (InterprocessHost *host);

static Deed deed;

static GObject *
find_host (InterprocessServiceProvider  *provider,
           const char                   *key,
           gpointer                      user_data,
           GError                      **error);

#define TYPE_DOER (doer_get_type ())
G_DECLARE_FINAL_TYPE (Doer, doer, TEST, DOER, GObject)

struct _Doer
{
  GObject parent_instance;
  InterprocessHost *host;
};

static gboolean
do_deed (gpointer data)
{
  deed (TEST_DOER (data)->host);

  return G_SOURCE_REMOVE;
}

static gboolean
doer_start (InterprocessHostedService  *service,
            GCancellable               *cancellable,
            GError                    **error)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_callback (source, do_deed, g_object_ref (service), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());

  return TRUE;
}

static void
doer_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start = doer_start;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Doer, doer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                      doer_hosted_init))

static void
doer_dispose (GObject *object)
{
  g_clear_object (&TEST_DOER (object)->host);
  G_OBJECT_CLASS (doer_parent_class)->dispose (object);
}

static void
doer_class_init (DoerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = doer_dispose;
}

static void
doer_init (Doer *self)
{
}

static GObject *
find_host (InterprocessServiceProvider  *provider,
           const char                   *key,
           gpointer                      user_data,
           GError                      **error)
{
  Doer *self = g_object_new (TYPE_DOER, NULL);

  self->host = interprocess_service_provider_get_required_service (provider,
                                                                   INTERPROCESS_TYPE_HOST, error);
  g_assert_nonnull (self->host);

  return G_OBJECT (self);
}

static InterprocessHost *
host_that_does (Deed            what,
                const TestPlan *plan)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  deed = what;
  test_add (services, plan);
  interprocess_service_collection_add_hosted_service_factory (services, find_host, NULL, NULL);

  return test_host_new_for (services);
}

static const TestPlan plan = { .name = "a" };

static void
test_runs_until_a_service_asks_it_to_stop (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &plan);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_host_run (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("+a -a xa ");
  test_assert_closed (interprocess_host_get_provider (host));
}

static GThread *asker;

static gpointer
request_stop (gpointer host)
{
  interprocess_host_request_stop (host);

  return NULL;
}

static void
request_stop_in_thread (InterprocessHost *host)
{
  asker = g_thread_new ("asker", request_stop, host);
}

static void
test_runs_until_a_thread_asks_it_to_stop (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (request_stop_in_thread, &plan);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_host_run (host, &error));
  /* The thread has no reference of its own: TSan cannot see that it is given back. */
  g_thread_join (g_steal_pointer (&asker));
  g_assert_no_error (error);
  test_assert_notes ("+a -a xa ");
}

static void
test_a_stop_asked_for_before (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &plan);
  g_autoptr(GError) error = NULL;

  interprocess_host_request_stop (host);
  g_assert_true (interprocess_host_run (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("");
}

static void
test_a_failing_start (void)
{
  const TestPlan fails = { .name = "a", .start_error = "no power" };
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &fails);
  g_autoptr(GError) error = NULL;

  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: no power");
  test_assert_notes ("+a xa ");
}

static void
test_a_failing_stop (void)
{
  const TestPlan fails = { .name = "a", .stop_error = "a sticks" };
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &fails);
  g_autoptr(GError) error = NULL;

  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: a sticks");
  test_assert_notes ("+a -a xa ");
}

static void
test_runs_once (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &plan);
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_host_run (host, NULL));
  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                     "A host runs once*");
  test_assert_notes ("+a -a xa ");
}

static gpointer
run_in_context (gpointer host)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (context);
  g_assert_true (interprocess_host_run (host, &error));
  g_assert_no_error (error);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
test_runs_in_another_thread (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &plan);

  g_thread_join (g_thread_new ("runner", run_in_context, host));
  test_assert_notes ("+a -a xa ");
}

/* ---- signals --------------------------------------------------------------------------------- */

static volatile sig_atomic_t n_signals;

static void
on_signal (int number)
{
  n_signals++;
}

static struct sigaction
set_action (int    number,
            void (*handler) (int))
{
  const struct sigaction action = { .sa_handler = handler };
  struct sigaction before;

  g_assert_cmpint (sigaction (number, &action, &before), ==, 0);

  return before;
}

static void
assert_action (int    number,
               void (*handler) (int))
{
  struct sigaction action;

  g_assert_cmpint (sigaction (number, NULL, &action), ==, 0);
  g_assert_true (action.sa_handler == handler);
}

static int number;

static void
send_signal (InterprocessHost *host)
{
  g_assert_cmpint (kill (getpid (), number), ==, 0);
}

static void
check_signal (void (*handler_before) (int))
{
  g_autoptr(InterprocessHost) host = host_that_does (send_signal, &plan);
  const struct sigaction before = set_action (number, handler_before);
  g_autoptr(GError) error = NULL;

  n_signals = 0;
  g_assert_true (interprocess_host_run (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("+a -a xa ");

  /* Nobody else was told, and all is as it was. */
  g_assert_cmpint (n_signals, ==, 0);
  assert_action (number, handler_before);
  sigaction (number, &before, NULL);
}

static void
test_signals_stop_it (void)
{
  const int numbers[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      number = numbers[i];
      check_signal (SIG_DFL);
      check_signal (on_signal);
    }
}

static gboolean
release (gpointer data)
{
  test_service_complete ("a");

  return G_SOURCE_REMOVE;
}

static gboolean
send_second_signal (gpointer data)
{
  if (!test_has_notes ("+a -a "))
    return G_SOURCE_CONTINUE;

  send_signal (NULL);
  /* Behind what the signal brings about. */
  g_timeout_add_full (G_PRIORITY_LOW, 20, release, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
send_two_signals (InterprocessHost *host)
{
  send_signal (host);
  g_idle_add (send_second_signal, NULL);
}

static void
test_a_second_signal_changes_nothing (void)
{
  const TestPlan slow = { .name = "a", .holds_stop = TRUE };
  g_autoptr(InterprocessHost) host = host_that_does (send_two_signals, &slow);
  g_autoptr(GError) error = NULL;

  number = SIGTERM;
  g_assert_true (interprocess_host_run (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("+a -a xa ");
}

static void
send_signal_and_stop (InterprocessHost *host)
{
  send_signal (host);
  interprocess_host_request_stop (host);
}

static void
test_an_ignored_signal_stays_ignored (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (send_signal_and_stop, &plan);
  struct sigaction before;

  number = SIGINT;
  before = set_action (number, SIG_IGN);
  g_assert_true (interprocess_host_run (host, NULL));
  assert_action (number, SIG_IGN);
  sigaction (number, &before, NULL);
  test_assert_notes ("+a -a xa ");
}

static gboolean
note_signal (gpointer data)
{
  test_note ("signal ");

  return G_SOURCE_CONTINUE;
}

static void
test_other_watchers_stay (void)
{
  g_autoptr(InterprocessHost) host = host_that_does (interprocess_host_request_stop, &plan);
  const guint watcher = g_unix_signal_add (SIGTERM, note_signal, NULL);

  g_assert_true (interprocess_host_run (host, NULL));
  test_assert_notes ("+a -a xa ");
  g_assert_cmpint (kill (getpid (), SIGTERM), ==, 0);
  test_until (test_has_notes ("signal "));
  g_free (test_take_notes ());
  g_source_remove (watcher);
}

#define add(name) g_test_add_func ("/host-run/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (runs_until_a_service_asks_it_to_stop);
  add (runs_until_a_thread_asks_it_to_stop);
  add (a_stop_asked_for_before);
  add (a_failing_start);
  add (a_failing_stop);
  add (runs_once);
  add (runs_in_another_thread);
  add (signals_stop_it);
  add (a_second_signal_changes_nothing);
  add (an_ignored_signal_stays_ignored);
  add (other_watchers_stay);

  return g_test_run ();
}
