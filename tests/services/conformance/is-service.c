/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Asking whether there is a service. It can be asked of the provider, which is also what the
 * built-in service for it gives. */

static void
assert_is_service (InterprocessServiceProvider *provider,
                   GType                        type,
                   gboolean                     expected)
{
  g_autoptr(InterprocessServiceProviderIsService) asked =
    test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE);

  g_assert_cmpint (interprocess_service_provider_is_service (provider, type), ==, expected);
  g_assert_cmpint (interprocess_service_provider_is_service_is_service (asked, type), ==, expected);
}

static void
test_ExplictServiceRegisterationWithIsService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_is_service (provider, TEST_TYPE_A, TRUE);
  assert_is_service (provider, TEST_TYPE_OBJECT, FALSE);
}

static void
test_IEnumerableWithIsServiceAlwaysReturnsTrue (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) registered = NULL;

  g_test_summary ("All services of a type can always be had, if only none: also of a type that is "
                  "not a service. But without its items' type a list is not a service.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  registered = test_get_all (provider, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (registered), ==, 1);
  test_take_list (test_get_all (provider, TEST_TYPE_OBJECT), NULL);
  assert_is_service (provider, G_TYPE_LIST_MODEL, FALSE);
}

static void
test_BuiltInServicesWithIsServiceReturnsTrue (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_is_service (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER, TRUE);
  assert_is_service (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY, TRUE);
  assert_is_service (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("is-service", ExplictServiceRegisterationWithIsService);
  TEST_ADD ("is-service", IEnumerableWithIsServiceAlwaysReturnsTrue);
  TEST_ADD ("is-service", BuiltInServicesWithIsServiceReturnsTrue);

  return g_test_run ();
}
