/* SPDX-License-Identifier: MIT */
/* Publishers and subscribers that are registered in a service container. */
#include "queue-fixture.h"

#include <string.h>

static InterprocessServiceProvider *
build (InterprocessServiceCollection *services)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider = interprocess_service_collection_build (
    services, INTERPROCESS_BUILD_FLAGS_VALIDATE | INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES, &error);

  g_assert_no_error (error);
  return provider;
}

static gpointer
get (InterprocessServiceProvider *provider, GType type, const char *key)
{
  g_autoptr(GError) error = NULL;
  gpointer endpoint =
    interprocess_service_provider_get_required_keyed_service (provider, type, key, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (G_OBJECT_TYPE (endpoint), ==, type);
  return endpoint;
}

/* It fails with this error, whose message has all these words in it. */
static void
assert_get_fails (InterprocessServiceProvider *provider,
                  GType type,
                  const char *key,
                  GQuark domain,
                  int code,
                  ...)
{
  g_autoptr(GError) error = NULL;
  const char *word;
  va_list words;

  g_assert_null (
    interprocess_service_provider_get_required_keyed_service (provider, type, key, &error));
  g_assert_error (error, domain, code);
  va_start (words, code);
  while ((word = va_arg (words, const char *)) != NULL)
    if (strstr (error->message, word) == NULL)
      g_error ("“%s” is not in “%s”", word, error->message);
  va_end (words);
}

static gboolean
is_there (Fixture *f, const char *queue)
{
  g_autofree char *name = g_strconcat (queue, ".queue", NULL);
  g_autofree char *path = g_build_filename (f->directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static InterprocessQueueOptions *
options_of (Fixture *f, const char *queue)
{
  InterprocessQueueOptions *options = interprocess_queue_options_new (queue, 65536);

  interprocess_queue_options_set_path (options, f->directory);
  return options;
}

/* Under the queue's own name. */
static void
add_pair (InterprocessServiceCollection *services, Fixture *f, const char *queue)
{
  g_autoptr(InterprocessQueueOptions) options = options_of (f, queue);

  g_assert_true (
    interprocess_service_collection_add_publisher (services, queue, options) == services);
  g_assert_true (
    interprocess_service_collection_add_subscriber (services, queue, options) == services);
}

/* ---- life ------------------------------------------------------------------------------------ */

static void
test_opened_on_first_use (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessPublisher) orders = NULL;

  add_pair (services, f, "orders");
  add_pair (services, f, "invoices");
  provider = build (services);
  g_assert_false (is_there (f, "orders"));

  orders = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (orders), ==, "orders");
  g_assert_true (is_there (f, "orders"));
  g_assert_false (is_there (f, "invoices"));
}

static void
test_one_for_everybody (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(InterprocessPublisher) one = NULL;
  g_autoptr(InterprocessPublisher) other = NULL;

  add_pair (services, f, "orders");
  provider = build (services);
  scope = interprocess_service_provider_create_scope (provider, NULL);
  one = get (interprocess_service_scope_get_provider (scope), INTERPROCESS_TYPE_PUBLISHER,
             "orders");
  other = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  g_assert_true (one == other);

  interprocess_service_scope_close (scope);
  g_assert_false (interprocess_publisher_is_closed (one));
}

static void
test_closed_with_the_provider (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  add_pair (services, f, "orders");
  provider = build (services);
  publisher = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  subscriber = get (provider, INTERPROCESS_TYPE_SUBSCRIBER, "orders");
  interprocess_service_provider_close (provider);
  g_assert_true (interprocess_publisher_is_closed (publisher));
  g_assert_true (interprocess_subscriber_is_closed (subscriber));
  g_assert_false (is_there (f, "orders"));
}

static void
exchange (InterprocessServiceProvider *provider, const char *key, const char *text)
{
  g_autoptr(InterprocessPublisher) publisher = get (provider, INTERPROCESS_TYPE_PUBLISHER, key);
  g_autoptr(InterprocessSubscriber) subscriber = get (provider, INTERPROCESS_TYPE_SUBSCRIBER, key);
  g_autoptr(GBytes) message = NULL;

  g_assert_true (interprocess_publisher_try_enqueue (publisher, (const guint8 *) text,
                                                     strlen (text), NULL));
  message = interprocess_subscriber_try_dequeue_bytes (subscriber, NULL);
  g_assert_nonnull (message);
  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), text,
                   strlen (text));
}

static void
test_each_key_is_a_queue (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessSubscriber) invoices = NULL;

  add_pair (services, f, "orders");
  add_pair (services, f, "invoices");
  provider = build (services);
  invoices = get (provider, INTERPROCESS_TYPE_SUBSCRIBER, "invoices");
  exchange (provider, "orders", "one tea");
  g_assert_null (interprocess_subscriber_try_dequeue_bytes (invoices, NULL));
  exchange (provider, "invoices", "3 £");
}

static void
test_without_a_key (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessPublisher) publisher = NULL;

  interprocess_service_collection_add_publisher (services, NULL, f->options);
  interprocess_service_collection_add_subscriber (services, NULL, f->options);
  add_pair (services, f, "orders");
  provider = build (services);
  exchange (provider, NULL, "hello");
  publisher = interprocess_service_provider_get_required_service (
    provider, INTERPROCESS_TYPE_PUBLISHER, NULL);
  g_assert_cmpstr (interprocess_publisher_get_queue_name (publisher), ==, "test");
}

static void
test_the_last_of_a_key_counts (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessQueueOptions) other = options_of (f, "other");
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GListModel) all = NULL;

  interprocess_service_collection_add_publisher (services, "orders", f->options);
  interprocess_service_collection_add_publisher (services, "orders", other);
  provider = build (services);
  publisher = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (publisher), ==, "other");
  all = interprocess_service_provider_get_keyed_services (provider, INTERPROCESS_TYPE_PUBLISHER,
                                                          "orders", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 2);
}

static gpointer
get_orders (gpointer provider)
{
  return get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
}

static void
test_asked_for_by_threads (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GThread *threads[8];
  g_autoptr(GObject) first = NULL;

  add_pair (services, f, "orders");
  provider = build (services);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", get_orders, provider);
  first = get_orders (provider);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr(GObject) publisher = g_thread_join (threads[i]);

      g_assert_true (publisher == first);
    }
}

/* ---- options and factory --------------------------------------------------------------------- */

static void
test_options_are_copied (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessPublisher) orders = NULL;
  g_autoptr(InterprocessPublisher) invoices = NULL;

  g_test_summary ("One object may be changed from queue to queue.");
  interprocess_queue_options_set_queue_name (f->options, "orders");
  interprocess_queue_options_set_exclusive (f->options, TRUE);
  interprocess_service_collection_add_publisher (services, "orders", f->options);
  interprocess_queue_options_set_queue_name (f->options, "invoices");
  interprocess_queue_options_set_capacity (f->options, 131072);
  interprocess_service_collection_add_publisher (services, "invoices", f->options);
  interprocess_queue_options_set_path (f->options, "/nowhere");
  provider = build (services);

  orders = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  invoices = get (provider, INTERPROCESS_TYPE_PUBLISHER, "invoices");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (orders), ==, "orders");
  g_assert_cmpstr (interprocess_publisher_get_path (orders), ==, f->directory);
  g_assert_cmpuint (interprocess_publisher_get_capacity (orders), ==, 65536);
  g_assert_cmpuint (interprocess_publisher_get_capacity (invoices), ==, 131072);

  interprocess_queue_options_set_queue_name (f->options, "orders");
  interprocess_queue_options_set_path (f->options, f->directory);
  interprocess_queue_options_set_capacity (f->options, 65536);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_EXCLUSIVE, "orders", NULL);
}

static void
test_logs_as_the_factory_does (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) loggers = interprocess_logger_factory_new ();
  g_autoptr(InterprocessMemoryLoggerProvider) recorder =
    interprocess_memory_logger_provider_new (10);
  g_autoptr(InterprocessQueueFactory) factory = NULL;
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(GListModel) entries = NULL;

  g_test_summary ("The queue factory that is registered opens the queues.");
  interprocess_logger_factory_add_provider (loggers, INTERPROCESS_LOGGER_PROVIDER (recorder));
  factory = interprocess_queue_factory_new_with_logger_factory (loggers);
  interprocess_service_collection_add_singleton_instance (services, INTERPROCESS_TYPE_QUEUE_FACTORY,
                                                          G_OBJECT (factory));
  add_pair (services, f, "orders");
  provider = build (services);
  publisher = get (provider, INTERPROCESS_TYPE_PUBLISHER, "orders");
  entries = interprocess_memory_logger_provider_snapshot (recorder);
  g_assert_cmpuint (g_list_model_get_n_items (entries), >=, 1);
}

/* ---- in the properties of objects ------------------------------------------------------------ */

#define TYPE_CLERK (clerk_get_type ())
G_DECLARE_FINAL_TYPE (Clerk, clerk, TEST, CLERK, GObject)

struct _Clerk
{
  GObject parent_instance;
  InterprocessSubscriber *orders;
  InterprocessPublisher *invoices;
};

G_DEFINE_FINAL_TYPE (Clerk, clerk, G_TYPE_OBJECT)

enum
{
  PROP_ORDERS = 1,
  PROP_INVOICES,
};

static void
clerk_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  if (property == PROP_ORDERS)
    TEST_CLERK (object)->orders = g_value_dup_object (value);
  else
    TEST_CLERK (object)->invoices = g_value_dup_object (value);
}

static void
clerk_finalize (GObject *object)
{
  g_clear_object (&TEST_CLERK (object)->orders);
  g_clear_object (&TEST_CLERK (object)->invoices);
  G_OBJECT_CLASS (clerk_parent_class)->finalize (object);
}

static void
clerk_class_init (ClerkClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = clerk_set_property;
  object_class->finalize = clerk_finalize;
  g_object_class_install_property (
    object_class, PROP_ORDERS,
    g_param_spec_object ("orders", NULL, NULL, INTERPROCESS_TYPE_SUBSCRIBER, flags));
  g_object_class_install_property (
    object_class, PROP_INVOICES,
    g_param_spec_object ("invoices", NULL, NULL, INTERPROCESS_TYPE_PUBLISHER, flags));
}

static void
clerk_init (Clerk *self)
{
}

static void
add_clerk (InterprocessServiceCollection *services)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = interprocess_service_descriptor_new (
    TYPE_CLERK, TYPE_CLERK, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  interprocess_service_descriptor_bind_key (descriptor, "orders", "orders");
  interprocess_service_descriptor_bind_key (descriptor, "invoices", "invoices");
  interprocess_service_collection_add (services, descriptor);
}

static void
test_in_properties (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(Clerk) clerk = NULL;

  add_clerk (services);
  add_pair (services, f, "orders");
  add_pair (services, f, "invoices");
  provider = build (services);
  clerk = get (provider, TYPE_CLERK, NULL);
  g_assert_cmpstr (interprocess_subscriber_get_queue_name (clerk->orders), ==, "orders");
  g_assert_cmpstr (interprocess_publisher_get_queue_name (clerk->invoices), ==, "invoices");
}

static void
test_missing_in_properties (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GError) error = NULL;

  add_clerk (services);
  add_pair (services, f, "orders");
  g_assert_null (interprocess_service_collection_build (
                   services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
  g_assert_nonnull (strstr (error->message, "InterprocessPublisher \"invoices\""));
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void
test_errors_name_key_and_queue (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessQueueOptions) options = options_of (f, "the/orders");

  interprocess_service_collection_add_publisher (services, "orders", options);
  interprocess_queue_options_set_queue_name (options, "the-invoices");
  interprocess_queue_options_set_create (options, FALSE);
  interprocess_service_collection_add_subscriber (services, "invoices", options);
  interprocess_queue_options_set_path (options, "");
  interprocess_service_collection_add_subscriber (services, "letters", options);
  provider = build (services);

  assert_get_fails (provider, INTERPROCESS_TYPE_PUBLISHER, "orders", INTERPROCESS_QUEUE_ERROR,
                    INTERPROCESS_QUEUE_ERROR_INVALID_NAME, "InterprocessPublisher \"orders\": ",
                    "“the/orders”", NULL);
  assert_get_fails (provider, INTERPROCESS_TYPE_SUBSCRIBER, "invoices", INTERPROCESS_QUEUE_ERROR,
                    INTERPROCESS_QUEUE_ERROR_NOT_FOUND, "InterprocessSubscriber \"invoices\": ",
                    "“the-invoices”", NULL);
  assert_get_fails (provider, INTERPROCESS_TYPE_SUBSCRIBER, "letters", INTERPROCESS_QUEUE_ERROR,
                    INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS,
                    "InterprocessSubscriber \"letters\": ", "“the-invoices”", NULL);
  assert_get_fails (provider, INTERPROCESS_TYPE_SUBSCRIBER, "orders", INTERPROCESS_SERVICE_ERROR,
                    INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                    "InterprocessSubscriber \"orders\": ", NULL);
}

static void
test_tries_again (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  interprocess_queue_options_set_create (f->options, FALSE);
  interprocess_service_collection_add_subscriber (services, "orders", f->options);
  provider = build (services);
  assert_get_fails (provider, INTERPROCESS_TYPE_SUBSCRIBER, "orders", INTERPROCESS_QUEUE_ERROR,
                    INTERPROCESS_QUEUE_ERROR_NOT_FOUND, "orders", "test", NULL);

  interprocess_queue_options_set_create (f->options, TRUE);
  publisher = fixture_publisher (f);
  subscriber = get (provider, INTERPROCESS_TYPE_SUBSCRIBER, "orders");
  g_assert_cmpstr (interprocess_subscriber_get_queue_name (subscriber), ==, "test");
}

static void
test_bad_arguments (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL,
                         "*add_publisher*INTERPROCESS_IS_QUEUE_OPTIONS*");
  g_assert_true (
    interprocess_service_collection_add_publisher (services, "orders", NULL) == services);
  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL,
                         "*add_subscriber*INTERPROCESS_IS_QUEUE_OPTIONS*");
  g_assert_true (
    interprocess_service_collection_add_subscriber (services, "orders", NULL) == services);
  g_test_expect_message ("Interprocess.Queue", G_LOG_LEVEL_CRITICAL,
                         "*add_publisher*INTERPROCESS_IS_SERVICE_COLLECTION*");
  g_assert_null (interprocess_service_collection_add_publisher (NULL, "orders", f->options));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queues-by-name/opened-on-first-use", test_opened_on_first_use);
  fixture_add ("/queues-by-name/one-for-everybody", test_one_for_everybody);
  fixture_add ("/queues-by-name/closed-with-the-provider", test_closed_with_the_provider);
  fixture_add ("/queues-by-name/each-key-is-a-queue", test_each_key_is_a_queue);
  fixture_add ("/queues-by-name/without-a-key", test_without_a_key);
  fixture_add ("/queues-by-name/the-last-of-a-key-counts", test_the_last_of_a_key_counts);
  fixture_add ("/queues-by-name/asked-for-by-threads", test_asked_for_by_threads);
  fixture_add ("/queues-by-name/options-are-copied", test_options_are_copied);
  fixture_add ("/queues-by-name/logs-as-the-factory-does", test_logs_as_the_factory_does);
  fixture_add ("/queues-by-name/in-properties", test_in_properties);
  fixture_add ("/queues-by-name/missing-in-properties", test_missing_in_properties);
  fixture_add ("/queues-by-name/errors-name-key-and-queue", test_errors_name_key_and_queue);
  fixture_add ("/queues-by-name/tries-again", test_tries_again);
  fixture_add ("/queues-by-name/bad-arguments", test_bad_arguments);
  return g_test_run ();
}
