/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Asking whether there is a service with a key. */

static void
assert_is_keyed_service (InterprocessServiceProvider *provider,
                         GType                        type,
                         const char                  *key,
                         gboolean                     expected)
{
  g_autoptr(InterprocessServiceProviderIsService) asked =
    test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE);

  g_assert_cmpint (interprocess_service_provider_is_keyed_service (provider, type, key), ==,
                   expected);
  g_assert_cmpint (interprocess_service_provider_is_service_is_keyed_service (asked, type, key), ==,
                   expected);
}

static void
test_ExplicitServiceRegistrationWithIsKeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "key",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_is_keyed_service (provider, TEST_TYPE_A, "key", TRUE);
  assert_is_keyed_service (provider, TEST_TYPE_A, "other", FALSE);
  assert_is_keyed_service (provider, TEST_TYPE_A, NULL, FALSE);
  assert_is_keyed_service (provider, TEST_TYPE_OBJECT, "key", FALSE);
  assert_is_keyed_service (provider, TEST_TYPE_OBJECT, "other", FALSE);
}

static void
test_IEnumerableWithIsKeyedServiceAlwaysReturnsTrue (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) registered = NULL;

  g_test_summary ("All services of a type and a key can always be had, if only none.");

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "key",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  registered = test_get_all_keyed (provider, TEST_TYPE_A, "key");
  g_assert_cmpuint (g_list_model_get_n_items (registered), ==, 1);
  test_take_list (test_get_all_keyed (provider, TEST_TYPE_OBJECT, "key"), NULL);
  assert_is_keyed_service (provider, G_TYPE_LIST_MODEL, "key", FALSE);
}

static void
test_NonKeyedServiceWithIsKeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, NULL,
                                                       TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_is_keyed_service (provider, TEST_TYPE_A, NULL, TRUE);
  assert_is_keyed_service (provider, TEST_TYPE_B, NULL, TRUE);
  g_assert_true (interprocess_service_provider_is_service (provider, TEST_TYPE_A));
}

static void
test_BuiltInServicesWithIsKeyedServiceOnlyReturnTrueForNullServiceKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  const GType built_in[] = {
    INTERPROCESS_TYPE_SERVICE_PROVIDER,
    INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY,
    INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    {
      assert_is_keyed_service (provider, built_in[i], NULL, TRUE);
      assert_is_keyed_service (provider, built_in[i], "key", FALSE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("is-keyed-service", ExplicitServiceRegistrationWithIsKeyedService);
  TEST_ADD ("is-keyed-service", IEnumerableWithIsKeyedServiceAlwaysReturnsTrue);
  TEST_ADD ("is-keyed-service", NonKeyedServiceWithIsKeyedService);
  TEST_ADD ("is-keyed-service", BuiltInServicesWithIsKeyedServiceOnlyReturnTrueForNullServiceKey);

  return g_test_run ();
}
