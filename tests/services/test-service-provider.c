/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Registration, and getting one service, beyond what .NET specifies: that is in conformance/. */

static void
test_a_missing_required_service_is_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA: not registered: *");
}

static void
test_an_object_may_provide_several_services (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) a = NULL;
  g_autoptr(GObject) b = NULL;

  g_test_summary (
    "A service is known by the type it was registered by, not by what its object is.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  a = test_get (provider, TEST_TYPE_A);
  b = test_get (provider, TEST_TYPE_B);
  g_assert_true (a != b);
  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_OBJECT, NULL));
}

static GObject *
create_floating (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  return g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);
}

static void
test_floating_objects_are_sunk (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GObject *by_factory;
  GObject *by_type;

  interprocess_service_collection_add_transient_factory (services, G_TYPE_OBJECT, create_floating,
                                                         NULL, NULL);
  interprocess_service_collection_add_transient (services, G_TYPE_INITIALLY_UNOWNED,
                                                 G_TYPE_INITIALLY_UNOWNED);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  by_factory = test_get (provider, G_TYPE_OBJECT);
  by_type = test_get (provider, G_TYPE_INITIALLY_UNOWNED);
  g_assert_false (g_object_is_floating (by_factory));
  g_assert_false (g_object_is_floating (by_type));
  g_assert_finalize_object (by_factory);
  g_assert_finalize_object (by_type);
}

static void
test_a_provider_made_by_hand_is_closed (void)
{
  InterprocessServiceProvider *provider = g_object_new (INTERPROCESS_TYPE_SERVICE_PROVIDER, NULL);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
  g_assert_false (interprocess_service_provider_is_service (provider, TEST_TYPE_A));
  interprocess_service_provider_close (provider);
  g_assert_finalize_object (provider);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/" #name, test_##name)

  ADD (a_missing_required_service_is_an_error);
  ADD (an_object_may_provide_several_services);
  ADD (floating_objects_are_sunk);
  ADD (a_provider_made_by_hand_is_closed);

  return g_test_run ();
}
