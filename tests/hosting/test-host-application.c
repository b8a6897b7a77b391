/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

#include <signal.h>

/* A host that lives with a GApplication. */

#define TYPE_APP (app_get_type ())
G_DECLARE_FINAL_TYPE (App, app, TEST, APP, GApplication)

struct _App
{
  GApplication parent_instance;

  /* Attached in the class's own startup, rather than before. */
  InterprocessHost *late_host;
};

G_DEFINE_FINAL_TYPE (App, app, G_TYPE_APPLICATION)

static void
app_startup (GApplication *application)
{
  G_APPLICATION_CLASS (app_parent_class)->startup (application);
  test_note ("startup ");
  if (TEST_APP (application)->late_host != NULL)
    interprocess_host_attach (TEST_APP (application)->late_host, application);
}

static void
app_activate (GApplication *application)
{
  test_note ("activate ");
}

static void
app_shutdown (GApplication *application)
{
  test_note ("shutdown ");
  G_APPLICATION_CLASS (app_parent_class)->shutdown (application);
}

static void
app_class_init (AppClass *klass)
{
  G_APPLICATION_CLASS (klass)->startup = app_startup;
  G_APPLICATION_CLASS (klass)->activate = app_activate;
  G_APPLICATION_CLASS (klass)->shutdown = app_shutdown;
}

static void
app_init (App *self)
{
}

static App *
app_new (void)
{
  return g_object_new (TYPE_APP, "application-id", "org.example.Test", "flags",
                       G_APPLICATION_NON_UNIQUE, NULL);
}

static int
run (App *app)
{
  char *argv[] = { (char *) "test", NULL };

  return g_application_run (G_APPLICATION (app), 1, argv);
}

static void
assert_gone (App              *app,
             InterprocessHost *host)
{
  InterprocessServiceProvider *provider = g_object_ref (interprocess_host_get_provider (host));

  test_assert_closed (provider);
  test_settle ();
  g_assert_finalize_object (app);
  g_assert_finalize_object (host);
  g_assert_finalize_object (provider);
}

static void
test_starts_and_stops_with_the_application (void)
{
  const TestPlan plans[] = { { .name = "a" }, { .name = "b" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();
  g_autoptr(GError) error = NULL;

  interprocess_host_attach (host, G_APPLICATION (app));
  test_assert_notes ("");
  g_assert_cmpint (run (app), ==, 0);

  g_test_summary ("It has no window, and is kept only until the services have started.");
  test_assert_notes ("startup +a activate +b -b -a xb xa shutdown ");
  g_assert_true (interprocess_host_propagate_error (host, &error));
  g_assert_no_error (error);
  assert_gone (app, host);
}

static void
find_provider (GApplication *application,
               gpointer      provider)
{
  g_assert_true (interprocess_service_provider_get_for_application (application) == provider);
  g_assert_true (interprocess_service_provider_get_for_application (NULL) == provider);
  test_note ("found ");
}

static void
test_finds_the_provider (void)
{
  const TestPlan plans[] = { { NULL } };
  InterprocessHost *host = test_host_new (plans);
  InterprocessServiceProvider *provider = interprocess_host_get_provider (host);
  App *app = app_new ();

  g_assert_null (interprocess_service_provider_get_for_application (NULL));
  g_assert_null (interprocess_service_provider_get_for_application (G_APPLICATION (app)));
  interprocess_host_attach (host, G_APPLICATION (app));
  g_assert_true (interprocess_service_provider_get_for_application (G_APPLICATION (app)) ==
                 provider);
  g_signal_connect (app, "activate", G_CALLBACK (find_provider), provider);
  run (app);
  g_assert_null (interprocess_service_provider_get_for_application (G_APPLICATION (app)));
  g_assert_null (interprocess_service_provider_get_for_application (NULL));
  test_assert_notes ("startup found activate shutdown ");
  assert_gone (app, host);
}

static void
test_attached_while_the_application_starts (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();

  app->late_host = host;
  run (app);
  test_assert_notes ("startup +a activate -a xa shutdown ");
  assert_gone (app, host);
}

static void
hold (GApplication *application,
      gpointer      user_data)
{
  g_application_hold (application);
}

/* Runs an application that does not end by itself. */
static int
run_held (App *app)
{
  g_signal_connect (app, "activate", G_CALLBACK (hold), NULL);

  return run (app);
}

static void
test_a_failing_start_ends_the_application (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .start_error = "no power" }, { NULL },
  };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();
  g_autoptr(GError) error = NULL;

  interprocess_host_attach (host, G_APPLICATION (app));
  g_test_expect_message ("Interprocess.Hosting", G_LOG_LEVEL_WARNING, "TestService: no power");
  run_held (app);
  g_test_assert_expected_messages ();

  test_assert_notes ("startup +a activate +b -a xb xa shutdown ");
  g_assert_false (interprocess_host_propagate_error (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "TestService: no power");
  assert_gone (app, host);
}

static gboolean
request_stop (gpointer host)
{
  interprocess_host_request_stop (host);

  return G_SOURCE_REMOVE;
}

static void
test_asked_to_stop (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();

  interprocess_host_attach (host, G_APPLICATION (app));
  g_idle_add (request_stop, host);
  run_held (app);
  test_assert_notes ("startup +a activate -a xa shutdown ");
  assert_gone (app, host);
}

static gboolean
send_signal (gpointer number)
{
  g_assert_cmpint (kill (getpid (), GPOINTER_TO_INT (number)), ==, 0);

  return G_SOURCE_REMOVE;
}

static void
test_signals_end_the_application (void)
{
  const int numbers[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const struct sigaction action = { .sa_handler = SIG_DFL };
      const TestPlan plans[] = { { .name = "a" }, { NULL } };
      InterprocessHost *host = test_host_new (plans);
      App *app = app_new ();
      struct sigaction before;
      struct sigaction after;

      sigaction (numbers[i], &action, &before);
      interprocess_host_attach (host, G_APPLICATION (app));
      g_idle_add (send_signal, GINT_TO_POINTER (numbers[i]));
      run_held (app);
      test_assert_notes ("startup +a activate -a xa shutdown ");

      sigaction (numbers[i], &before, &after);
      g_assert_true (after.sa_handler == SIG_DFL);
      assert_gone (app, host);
    }
}

static gboolean
quit (gpointer application)
{
  g_application_quit (application);

  return G_SOURCE_REMOVE;
}

static gboolean
complete_when_begun (gpointer data)
{
  if (!test_has_notes ("startup +a activate -a "))
    return G_SOURCE_CONTINUE;

  test_note ("late ");
  test_service_complete ("a");
  return G_SOURCE_REMOVE;
}

static void
test_shutdown_waits_for_the_services (void)
{
  const TestPlan plans[] = { { .name = "a", .holds_stop = TRUE }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();

  interprocess_host_attach (host, G_APPLICATION (app));
  g_idle_add (quit, app);
  g_idle_add (complete_when_begun, NULL);
  run_held (app);
  test_assert_notes ("startup +a activate -a late xa shutdown ");
  assert_gone (app, host);
}

static void
test_quits_while_it_starts (void)
{
  const TestPlan plans[] = {
    { .name = "a" }, { .name = "b", .holds_start = TRUE, .heeds_cancel = TRUE }, { NULL },
  };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();

  interprocess_host_attach (host, G_APPLICATION (app));
  g_idle_add (quit, app);
  run_held (app);
  test_assert_notes ("startup +a activate +b !b -a xb xa shutdown ");
  g_assert_true (interprocess_host_propagate_error (host, NULL));
  assert_gone (app, host);
}

static void
test_an_application_that_never_runs (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();
  InterprocessServiceProvider *provider = g_object_ref (interprocess_host_get_provider (host));

  interprocess_host_attach (host, G_APPLICATION (app));
  g_assert_finalize_object (app);
  g_assert_finalize_object (host);
  g_assert_finalize_object (provider);
  test_assert_notes ("");
}

static void
test_an_application_that_goes_without_shutdown (void)
{
  const TestPlan plans[] = { { .name = "a" }, { NULL } };
  InterprocessHost *host = test_host_new (plans);
  App *app = app_new ();

  interprocess_host_attach (host, G_APPLICATION (app));
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  test_until (test_has_notes ("startup +a "));
  test_settle ();

  g_test_summary ("The services do not outlive it for long.");
  g_assert_finalize_object (app);
  g_object_add_weak_pointer (G_OBJECT (host), (gpointer *) &host);
  g_object_unref (host);
  test_until (host == NULL);
  test_assert_notes ("startup +a -a xa ");
}

static void
test_one_host_at_a_time (void)
{
  const TestPlan plans[] = { { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(InterprocessHost) other = test_host_new (plans);
  g_autoptr(App) app = app_new ();

  interprocess_host_attach (host, G_APPLICATION (app));
  g_test_expect_message ("Interprocess.Hosting", G_LOG_LEVEL_CRITICAL, "*attach*");
  interprocess_host_attach (other, G_APPLICATION (app));
  g_test_assert_expected_messages ();
  g_assert_true (interprocess_service_provider_get_for_application (G_APPLICATION (app)) ==
                 interprocess_host_get_provider (host));
}

static void
test_a_host_that_was_used (void)
{
  const TestPlan plans[] = { { NULL } };
  g_autoptr(InterprocessHost) host = test_host_new (plans);
  g_autoptr(App) app = app_new ();

  g_assert_true (test_stop (host, NULL));
  g_test_expect_message ("Interprocess.Hosting", G_LOG_LEVEL_CRITICAL, "*attach*HOST_NEW*");
  interprocess_host_attach (host, G_APPLICATION (app));
  g_test_assert_expected_messages ();
  g_assert_null (interprocess_service_provider_get_for_application (G_APPLICATION (app)));
}

#define add(name) g_test_add_func ("/host-application/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (starts_and_stops_with_the_application);
  add (finds_the_provider);
  add (attached_while_the_application_starts);
  add (a_failing_start_ends_the_application);
  add (asked_to_stop);
  add (signals_end_the_application);
  add (shutdown_waits_for_the_services);
  add (quits_while_it_starts);
  add (an_application_that_never_runs);
  add (an_application_that_goes_without_shutdown);
  add (one_host_at_a_time);
  add (a_host_that_was_used);

  return g_test_run ();
}
