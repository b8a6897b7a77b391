/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* For how long one object serves. */

static void
test_ServicesRegisteredWithImplementationType_ReturnDifferentInstancesPerResolution_ForTransientServices (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, TEST_TYPE_A);
  other = test_get (provider, TEST_TYPE_A);
  g_assert_true (TEST_IS_OBJECT (one));
  g_assert_true (TEST_IS_OBJECT (other));
  g_assert_true (one != other);
}

static void
test_ServicesRegisteredWithImplementationType_ReturnSameInstancesPerResolution_ForSingletons (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (TEST_IS_OBJECT (object));
  test_take_same (test_get (provider, TEST_TYPE_A), object);
}

static void
test_SingletonServiceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, test_create, NULL,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  test_take_same (test_get (provider, TEST_TYPE_A), object);
}

static void
test_TransientServiceCanBeResolvedFromProvider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, test_create, NULL,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, TEST_TYPE_A);
  other = test_get (provider, TEST_TYPE_A);
  g_assert_true (one != other);
}

static void
test_TransientServiceCanBeResolvedFromScope (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GObject) of_root = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  of_root = test_get (provider, TEST_TYPE_A);
  one = test_get_scoped (scope, TEST_TYPE_A);
  other = test_get_scoped (scope, TEST_TYPE_A);
  g_assert_true (one != other);
  g_assert_true (one != of_root);
  g_assert_true (other != of_root);
}

TEST_DEFINE_NODE (UserOfProvider, user_of_provider,
                  TEST_REQUIRED ("provider", interprocess_service_provider_get_type))

static void
test_SingletonServiceCanBeResolvedFromScope (void)
{
  const GType type = user_of_provider_get_type ();
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) first = NULL;
  g_autoptr(InterprocessServiceScope) second = NULL;
  g_autoptr(TestNode) object = NULL;

  g_test_summary ("A singleton that needs the provider is given the root, which outlives it.");

  interprocess_service_collection_add_singleton (services, type, type);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  first = test_create_scope (provider);
  object = test_get_scoped (first, type);
  interprocess_service_scope_close (first);

  second = test_create_scope (provider);
  test_take_same (test_get_scoped (second, type), object);
  g_assert_true (test_node_get (object, "provider") == provider);

  interprocess_service_provider_close (provider);
}

static void
test_SingletonServicesComeFromRootProvider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) first = NULL;
  g_autoptr(InterprocessServiceScope) second = NULL;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  first = test_create_scope (provider);
  object = test_get_scoped (first, TEST_TYPE_A);
  interprocess_service_scope_close (first);
  g_assert_cmpint (object->n_closed, ==, 0);

  second = test_create_scope (provider);
  test_take_same (test_get_scoped (second, TEST_TYPE_A), object);
  interprocess_service_scope_close (second);
  g_assert_cmpint (object->n_closed, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD (
    "lifetimes",
    ServicesRegisteredWithImplementationType_ReturnDifferentInstancesPerResolution_ForTransientServices);
  TEST_ADD (
    "lifetimes",
    ServicesRegisteredWithImplementationType_ReturnSameInstancesPerResolution_ForSingletons);
  TEST_ADD ("lifetimes", SingletonServiceCanBeResolved);
  TEST_ADD ("lifetimes", TransientServiceCanBeResolvedFromProvider);
  TEST_ADD ("lifetimes", TransientServiceCanBeResolvedFromScope);
  TEST_ADD ("lifetimes", SingletonServiceCanBeResolvedFromScope);
  TEST_ADD ("lifetimes", SingletonServicesComeFromRootProvider);

  return g_test_run ();
}
