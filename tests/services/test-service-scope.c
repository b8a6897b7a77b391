/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/scope/" #name, test_##name)

  ADD (others_are_given_the_scopes_provider);
  ADD (the_provider_is_a_service);
  ADD (a_scope_closes_when_it_goes);
  ADD (a_scope_keeps_the_root);

  return g_test_run ();
}
