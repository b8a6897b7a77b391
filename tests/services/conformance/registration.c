/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Registration, and getting one service. */

static void
test_ServicesRegisteredWithImplementationTypeCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (TEST_IS_OBJECT (object));
}

static void
test_ServiceInstanceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) instance = test_object_new ();

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (instance));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_same (test_get (provider, TEST_TYPE_A), instance);
}

static void
test_FactoryServicesCanBeCreatedByGetService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = NULL;

  g_test_summary ("A factory is given the provider and may ask it.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, test_create_with,
                                                         (GType[]) { TEST_TYPE_B, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (TEST_IS_OBJECT (g_ptr_array_index (object->needs, 0)));
}

TEST_DEFINE_NODE (UserOfFactories, user_of_factories,
                  TEST_REQUIRED ("transient", test_a_get_type),
                  TEST_REQUIRED ("scoped", test_b_get_type))

static void
test_FactoryServicesAreCreatedAsPartOfCreatingObjectGraph (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_C, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) one = NULL;
  g_autoptr(TestNode) other = NULL;
  TestObject *scoped;

  g_test_summary ("What factories create is injected like anything else, and lifetimes hold.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, test_create_with,
                                                         needs, NULL);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_B, test_create_with,
                                                      needs, NULL);
  interprocess_service_collection_add_transient (services, user_of_factories_get_type (),
                                                 user_of_factories_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, user_of_factories_get_type ());
  other = test_get (provider, user_of_factories_get_type ());
  g_assert_true (test_node_get (one, "transient") != test_node_get (other, "transient"));
  g_assert_true (test_node_get (one, "scoped") == test_node_get (other, "scoped"));

  scoped = test_node_get (one, "scoped");
  g_assert_true (TEST_IS_OBJECT (g_ptr_array_index (scoped->needs, 0)));
}

TEST_DEFINE_NODE (Outer, outer,
                  TEST_REQUIRED ("single", test_b_get_type),
                  TEST_REQUIRED ("multiple", g_list_model_get_type))

static void
test_OuterServiceCanHaveOtherServicesInjected (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_A, outer_get_type (),
                                         INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(TestNode) object = NULL;
  GListModel *multiple;

  interprocess_service_descriptor_bind_many (descriptor, "multiple", TEST_TYPE_C);
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B,
                                                          G_OBJECT (instance));
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (test_node_get (object, "single") == instance);
  multiple = test_node_get (object, "multiple");
  g_assert_cmpuint (g_list_model_get_n_items (multiple), ==, 2);
  g_assert_true (G_OBJECT_TYPE (test_item (multiple, 0)) == TEST_TYPE_OBJECT);
  g_assert_true (G_OBJECT_TYPE (test_item (multiple, 1)) == TEST_TYPE_OTHER);
}

static void
test_LastServiceReplacesPreviousServices (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (TEST_IS_OBJECT (object));
}

static void
test_AttemptingToResolveNonexistentServiceReturnsNull (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, &error));
  g_assert_no_error (error);
}

TEST_DEFINE_NODE (Superset, superset,
                  TEST_OPTIONAL ("a", test_a_get_type),
                  TEST_OPTIONAL ("b", test_b_get_type),
                  TEST_OPTIONAL ("c", test_c_get_type))

static void
assert_filled (gboolean has_a,
               gboolean has_b,
               gboolean has_c)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) a = has_a ? test_object_new () : NULL;
  g_autoptr(TestObject) b = has_b ? test_object_new () : NULL;
  g_autoptr(TestObject) c = has_c ? test_object_new () : NULL;
  g_autoptr(TestNode) object = NULL;

  if (has_a)
    interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A, G_OBJECT (a));
  if (has_b)
    interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B, G_OBJECT (b));
  if (has_c)
    interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_C, G_OBJECT (c));
  interprocess_service_collection_add_transient (services, superset_get_type (),
                                                 superset_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  object = test_get (provider, superset_get_type ());
  g_assert_true (test_node_get (object, "a") == a);
  g_assert_true (test_node_get (object, "b") == b);
  g_assert_true (test_node_get (object, "c") == c);
}

static void
test_ServiceContainerPicksConstructorWithLongestMatches (void)
{
  g_test_summary ("There is one constructor; of its optional properties, those are set for which "
                  "there is a service.");

  assert_filled (FALSE, FALSE, FALSE);
  assert_filled (TRUE, FALSE, FALSE);
  assert_filled (FALSE, TRUE, FALSE);
  assert_filled (TRUE, FALSE, TRUE);
  assert_filled (TRUE, TRUE, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("registration", ServicesRegisteredWithImplementationTypeCanBeResolved);
  TEST_ADD ("registration", ServiceInstanceCanBeResolved);
  TEST_ADD ("registration", FactoryServicesCanBeCreatedByGetService);
  TEST_ADD ("registration", FactoryServicesAreCreatedAsPartOfCreatingObjectGraph);
  TEST_ADD ("registration", OuterServiceCanHaveOtherServicesInjected);
  TEST_ADD ("registration", LastServiceReplacesPreviousServices);
  TEST_ADD ("registration", AttemptingToResolveNonexistentServiceReturnsNull);
  TEST_ADD ("registration", ServiceContainerPicksConstructorWithLongestMatches);

  return g_test_run ();
}
