/* SPDX-License-Identifier: MIT */

#include "wired-object.h"

/* What a provider tells of itself, and what it takes for a slip. */

static InterprocessServiceProvider *
build (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_WIRED, TEST_TYPE_WIRED, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_autoptr(TestObject) object = test_object_new ();
  g_auto(GValue) number = G_VALUE_INIT;

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, 42);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B, G_OBJECT (object));
  interprocess_service_collection_add_keyed_transient_factory (services, TEST_TYPE_C, "a \"key\"",
                                                               test_create, NULL, NULL);
  interprocess_service_descriptor_bind_many (descriptor, "list", TEST_TYPE_B);
  interprocess_service_descriptor_bind_key (descriptor, "c", "a \"key\"");
  interprocess_service_descriptor_bind_service_key (descriptor, "text");
  interprocess_service_descriptor_bind_value (descriptor, "number", &number);
  interprocess_service_collection_add (services, descriptor);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static void
test_describes (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build ();
  g_autofree char *text = interprocess_service_provider_describe (provider);

  g_assert_cmpstr (text, ==,
                   "TestB, singleton: an instance of TestObject\n"
                   "TestC \"a \"key\"\", transient: a factory\n"
                   "TestWired, scoped: the class TestWired\n"
                   "  a: TestA, not registered\n"
                   "  b: TestB, optional\n"
                   "  c: TestC \"a \"key\"\"\n"
                   "  list: TestB, all of them: 1\n"
                   "  text: its key\n"
                   "  number: 42\n");
}

static void
assert_contains (const char *text,
                 const char *part)
{
  g_test_message ("looking for %s in\n%s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static void
test_draws (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build ();
  g_autofree char *graph = interprocess_service_provider_to_dot (provider);

  g_assert_true (g_str_has_prefix (graph, "digraph services {\n"));
  g_assert_true (g_str_has_suffix (graph, "}\n"));
  assert_contains (graph, "  n3 [label=\"TestB\", shape=box, "
                          "tooltip=\"singleton, an instance of TestObject\"];\n");
  assert_contains (graph, "  n4 [label=\"TestC \\\"a \\\"key\\\"\\\"\", shape=plain, ");
  assert_contains (graph, "  n5 [label=\"TestWired\", shape=ellipse, ");
  assert_contains (graph, "  \"TestA\" [style=dotted];\n"
                          "  n5 -> \"TestA\" [label=\"a\", style=dotted];\n");
  assert_contains (graph, "  n5 -> n3 [label=\"b\", style=dashed];\n");
  assert_contains (graph, "  n5 -> n4 [label=\"c\"];\n");
  assert_contains (graph, "  n5 -> n3 [label=\"list\"];\n");
}

static void
test_creates_nothing (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autofree char *text = NULL;
  g_autofree char *graph = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_NEEDS_B);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_NEEDS_A);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  text = interprocess_service_provider_describe (provider);
  graph = interprocess_service_provider_to_dot (provider);
  g_assert_cmpstr (text, ==,
                   "TestA, singleton: the class TestNeedsB\n  b: TestB\n"
                   "TestB, singleton: the class TestNeedsA\n  a: TestA\n");
  assert_contains (graph, "  n3 -> n4 [label=\"b\"];\n  n4 -> n3 [label=\"a\"];\n");
}

static void
test_a_closed_one_has_nothing_to_tell (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build ();
  g_autofree char *text = NULL;
  g_autofree char *graph = NULL;

  interprocess_service_provider_close (provider);
  text = interprocess_service_provider_describe (provider);
  graph = interprocess_service_provider_to_dot (provider);
  g_assert_cmpstr (text, ==, "The provider is closed.\n");
  g_assert_cmpstr (graph, ==, "digraph services {\n}\n");
}

static void
assert_missing (InterprocessServiceProvider *provider,
                GType                        type,
                const char                  *key,
                const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (
    interprocess_service_provider_get_required_keyed_service (provider, type, key, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  test_assert_message (error, message_pattern);
}

static void
test_knows_a_slip (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_NEEDS_A, TEST_TYPE_NEEDS_A);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_PLAIN, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_C, "key",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  /* The name is much like it; it is a class of that interface; it has another key; nothing is. */
  assert_missing (provider, TEST_TYPE_NEEDS_B, NULL,
                  "TestNeedsB: not registered; did you mean TestNeedsA? *");
  assert_missing (provider, TEST_TYPE_A, NULL,
                  "TestA: not registered; did you mean TestPlain? *");
  assert_missing (provider, TEST_TYPE_C, "kee",
                  "TestC \"kee\": not registered; did you mean TestC \"key\"? *");
  assert_missing (provider, G_TYPE_CANCELLABLE, NULL, "GCancellable: not registered: *");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/description/" #name, test_##name)

  ADD (describes);
  ADD (draws);
  ADD (creates_nothing);
  ADD (a_closed_one_has_nothing_to_tell);
  ADD (knows_a_slip);

  return g_test_run ();
}
