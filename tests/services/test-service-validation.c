/* SPDX-License-Identifier: MIT */

#include "wired-object.h"

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
                      "*TestB: the instance is of the type TestPlain and not of TestB: *");
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
test_lists_all_that_cannot_work (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_C, NULL, NULL, NULL);

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*\n  no. 1, TestB: *\n  no. 2, TestC: *");
}

static void
add (InterprocessServiceCollection *services,
     InterprocessServiceDescriptor *descriptor)
{
  interprocess_service_collection_add (services, descriptor);
  g_object_unref (descriptor);
}

#define VALIDATE INTERPROCESS_BUILD_FLAGS_VALIDATE

static void
test_finds_what_is_missing (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  g_test_summary ("The path begins with who is needed by nobody, whatever the order.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_transient (services, TEST_TYPE_WIRED, TEST_TYPE_WIRED);

  assert_build_fails (services, VALIDATE,
                      "*cannot work:\n  no. 0, TestWired.a -> TestA (TestNeedsB).b -> TestB: "
                      "*not registered*");
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static void
test_finds_a_missing_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceDescriptor *descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_WIRED, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  add (services, interprocess_service_descriptor_bind_key (descriptor, "a", "k"));

  assert_build_fails (services, VALIDATE, "*no. 1, TestWired.a -> TestA \"k\": *");
}

static void
test_bears_keys_that_may_be_there (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_WIRED, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "k",
                                                       TEST_TYPE_OBJECT);
  interprocess_service_descriptor_bind_inherited_key (descriptor, "a");
  add (services, interprocess_service_descriptor_set_key (descriptor,
                                                          INTERPROCESS_SERVICE_KEY_ANY));
  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_C,
                                                       INTERPROCESS_SERVICE_KEY_ANY,
                                                       TEST_TYPE_OBJECT);
  descriptor = test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  add (services, interprocess_service_descriptor_bind_key (descriptor, "c", "some"));

  provider = test_build (services, VALIDATE);
}

static void
test_finds_scoped_in_singleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);

  assert_build_fails (services, VALIDATE,
                      "*no. 0, TestB (TestNeedsA).a -> TestA (TestObject): the service is scoped*");
}

static void
test_finds_scoped_in_singleton_through_transient (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  add (services, interprocess_service_descriptor_bind_key (
    test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_SINGLETON), "a", "none"));

  assert_build_fails (services, VALIDATE,
                      "*no. 2, TestWired.b -> TestB (TestNeedsA).a -> TestA (TestObject): the "
                      "service is scoped*");
}

static void
test_finds_scoped_in_singleton_in_a_list (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceDescriptor *descriptor =
    test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  interprocess_service_collection_add_scoped (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  add (services, interprocess_service_descriptor_bind_many (descriptor, "list", TEST_TYPE_C));

  assert_build_fails (services, VALIDATE,
                      "*no. 2, TestWired.list -> TestC (TestObject): the service is scoped*");
}

static void
test_scoped_may_need_both (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  add (services, test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_SCOPED));

  provider = test_build (services, VALIDATE | INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
}

static void
test_finds_circles (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  assert_build_fails (services, VALIDATE,
                      "*no. 1, TestA (TestNeedsB).b -> TestB (TestNeedsA).a -> TestA "
                      "(TestNeedsB): *the service itself is needed*");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_WIRED, TEST_TYPE_WIRED);
  assert_build_fails (services, VALIDATE,
                      "*no. 1, TestWired.a -> TestA (TestNeedsB).b -> TestB (TestNeedsA).a -> "
                      "TestA (TestNeedsB): *");
}

static void
test_finds_bindings_that_make_no_sense (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceDescriptor *wired =
    test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_auto(GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, 101);
  interprocess_service_descriptor_bind_key (wired, "nothing", "k");
  interprocess_service_descriptor_bind_key (wired, "text", "k");
  interprocess_service_descriptor_bind_key (wired, "c", INTERPROCESS_SERVICE_KEY_ANY);
  interprocess_service_descriptor_bind_service_key (wired, "b");
  interprocess_service_descriptor_bind_service_key (wired, "fixed");
  interprocess_service_descriptor_bind_many (wired, "a", TEST_TYPE_A);
  interprocess_service_descriptor_bind_value (wired, "number", &number);
  interprocess_service_descriptor_bind_value (wired, "list", &number);
  add (services, wired);

  assert_build_fails (services, VALIDATE, "*no. 0, TestWired: * no property \"nothing\"*");
  assert_build_fails (services, VALIDATE,
                      "*no. 0, TestWired: *\"text\" is of the type gchararray*");
  assert_build_fails (services, VALIDATE, "*no. 0, TestWired: *\"c\" is one service*");
  assert_build_fails (services, VALIDATE,
                      "*no. 0, TestWired: *\"b\" is of the type TestB, which no key*");
  assert_build_fails (services, VALIDATE, "*no. 0, TestWired: *\"fixed\" cannot be written*");
  assert_build_fails (services, VALIDATE,
                      "*no. 0, TestWired: *\"a\" is of the type TestA, and many*");
  assert_build_fails (services, VALIDATE,
                      "*no. 0, TestWired: 101, of the type gint, *\"number\"*gint with limits*");
  assert_build_fails (services, VALIDATE, "*no. 0, TestWired: 101, of the type gint, *\"list\"*");
}

static void
test_only_a_class_has_properties_to_bind (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceDescriptor *descriptor = interprocess_service_descriptor_new_factory (
    TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, test_create, NULL, NULL);

  add (services, interprocess_service_descriptor_bind_key (descriptor, "a", "k"));

  assert_build_fails (services, INTERPROCESS_BUILD_FLAGS_NONE,
                      "*TestA: the property \"a\" is bound, but no class provides *");
}

static void
test_finds_everything_at_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_B, "k",
                                                       test_abstract_get_type ());

  assert_build_fails (services, VALIDATE,
                      "*\n  no. 1, TestB: TestPlain is not of the type TestB: *"
                      "\n  no. 2, TestA (TestNeedsB).b -> TestB (TestNeedsA).a -> TestA "
                      "(TestNeedsB): *"
                      "\n  no. 4, TestB \"k\": TestAbstract is not of the type TestB: *");
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

  ADD (an_interface_does_not_provide);
  ADD (a_service_is_a_class_or_an_interface);
  ADD (something_has_to_provide);
  ADD (an_instance_is_of_its_service);
  ADD (an_instance_is_a_singleton);
  ADD (what_is_built_in_is_not_registered);
  ADD (lists_all_that_cannot_work);
  ADD (finds_what_is_missing);
  ADD (finds_a_missing_key);
  ADD (bears_keys_that_may_be_there);
  ADD (finds_scoped_in_singleton);
  ADD (finds_scoped_in_singleton_through_transient);
  ADD (finds_scoped_in_singleton_in_a_list);
  ADD (scoped_may_need_both);
  ADD (finds_circles);
  ADD (finds_bindings_that_make_no_sense);
  ADD (only_a_class_has_properties_to_bind);
  ADD (finds_everything_at_once);
  ADD (good_registrations_pass);

  return g_test_run ();
}
