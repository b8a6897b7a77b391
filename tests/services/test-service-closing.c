/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* What closing a provider does to its objects, and to who asks it, beyond what .NET specifies. */

static void
test_closes_each_object_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  object = test_get (provider, TEST_TYPE_A);

  interprocess_service_provider_close (provider);
  interprocess_service_provider_close (provider);

  g_assert_cmpint (object->n_closed, ==, 1);
}

static void
test_a_provider_closes_when_it_goes (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider;
  g_autoptr(TestObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  object = test_get (provider, TEST_TYPE_A);

  g_assert_finalize_object (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
}

static void
test_lets_go_of_everything (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  TestObject *created;
  TestObject *instance = test_object_new ();
  g_autoptr(TestObject) held_by_factory = test_object_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B,
                                                          G_OBJECT (instance));
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_C, test_create,
                                                         g_object_ref (
                                                           held_by_factory), g_object_unref);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  interprocess_service_collection_remove_all (services, TEST_TYPE_B);
  interprocess_service_collection_remove_all (services, TEST_TYPE_C);
  created = test_get (provider, TEST_TYPE_A);

  interprocess_service_provider_close (provider);

  g_assert_finalize_object (created);
  g_assert_finalize_object (instance);
  g_assert_finalize_object (g_steal_pointer (&held_by_factory));
}

static GObject *
pass_on (InterprocessServiceProvider  *provider,
         const char                   *key,
         gpointer                      user_data,
         GError                      **error)
{
  return interprocess_service_provider_get_required_service (
    provider, GPOINTER_TO_SIZE (user_data), error);
}

static void
test_what_a_factory_passes_on_is_not_created (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) singleton = NULL;
  g_autoptr(GObject) passed = NULL;
  g_autoptr(GObject) passed_instance = NULL;

  g_test_summary ("One object under two services: it is closed once, by its owner.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_OBJECT,
                                                          G_OBJECT (instance));
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_B, pass_on,
                                                      GSIZE_TO_POINTER (TEST_TYPE_A), NULL);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_C, pass_on,
                                                         GSIZE_TO_POINTER (TEST_TYPE_OBJECT), NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  singleton = test_get (provider, TEST_TYPE_A);
  passed = test_get_scoped (scope, TEST_TYPE_B);
  passed_instance = test_get_scoped (scope, TEST_TYPE_C);
  g_assert_true (passed == G_OBJECT (singleton));
  g_assert_true (passed_instance == G_OBJECT (instance));

  interprocess_service_scope_close (scope);
  g_assert_cmpint (singleton->n_closed, ==, 0);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (singleton->n_closed, ==, 1);
  g_assert_cmpint (instance->n_closed, ==, 0);
}

static void
test_what_a_factory_passes_on_keeps_its_place (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { TEST_TYPE_A, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) first = NULL;
  g_autoptr(TestObject) user = NULL;
  g_autoptr(GObject) passed = NULL;

  g_test_summary ("Asked for under another name later, it is still closed after what uses it.");

  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_B, test_create_with,
                                                      needs, NULL);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_C, pass_on,
                                                         GSIZE_TO_POINTER (TEST_TYPE_A), NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  user = test_get_scoped (scope, TEST_TYPE_B);
  first = test_get_scoped (scope, TEST_TYPE_A);
  passed = test_get_scoped (scope, TEST_TYPE_C);
  g_assert_true (passed == G_OBJECT (first));

  interprocess_service_scope_close (scope);
  g_assert_cmpint (first->n_closed, ==, 1);
  g_assert_cmpint (user->closed_at, <, first->closed_at);
}

static void
test_a_scope_does_not_close_the_root (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);

  g_test_summary ("What is built in is not the scope's, and the scope factory is the root.");

  g_object_unref (test_get_scoped (scope, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY));
  interprocess_service_scope_close (scope);
  g_assert_true (interprocess_service_provider_is_service (provider,
                                                           INTERPROCESS_TYPE_SERVICE_PROVIDER));
}

static void
test_a_provider_does_not_hold_itself (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_object_unref (test_get (provider, INTERPROCESS_TYPE_SERVICE_PROVIDER));
  g_object_unref (test_get (provider, INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY));
  g_assert_finalize_object (provider);
}

static void
test_transients_that_cannot_be_closed_are_not_kept (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GObject *plain;
  TestObject *closable;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_PLAIN);
  interprocess_service_collection_add_transient (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  plain = test_get (provider, TEST_TYPE_A);
  g_assert_finalize_object (plain);

  closable = test_get (provider, TEST_TYPE_B);
  g_object_unref (closable);
  g_assert_cmpint (closable->n_closed, ==, 0);
}

static void
test_a_service_may_drop_the_provider_when_closed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs[] = { INTERPROCESS_TYPE_SERVICE_PROVIDER, 0 };
  InterprocessServiceProvider *provider;
  g_autoptr(TestObject) first = NULL;
  g_autoptr(TestObject) last = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B, test_create_with,
                                                         needs, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  first = test_get (provider, TEST_TYPE_A);
  last = test_get (provider, TEST_TYPE_B);
  last->drops = TRUE;
  g_object_add_weak_pointer (G_OBJECT (provider), (gpointer *) &provider);
  g_object_unref (provider);

  interprocess_service_provider_close (provider);
  g_assert_null (provider);
  g_assert_cmpint (first->n_closed, ==, 1);
}

/* Closes what it is called with, and returns an object that is then nobody's. */
static GObject *
create_and_close (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error)
{
  TestObject **created = user_data;

  interprocess_service_provider_close (provider);
  *created = test_object_new ();

  return G_OBJECT (g_object_ref (*created));
}

static void
test_a_factory_may_close_the_provider (gconstpointer data)
{
  const InterprocessServiceLifetime lifetime = GPOINTER_TO_INT (data);
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;
  g_autoptr(TestObject) before = NULL;
  TestObject *created = NULL;

  descriptor = interprocess_service_descriptor_new_factory (TEST_TYPE_A, lifetime, create_and_close,
                                                            &created, NULL);
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  before = test_get (provider, TEST_TYPE_B);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED,
                  "TestA: the provider was closed: *");

  g_assert_cmpint (before->n_closed, ==, 1);
  g_assert_cmpint (created->n_closed, ==, 1);
  g_assert_finalize_object (created);
}

/* Closes the provider, and returns what is not its to close. */
static GObject *
close_and_pass_on (InterprocessServiceProvider  *provider,
                   const char                   *key,
                   gpointer                      user_data,
                   GError                      **error)
{
  GObject *object =
    interprocess_service_provider_get_required_service (provider, TEST_TYPE_B, error);

  interprocess_service_provider_close (provider);

  return object;
}

static void
test_what_is_passed_on_after_closing_is_not_closed_again (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, close_and_pass_on,
                                                         NULL, NULL);
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_B,
                                                          G_OBJECT (instance));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED, "TestA: *");
  g_assert_cmpint (instance->n_closed, ==, 0);
}

static GObject *
drop_provider (InterprocessServiceProvider  *provider,
               const char                   *key,
               gpointer                      user_data,
               GError                      **error)
{
  g_clear_object ((InterprocessServiceProvider **) user_data);

  return G_OBJECT (test_object_new ());
}

static void
test_a_factory_may_drop_the_provider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider;
  g_autoptr(TestObject) object = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, drop_provider,
                                                         &provider, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = interprocess_service_provider_get_service (provider, TEST_TYPE_A, &error);
  g_assert_no_error (error);
  g_assert_null (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/closing/" #name, test_##name)
#define ADD_FOR(name, lifetime) \
  g_test_add_data_func ("/provider/closing/" #name "/" #lifetime, \
                        GINT_TO_POINTER (INTERPROCESS_SERVICE_LIFETIME_##lifetime), test_##name)

  ADD (closes_each_object_once);
  ADD (a_provider_closes_when_it_goes);
  ADD (lets_go_of_everything);
  ADD (what_a_factory_passes_on_is_not_created);
  ADD (what_a_factory_passes_on_keeps_its_place);
  ADD (a_scope_does_not_close_the_root);
  ADD (a_provider_does_not_hold_itself);
  ADD (transients_that_cannot_be_closed_are_not_kept);
  ADD (a_service_may_drop_the_provider_when_closed);
  ADD_FOR (a_factory_may_close_the_provider, SINGLETON);
  ADD_FOR (a_factory_may_close_the_provider, SCOPED);
  ADD_FOR (a_factory_may_close_the_provider, TRANSIENT);
  ADD (what_is_passed_on_after_closing_is_not_closed_again);
  ADD (a_factory_may_drop_the_provider);

  return g_test_run ();
}
