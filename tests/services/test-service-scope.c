/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

static void
test_ScopedServiceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GObject) of_root = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  of_root = test_get (provider, TEST_TYPE_A);
  one = test_get_scoped (scope, TEST_TYPE_A);
  other = test_get_scoped (scope, TEST_TYPE_A);
  g_assert_true (one == other);
  g_assert_true (one != of_root);
}

static void
test_NestedScopedServiceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) outer = NULL;
  g_autoptr(InterprocessServiceScope) inner = NULL;
  g_autoptr(GObject) of_outer = NULL;
  g_autoptr(GObject) of_inner = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
  outer = test_create_scope (provider);
  inner = test_create_scope (interprocess_service_scope_get_provider (outer));

  of_outer = test_get_scoped (outer, TEST_TYPE_A);
  of_inner = test_get_scoped (inner, TEST_TYPE_A);
  g_assert_true (of_outer != of_inner);
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

static void
test_SingletonServicesComeFromRootProvider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) first = NULL;
  g_autoptr(InterprocessServiceScope) second = NULL;
  g_autoptr(TestObject) of_first = NULL;
  g_autoptr(TestObject) of_second = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  first = test_create_scope (provider);
  of_first = test_get_scoped (first, TEST_TYPE_A);
  interprocess_service_scope_close (first);
  g_assert_cmpint (of_first->n_closed, ==, 0);

  second = test_create_scope (provider);
  of_second = test_get_scoped (second, TEST_TYPE_A);
  g_assert_true (of_first == of_second);
}

static void
test_SingletonServiceCanBeResolvedFromScope (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) object = NULL;

  g_test_summary ("A singleton that asks for the provider is given the root, which outlives it.");

  interprocess_service_collection_add_singleton_factory (
    services, TEST_TYPE_A, test_create_with,
    (GType[]) { INTERPROCESS_TYPE_SERVICE_PROVIDER, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  object = test_get_scoped (scope, TEST_TYPE_A);
  g_assert_true (g_ptr_array_index (object->needs, 0) == provider);

  interprocess_service_provider_close (provider);
}

static void
test_others_are_given_the_scopes_provider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { INTERPROCESS_TYPE_SERVICE_PROVIDER, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) scoped = NULL;
  g_autoptr(TestObject) transient = NULL;

  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_A, test_create_with,
                                                      needs, NULL);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_B, test_create_with,
                                                         needs, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  scoped = test_get_scoped (scope, TEST_TYPE_A);
  transient = test_get_scoped (scope, TEST_TYPE_B);
  g_assert_true (
    g_ptr_array_index (scoped->needs, 0) == interprocess_service_scope_get_provider (scope));
  g_assert_true (
    g_ptr_array_index (transient->needs, 0) == interprocess_service_scope_get_provider (scope));
}

static void
test_the_provider_is_a_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);
  g_autoptr(GObject) of_root = test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER);
  g_autoptr(GObject) of_scope = test_get_scoped (scope, INTERPROCESS_TYPE_SERVICE_PROVIDER);

  g_assert_true (of_root == G_OBJECT (provider));
  g_assert_true (of_scope == G_OBJECT (interprocess_service_scope_get_provider (scope)));
}

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
test_ScopedServices_FromCachedScopeFactory_CanBeResolvedAndDisposed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScopeFactory) factory = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
  factory = test_get (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr(InterprocessServiceScope) outer =
        interprocess_service_scope_factory_create_scope (factory, NULL);
      g_autoptr(InterprocessServiceScope) inner =
        interprocess_service_scope_factory_create_scope (factory, NULL);
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

static void
test_GetService_DoesNotThrow_WhenScopeFactoryIsInjectedIntoSingleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton_factory (
    services, TEST_TYPE_A, test_create_with,
    (GType[]) { INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (INTERPROCESS_IS_SERVICE_SCOPE_FACTORY (g_ptr_array_index (object->needs, 0)));

  interprocess_service_provider_close (provider);
}

static void
test_DisposingScopeDisposesService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) singleton = NULL;
  g_autoptr(TestObject) scoped = NULL;
  g_autoptr(TestObject) transient = NULL;
  g_autoptr(TestObject) transient_of_root = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  singleton = test_get_scoped (scope, TEST_TYPE_A);
  scoped = test_get_scoped (scope, TEST_TYPE_B);
  transient = test_get_scoped (scope, TEST_TYPE_C);
  transient_of_root = test_get (provider, TEST_TYPE_C);

  interprocess_closable_close (INTERPROCESS_CLOSABLE (scope));
  g_assert_cmpint (singleton->n_closed, ==, 0);
  g_assert_cmpint (scoped->n_closed, ==, 1);
  g_assert_cmpint (transient->n_closed, ==, 1);
  g_assert_cmpint (transient_of_root->n_closed, ==, 0);

  interprocess_closable_close (INTERPROCESS_CLOSABLE (provider));
  g_assert_cmpint (singleton->n_closed, ==, 1);
  g_assert_cmpint (scoped->n_closed, ==, 1);
  g_assert_cmpint (transient_of_root->n_closed, ==, 1);
}

static void
test_ScopeDispose_PreventsServiceResolution (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GObject) object = NULL;
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *of_scope;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  of_scope = interprocess_service_scope_get_provider (scope);
  interprocess_service_scope_close (scope);

  test_get_fails (of_scope, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED,
                  "TestA: the scope was closed: *");
  g_assert_null (interprocess_service_provider_create_scope (of_scope, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
  object = test_get (provider, TEST_TYPE_A);
}

static void
test_a_scope_closes_when_it_goes (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceProvider) of_scope = NULL;
  g_autoptr(TestObject) object = NULL;
  InterprocessServiceScope *scope;

  g_test_summary ("Also if a service of the scope holds its provider.");

  interprocess_service_collection_add_scoped_factory (
    services, TEST_TYPE_A, test_create_with,
    (GType[]) { INTERPROCESS_TYPE_SERVICE_PROVIDER, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  object = test_get_scoped (scope, TEST_TYPE_A);
  of_scope = g_object_ref (interprocess_service_scope_get_provider (scope));

  g_assert_finalize_object (scope);
  g_assert_cmpint (object->n_closed, ==, 1);
  test_get_fails (of_scope, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "*");
}

static void
test_a_scope_keeps_the_root (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  g_object_unref (provider);

  object = test_get_scoped (scope, TEST_TYPE_A);
  g_clear_object (&scope);
  g_assert_cmpint (object->n_closed, ==, 1);
}

static void
test_WorksWithWideScopedTrees (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 1000; i++)
    interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
  scope = test_create_scope (provider);

  list = interprocess_service_provider_get_services (
    interprocess_service_scope_get_provider (scope), TEST_TYPE_A, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/scope/" #name, test_##name)

  ADD (ScopedServiceCanBeResolved);
  ADD (NestedScopedServiceCanBeResolved);
  ADD (TransientServiceCanBeResolvedFromScope);
  ADD (SingletonServicesComeFromRootProvider);
  ADD (SingletonServiceCanBeResolvedFromScope);
  ADD (others_are_given_the_scopes_provider);
  ADD (the_provider_is_a_service);
  ADD (ServiceProviderRegistersServiceScopeFactory);
  ADD (ScopedServices_FromCachedScopeFactory_CanBeResolvedAndDisposed);
  ADD (GetService_DoesNotThrow_WhenScopeFactoryIsInjectedIntoSingleton);
  ADD (DisposingScopeDisposesService);
  ADD (ScopeDispose_PreventsServiceResolution);
  ADD (a_scope_closes_when_it_goes);
  ADD (a_scope_keeps_the_root);
  ADD (WorksWithWideScopedTrees);

  return g_test_run ();
}
