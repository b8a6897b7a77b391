/* SPDX-License-Identifier: MIT */

#include "wired-object.h"

/* The properties that objects are created with. */

static InterprocessServiceProvider *
build_with (InterprocessServiceCollection *services,
            InterprocessServiceDescriptor *descriptor)
{
  interprocess_service_collection_add (services, descriptor);
  g_object_unref (descriptor);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static InterprocessServiceDescriptor *
describe (void)
{
  return interprocess_service_descriptor_new (TEST_TYPE_WIRED, TEST_TYPE_WIRED,
                                              INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
}

static InterprocessServiceDescriptor *
describe_needing_nothing (void)
{
  return test_describe_wired (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
}

static void
test_construct_only_is_required (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) a = NULL;
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = build_with (services, describe ());

  wired = test_get (provider, TEST_TYPE_WIRED);
  a = test_get (provider, TEST_TYPE_A);
  g_assert_true (wired->a == G_OBJECT (a));
}

static void
test_a_missing_one_is_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_WIRED);
  provider = build_with (services, describe ());

  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestWired.a -> TestA (TestNeedsB).b -> TestB (TestWired).a -> TestA "
                  "(TestNeedsB): *");

  interprocess_service_collection_remove_all (services, TEST_TYPE_B);
  g_clear_object (&provider);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestWired.a -> TestA (TestNeedsB).b -> TestB: *not registered*");
}

static void
test_construct_is_optional (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) without = NULL;
  g_autoptr(InterprocessServiceProvider) with = NULL;
  g_autoptr(TestWired) left_alone = NULL;
  g_autoptr(TestWired) filled = NULL;

  without = build_with (services, describe_needing_nothing ());
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  with = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  left_alone = test_get (without, TEST_TYPE_WIRED);
  g_assert_null (left_alone->b);
  g_assert_cmpstr (left_alone->text, ==, "default");
  g_assert_cmpint (left_alone->number, ==, 7);
  filled = test_get (with, TEST_TYPE_WIRED);
  g_assert_nonnull (filled->b);
}

static void
test_an_optional_one_that_fails_is_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  provider = build_with (services, describe_needing_nothing ());

  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestWired.b -> TestB (TestNeedsA).a -> TestA: *");
}

static void
test_other_properties_are_left_alone (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  provider = build_with (services, describe_needing_nothing ());

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_null (wired->c);
}

static void
test_set_optional_says_otherwise (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();

  interprocess_service_descriptor_set_optional (descriptor, "b", FALSE);
  provider = build_with (services, descriptor);

  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestWired.b -> TestB: *");
}

static void
test_a_plain_property_can_be_named (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  interprocess_service_descriptor_set_optional (descriptor, "c", TRUE);
  provider = build_with (services, descriptor);

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_nonnull (wired->c);
}

static void
test_binds_a_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) plain = test_object_new ();
  g_autoptr(TestObject) keyed = test_object_new ();
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_keyed_singleton_instance (services, TEST_TYPE_A, "k",
                                                                G_OBJECT (keyed));
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A, G_OBJECT (plain));
  provider =
    build_with (services, interprocess_service_descriptor_bind_key (describe (), "a", "k"));

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_true (wired->a == G_OBJECT (keyed));
}

static void
test_a_key_does_not_fall_back (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider =
    build_with (services, interprocess_service_descriptor_bind_key (describe (), "a", "k"));

  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestWired.a -> TestA \"k\": *");
}

static TestWired *
get_keyed (InterprocessServiceProvider  *provider,
           const char                   *key,
           GError                      **error)
{
  return interprocess_service_provider_get_required_keyed_service (provider, TEST_TYPE_WIRED, key,
                                                                   error);
}

static void
test_inherits_the_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) keyed = test_object_new ();
  InterprocessServiceDescriptor *descriptor = describe ();
  g_autoptr(TestWired) wired = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_keyed_singleton_instance (services, TEST_TYPE_A, "k",
                                                                G_OBJECT (keyed));
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_descriptor_set_key (descriptor, INTERPROCESS_SERVICE_KEY_ANY);
  interprocess_service_descriptor_bind_inherited_key (descriptor, "a");
  provider = build_with (services, descriptor);

  wired = get_keyed (provider, "k", &error);
  g_assert_no_error (error);
  g_assert_true (wired->a == G_OBJECT (keyed));
  g_assert_null (get_keyed (provider, "l", &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  test_assert_message (error, "TestWired \"l\".a -> TestA \"l\": *");
}

static void
test_inherits_that_there_is_no_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider =
    build_with (services, interprocess_service_descriptor_bind_inherited_key (describe (), "a"));

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_nonnull (wired->a);
}

static InterprocessServiceProvider *
build_with_own_key (const char *property)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();

  interprocess_service_descriptor_set_key (descriptor, INTERPROCESS_SERVICE_KEY_ANY);
  interprocess_service_descriptor_bind_service_key (descriptor, property);

  return build_with (services, descriptor);
}

static void
test_is_told_its_key (void)
{
  g_autoptr(InterprocessServiceProvider) text = build_with_own_key ("text");
  g_autoptr(InterprocessServiceProvider) number = build_with_own_key ("number");
  g_autoptr(InterprocessServiceProvider) lifetime = build_with_own_key ("lifetime");
  g_autoptr(TestWired) with_text = get_keyed (text, "the key", NULL);
  g_autoptr(TestWired) with_number = get_keyed (number, "42", NULL);
  g_autoptr(TestWired) with_lifetime = get_keyed (lifetime, "scoped", NULL);

  g_assert_cmpstr (with_text->text, ==, "the key");
  g_assert_cmpint (with_number->number, ==, 42);
  g_assert_cmpint (with_lifetime->lifetime, ==, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
}

static void
assert_invalid_key (InterprocessServiceProvider *provider,
                    const char                  *key)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (get_keyed (provider, key, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY);
  test_assert_message (error, "TestWired \"*\": the key \"*\" is not a value of the property *");
}

static void
test_a_key_that_does_not_fit_is_an_error (void)
{
  g_autoptr(InterprocessServiceProvider) number = build_with_own_key ("number");
  g_autoptr(InterprocessServiceProvider) lifetime = build_with_own_key ("lifetime");

  assert_invalid_key (number, "");
  assert_invalid_key (number, "many");
  assert_invalid_key (number, "101");
  assert_invalid_key (number, "-1");
  assert_invalid_key (number, "4294967297");
  assert_invalid_key (number, "99999999999999999999999");
  assert_invalid_key (lifetime, "eternal");
}

static void
test_without_a_key_there_is_none_to_tell (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_descriptor_bind_service_key (descriptor, "text");
  interprocess_service_descriptor_bind_service_key (descriptor, "number");
  provider = build_with (services, descriptor);

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_cmpstr (wired->text, ==, "default");
  g_assert_cmpint (wired->number, ==, 7);
}

static void
test_binds_values (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe ();
  g_autoptr(TestObject) object = test_object_new ();
  g_autoptr(TestWired) wired = NULL;
  g_auto(GValue) number = G_VALUE_INIT;
  g_auto(GValue) text = G_VALUE_INIT;
  g_auto(GValue) a = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_INT64);
  g_value_set_int64 (&number, 99);
  g_value_init (&text, G_TYPE_STRING);
  g_value_set_string (&text, "bound");
  g_value_init (&a, TEST_TYPE_OBJECT);
  g_value_set_object (&a, object);
  interprocess_service_descriptor_bind_value (descriptor, "text", &number);
  interprocess_service_descriptor_bind_value (descriptor, "text", &text);
  interprocess_service_descriptor_bind_value (descriptor, "number", &number);
  interprocess_service_descriptor_bind_value (descriptor, "a", &a);
  provider = build_with (services, descriptor);

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_cmpint (wired->number, ==, 99);
  g_assert_cmpstr (wired->text, ==, "bound");
  g_assert_true (wired->a == G_OBJECT (object));
}

static void
test_binds_many (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();
  g_autoptr(TestObject) last = NULL;
  g_autoptr(GObject) item = NULL;
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_descriptor_bind_many (descriptor, "list", TEST_TYPE_A);
  provider = build_with (services, descriptor);

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_cmpuint (g_list_model_get_n_items (wired->list), ==, 2);
  last = test_get (provider, TEST_TYPE_A);
  item = g_list_model_get_item (wired->list, 1);
  g_assert_true (item == G_OBJECT (last));
}

static void
test_binds_many_with_a_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  InterprocessServiceDescriptor *descriptor = describe_needing_nothing ();
  g_autoptr(TestWired) wired = NULL;

  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "k",
                                                       TEST_TYPE_PLAIN);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "l",
                                                       TEST_TYPE_PLAIN);
  interprocess_service_descriptor_bind_many (descriptor, "list", TEST_TYPE_A);
  interprocess_service_descriptor_bind_key (descriptor, "list", INTERPROCESS_SERVICE_KEY_ANY);
  provider = build_with (services, descriptor);

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_cmpuint (g_list_model_get_n_items (wired->list), ==, 2);
}

static void
test_many_of_nothing_is_an_empty_list (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestWired) wired = NULL;

  provider = build_with (services, interprocess_service_descriptor_bind_many (
    describe_needing_nothing (), "list", TEST_TYPE_A));

  wired = test_get (provider, TEST_TYPE_WIRED);
  g_assert_cmpuint (g_list_model_get_n_items (wired->list), ==, 0);
}

static void
test_a_binding_that_makes_no_sense_is_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = build_with (
    services, interprocess_service_descriptor_bind_key (describe_needing_nothing (), "d", "k"));

  g_test_summary ("Without validation the class is looked at when it is needed.");

  test_get_fails (provider, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
                  "TestWired: TestWired has no property \"d\": *");
}

static void
test_a_singleton_is_wired_from_the_root (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestNeedsA) needs_a = NULL;
  g_autoptr(TestObject) of_root = NULL;
  g_autoptr(TestObject) of_scope = NULL;

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  needs_a = test_get_scoped (scope, TEST_TYPE_B);
  of_root = test_get (provider, TEST_TYPE_A);
  of_scope = test_get_scoped (scope, TEST_TYPE_A);
  g_assert_true (needs_a->a == G_OBJECT (of_root));
  g_assert_true (needs_a->a != G_OBJECT (of_scope));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/wiring/" #name, test_##name)

  ADD (construct_only_is_required);
  ADD (a_missing_one_is_an_error);
  ADD (construct_is_optional);
  ADD (an_optional_one_that_fails_is_an_error);
  ADD (other_properties_are_left_alone);
  ADD (set_optional_says_otherwise);
  ADD (a_plain_property_can_be_named);
  ADD (binds_a_key);
  ADD (a_key_does_not_fall_back);
  ADD (inherits_the_key);
  ADD (inherits_that_there_is_no_key);
  ADD (is_told_its_key);
  ADD (a_key_that_does_not_fit_is_an_error);
  ADD (without_a_key_there_is_none_to_tell);
  ADD (binds_values);
  ADD (binds_many);
  ADD (binds_many_with_a_key);
  ADD (many_of_nothing_is_an_empty_list);
  ADD (a_binding_that_makes_no_sense_is_an_error);
  ADD (a_singleton_is_wired_from_the_root);

  return g_test_run ();
}
