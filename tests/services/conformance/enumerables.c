/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Getting all that is registered for a service. */

static void
test_SingleServiceCanBeIEnumerableResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) list = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  list = test_get_all (provider, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_true (TEST_IS_OBJECT (test_item (list, 0)));
}

static void
test_MultipleServiceCanBeIEnumerableResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) list = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  list = test_get_all (provider, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
}

static void
assert_types_in_order (GType first,
                       GType second)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) list = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, first);
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, second);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  list = test_get_all (provider, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  g_assert_true (G_OBJECT_TYPE (test_item (list, 0)) == first);
  g_assert_true (G_OBJECT_TYPE (test_item (list, 1)) == second);
}

static void
test_RegistrationOrderIsPreservedWhenServicesAreIEnumerableResolved (void)
{
  assert_types_in_order (TEST_TYPE_OBJECT, TEST_TYPE_OTHER);
  assert_types_in_order (TEST_TYPE_OTHER, TEST_TYPE_OBJECT);
}

static void
test_NonexistentServiceCanBeIEnumerableResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_list (test_get_all (provider, TEST_TYPE_A), NULL);
}

static void
assert_three_differ (InterprocessServiceLifetime lifetime)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GListModel) list = NULL;

  for (int i = 0; i < 3; i++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        interprocess_service_descriptor_new (TEST_TYPE_A, TEST_TYPE_OBJECT, lifetime);

      interprocess_service_collection_add (services, descriptor);
    }
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  list = test_get_all (interprocess_service_scope_get_provider (scope), TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  g_assert_true (test_item (list, 0) != test_item (list, 1));
  g_assert_true (test_item (list, 1) != test_item (list, 2));
  g_assert_true (test_item (list, 2) != test_item (list, 0));
  test_take_same (test_get_scoped (scope, TEST_TYPE_A), test_item (list, 2));
}

static void
test_ResolvesDifferentInstancesForServiceWhenResolvingEnumerable (void)
{
  assert_three_differ (INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  assert_three_differ (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("enumerables", SingleServiceCanBeIEnumerableResolved);
  TEST_ADD ("enumerables", MultipleServiceCanBeIEnumerableResolved);
  TEST_ADD ("enumerables", RegistrationOrderIsPreservedWhenServicesAreIEnumerableResolved);
  TEST_ADD ("enumerables", NonexistentServiceCanBeIEnumerableResolved);
  TEST_ADD ("enumerables", ResolvesDifferentInstancesForServiceWhenResolvingEnumerable);

  return g_test_run ();
}
