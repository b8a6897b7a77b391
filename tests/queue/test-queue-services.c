/* SPDX-License-Identifier: MIT */
/* The queue in a service container, and what it logs. */
#include "queue-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a logger factory that keeps the codes of its entries ------------------------------------- */

#define TYPE_RECORDER (recorder_get_type ())
G_DECLARE_FINAL_TYPE (Recorder, recorder, TEST, RECORDER, InterprocessLoggerFactory)

struct _Recorder
{
  InterprocessLoggerFactory parent_instance;

  GPtrArray *codes;
};

G_DEFINE_FINAL_TYPE (Recorder, recorder, INTERPROCESS_TYPE_LOGGER_FACTORY)

static void
recorder_log (InterprocessLoggerFactory *factory,
              const char                *category,
              InterprocessLogLevel       level,
              const char                *message,
              GVariant                  *fields)
{
  const char *code, *queue, *endpoint;

  g_assert_cmpstr (category, ==, "Interprocess.Queue");
  g_assert_true (g_variant_lookup (fields, "code", "&s", &code));
  g_assert_true (g_variant_lookup (fields, "queue", "&s", &queue));
  g_assert_cmpstr (queue, ==, "test");
  g_assert_true (g_variant_lookup (fields, "endpoint", "&s", &endpoint));
  g_assert_true (g_str_equal (endpoint, "publisher") || g_str_equal (endpoint, "subscriber"));
  g_assert_nonnull (strstr (message, "“test”"));
  g_ptr_array_add (TEST_RECORDER (factory)->codes, g_strdup (code));
}

static void
recorder_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_RECORDER (object)->codes);
  G_OBJECT_CLASS (recorder_parent_class)->finalize (object);
}

static void
recorder_class_init (RecorderClass *class)
{
  G_OBJECT_CLASS (class)->finalize = recorder_finalize;
  INTERPROCESS_LOGGER_FACTORY_CLASS (class)->log = recorder_log;
}

static void
recorder_init (Recorder *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
}

static void
assert_codes (Recorder *recorder, const char *expected)
{
  g_autofree char *codes = NULL;

  g_ptr_array_add (recorder->codes, NULL);
  codes = g_strjoinv (" ", (char **) recorder->codes->pdata);
  g_assert_cmpstr (codes, ==, expected);
  g_ptr_array_set_size (recorder->codes, 0);
}

static Recorder *
record (Fixture *f)
{
  Recorder *recorder = g_object_new (TYPE_RECORDER, NULL);

  g_object_set (f->factory, "logger-factory", recorder, NULL);
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
  g_autoptr(Recorder) recorder = g_object_new (TYPE_RECORDER, NULL);
  g_autoptr(InterprocessLoggerFactory) found_logger = NULL;

  interprocess_service_collection_add_singleton_instance (services, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                          G_OBJECT (own));
  interprocess_service_collection_add_singleton_instance (services,
                                                          INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                          G_OBJECT (recorder));
  interprocess_service_collection_add_interprocess_queue (services);
  interprocess_service_collection_add_interprocess_queue (services);
  interprocess_service_collection_add_logging (services);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 2);
  provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, NULL);
  found =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                        NULL);
  g_assert_true (found == own);
  found_logger =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                        NULL);
  g_assert_true ((gpointer) found_logger == (gpointer) recorder);
}

/* ---- log -------------------------------------------------------------------------------------- */

static void
test_log_of_creation_and_joining (Fixture *f, gconstpointer data)
{
  g_autoptr(Recorder) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);

  assert_codes (recorder, "created attached");
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GBytes) message = NULL;

      g_assert_true (interprocess_publisher_try_enqueue (publisher, NULL, 0, NULL));
      message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
    }
  assert_codes (recorder, "");
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
  g_autoptr(Recorder) recorder = record (f);
  g_autoptr(InterprocessPublisher) publisher = NULL;

  run_and_kill (f, FALSE);
  publisher = fixture_publisher (f);
  assert_codes (recorder, "created took-over");
}

static void
test_log_of_dead_peer (Fixture *f, gconstpointer data)
{
  g_autoptr(Recorder) recorder = record (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  run_and_kill (f, TRUE);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  g_assert_no_error (error);
  assert_codes (recorder, "created buried");
  publisher = fixture_publisher (f);
  assert_codes (recorder, "attached recovered");
}

/* Overwrites everything behind the first page and the header with words that no honest peer writes. */
static void
overwrite (const char *file)
{
  g_autofree char *contents = NULL;
  gsize length;
  FILE *stream;

  g_assert_true (g_file_get_contents (file, &contents, &length, NULL));
  memset (contents + 8192, 0x11, length - 8192);
  stream = fopen (file, "r+"); /* in place: the file stays the same one */
  g_assert_nonnull (stream);
  g_assert_cmpint (fseek (stream, 8192, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (contents + 8192, 1, length - 8192, stream), ==, length - 8192);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static void
test_log_of_corruption (Fixture *f, gconstpointer data)
{
  g_autoptr(Recorder) recorder = record (f);
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);
  g_autofree char *file = g_build_filename (f->directory, "test.queue", "ring", NULL);
  g_autoptr(GError) error = NULL;

  overwrite (file);
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (subscriber, &error));
  assert_queue_error (&error, INTERPROCESS_QUEUE_ERROR_CORRUPT, "at position");
  assert_codes (recorder, "created corrupt");
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
  fixture_add ("/queue-services/log-of-corruption", test_log_of_corruption);
  return g_test_run ();
}
