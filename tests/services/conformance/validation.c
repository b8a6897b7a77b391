/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* What is found with VALIDATE_SCOPES, when a service is asked for, and with VALIDATE, before. */

TEST_DEFINE_NODE (UserOfB, user_of_b,
                  TEST_REQUIRED ("b", test_b_get_type))

TEST_DEFINE_NODE (UserOfC, user_of_c,
                  TEST_REQUIRED ("c", test_c_get_type))

/* A needs B, and that needs C. */
static InterprocessServiceProvider *
build_chain (InterprocessServiceLifetime of_a,
             InterprocessServiceLifetime of_b,
             InterprocessServiceLifetime of_c)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) a =
    interprocess_service_descriptor_new (TEST_TYPE_A, user_of_b_get_type (), of_a);
  g_autoptr(InterprocessServiceDescriptor) b =
    interprocess_service_descriptor_new (TEST_TYPE_B, user_of_c_get_type (), of_b);
  g_autoptr(InterprocessServiceDescriptor) c =
    interprocess_service_descriptor_new (TEST_TYPE_C, TEST_TYPE_OTHER, of_c);

  interprocess_service_collection_add (services, a);
  interprocess_service_collection_add (services, b);
  interprocess_service_collection_add (services, c);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
}

static void
test_GetService_Throws_WhenScopedIsInjectedIntoSingleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, user_of_b_get_type ());
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (UserOfB).b -> TestB (TestOther): *");
}

static void
test_GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughTransient (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_chain (INTERPROCESS_SERVICE_LIFETIME_SINGLETON, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
                 INTERPROCESS_SERVICE_LIFETIME_SCOPED);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (UserOfB).b -> TestB (UserOfC).c -> TestC (TestOther): *");
}

static void
test_GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughSingleton (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_chain (INTERPROCESS_SERVICE_LIFETIME_SINGLETON, INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                 INTERPROCESS_SERVICE_LIFETIME_SCOPED);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (UserOfB).b -> TestB (UserOfC).c -> TestC (TestOther): *");
}

static void
test_GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughSingletonAndScopedWhileInScope (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_chain (INTERPROCESS_SERVICE_LIFETIME_SCOPED, INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
                 INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);

  test_get_fails (interprocess_service_scope_get_provider (scope), TEST_TYPE_A,
                  INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
"TestA (UserOfB).b -> TestB (UserOfC).c -> TestC (TestOther): *");
}

static void
test_GetService_Throws_WhenGetServiceForScopedServiceIsCalledOnRoot (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
  scope = test_create_scope (provider);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (TestOther): *");

  /* Also when a scope has it already. */
  object = test_get_scoped (scope, TEST_TYPE_A);
  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (TestOther): *");
}

static void
test_GetService_Throws_WhenGetServiceForScopedServiceIsCalledOnRootViaTransient (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, user_of_b_get_type ());
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OTHER);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA (UserOfB).b -> TestB (TestOther): *");
}

static void
test_GetService_DoesNotThrow_WhenGetServiceForPolymorphicServiceIsCalledOnRoot_AndTheLastOneIsNotScoped (void)
{
  const InterprocessBuildFlags more_flags[] = {
    INTERPROCESS_BUILD_FLAGS_NONE,
    INTERPROCESS_BUILD_FLAGS_VALIDATE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (more_flags); i++)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceProvider) provider = NULL;
      g_autoptr(GObject) object = NULL;

      interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
      interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OTHER);
      provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES | more_flags[i]);

      object = test_get (provider, TEST_TYPE_A);
      g_assert_true (G_OBJECT_TYPE (object) == TEST_TYPE_OTHER);
    }
}

TEST_DEFINE_NODE (UserOfScopes, user_of_scopes,
                  TEST_REQUIRED ("scopes", interprocess_service_scope_factory_get_type))

static void
test_GetService_DoesNotThrow_WhenScopeFactoryIsInjectedIntoSingleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, user_of_scopes_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE |
                                     INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (INTERPROCESS_IS_SERVICE_SCOPE_FACTORY (test_node_get (object, "scopes")));

  interprocess_service_provider_close (provider);
}

static void
test_BuildServiceProvider_ValidateOnBuild_ThrowsForUnresolvableServices (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, user_of_b_get_type ());
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, user_of_c_get_type ());

  test_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                    "*\n  no. 0, TestA (UserOfB).b -> TestB: *\n  no. 1, TestC (UserOfC).c -> "
                    "TestC (UserOfC): *");

  /* Without that, it is only found when they are asked for. */
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA (UserOfB).b -> TestB: *");
}

static void
test_BuildServiceProvider_ValidateOnBuild_ValidatesAllDescriptors (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  g_test_summary ("Also one that only an enumeration would meet.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_C, user_of_b_get_type ());
  interprocess_service_collection_add_transient (services, TEST_TYPE_C, TEST_TYPE_OTHER);

  test_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, "*\n  no. 0, TestC (UserOfB).b "
                                                                 "-> TestB: *");
}

static void
test_BuildServiceProvider_ValidateOnBuild_ThrowsWhenImplementationIsNotAssignableToService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GObject) instance = g_object_new (TEST_TYPE_PLAIN, NULL);

  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_C, instance);

  test_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                    "*\n  no. 0, TestB: TestPlain is not of the type TestB: *"
                    "\n  no. 1, TestC: the instance is of the type TestPlain and not of TestC: *");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("validation", GetService_Throws_WhenScopedIsInjectedIntoSingleton);
  TEST_ADD ("validation", GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughTransient);
  TEST_ADD ("validation", GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughSingleton);
  TEST_ADD (
    "validation",
    GetService_Throws_WhenScopedIsInjectedIntoSingletonThroughSingletonAndScopedWhileInScope);
  TEST_ADD ("validation", GetService_Throws_WhenGetServiceForScopedServiceIsCalledOnRoot);
  TEST_ADD ("validation",
            GetService_Throws_WhenGetServiceForScopedServiceIsCalledOnRootViaTransient);
  TEST_ADD (
    "validation",
    GetService_DoesNotThrow_WhenGetServiceForPolymorphicServiceIsCalledOnRoot_AndTheLastOneIsNotScoped);
  TEST_ADD ("validation", GetService_DoesNotThrow_WhenScopeFactoryIsInjectedIntoSingleton);
  TEST_ADD ("validation", BuildServiceProvider_ValidateOnBuild_ThrowsForUnresolvableServices);
  TEST_ADD ("validation", BuildServiceProvider_ValidateOnBuild_ValidatesAllDescriptors);
  TEST_ADD (
    "validation",
    BuildServiceProvider_ValidateOnBuild_ThrowsWhenImplementationIsNotAssignableToService);

  return g_test_run ();
}
