/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Services with keys. */

#define ANY INTERPROCESS_SERVICE_KEY_ANY

static TestObject *
get (InterprocessServiceProvider *provider,
     GType                        type,
     const char                  *key)
{
  g_autoptr(GError) error = NULL;
  gpointer object =
    interprocess_service_provider_get_required_keyed_service (provider, type, key, &error);

  g_assert_no_error (error);

  return TEST_OBJECT (object);
}

static void
assert_missing (InterprocessServiceProvider *provider,
                GType                        type,
                const char                  *key)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_keyed_service (provider, type, key, &error));
  g_assert_no_error (error);
  g_assert_false (interprocess_service_provider_is_keyed_service (provider, type, key));
}

static void
assert_fails (InterprocessServiceProvider *provider,
              GType                        type,
              const char                  *key,
              InterprocessServiceError     code,
              const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (
    interprocess_service_provider_get_required_keyed_service (provider, type, key, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, (int) code);
  test_assert_message (error, message_pattern);
}

/* The keys that the objects were created with, which the factory below keeps in them. */
static void
assert_keys (InterprocessServiceProvider *provider,
             GType                        type,
             const char                  *key,
             const char                  *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list =
    interprocess_service_provider_get_keyed_services (provider, type, key, &error);
  g_autoptr(GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GObject) object = g_list_model_get_item (list, i);
      const char *own = g_object_get_data (object, "key");

      g_string_append_printf (found, "%s ", own != NULL ? own : "-");
    }

  g_assert_cmpstr (found->str, ==, expected);
}

static GObject *
create_noting_key (InterprocessServiceProvider  *provider,
                   const char                   *key,
                   gpointer                      user_data,
                   GError                      **error)
{
  GObject *object = test_create (provider, key, user_data, error);

  g_object_set_data_full (object, "key", g_strdup (key), g_free);

  return object;
}

typedef InterprocessServiceCollection *(*Adder) (InterprocessServiceCollection *,
                                                 GType,
                                                 const char *,
                                                 InterprocessServiceFactory,
                                                 gpointer,
                                                 GDestroyNotify);

static void
add (InterprocessServiceCollection *services,
     Adder                          adder,
     GType                          type,
     const char                    *key)
{
  g_assert_true (adder (services, type, key, create_noting_key, NULL, NULL) == services);
}

#define SINGLETON interprocess_service_collection_add_keyed_singleton_factory
#define SCOPED interprocess_service_collection_add_keyed_scoped_factory
#define TRANSIENT interprocess_service_collection_add_keyed_transient_factory

static void
test_a_key_tells_services_apart (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) given = test_object_new ();
  g_autoptr(TestObject) plain = NULL;
  g_autoptr(TestObject) one = NULL;
  g_autoptr(TestObject) one_again = NULL;
  g_autoptr(TestObject) two = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "one",
                                                       TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_singleton_instance (services, TEST_TYPE_A, "two",
                                                                G_OBJECT (given));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  plain = get (provider, TEST_TYPE_A, NULL);
  one = get (provider, TEST_TYPE_A, "one");
  one_again = get (provider, TEST_TYPE_A, "one");
  two = get (provider, TEST_TYPE_A, "two");
  g_assert_true (one == one_again);
  g_assert_true (one != plain);
  g_assert_true (two == given);
  assert_missing (provider, TEST_TYPE_A, "three");
  assert_missing (provider, TEST_TYPE_A, "");
}

static void
test_lifetimes_hold_for_keys (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  InterprocessServiceProvider *of_scope;

  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "k",
                                                       TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_B, "k", TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_C, "k",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  of_scope = interprocess_service_scope_get_provider (scope);

  for (int i = 0; i < 3; i++)
    {
      const GType types[] = { TEST_TYPE_A, TEST_TYPE_B, TEST_TYPE_C };
      g_autoptr(TestObject) of_root = get (provider, types[i], "k");
      g_autoptr(TestObject) first = get (of_scope, types[i], "k");
      g_autoptr(TestObject) second = get (of_scope, types[i], "k");

      g_assert_cmpint (of_root == first, ==, types[i] == TEST_TYPE_A);
      g_assert_cmpint (first == second, ==, types[i] != TEST_TYPE_C);
    }
}

static void
test_a_factory_is_told_the_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, SINGLETON, TEST_TYPE_A, "one");
  add (services, SCOPED, TEST_TYPE_A, "two");
  add (services, TRANSIENT, TEST_TYPE_A, NULL);
  add (services, TRANSIENT, TEST_TYPE_B, ANY);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  for (int i = 0; i < 4; i++)
    {
      const char *keys[] = { "one", "two", NULL, "whatever" };
      g_autoptr(TestObject) object =
        get (provider, i < 3 ? TEST_TYPE_A : TEST_TYPE_B, keys[i]);

      g_assert_cmpstr (g_object_get_data (G_OBJECT (object), "key"), ==, keys[i]);
    }
}

static void
test_any_serves_each_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) own = NULL;
  g_autoptr(TestObject) x = NULL;
  g_autoptr(TestObject) x_again = NULL;
  g_autoptr(TestObject) y = NULL;

  g_test_summary ("Each key has a singleton of its own, and one that is registered comes first, also "
                  "if that was before.");

  add (services, SINGLETON, TEST_TYPE_A, "own");
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, ANY,
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  own = get (provider, TEST_TYPE_A, "own");
  g_assert_cmpstr (g_object_get_data (G_OBJECT (own), "key"), ==, "own");
  x = get (provider, TEST_TYPE_A, "x");
  x_again = get (provider, TEST_TYPE_A, "x");
  y = get (provider, TEST_TYPE_A, "y");
  g_assert_true (x == x_again);
  g_assert_true (x != y);
  assert_missing (provider, TEST_TYPE_A, NULL);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (x->n_closed, ==, 1);
  g_assert_cmpint (y->n_closed, ==, 1);
}

static void
test_any_serves_scopes_and_transients (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) one = NULL;
  g_autoptr(InterprocessServiceScope) other = NULL;
  g_autoptr(TestObject) of_one = NULL;
  g_autoptr(TestObject) of_one_again = NULL;
  g_autoptr(TestObject) of_other = NULL;
  g_autoptr(TestObject) first = NULL;
  g_autoptr(TestObject) second = NULL;

  add (services, SCOPED, TEST_TYPE_A, ANY);
  add (services, TRANSIENT, TEST_TYPE_B, ANY);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  one = test_create_scope (provider);
  other = test_create_scope (provider);

  of_one = get (interprocess_service_scope_get_provider (one), TEST_TYPE_A, "k");
  of_one_again = get (interprocess_service_scope_get_provider (one), TEST_TYPE_A, "k");
  of_other = get (interprocess_service_scope_get_provider (other), TEST_TYPE_A, "k");
  g_assert_true (of_one == of_one_again);
  g_assert_true (of_one != of_other);
  first = get (provider, TEST_TYPE_B, "k");
  second = get (provider, TEST_TYPE_B, "k");
  g_assert_true (first != second);

  interprocess_service_scope_close (one);
  g_assert_cmpint (of_one->n_closed, ==, 1);
  g_assert_cmpint (of_other->n_closed, ==, 0);
}

static void
test_an_instance_is_one_for_all_keys (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) given = test_object_new ();
  g_autoptr(TestObject) one = NULL;
  g_autoptr(TestObject) two = NULL;

  interprocess_service_collection_add_keyed_singleton_instance (services, TEST_TYPE_A, ANY,
                                                                G_OBJECT (given));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = get (provider, TEST_TYPE_A, "one");
  two = get (provider, TEST_TYPE_A, "two");
  g_assert_true (one == given);
  g_assert_true (two == given);
  interprocess_service_provider_close (provider);
  g_assert_cmpint (given->n_closed, ==, 0);
}

static void
test_lists_by_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, SINGLETON, TEST_TYPE_A, "one");
  add (services, SINGLETON, TEST_TYPE_A, NULL);
  add (services, SINGLETON, TEST_TYPE_A, "two");
  add (services, SINGLETON, TEST_TYPE_A, ANY);
  add (services, SINGLETON, TEST_TYPE_A, "one");
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_keys (provider, TEST_TYPE_A, "one", "one one ");
  assert_keys (provider, TEST_TYPE_A, "two", "two ");
  assert_keys (provider, TEST_TYPE_A, NULL, "- ");
  assert_keys (provider, TEST_TYPE_A, "three", "");
  assert_keys (provider, TEST_TYPE_A, ANY, "one two one ");
  assert_keys (provider, TEST_TYPE_B, ANY, "");
}

static void
test_a_list_has_what_is_got_singly (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) single = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(TestObject) last = NULL;

  add (services, SINGLETON, TEST_TYPE_A, "k");
  add (services, SINGLETON, TEST_TYPE_A, "k");
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  single = get (provider, TEST_TYPE_A, "k");
  list = interprocess_service_provider_get_keyed_services (provider, TEST_TYPE_A, ANY, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  last = g_list_model_get_item (list, 1);
  g_assert_true (last == single);
}

static void
test_no_single_service_has_any_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  add (services, SINGLETON, TEST_TYPE_A, "k");
  add (services, SINGLETON, TEST_TYPE_B, ANY);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_fails (provider, TEST_TYPE_A, ANY, INTERPROCESS_SERVICE_ERROR_INVALID_KEY,
                "TestA \"?\": SERVICE_KEY_ANY *");
  assert_fails (provider, TEST_TYPE_B, ANY, INTERPROCESS_SERVICE_ERROR_INVALID_KEY, "TestB *");
  g_assert_null (
    interprocess_service_provider_get_keyed_service (provider, TEST_TYPE_A, ANY, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY);
}

static void
test_a_missing_key_is_named (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, SINGLETON, TEST_TYPE_A, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_fails (provider, TEST_TYPE_A, "k", INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                "TestA \"k\": *not registered*");
}

static void
test_knows_what_there_is (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) knower = NULL;
  InterprocessServiceProviderIsService *is_service;

  add (services, SINGLETON, TEST_TYPE_A, "k");
  add (services, SINGLETON, TEST_TYPE_B, ANY);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  knower = test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE);
  is_service = INTERPROCESS_SERVICE_PROVIDER_IS_SERVICE (knower);

#define KNOWS interprocess_service_provider_is_service_is_keyed_service
  g_assert_true (KNOWS (is_service, TEST_TYPE_A, "k"));
  g_assert_false (KNOWS (is_service, TEST_TYPE_A, "l"));
  g_assert_false (KNOWS (is_service, TEST_TYPE_A, NULL));
  g_assert_true (KNOWS (is_service, TEST_TYPE_B, "l"));
  g_assert_false (KNOWS (is_service, TEST_TYPE_B, NULL));
  g_assert_true (KNOWS (is_service, INTERPROCESS_TYPE_SERVICE_PROVIDER, NULL));
  g_assert_false (KNOWS (is_service, INTERPROCESS_TYPE_SERVICE_PROVIDER, "k"));
  g_assert_false (
    interprocess_service_provider_is_service_is_service (is_service, TEST_TYPE_B));
  g_assert_true (interprocess_service_provider_is_service_is_service (
    is_service, INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE));

  interprocess_service_provider_close (provider);
  g_assert_false (KNOWS (is_service, TEST_TYPE_A, "k"));
}

static GObject *
create_with_next (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error)
{
  const char *next = strcmp (key, "x") == 0 ? "y" : "x";

  return interprocess_service_provider_get_required_keyed_service (provider, TEST_TYPE_A, next,
                                                                   error);
}

static void
test_a_circle_of_keys_is_found (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_keyed_transient_factory (services, TEST_TYPE_A, ANY,
                                                               create_with_next, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_fails (provider, TEST_TYPE_A, "x", INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                "TestA \"x\" -> TestA \"y\" -> TestA \"x\": *");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/keys/" #name, test_##name)

  ADD (a_key_tells_services_apart);
  ADD (lifetimes_hold_for_keys);
  ADD (a_factory_is_told_the_key);
  ADD (any_serves_each_key);
  ADD (any_serves_scopes_and_transients);
  ADD (an_instance_is_one_for_all_keys);
  ADD (lists_by_key);
  ADD (a_list_has_what_is_got_singly);
  ADD (no_single_service_has_any_key);
  ADD (a_missing_key_is_named);
  ADD (knows_what_there_is);
  ADD (a_circle_of_keys_is_found);

  return g_test_run ();
}
