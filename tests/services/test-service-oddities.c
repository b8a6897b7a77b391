/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* What is allowed, if only just, and has to work. */

static void
test_what_is_no_class_is_no_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  const GType types[] = {
    G_TYPE_INVALID, G_TYPE_NONE, G_TYPE_INT, G_TYPE_STRING, G_TYPE_POINTER, G_TYPE_ENUM,
    G_TYPE_INTERFACE, G_TYPE_DATE_TIME, G_TYPE_PARAM_INT, INTERPROCESS_TYPE_SERVICE_LIFETIME,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(GListModel) all = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_false (interprocess_service_provider_is_service (provider, types[i]));
      g_assert_null (interprocess_service_provider_get_service (provider, types[i], &error));
      g_assert_no_error (error);
      test_get_fails (provider, types[i], INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, "*: *");
      all = interprocess_service_provider_get_services (provider, types[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (all), ==, 0);
      g_assert_null (interprocess_service_provider_create_instance (provider, types[i], 0, NULL,
                                                                    NULL, &error));
      g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                      INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE);
    }
}

static void
test_keys_may_be_anything (void)
{
  g_autofree char *long_key = g_strnfill (1 << 20, 'k');
  const char *keys[] = { "", " ", "\n", "\"", "grüße", "\xff\xfe", "%s%n", long_key };
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  g_test_summary ("They are told apart, also from no key at all, and do no harm in messages.");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, keys[i],
                                                         TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GListModel) all = interprocess_service_provider_get_keyed_services (
        provider, TEST_TYPE_A, keys[i], NULL);
      g_autoptr(GError) error = NULL;

      g_assert_cmpuint (g_list_model_get_n_items (all), ==, 1);
      g_assert_null (interprocess_service_provider_get_required_keyed_service (
        provider, TEST_TYPE_B, keys[i], &error));
      g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_null (interprocess_service_provider_get_service (provider, TEST_TYPE_A, NULL));
}

/* Does, when it is closed, what it then should not. */

typedef struct
{
  GObject parent_instance;

  InterprocessServiceProvider *provider;
  int n_closed;
} TestStubborn;

typedef GObjectClass TestStubbornClass;
static GType test_stubborn_get_type (void);

static void
test_stubborn_close (InterprocessClosable *closable)
{
  TestStubborn *self = (TestStubborn *) closable;
  g_autoptr(GError) error = NULL;

  self->n_closed++;
  g_assert_null (interprocess_service_provider_get_service (self->provider, TEST_TYPE_B, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
  g_assert_null (interprocess_service_provider_create_scope (self->provider, NULL));
  interprocess_service_provider_close (self->provider);
  interprocess_closable_close (INTERPROCESS_CLOSABLE (self->provider));
}

static void
test_stubborn_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = test_stubborn_close;
}

G_DEFINE_TYPE_WITH_CODE (TestStubborn, test_stubborn, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                test_stubborn_closable_init)
                         G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL))

static void
test_stubborn_class_init (TestStubbornClass *klass)
{
}

static void
test_stubborn_init (TestStubborn *self)
{
}

static void
test_closing_may_ask_and_close_in_vain (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  TestStubborn *stubborn;
  g_autoptr(TestObject) earlier = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, test_stubborn_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  earlier = test_get (provider, TEST_TYPE_B);
  stubborn = test_get (provider, TEST_TYPE_A);
  stubborn->provider = provider;

  interprocess_service_provider_close (provider);
  g_assert_cmpint (stubborn->n_closed, ==, 1);
  g_assert_cmpint (earlier->n_closed, ==, 1);
  g_assert_finalize_object ((GObject *) stubborn);
}

static GObject *
return_same (InterprocessServiceProvider  *provider,
             const char                   *key,
             gpointer                      user_data,
             GError                      **error)
{
  return g_object_ref (user_data);
}

static void
test_a_factory_may_return_the_same_again (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(TestObject) object = test_object_new ();

  g_test_summary ("It is closed once by whoever had it first.");

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, return_same, object,
                                                         NULL);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B, return_same, object,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  scope = test_create_scope (provider);
  for (int i = 0; i < 3; i++)
    g_object_unref (test_get (provider, TEST_TYPE_A));
  g_object_unref (test_get_scoped (scope, TEST_TYPE_A));
  g_object_unref (test_get_scoped (scope, TEST_TYPE_B));

  interprocess_service_scope_close (scope);
  g_assert_cmpint (object->n_closed, ==, 0);
  interprocess_service_provider_close (provider);
  g_assert_cmpint (object->n_closed, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/oddities/" #name, test_##name)

  ADD (what_is_no_class_is_no_service);
  ADD (keys_may_be_anything);
  ADD (closing_may_ask_and_close_in_vain);
  ADD (a_factory_may_return_the_same_again);

  return g_test_run ();
}
