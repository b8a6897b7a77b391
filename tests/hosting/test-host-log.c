/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* What a host logs, if it is given somewhere to log to. */

typedef struct
{
  InterprocessMemoryLoggerProvider *recorder;
  InterprocessServiceCollection *services;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->recorder = interprocess_memory_logger_provider_new (100);
  f->services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton_instance (
    f->services, INTERPROCESS_TYPE_LOGGER_PROVIDER, G_OBJECT (f->recorder));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_free (test_take_notes ());
  g_clear_object (&f->services);
  g_clear_object (&f->recorder);
}

/* Names and levels, such as "Started:1 ". Each name belongs to the event's number. */
static void
assert_events (Fixture    *f,
               const char *expected)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (f->recorder);
  g_autoptr(GEnumClass) events = g_type_class_ref (INTERPROCESS_TYPE_HOST_EVENT);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, i);
      const char *name = interprocess_log_entry_get_event_name (entry);
      GEnumValue *value =
        g_enum_get_value (events, interprocess_log_entry_get_event_id (entry));
      g_autoptr(GString) nick = g_string_new (NULL);

      g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Interprocess.Hosting");
      for (const char *c = name; *c != '\0'; c++)
        g_string_append_printf (nick, "%s%c", g_ascii_isupper (*c) && c > name ? "-" : "",
                                g_ascii_tolower (*c));
      g_assert_nonnull (value);
      g_assert_cmpstr (value->value_nick, ==, nick->str);
      g_string_append_printf (found, "%s:%d ", name, interprocess_log_entry_get_level (entry));
    }

  g_assert_cmpstr (found->str, ==, expected);
}

/* The entry at this position is about that class and has that message in it. */
static void
assert_failure (Fixture    *f,
                guint       position,
                const char *service,
                const char *message)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (f->recorder);
  g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, position);
  GVariant *fields = interprocess_log_entry_get_fields (entry);
  const char *found = NULL;

  if (fields != NULL)
    g_variant_lookup (fields, "service", "&s", &found);
  g_assert_cmpstr (found, ==, service);
  g_assert_nonnull (strstr (interprocess_log_entry_get_message (entry), message));
}

#define DEBUG "1 "
#define ERROR "4 "

static void
test_its_course (Fixture       *f,
                 gconstpointer  data)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessHost) host = NULL;

  interprocess_service_collection_add_logging (f->services);
  test_add (f->services, &plan);
  host = test_host_new_for (f->services);
  g_assert_true (test_start (host, NULL));
  assert_events (f, "Starting:" DEBUG "Started:" DEBUG);
  g_assert_true (test_stop (host, NULL));
  assert_events (f, "Starting:" DEBUG "Started:" DEBUG "Stopping:" DEBUG "Stopped:" DEBUG);
}

static void
test_a_failing_start (Fixture       *f,
                      gconstpointer  data)
{
  const TestPlan plan = { .name = "a", .start_error = "no power" };
  g_autoptr(InterprocessHost) host = NULL;

  interprocess_service_collection_add_logging (f->services);
  test_add (f->services, &plan);
  host = test_host_new_for (f->services);
  g_assert_false (test_start (host, NULL));
  assert_events (f, "Starting:" DEBUG "HostedServiceStartupFaulted:" ERROR "Stopping:" DEBUG
                    "Stopped:" DEBUG);
  assert_failure (f, 1, "TestService", "TestService: no power");
}

static void
test_two_failures (Fixture       *f,
                   gconstpointer  data)
{
  const TestPlan plans[] = {
    { .name = "a", .stop_error = "a sticks" }, { .name = "b", .start_error = "no power" },
  };
  g_autoptr(InterprocessHost) host = NULL;

  g_test_summary ("One was logged when it came, the other was not.");
  interprocess_service_collection_add_logging (f->services);
  test_add (f->services, &plans[0]);
  test_add (f->services, &plans[1]);
  host = test_host_new_for (f->services);
  g_assert_false (test_start (host, NULL));
  assert_events (f, "Starting:" DEBUG "HostedServiceStartupFaulted:" ERROR "Stopping:" DEBUG
                    "StoppedWithException:" ERROR);
  assert_failure (f, 3, NULL, "TestService: a sticks");
}

static void
test_a_failing_stop (Fixture       *f,
                     gconstpointer  data)
{
  const TestPlan plan = { .name = "a", .stop_error = "a sticks" };
  g_autoptr(InterprocessHost) host = NULL;

  interprocess_service_collection_add_logging (f->services);
  test_add (f->services, &plan);
  host = test_host_new_for (f->services);
  g_assert_true (test_start (host, NULL));
  g_assert_false (test_stop (host, NULL));
  assert_events (f, "Starting:" DEBUG "Started:" DEBUG "Stopping:" DEBUG
                    "StoppedWithException:" ERROR);
  assert_failure (f, 3, NULL, "TestService: a sticks");
}

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
test_a_failing_background_service (Fixture       *f,
                                   gconstpointer  data)
{
  g_autoptr(InterprocessHost) host = NULL;

  g_test_summary ("It has nothing to execute.");
  interprocess_service_collection_add_logging (f->services);
  interprocess_service_collection_add_hosted_service (f->services, TYPE_IDLER);
  host = test_host_new_for (f->services);
  g_assert_false (interprocess_host_run (host, NULL));
  assert_events (f, "Starting:" DEBUG "BackgroundServiceFaulted:" ERROR "Stopping:" DEBUG
                    "Stopped:" DEBUG);
  assert_failure (f, 1, "Idler", "Idler: the class has nothing to execute");
}

static void
test_silent_without_logging (Fixture       *f,
                             gconstpointer  data)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessHost) host = NULL;

  test_add (f->services, &plan);
  host = test_host_new_for (f->services);
  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (host, NULL));
  assert_events (f, "");
}

static GObject *
fail_to_create (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      user_data,
                GError                      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no paper");

  return NULL;
}

static void
test_a_logger_factory_that_cannot_be_created (Fixture       *f,
                                              gconstpointer  data)
{
  const TestPlan plan = { .name = "a" };
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_singleton_factory (
    f->services, INTERPROCESS_TYPE_LOGGER_FACTORY, fail_to_create, NULL, NULL);
  test_add (f->services, &plan);
  host = test_host_new_for (f->services);
  g_assert_false (test_start (host, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     "InterprocessLoggerFactory: no paper");
  test_assert_notes ("");
}

#define add(name) \
  g_test_add ("/host-log/" #name, Fixture, NULL, set_up, test_ ## name, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (its_course);
  add (a_failing_start);
  add (two_failures);
  add (a_failing_stop);
  add (a_failing_background_service);
  add (silent_without_logging);
  add (a_logger_factory_that_cannot_be_created);

  return g_test_run ();
}
