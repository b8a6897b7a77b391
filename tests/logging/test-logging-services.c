/* SPDX-License-Identifier: MIT */

#include <interprocess/interprocess.h>

#include "recording-factory.h"

static InterprocessServiceProvider *
build (InterprocessServiceCollection *services)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error);

  g_assert_no_error (error);

  return provider;
}

static InterprocessLoggerFactory *
get_factory (InterprocessServiceProvider *provider)
{
  g_autoptr(GError) error = NULL;
  InterprocessLoggerFactory *factory = interprocess_service_provider_get_required_service (
    provider, INTERPROCESS_TYPE_LOGGER_FACTORY, &error);

  g_assert_no_error (error);

  return factory;
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
  one = get_factory (provider);
  other = get_factory (provider);

  g_assert_cmpuint (G_OBJECT_TYPE (one), ==, INTERPROCESS_TYPE_LOGGER_FACTORY);
  g_assert_true (one == other);
  interprocess_service_provider_close (provider);
}

static void
test_adds_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_logging (services);
  interprocess_service_collection_add_logging (services);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 1);
}

static void
test_own_class_wins (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessLoggerFactory) factory = NULL;

  interprocess_service_collection_add_singleton (services, INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                 RECORDING_TYPE_FACTORY);
  interprocess_service_collection_add_logging (services);
  provider = build (services);
  factory = get_factory (provider);

  g_assert_cmpuint (G_OBJECT_TYPE (factory), ==, RECORDING_TYPE_FACTORY);
  interprocess_service_provider_close (provider);
}

static void
test_own_instance_wins (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(RecordingFactory) own = recording_factory_new (NULL);
  g_autoptr(InterprocessLoggerFactory) factory = NULL;

  interprocess_service_collection_add_singleton_instance (
    services, INTERPROCESS_TYPE_LOGGER_FACTORY, G_OBJECT (own));
  interprocess_service_collection_add_logging (services);
  provider = build (services);
  factory = get_factory (provider);

  g_assert_true (factory == INTERPROCESS_LOGGER_FACTORY (own));
  interprocess_service_provider_close (provider);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/logging-services/returns-the-collection", test_returns_the_collection);
  g_test_add_func ("/logging-services/registers-a-singleton", test_registers_a_singleton);
  g_test_add_func ("/logging-services/adds-once", test_adds_once);
  g_test_add_func ("/logging-services/own-class-wins", test_own_class_wins);
  g_test_add_func ("/logging-services/own-instance-wins", test_own_instance_wins);

  return g_test_run ();
}
