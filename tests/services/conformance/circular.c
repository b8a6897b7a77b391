/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Classes that need each other. */

static const InterprocessServiceLifetime lifetimes[] = {
  INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
  INTERPROCESS_SERVICE_LIFETIME_SCOPED,
  INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
};

/* Each type is registered for itself, up to the first one that is 0. */
static InterprocessServiceProvider *
build (InterprocessServiceLifetime lifetime,
       const GType                *types)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  for (const GType *type = types; *type != 0; type++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        interprocess_service_descriptor_new (*type, *type, lifetime);

      interprocess_service_collection_add (services, descriptor);
    }

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

/* In the end everybody stands where they began: the next call says the same. */
static void
assert_circular (InterprocessServiceProvider *provider,
                 GType                        type,
                 const char                  *message_pattern)
{
  for (int i = 0; i < 2; i++)
    test_get_fails (provider, type, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                    message_pattern);
}

static GType
self_get_type (void);

TEST_DEFINE_NODE (Self, self,
                  TEST_REQUIRED ("self", self_get_type))

static void
test_SelfCircularDependency (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceProvider) provider =
        build (lifetimes[i], (GType[]) { self_get_type (), 0 });

      assert_circular (provider, self_get_type (), "Self.self -> Self: *");
    }
}

TEST_DEFINE_NODE (OneOfAll, one_of_all,
                  TEST_REQUIRED ("all", g_list_model_get_type))

static void
test_SelfCircularDependencyInEnumerable (void)
{
  const GType type = one_of_all_get_type ();

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        interprocess_service_descriptor_new (type, type, lifetimes[i]);
      g_autoptr(InterprocessServiceProvider) provider = NULL;
      g_autoptr(GError) error = NULL;

      interprocess_service_descriptor_bind_many (descriptor, "all", type);
      interprocess_service_collection_add (services, descriptor);
      provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

      assert_circular (provider, type, "OneOfAll.all -> OneOfAll: *");
      g_assert_null (interprocess_service_provider_get_services (provider, type, &error));
      g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                      INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY);
      test_assert_message (error, "OneOfAll.all -> OneOfAll: *");
    }
}

TEST_DEFINE_NODE (SelfWithInterface, self_with_interface,
                  TEST_REQUIRED ("self", test_a_get_type))

static void
test_SelfCircularDependencyWithInterface (void)
{
  const GType type = self_with_interface_get_type ();
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, type);
  interprocess_service_collection_add_transient (services, type, type);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_circular (provider, type, "SelfWithInterface.self -> TestA (SelfWithInterface).self -> "
                                   "TestA (SelfWithInterface): *");
}

static GType
direct_one_get_type (void);

TEST_DEFINE_NODE (DirectOther, direct_other,
                  TEST_REQUIRED ("one", direct_one_get_type))

TEST_DEFINE_NODE (DirectOne, direct_one,
                  TEST_REQUIRED ("other", direct_other_get_type))

static void
test_DirectCircularDependency (void)
{
  const GType types[] = { direct_one_get_type (), direct_other_get_type (), 0 };

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceProvider) provider = build (lifetimes[i], types);

      assert_circular (provider, types[0], "DirectOne.other -> DirectOther.one -> DirectOne: *");
      assert_circular (provider, types[1], "DirectOther.one -> DirectOne.other -> DirectOther: *");
    }
}

static GType
first_get_type (void);

TEST_DEFINE_NODE (Third, third,
                  TEST_REQUIRED ("first", first_get_type))

TEST_DEFINE_NODE (Second, second,
                  TEST_REQUIRED ("third", third_get_type))

TEST_DEFINE_NODE (First, first,
                  TEST_REQUIRED ("second", second_get_type))

static void
test_IndirectCircularDependency (void)
{
  const GType types[] = { first_get_type (), second_get_type (), third_get_type (), 0 };

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceProvider) provider = build (lifetimes[i], types);

      assert_circular (provider, types[0],
                       "First.second -> Second.third -> Third.first -> First: *");
    }
}

TEST_DEFINE_NODE (Leaf, leaf, TEST_NO_NEEDS)

TEST_DEFINE_NODE (Branch, branch,
                  TEST_REQUIRED ("leaf", leaf_get_type))

TEST_DEFINE_NODE (Tree, tree,
                  TEST_REQUIRED ("branch", branch_get_type),
                  TEST_REQUIRED ("one-leaf", leaf_get_type),
                  TEST_REQUIRED ("other-leaf", leaf_get_type))

static void
test_NoCircularDependencySameTypeMultipleTimes (void)
{
  const GType types[] = { tree_get_type (), branch_get_type (), leaf_get_type (), 0 };
  g_autoptr(InterprocessServiceProvider) provider =
    build (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, types);
  g_autoptr(TestNode) tree = test_get (provider, tree_get_type ());

  g_assert_true (test_node_get (tree, "one-leaf") != test_node_get (tree, "other-leaf"));
  g_assert_true (test_node_get (test_node_get (tree, "branch"), "leaf") !=
                 test_node_get (tree, "one-leaf"));
}

TEST_DEFINE_NODE (Outside, outside,
                  TEST_REQUIRED ("one", direct_one_get_type))

static void
test_DependencyOnCircularDependency (void)
{
  const GType types[] = {
    outside_get_type (), direct_one_get_type (), direct_other_get_type (), 0,
  };

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceProvider) provider = build (lifetimes[i], types);

      assert_circular (provider, types[0],
                       "Outside.one -> DirectOne.other -> DirectOther.one -> DirectOne: *");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("circular", SelfCircularDependency);
  TEST_ADD ("circular", SelfCircularDependencyInEnumerable);
  TEST_ADD ("circular", SelfCircularDependencyWithInterface);
  TEST_ADD ("circular", DirectCircularDependency);
  TEST_ADD ("circular", IndirectCircularDependency);
  TEST_ADD ("circular", NoCircularDependencySameTypeMultipleTimes);
  TEST_ADD ("circular", DependencyOnCircularDependency);

  return g_test_run ();
}
