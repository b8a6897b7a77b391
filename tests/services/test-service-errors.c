/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* What .NET specifies of what a constructor needs is true of what a factory asks for: circles,
 * scoped services outside of a scope, and what is missing. And factories that fail. */

static void
add (InterprocessServiceCollection *services,
     GType                          service_type,
     InterprocessServiceLifetime    lifetime,
     const GType                   *needs)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new_factory (service_type, lifetime, test_create_with,
                                                 (gpointer) needs, NULL);

  interprocess_service_collection_add (services, descriptor);
}

static const GType no_needs[] = { 0 };

static void
test_a_factory_asks_for_itself (gconstpointer data)
{
  const InterprocessServiceLifetime lifetime = GPOINTER_TO_INT (data);
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_A, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, lifetime, needs);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestA -> TestA: *");
}

static GObject *
create_with_all (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  g_autoptr(GListModel) list =
    interprocess_service_provider_get_services (provider, TEST_TYPE_A, error);

  return list != NULL ? G_OBJECT (test_object_new ()) : NULL;
}

static void
test_a_factory_asks_for_all_and_itself (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, create_with_all,
                                                         NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestA -> TestA: *");
}

static void
test_two_factories_ask_for_each_other (gconstpointer data)
{
  const InterprocessServiceLifetime lifetime = GPOINTER_TO_INT (data);
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_a[] = { TEST_TYPE_B, 0 };
  GType needs_of_b[] = { TEST_TYPE_A, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, lifetime, needs_of_a);
  add (services, TEST_TYPE_B, lifetime, needs_of_b);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestA -> TestB -> TestA: *");
  test_get_fails (provider, TEST_TYPE_B, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestB -> TestA -> TestB: *");
}

static void
test_three_factories_ask_for_each_other (gconstpointer data)
{
  const InterprocessServiceLifetime lifetime = GPOINTER_TO_INT (data);
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_a[] = { TEST_TYPE_B, 0 };
  GType needs_of_b[] = { TEST_TYPE_C, 0 };
  GType needs_of_c[] = { TEST_TYPE_A, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, lifetime, needs_of_a);
  add (services, TEST_TYPE_B, lifetime, needs_of_b);
  add (services, TEST_TYPE_C, lifetime, needs_of_c);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestA -> TestB -> TestC -> TestA: *");
}

static void
test_a_factory_asks_for_a_circle (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_a[] = { TEST_TYPE_B, 0 };
  GType needs_of_b[] = { TEST_TYPE_C, 0 };
  GType needs_of_c[] = { TEST_TYPE_B, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, needs_of_a);
  add (services, TEST_TYPE_B, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, needs_of_b);
  add (services, TEST_TYPE_C, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, needs_of_c);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
                  "TestA -> TestB -> TestC -> TestB: *");
}

static void
test_a_factory_may_ask_twice (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_a[] = { TEST_TYPE_B, TEST_TYPE_C, TEST_TYPE_C, 0 };
  GType needs_of_b[] = { TEST_TYPE_C, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  add (services, TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, needs_of_a);
  add (services, TEST_TYPE_B, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, needs_of_b);
  add (services, TEST_TYPE_C, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, no_needs);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
}

static GObject *
create_in_a_new_scope (InterprocessServiceProvider  *provider,
                       const char                   *key,
                       gpointer                      user_data,
                       GError                      **error)
{
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);

  return interprocess_service_provider_get_required_service (
    interprocess_service_scope_get_provider (scope), TEST_TYPE_A, error);
}

static void
test_a_circle_through_scopes_is_found (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;

  g_test_summary ("Each time in a new scope, this would go on until the stack is full.");

  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_A, create_in_a_new_scope,
                                                      NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);

  test_get_fails (interprocess_service_scope_get_provider (scope), TEST_TYPE_A,
                  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY, "TestA -> TestA: *");
}

static void
test_a_singletons_factory_asks_for_a_scoped_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_B, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, needs);
  add (services, TEST_TYPE_B, INTERPROCESS_SERVICE_LIFETIME_SCOPED, no_needs);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
                  "TestA -> TestB: the service is scoped*");
}

static void
test_a_factory_asks_for_what_is_missing (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_a[] = { TEST_TYPE_B, 0 };
  GType needs_of_b[] = { TEST_TYPE_C, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add (services, TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SCOPED, needs_of_a);
  add (services, TEST_TYPE_B, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, needs_of_b);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA -> TestB -> TestC: not registered*");
}

static GObject *
fail (InterprocessServiceProvider  *provider,
      const char                   *key,
      gpointer                      user_data,
      GError                      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "nobody home");

  return NULL;
}

static void
test_the_error_of_a_factory_is_kept (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_B, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  g_test_summary ("A factory's error keeps its domain and code, and gets the path once.");

  add (services, TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, needs);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B, fail, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (error->message, ==, "TestA -> TestB: nobody home");

  /* And without anyone to look. */
  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, NULL));
  g_assert_null (interprocess_service_provider_get_required_service (provider, TEST_TYPE_A, NULL));
}

static GObject *
return_nothing (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      user_data,
                GError                      **error)
{
  return NULL;
}

static void
test_a_factory_that_returns_nothing_failed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_A, return_nothing, NULL,
                                                      NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                  "TestA: the factory returned nothing*");
}

static GObject *
return_with_error (InterprocessServiceProvider  *provider,
                   const char                   *key,
                   gpointer                      user_data,
                   GError                      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "or not");

  return G_OBJECT (test_object_new ());
}

static void
test_an_object_counts_more_than_an_error (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, return_with_error,
                                                         NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, TEST_TYPE_A);
}

static GObject *
return_given (InterprocessServiceProvider  *provider,
              const char                   *key,
              gpointer                      user_data,
              GError                      **error)
{
  return g_object_ref (user_data);
}

static void
test_a_factory_returns_its_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  TestObject *object = test_object_new ();

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_PLAIN, return_given,
                                                         object, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_PLAIN, INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
                  "TestPlain: the factory returned an object of TestObject, which is not of the "
                  "type TestPlain: *");
  g_assert_cmpint (object->n_closed, ==, 1);
  g_assert_finalize_object (object);
}

static GObject *
fail_first (InterprocessServiceProvider  *provider,
            const char                   *key,
            gpointer                      user_data,
            GError                      **error)
{
  int *n_calls = user_data;

  return ++*n_calls == 1 ? fail (provider, key, NULL, error) : G_OBJECT (test_object_new ());
}

static void
test_the_next_call_tries_again (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;
  g_autoptr(GObject) again = NULL;
  int n_calls = 0;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, fail_first,
                                                         &n_calls, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, NULL));
  object = test_get (provider, TEST_TYPE_A);
  again = test_get (provider, TEST_TYPE_A);
  g_assert_true (object == again);
  g_assert_cmpint (n_calls, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/errors/" #name, test_##name)
#define ADD_FOR(name, lifetime) \
  g_test_add_data_func ("/provider/errors/" #name "/" #lifetime, \
                        GINT_TO_POINTER (INTERPROCESS_SERVICE_LIFETIME_##lifetime), test_##name)
#define ADD_FOR_EACH_LIFETIME(name) \
  ADD_FOR (name, SINGLETON); \
  ADD_FOR (name, SCOPED); \
  ADD_FOR (name, TRANSIENT)

  ADD_FOR_EACH_LIFETIME (a_factory_asks_for_itself);
  ADD (a_factory_asks_for_all_and_itself);
  ADD_FOR_EACH_LIFETIME (two_factories_ask_for_each_other);
  ADD_FOR_EACH_LIFETIME (three_factories_ask_for_each_other);
  ADD (a_factory_asks_for_a_circle);
  ADD (a_factory_may_ask_twice);
  ADD (a_circle_through_scopes_is_found);
  ADD (a_singletons_factory_asks_for_a_scoped_service);
  ADD (a_factory_asks_for_what_is_missing);
  ADD (the_error_of_a_factory_is_kept);
  ADD (a_factory_that_returns_nothing_failed);
  ADD (an_object_counts_more_than_an_error);
  ADD (a_factory_returns_its_service);
  ADD (the_next_call_tries_again);

  return g_test_run ();
}
