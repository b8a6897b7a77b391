/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Errors while an object is created, and closing. */

static void
assert_fails_with_own_error (InterprocessServiceProvider *provider,
                             GType                        type,
                             const char                  *path)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_service (provider, type, &error));
  test_assert_own_error (error, path);
}

TEST_DEFINE_NODE (UserOfFailing, user_of_failing,
                  TEST_REQUIRED ("failing", test_failing_get_type))

static void
test_RethrowOriginalExceptionFromConstructor (void)
{
  const GType type = user_of_failing_get_type ();
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  g_test_summary ("What initialising fails with keeps its domain and code, and gets the path.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_FAILING, TEST_TYPE_FAILING);
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_FAILING_WITH_B);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_OTHER);
  interprocess_service_collection_add_singleton (services, type, type);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_fails_with_own_error (provider, TEST_TYPE_FAILING, "TestFailing");
  assert_fails_with_own_error (provider, TEST_TYPE_A, "TestA (TestFailingWithB)");
  assert_fails_with_own_error (provider, type, "UserOfFailing.failing -> TestFailing");
}

TEST_DEFINE_NODE (UserOfB, user_of_b,
                  TEST_REQUIRED ("b", test_b_get_type))

static void
test_AttemptingToResolveNonexistentServiceIndirectlyThrows (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, user_of_b_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA (UserOfB).b -> TestB: *not registered*");

  /* It is the need that is missing: also where the service itself might be. */
  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
}

static void
test_CreatingServiceProviderWithUnresolvableTypesThrows (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_ABSTRACT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_B);

  test_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                    "*\n  no. 0, TestA: TestAbstract is abstract: *"
                    "\n  no. 1, TestB: TestB is an interface: *");
}

static void
test_DoesNotDisposeSingletonInstances (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (instance));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  test_take_same (test_get (provider, TEST_TYPE_A), instance);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (instance->n_closed, ==, 0);
}

static void
test_SingletonServiceCreatedFromFactoryIsDisposedWhenContainerIsDisposed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, test_create, NULL,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  object = test_get (provider, TEST_TYPE_A);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
}

static void
test_RootProviderDispose_PreventsServiceResolution (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  interprocess_service_provider_close (provider);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
  g_assert_null (interprocess_service_provider_get_services (provider, TEST_TYPE_A, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
}

static void
test_RootProviderDispose_PreventsScopeCreation (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(GError) error = NULL;

  interprocess_service_provider_close (provider);

  g_assert_null (interprocess_service_provider_create_scope (provider, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
}

static void
test_RootProviderDispose_PreventsServiceResolution_InChildScope (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  interprocess_service_provider_close (provider);

  test_get_fails (interprocess_service_scope_get_provider (scope), TEST_TYPE_A,
                  INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
}

static void
test_ScopeDispose_PreventsServiceResolution (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(InterprocessServiceScope) other = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  interprocess_service_scope_close (scope);

  test_get_fails (interprocess_service_scope_get_provider (scope), TEST_TYPE_A,
                  INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");

  /* The root goes on. */
  other = test_create_scope (provider);
  object = test_get_scoped (other, TEST_TYPE_A);
}

/* Closes the provider that it is given while it is being created. */

static const TestNeed closer_needs[] = {
  TEST_REQUIRED ("provider", interprocess_service_provider_get_type), TEST_NO_NEEDS,
};

typedef TestNode Closer;
typedef GObjectClass CloserClass;
static GType closer_get_type (void);

G_DEFINE_TYPE (Closer, closer, TEST_TYPE_NODE)

static TestNode *last_closer;

static void
closer_constructed (GObject *object)
{
  G_OBJECT_CLASS (closer_parent_class)->constructed (object);

  g_set_object (&last_closer, (TestNode *) object);
  interprocess_service_provider_close (test_node_get (object, "provider"));
}

static void
closer_class_init (CloserClass *klass)
{
  klass->constructed = closer_constructed;
  test_node_class_install (klass, (gpointer) closer_needs);
}

static void
closer_init (Closer *self)
{
}

static void
test_GetService_DisposeOnSameThread_Throws (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, closer_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA (Closer): *");
  g_clear_object (&last_closer);
}

static GObject *
create_closer (InterprocessServiceProvider  *provider,
               const char                   *key,
               gpointer                      user_data,
               GError                      **error)
{
  return g_object_new (closer_get_type (), "provider", provider, NULL);
}

static void
test_GetService_DisposeOnSameThread_ThrowsAndDoesNotHangAndDisposeGetsCalled (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, create_closer, NULL,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
  g_assert_cmpint (last_closer->n_closed, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&last_closer));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("container", RethrowOriginalExceptionFromConstructor);
  TEST_ADD ("container", AttemptingToResolveNonexistentServiceIndirectlyThrows);
  TEST_ADD ("container", CreatingServiceProviderWithUnresolvableTypesThrows);
  TEST_ADD ("container", DoesNotDisposeSingletonInstances);
  TEST_ADD ("container", SingletonServiceCreatedFromFactoryIsDisposedWhenContainerIsDisposed);
  TEST_ADD ("container", RootProviderDispose_PreventsServiceResolution);
  TEST_ADD ("container", RootProviderDispose_PreventsScopeCreation);
  TEST_ADD ("container", RootProviderDispose_PreventsServiceResolution_InChildScope);
  TEST_ADD ("container", ScopeDispose_PreventsServiceResolution);
  TEST_ADD ("container", GetService_DisposeOnSameThread_Throws);
  TEST_ADD ("container",
            GetService_DisposeOnSameThread_ThrowsAndDoesNotHangAndDisposeGetsCalled);

  return g_test_run ();
}
