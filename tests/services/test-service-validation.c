/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Registrations that cannot work, and when that is said. */

typedef GObject TestAbstract;
typedef GObjectClass TestAbstractClass;
static GType test_abstract_get_type (void);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TestAbstract, test_abstract, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL))

static void
test_abstract_class_init (TestAbstractClass *klass)
{
}

static void
test_abstract_init (TestAbstract *self)
{
}

typedef GObject TestInitable;
typedef GObjectClass TestInitableClass;
static GType test_initable_get_type (void);

G_DEFINE_TYPE_WITH_CODE (TestInitable, test_initable, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, NULL))

static void
test_initable_class_init (TestInitableClass *klass)
{
}

static void
test_initable_init (TestInitable *self)
{
}

static void
assert_build_fails (InterprocessServiceCollection *services,
                    InterprocessBuildFlags         flags,
                    const char                    *message_pattern)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, flags, &error);

  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
  g_assert_null (provider);
  test_assert_message (error, message_pattern);
}

static void
test_ThrowsWhenImplementationIsNotAssignableToService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_PLAIN);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*TestB: TestPlain is not a TestB: *");
  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, "*TestPlain is not a TestB: *");
}

static void
test_CreatingServiceProviderWithUnresolvableTypesThrows (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_transient (services, TEST_TYPE_A,
                                                 test_abstract_get_type ());

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE, "*TestAbstract is abstract: *");
}

static void
test_an_interface_does_not_provide (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_A);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE, "*TestA is an interface: *");
}

static void
test_a_service_is_a_class_or_an_interface (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton (services, G_TYPE_INVALID, TEST_TYPE_OBJECT);
  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE, "*, (no type): *is neither*");

  interprocess_service_collection_remove_all (services, G_TYPE_INVALID);
  interprocess_service_collection_add_singleton_factory (services, G_TYPE_INT, test_create, NULL,
                                                         NULL);
  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE, "*, gint: *is neither*");
}

static void
test_something_has_to_provide (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, G_TYPE_INVALID);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_B, NULL, NULL, NULL);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_C, NULL);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*TestA: nothing provides it*TestB: nothing provides it*"
                      "TestC: nothing provides it*");
}

static void
test_an_instance_is_of_its_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GObject) plain = g_object_new (TEST_TYPE_PLAIN, NULL);

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B, plain);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*TestB: the instance is a TestPlain and not a TestB: *");
}

static void
test_an_instance_is_a_singleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(TestObject) object = test_object_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    g_object_new (INTERPROCESS_TYPE_SERVICE_DESCRIPTOR,
                  "service-type", TEST_TYPE_A,
                  "implementation-instance", object,
                  "lifetime", INTERPROCESS_SERVICE_LIFETIME_SCOPED,
                  NULL);

  interprocess_service_collection_add (services, descriptor);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*TestA: an instance can only be a singleton");
}

static void
test_what_is_built_in_is_not_registered (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton_factory (
    services, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY, test_create, NULL, NULL);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*InterprocessServiceScopeFactory: every provider has this service*");
}

static void
test_ValidatesAllDescriptors (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_C, NULL, NULL, NULL);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*\n  no. 1, TestB: *\n  no. 2, TestC: *");
}

static void
test_validation_asks_what_can_be_created (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  g_test_summary ("A class that needs initialising is registered well enough, but would come back "
                  "half made: when it is asked for, or sooner with validation, that is refused.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A,
                                                 test_initable_get_type ());

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                      "*TestInitable has to be initialised*");

  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
                  "TestA: TestInitable has to be initialised*");
}

static void
test_good_registrations_pass (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = test_object_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_OBJECT, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, G_TYPE_OBJECT, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_B, test_create, NULL,
                                                      NULL);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_C, G_OBJECT (object));

  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE |
                                            INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/validation/" #name, test_##name)

  ADD (ThrowsWhenImplementationIsNotAssignableToService);
  ADD (CreatingServiceProviderWithUnresolvableTypesThrows);
  ADD (an_interface_does_not_provide);
  ADD (a_service_is_a_class_or_an_interface);
  ADD (something_has_to_provide);
  ADD (an_instance_is_of_its_service);
  ADD (an_instance_is_a_singleton);
  ADD (what_is_built_in_is_not_registered);
  ADD (ValidatesAllDescriptors);
  ADD (validation_asks_what_can_be_created);
  ADD (good_registrations_pass);

  return g_test_run ();
}
