/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Registration, and getting one service; lifetimes without scopes. */

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
  g_assert_true (one != other);
}

static void
test_ServicesRegisteredWithImplementationType_ReturnSameInstancesPerResolution_ForSingletons (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, TEST_TYPE_A);
  other = test_get (provider, TEST_TYPE_A);
  g_assert_true (one == other);
}

static void
test_ServiceInstanceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (instance));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  g_assert_true (object == G_OBJECT (instance));
}

static void
test_SingletonServiceCanBeResolved (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, test_create, NULL,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, TEST_TYPE_A);
  other = test_get (provider, TEST_TYPE_A);
  g_assert_true (one == other);
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
test_FactoryServicesCanBeCreatedByGetService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = NULL;
  g_autoptr(GObject) need = NULL;

  g_test_summary ("A factory is given the provider and may ask it.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, test_create_with,
                                                         (GType[]) { TEST_TYPE_B, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
  need = test_get (provider, TEST_TYPE_B);
  g_assert_true (g_ptr_array_index (object->needs, 0) == need);
}

static void
test_FactoryServicesAreCreatedAsPartOfCreatingObjectGraph (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_A, TEST_TYPE_B, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) one = NULL;
  g_autoptr(TestObject) other = NULL;

  g_test_summary ("Lifetimes hold for what factories ask for.");

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, test_create, NULL,
                                                         NULL);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B, test_create, NULL,
                                                         NULL);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_C, test_create_with,
                                                         needs, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = test_get (provider, TEST_TYPE_C);
  other = test_get (provider, TEST_TYPE_C);
  g_assert_true (g_ptr_array_index (one->needs, 0) != g_ptr_array_index (other->needs, 0));
  g_assert_true (g_ptr_array_index (one->needs, 1) == g_ptr_array_index (other->needs, 1));
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

static void
test_a_missing_required_service_is_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA: not registered: *");
}

static void
test_an_object_may_provide_several_services (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) a = NULL;
  g_autoptr(GObject) b = NULL;

  g_test_summary (
    "A service is known by the type it was registered by, not by what its object is.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  a = test_get (provider, TEST_TYPE_A);
  b = test_get (provider, TEST_TYPE_B);
  g_assert_true (a != b);
  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_OBJECT, NULL));
}

static GObject *
create_floating (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  return g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);
}

static void
test_floating_objects_are_sunk (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GObject *by_factory;
  GObject *by_type;

  interprocess_service_collection_add_transient_factory (services, G_TYPE_OBJECT, create_floating,
                                                         NULL, NULL);
  interprocess_service_collection_add_transient (services, G_TYPE_INITIALLY_UNOWNED,
                                                 G_TYPE_INITIALLY_UNOWNED);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  by_factory = test_get (provider, G_TYPE_OBJECT);
  by_type = test_get (provider, G_TYPE_INITIALLY_UNOWNED);
  g_assert_false (g_object_is_floating (by_factory));
  g_assert_false (g_object_is_floating (by_type));
  g_assert_finalize_object (by_factory);
  g_assert_finalize_object (by_type);
}

static void
test_ExplictServiceRegisterationWithIsService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_true (interprocess_service_provider_is_service (provider, TEST_TYPE_A));
  g_assert_false (interprocess_service_provider_is_service (provider, TEST_TYPE_OBJECT));
}

static void
test_BuiltInServicesWithIsServiceReturnsTrue (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_true (
    interprocess_service_provider_is_service (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER));
  g_assert_true (
    interprocess_service_provider_is_service (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY));
}

static void
test_a_provider_made_by_hand_is_closed (void)
{
  InterprocessServiceProvider *provider = g_object_new (INTERPROCESS_TYPE_SERVICE_PROVIDER, NULL);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
  g_assert_false (interprocess_service_provider_is_service (provider, TEST_TYPE_A));
  interprocess_service_provider_close (provider);
  g_assert_finalize_object (provider);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/" #name, test_##name)

  ADD (ServicesRegisteredWithImplementationTypeCanBeResolved);
  ADD (ServicesRegisteredWithImplementationType_ReturnDifferentInstancesPerResolution_ForTransientServices);
  ADD (ServicesRegisteredWithImplementationType_ReturnSameInstancesPerResolution_ForSingletons);
  ADD (ServiceInstanceCanBeResolved);
  ADD (SingletonServiceCanBeResolved);
  ADD (TransientServiceCanBeResolvedFromProvider);
  ADD (FactoryServicesCanBeCreatedByGetService);
  ADD (FactoryServicesAreCreatedAsPartOfCreatingObjectGraph);
  ADD (LastServiceReplacesPreviousServices);
  ADD (AttemptingToResolveNonexistentServiceReturnsNull);
  ADD (a_missing_required_service_is_an_error);
  ADD (an_object_may_provide_several_services);
  ADD (floating_objects_are_sunk);
  ADD (ExplictServiceRegisterationWithIsService);
  ADD (BuiltInServicesWithIsServiceReturnsTrue);
  ADD (a_provider_made_by_hand_is_closed);

  return g_test_run ();
}
