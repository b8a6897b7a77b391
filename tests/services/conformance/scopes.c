/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

static void
test_ServiceProviderRegistersServiceScopeFactory (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(InterprocessServiceScopeFactory) factory =
    test_get (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY);
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GError) error = NULL;

  scope = interprocess_service_scope_factory_create_scope (factory, &error);
  g_assert_no_error (error);
  g_assert_true (INTERPROCESS_IS_SERVICE_SCOPE (scope));
}

static void
test_ScopedServiceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GObject) of_root = NULL;
  g_autoptr(GObject) of_scope = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  of_root = test_get (provider, TEST_TYPE_A);
  of_scope = test_get_scoped (scope, TEST_TYPE_A);
  g_assert_true (of_root != of_scope);
  test_take_same (test_get_scoped (scope, TEST_TYPE_A), of_scope);
}

static void
assert_differ_in_nested_scopes (InterprocessBuildFlags flags)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) outer = NULL;
  g_autoptr(InterprocessServiceScope) inner = NULL;
  g_autoptr(GObject) of_outer = NULL;
  g_autoptr(GObject) of_inner = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, flags);
  outer = test_create_scope (provider);
  inner = test_create_scope (interprocess_service_scope_get_provider (outer));

  of_outer = test_get_scoped (outer, TEST_TYPE_A);
  of_inner = test_get_scoped (inner, TEST_TYPE_A);
  g_assert_true (of_outer != of_inner);
}

static void
test_NestedScopedServiceCanBeResolved (void)
{
  assert_differ_in_nested_scopes (INTERPROCESS_BUILD_FLAGS_NONE);
}

static void
test_NestedScopedServiceCanBeResolvedWithNoFallbackProvider (void)
{
  g_test_summary ("The root, to fall back on, would not give a scoped service here.");

  assert_differ_in_nested_scopes (INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
}

static void
test_ScopedServices_FromCachedScopeFactory_CanBeResolvedAndDisposed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScopeFactory) factory = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  factory = test_get (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr(InterprocessServiceScope) outer =
        interprocess_service_scope_factory_create_scope (factory, NULL);
      g_autoptr(InterprocessServiceScope) inner =
        test_create_scope (interprocess_service_scope_get_provider (outer));
      g_autoptr(TestObject) of_outer = test_get_scoped (outer, TEST_TYPE_A);
      g_autoptr(TestObject) of_inner = test_get_scoped (inner, TEST_TYPE_A);

      g_assert_true (of_outer != of_inner);

      interprocess_service_scope_close (inner);
      g_assert_cmpint (of_inner->n_closed, ==, 1);
      g_assert_cmpint (of_outer->n_closed, ==, 0);
      interprocess_service_scope_close (outer);
      g_assert_cmpint (of_outer->n_closed, ==, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("scopes", ServiceProviderRegistersServiceScopeFactory);
  TEST_ADD ("scopes", ScopedServiceCanBeResolved);
  TEST_ADD ("scopes", NestedScopedServiceCanBeResolved);
  TEST_ADD ("scopes", NestedScopedServiceCanBeResolvedWithNoFallbackProvider);
  TEST_ADD ("scopes", ScopedServices_FromCachedScopeFactory_CanBeResolvedAndDisposed);

  return g_test_run ();
}
