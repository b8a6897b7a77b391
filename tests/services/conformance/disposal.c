/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* What closing a scope or a provider does to the objects. */

static void
test_DisposingScopeDisposesService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) singleton = NULL;
  g_autoptr(TestObject) scoped = NULL;
  g_autoptr(TestObject) one_transient = NULL;
  g_autoptr(TestObject) other_transient = NULL;
  g_autoptr(TestObject) transient_of_root = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  transient_of_root = test_get (provider, TEST_TYPE_C);
  scoped = test_get_scoped (scope, TEST_TYPE_B);
  one_transient = test_get_scoped (scope, TEST_TYPE_C);
  other_transient = test_get_scoped (scope, TEST_TYPE_C);
  singleton = test_get_scoped (scope, TEST_TYPE_A);

  interprocess_service_scope_close (scope);
  g_assert_cmpint (scoped->n_closed, ==, 1);
  g_assert_cmpint (one_transient->n_closed, ==, 1);
  g_assert_cmpint (other_transient->n_closed, ==, 1);
  g_assert_cmpint (singleton->n_closed, ==, 0);
  g_assert_cmpint (transient_of_root->n_closed, ==, 0);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (singleton->n_closed, ==, 1);
  g_assert_cmpint (transient_of_root->n_closed, ==, 1);
  g_assert_cmpint (scoped->n_closed, ==, 1);
}

TEST_DEFINE_NODE (Outer, outer,
                  TEST_REQUIRED ("single", test_b_get_type),
                  TEST_REQUIRED ("multiple", g_list_model_get_type))

static void
test_DisposesInReverseOrderOfCreation (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_A, outer_get_type (),
                                         INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) object = NULL;
  g_autoptr(GListModel) multiple = NULL;
  g_autoptr(TestNode) single = NULL;
  int last_closed_at;

  g_test_summary ("What an object needs is created before it, in the order of its properties, and "
                  "so closed after it in the other order.");

  interprocess_service_descriptor_bind_many (descriptor, "multiple", TEST_TYPE_C);
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_OTHER);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_C, TEST_TYPE_OTHER);
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OTHER);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  object = test_get (provider, TEST_TYPE_A);
  single = g_object_ref (test_node_get (object, "single"));
  multiple = g_object_ref (test_node_get (object, "multiple"));

  interprocess_service_provider_close (provider);

  last_closed_at = object->closed_at;
  g_assert_cmpint (last_closed_at, >, 0);
  for (guint i = 3; i > 0; i--)
    {
      const TestNode *item = test_item (multiple, i - 1);

      g_assert_cmpint (item->closed_at, >, last_closed_at);
      last_closed_at = item->closed_at;
    }
  g_assert_cmpint (single->closed_at, >, last_closed_at);
}

static void
test_SelfResolveThenDispose (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  InterprocessServiceProvider *itself = test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER);

  g_assert_true (itself == provider);
  interprocess_service_provider_close (itself);
  g_object_unref (itself);
  g_assert_finalize_object (provider);
}

TEST_DEFINE_NODE (Nester, nester,
                  TEST_REQUIRED ("provider", interprocess_service_provider_get_type),
                  TEST_REQUIRED ("nested", test_a_get_type))

TEST_DEFINE_NODE (Nested, nested,
                  TEST_REQUIRED ("provider", interprocess_service_provider_get_type))

static void
test_SafelyDisposeNestedProviderReferences (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider;
  TestNode *object;
  g_autoptr(TestNode) inner = NULL;

  g_test_summary ("Closing ends the cycle of a provider and of services that hold it.");

  interprocess_service_collection_add_transient (services, nester_get_type (), nester_get_type ());
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, nested_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  object = test_get (provider, nester_get_type ());
  inner = g_object_ref (test_node_get (object, "nested"));
  g_assert_true (test_node_get (inner, "provider") == provider);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
  g_assert_cmpint (inner->n_closed, ==, 1);
  g_assert_finalize_object (object);
  g_clear_object (&inner);
  g_assert_finalize_object (provider);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("disposal", DisposingScopeDisposesService);
  TEST_ADD ("disposal", DisposesInReverseOrderOfCreation);
  TEST_ADD ("disposal", SelfResolveThenDispose);
  TEST_ADD ("disposal", SafelyDisposeNestedProviderReferences);

  return g_test_run ();
}
