/* SPDX-License-Identifier: MIT */

#include "captured-log.h"
#include "logging-fixture.h"
#include "recording-provider.h"

static InterprocessServiceProvider *
build (InterprocessServiceCollection *services)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error);

  g_assert_no_error (error);

  return provider;
}

static gpointer
get (InterprocessServiceProvider *provider,
     GType                        type)
{
  g_autoptr(GError) error = NULL;
  gpointer service = interprocess_service_provider_get_required_service (provider, type, &error);

  g_assert_no_error (error);

  return service;
}

static void
log_with (InterprocessServiceProvider *provider,
          InterprocessLogLevel         level)
{
  g_autoptr(InterprocessLoggerFactory) factory = get (provider, INTERPROCESS_TYPE_LOGGER_FACTORY);
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (factory, "Test");

  interprocess_logger_log (logger, level, "entry", NULL);
}

static void
test_returns_the_collection (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  g_assert_true (interprocess_service_collection_add_logging (services) == services);
}

static void
test_registers_a_singleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) one = NULL;
  g_autoptr(InterprocessLoggerFactory) other = NULL;

  interprocess_service_collection_add_logging (services);
  provider = build (services);
  one = get (provider, INTERPROCESS_TYPE_LOGGER_FACTORY);
  other = get (provider, INTERPROCESS_TYPE_LOGGER_FACTORY);

  g_assert_true (one == other);
  interprocess_service_provider_close (provider);
}

static void
test_adds_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  guint n;

  interprocess_service_collection_add_logging (services);
  n = g_list_model_get_n_items (G_LIST_MODEL (services));
  interprocess_service_collection_add_logging (services);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, n);
}

static void
test_without_provider_writes_to_glib (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_logging (services);
  provider = build (services);
  captured_log_clear ();
  log_with (provider, INTERPROCESS_LOG_LEVEL_WARNING);
  g_assert_cmpuint (captured_log_count (), ==, 1);
  interprocess_service_provider_close (provider);
}

static void
test_collects_providers (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(RecordingProvider) recording = recording_provider_new (NULL);
  g_autoptr(InterprocessMemoryLoggerProvider) memory = NULL;
  g_autoptr(GListModel) entries = NULL;

  g_test_summary ("By class and by instance, registered before and after add_logging().");
  interprocess_service_collection_add_singleton_instance (
    services, INTERPROCESS_TYPE_LOGGER_PROVIDER, G_OBJECT (recording));
  interprocess_service_collection_add_logging (services);
  interprocess_service_collection_add_singleton (services, INTERPROCESS_TYPE_LOGGER_PROVIDER,
                                                 INTERPROCESS_TYPE_MEMORY_LOGGER_PROVIDER);
  provider = build (services);
  captured_log_clear ();
  log_with (provider, INTERPROCESS_LOG_LEVEL_WARNING);

  g_assert_cmpuint (captured_log_count (), ==, 0);
  g_assert_cmpuint (recording_provider_count (recording), ==, 1);
  memory = get (provider, INTERPROCESS_TYPE_LOGGER_PROVIDER);
  entries = interprocess_memory_logger_provider_snapshot (memory);
  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, 1);
  interprocess_service_provider_close (provider);
}

static void
test_finds_options (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(RecordingProvider) recording = recording_provider_new (NULL);
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  interprocess_logging_options_add_filter (options, "Test", INTERPROCESS_LOG_LEVEL_ERROR);
  interprocess_service_collection_add_logging (services);
  interprocess_service_collection_add_singleton_instance (
    services, INTERPROCESS_TYPE_LOGGER_PROVIDER, G_OBJECT (recording));
  interprocess_service_collection_add_singleton_instance (
    services, INTERPROCESS_TYPE_LOGGING_OPTIONS, G_OBJECT (options));
  provider = build (services);

  log_with (provider, INTERPROCESS_LOG_LEVEL_WARNING);
  g_assert_cmpuint (recording_provider_count (recording), ==, 0);
  log_with (provider, INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_cmpuint (recording_provider_count (recording), ==, 1);
  interprocess_service_provider_close (provider);
}

static GObject *
fail (InterprocessServiceProvider  *provider,
      const char                   *key,
      gpointer                      user_data,
      GError                      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no luck");

  return NULL;
}

static void
assert_factory_fails (GType broken)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_logging (services);
  interprocess_service_collection_add_singleton_factory (services, broken, fail, NULL, NULL);
  provider = build (services);
  factory = interprocess_service_provider_get_service (provider, INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                       &error);
  g_assert_null (factory);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  interprocess_service_provider_close (provider);
}

static void
test_a_part_fails (void)
{
  assert_factory_fails (INTERPROCESS_TYPE_LOGGER_PROVIDER);
  assert_factory_fails (INTERPROCESS_TYPE_LOGGING_OPTIONS);
}

static void
test_logger_by_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  g_autoptr(InterprocessLoggerFactory) its_factory = NULL;
  g_autoptr(InterprocessLogger) logger = NULL;
  g_autoptr(InterprocessLogger) again = NULL;
  g_autoptr(InterprocessLogger) other = NULL;

  g_test_summary ("The key is the category.");
  interprocess_service_collection_add_logging (services);
  provider = build (services);
  logger = interprocess_service_provider_get_required_keyed_service (
    provider, INTERPROCESS_TYPE_LOGGER, "Shop.Orders", NULL);
  again = interprocess_service_provider_get_required_keyed_service (
    provider, INTERPROCESS_TYPE_LOGGER, "Shop.Orders", NULL);
  other = interprocess_service_provider_get_required_keyed_service (
    provider, INTERPROCESS_TYPE_LOGGER, "Shop", NULL);

  g_assert_true (logger == again);
  g_assert_cmpstr (interprocess_logger_get_category (logger), ==, "Shop.Orders");
  g_assert_cmpstr (interprocess_logger_get_category (other), ==, "Shop");
  factory = get (provider, INTERPROCESS_TYPE_LOGGER_FACTORY);
  g_object_get (logger, "factory", &its_factory, NULL);
  g_assert_true (its_factory == factory);
  g_assert_false (interprocess_service_provider_is_service (provider, INTERPROCESS_TYPE_LOGGER));
  interprocess_service_provider_close (provider);
}

static void
test_own_factory_wins (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) own = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLoggerFactory) factory = NULL;

  interprocess_service_collection_add_singleton_instance (
    services, INTERPROCESS_TYPE_LOGGER_FACTORY, G_OBJECT (own));
  interprocess_service_collection_add_logging (services);
  provider = build (services);
  factory = get (provider, INTERPROCESS_TYPE_LOGGER_FACTORY);

  g_assert_true (factory == own);
  interprocess_service_provider_close (provider);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  captured_log_start ();

  g_test_add_func ("/logging-services/returns-the-collection", test_returns_the_collection);
  g_test_add_func ("/logging-services/registers-a-singleton", test_registers_a_singleton);
  g_test_add_func ("/logging-services/adds-once", test_adds_once);
  g_test_add_func ("/logging-services/without-provider-writes-to-glib",
                   test_without_provider_writes_to_glib);
  g_test_add_func ("/logging-services/collects-providers", test_collects_providers);
  g_test_add_func ("/logging-services/finds-options", test_finds_options);
  g_test_add_func ("/logging-services/a-part-fails", test_a_part_fails);
  g_test_add_func ("/logging-services/logger-by-key", test_logger_by_key);
  g_test_add_func ("/logging-services/own-factory-wins", test_own_factory_wins);

  return g_test_run ();
}
