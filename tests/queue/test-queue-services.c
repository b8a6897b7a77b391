/* SPDX-License-Identifier: MIT */
/* The queue in a service container, and what it logs. */
#include "queue-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the names of the events that were logged -------------------------------------------------- */

typedef InterprocessMemoryLoggerProvider Recorder;

static void
check_entry (InterprocessLogEntry *entry)
{
  GVariant *fields = interprocess_log_entry_get_fields (entry);
  const char *queue, *path, *endpoint;

  g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Interprocess.Queue");
  g_assert_true (g_variant_lookup (fields, "queue", "&s", &queue));
  g_assert_cmpstr (queue, ==, "test");
  g_assert_true (g_variant_lookup (fields, "path", "&s", &path));
  g_assert_true (g_path_is_absolute (path));
  g_assert_true (g_variant_lookup (fields, "endpoint", "&s", &endpoint));
  g_assert_true (g_str_equal (endpoint, "publisher") || g_str_equal (endpoint, "subscriber"));
  g_assert_true (g_variant_lookup (fields, "count", "t", NULL));
  g_assert_nonnull (strstr (interprocess_log_entry_get_message (entry), "“test”"));
}

/* The name has to belong to the number: that of the enumeration's value, in another spelling. */
static void
check_event (InterprocessLogEntry *entry)
{
  g_autoptr(GEnumClass) events = g_type_class_ref (INTERPROCESS_TYPE_QUEUE_EVENT);
  GEnumValue *value =
    g_enum_get_value (events, interprocess_log_entry_get_event_id (entry));
  const char *name = interprocess_log_entry_get_event_name (entry);
  g_autoptr(GString) nick = g_string_new (NULL);

  for (const char *c = name; *c != '\0'; c++)
    {
      if (g_ascii_isupper (*c) && c > name)
        g_string_append_c (nick, '-');
      g_string_append_c (nick, g_ascii_tolower (*c));
    }
  g_assert_nonnull (value);
  g_assert_cmpstr (value->value_nick, ==, nick->str);
}

static void
assert_events (Recorder *recorder, const char *expected)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (recorder);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, i);

      check_entry (entry);
      check_event (entry);
      g_ptr_array_add (names, (gpointer) interprocess_log_entry_get_event_name (entry));
    }
  g_ptr_array_add (names, NULL);
  found = g_strjoinv (" ", (char **) names->pdata);
  g_assert_cmpstr (found, ==, expected);
  interprocess_memory_logger_provider_clear (recorder);
}

static Recorder *
record (Fixture *f)
{
  g_autoptr(InterprocessLoggerFactory) loggers = interprocess_logger_factory_new ();
  Recorder *recorder = interprocess_memory_logger_provider_new (100);

  interprocess_logger_factory_add_provider (loggers, INTERPROCESS_LOGGER_PROVIDER (recorder));
  g_object_set (f->factory, "logger-factory", loggers, NULL);
  return recorder;
}

/* ---- container -------------------------------------------------------------------------------- */

static void
test_factory_out_of_provider (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessQueueFactory) factory = NULL;
  g_autoptr(InterprocessQueueFactory) again = NULL;
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (interprocess_service_collection_add_interprocess_queue (services) == services);
  g_assert_true (interprocess_service_collection_add_logging (services) == services);
  provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error);
  g_assert_no_error (error);
  factory =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        &error);
  g_assert_no_error (error);
  again =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        &error);
  g_assert_true (factory == again);
  g_assert_nonnull (interprocess_queue_factory_get_logger_factory (factory));
  publisher = interprocess_queue_factory_create_publisher (factory, f->options, &error);
  g_assert_no_error (error);
  interprocess_service_provider_close (provider);
}

static void
test_silent_without_logging (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessQueueFactory) factory = NULL;

  interprocess_service_collection_add_interprocess_queue (services);
  provider = interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_NONE, NULL);
  factory =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        NULL);
  g_assert_null (interprocess_queue_factory_get_logger_factory (factory));
}

static void
test_own_registrations_win (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessQueueFactory) own = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueFactory) found = NULL;
  g_autoptr(InterprocessLoggerFactory) own_logger = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLoggerFactory) found_logger = NULL;

  interprocess_service_collection_add_singleton_instance (services, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                          G_OBJECT (own));
  interprocess_service_collection_add_singleton_instance (services,
                                                          INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                          G_OBJECT (own_logger));
  interprocess_service_collection_add_interprocess_queue (services);
  interprocess_service_collection_add_interprocess_queue (services);
  interprocess_service_collection_add_logging (services);
  /* The third are loggers by key. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 3);
  provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, NULL);
  found =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        NULL);
  g_assert_true (found == own);
  found_logger =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                        NULL);
  g_assert_true (found_logger == own_logger);
}

/* ---- log -------------------------------------------------------------------------------------- */

static void
test_log_of_creation_and_joining (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);

  assert_events (recorder, "Created Attached");
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GBytes) message = NULL;

      g_assert_true (interprocess_publisher_try_enqueue (publisher, NULL, 0, NULL));
      message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
    }
  assert_events (recorder, "");
}

/* A child that opens a publisher and is killed, in the middle of a message if it is to send one. */
static void
run_and_kill (Fixture *f, gboolean in_a_message)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      InterprocessPublisher *publisher = fixture_publisher (f);
      struct sigaction kill_by_default = { .sa_handler = SIG_DFL };

      sigaction (SIGSEGV, &kill_by_default, NULL);
      if (in_a_message) /* the copy of the payload faults: reserved, never committed */
        interprocess_publisher_try_enqueue (publisher, GSIZE_TO_POINTER (8), 8, NULL);
      raise (SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

static void
test_log_of_stale_file (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = NULL;

  run_and_kill (f, FALSE);
  publisher = fixture_publisher (f);
  assert_events (recorder, "Created TookOver");
}

static void
send_and_die (Fixture *f)
{
  fixture_send (fixture_publisher (f), 1, 40);
}

/* What was in it is gone: some of 40 messages had been taken. */
static void
test_log_of_lost_messages (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GListModel) entries = NULL;
  g_autoptr(InterprocessLogEntry) lost = NULL;
  pid_t child = fixture_start_child (f, send_and_die);
  guint64 count;

  for (guint i = 0; i < 10; i++)
    g_bytes_unref (interprocess_subscriber_dequeue (subscriber, -1, NULL, NULL));
  g_clear_object (&subscriber);
  assert_events (recorder, "Created");
  kill_child (child);
  publisher = fixture_publisher (f);
  entries = interprocess_memory_logger_provider_snapshot (recorder);
  assert_events (recorder, "Created TookOver Lost");
  lost = g_list_model_get_item (entries, 2);
  g_assert_cmpint (interprocess_log_entry_get_level (lost), ==, INTERPROCESS_LOG_LEVEL_WARNING);
  g_assert_true (g_str_has_suffix (interprocess_log_entry_get_message (lost), ": 30"));
  g_assert_true (g_variant_lookup (interprocess_log_entry_get_fields (lost), "count", "t", &count));
  g_assert_cmpuint (count, ==, 30);
}

static void
test_log_of_dead_peer (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  run_and_kill (f, TRUE);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  g_assert_no_error (error);
  assert_events (recorder, "Created Buried");
  publisher = fixture_publisher (f);
  assert_events (recorder, "Attached Recovered");
}

static void
test_log_of_corruption (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(GError) error = NULL;

  fixture_corrupt (f);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CORRUPT, "at position");
  assert_events (recorder, "Created Corrupt");
}

/* In place of the C library's: permissions would not stop a test that root runs. */
static gboolean unlinking_fails;

int
unlinkat (int directory, const char *name, int flags)
{
  if (unlinking_fails)
    {
      errno = EACCES;
      return -1;
    }
  return (int) syscall (SYS_unlinkat, directory, name, flags);
}

static void
assert_not_deleted (Recorder *recorder, const char *events)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (recorder);
  const guint n = g_list_model_get_n_items (entries);
  g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, n - 1);

  g_assert_cmpint (interprocess_log_entry_get_level (entry), ==, INTERPROCESS_LOG_LEVEL_ERROR);
  assert_events (recorder, events);
}

static void
test_log_of_file_that_stays (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);

  unlinking_fails = TRUE;
  interprocess_publisher_close (publisher);
  assert_events (recorder, "Created Attached"); /* it was not the last */
  interprocess_subscriber_close (subscriber);
  interprocess_subscriber_close (subscriber);
  unlinking_fails = FALSE;
  assert_not_deleted (recorder, "FailedToDeleteSharedMemoryFile");

  g_test_summary ("Whoever only drops it says so, too; the next to open the queue is not hindered.");
  g_clear_object (&publisher);
  publisher = fixture_publisher (f);
  unlinking_fails = TRUE;
  g_clear_object (&publisher);
  unlinking_fails = FALSE;
  assert_not_deleted (recorder, "Created FailedToDeleteSharedMemoryFile");
  publisher = fixture_publisher (f);
}

static void
test_log_of_path_of_any_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessMemoryLoggerProvider) recorder = record (f);
  g_autofree char *path = g_build_filename (f->directory, "caf\xe9", NULL);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GListModel) entries = NULL;
  g_autoptr(InterprocessLogEntry) entry = NULL;
  const char *shown;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  interprocess_queue_options_set_path (f->options, path);
  publisher = fixture_publisher (f);
  entries = interprocess_memory_logger_provider_snapshot (recorder);
  entry = g_list_model_get_item (entries, 0);
  g_assert_true (
    g_variant_lookup (interprocess_log_entry_get_fields (entry), "path", "&s", &shown));
  g_assert_true (g_str_has_suffix (shown, "/caf\xef\xbf\xbd"));
  g_clear_object (&publisher);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queue-services/factory-out-of-provider", test_factory_out_of_provider);
  g_test_add_func ("/queue-services/silent-without-logging", test_silent_without_logging);
  g_test_add_func ("/queue-services/own-registrations-win", test_own_registrations_win);
  fixture_add ("/queue-services/log-of-creation-and-joining", test_log_of_creation_and_joining);
  fixture_add ("/queue-services/log-of-stale-file", test_log_of_stale_file);
  fixture_add ("/queue-services/log-of-dead-peer", test_log_of_dead_peer);
  fixture_add ("/queue-services/log-of-lost-messages", test_log_of_lost_messages);
  fixture_add ("/queue-services/log-of-corruption", test_log_of_corruption);
  fixture_add ("/queue-services/log-of-file-that-stays", test_log_of_file_that_stays);
  fixture_add ("/queue-services/log-of-path-of-any-bytes", test_log_of_path_of_any_bytes);
  return g_test_run ();
}
