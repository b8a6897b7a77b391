/* SPDX-License-Identifier: MIT */

#include "async-object.h"

/* What callers, factories and classes do wrong, and what they are told. */

#define EXPECT_CRITICAL(pattern) \
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, pattern)

static InterprocessServiceProvider *
build_with_factory (InterprocessServiceFactory factory)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, factory, NULL,
                                                         NULL);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);
}

static void
test_null_for_an_object_is_a_critical (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GError *error = NULL;

  EXPECT_CRITICAL ("*provider_get_service: *IS_SERVICE_PROVIDER (self)*");
  g_assert_null (interprocess_service_provider_get_service (NULL, TEST_TYPE_A, &error));
  EXPECT_CRITICAL ("*create_scope: *IS_SERVICE_PROVIDER (self)*");
  g_assert_null (interprocess_service_provider_create_scope (NULL, &error));
  EXPECT_CRITICAL ("*close: *IS_SERVICE_PROVIDER (self)*");
  interprocess_service_provider_close (NULL);
  EXPECT_CRITICAL ("*collection_add: *IS_SERVICE_DESCRIPTOR (descriptor)*");
  g_assert_true (interprocess_service_collection_add (services, NULL) == services);
  EXPECT_CRITICAL ("*collection_add_singleton: *IS_SERVICE_COLLECTION (self)*");
  g_assert_null (interprocess_service_collection_add_singleton (NULL, TEST_TYPE_A,
                                                                TEST_TYPE_OBJECT));
  EXPECT_CRITICAL ("*build: *IS_SERVICE_COLLECTION (self)*");
  g_assert_null (interprocess_service_collection_build (NULL, INTERPROCESS_BUILD_FLAGS_NONE,
                                                        &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
}

static void
test_null_for_a_property_is_a_critical (void)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_A, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  const GValue nothing = G_VALUE_INIT;

  EXPECT_CRITICAL ("*bind_key: *property != NULL*");
  interprocess_service_descriptor_bind_key (descriptor, NULL, "key");
  EXPECT_CRITICAL ("*bind_value: *G_IS_VALUE (value)*");
  interprocess_service_descriptor_bind_value (descriptor, "property", NULL);
  EXPECT_CRITICAL ("*bind_value: *G_IS_VALUE (value)*");
  interprocess_service_descriptor_bind_value (descriptor, "property", &nothing);
  g_test_assert_expected_messages ();
}

static void
test_arguments_without_values_are_a_critical (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (test_create);
  GError *error = NULL;

  EXPECT_CRITICAL ("*create_instance: *n_arguments == 0*");
  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_OBJECT, 1, NULL,
                                                                NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
}

static void
test_a_type_that_is_none_is_not_registered (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (test_create);
  const GType types[] = { G_TYPE_INVALID, G_TYPE_NONE, G_TYPE_INT };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) list = NULL;

      g_assert_null (interprocess_service_provider_get_service (provider, types[i], &error));
      g_assert_no_error (error);
      list = interprocess_service_provider_get_services (provider, types[i], &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
      g_assert_false (interprocess_service_provider_is_service (provider, types[i]));
    }

  test_get_fails (provider, G_TYPE_INVALID, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "(no type): not registered*");
  test_get_fails (provider, G_TYPE_INT, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "gint: not registered*");
}

static GObject *
create_nothing (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      user_data,
                GError                      **error)
{
  return NULL;
}

static void
test_a_factory_returns_nothing_and_no_error (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (create_nothing);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                  "TestA: the factory returned nothing and set no error*");
}

static GObject *
create_something_else (InterprocessServiceProvider  *provider,
                       const char                   *key,
                       gpointer                      user_data,
                       GError                      **error)
{
  return g_object_new (TEST_TYPE_ASYNC, NULL);
}

static void
test_a_factory_returns_the_wrong_type (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_C,
                                                         create_something_else, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_fails (provider, TEST_TYPE_C, INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
                  "TestC: the factory returned an object of TestAsync, which is not of the type "
                  "TestC: *");
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
test_a_factory_returns_a_floating_reference (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GObject *object;

  interprocess_service_collection_add_singleton_factory (services, G_TYPE_INITIALLY_UNOWNED,
                                                         create_floating, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = test_get (provider, G_TYPE_INITIALLY_UNOWNED);
  g_assert_false (g_object_is_floating (object));
  interprocess_service_provider_close (provider);
  g_assert_finalize_object (object);
}

static GObject *
close_and_create (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error)
{
  interprocess_service_provider_close (provider);

  return test_create (provider, key, user_data, error);
}

static void
test_a_factory_closes_the_provider (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (close_and_create);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED,
                  "TestA: the provider was closed*");
}

static void
test_resolving_after_close (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (test_create);
  g_autoptr(GError) error = NULL;

  interprocess_service_provider_close (provider);
  interprocess_service_provider_close (provider);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_CLOSED,
                  "TestA: the provider was closed*");
  g_assert_null (interprocess_service_provider_get_services (provider, TEST_TYPE_A, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (interprocess_service_provider_create_scope (provider, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
}

/* Asks for itself while it is constructed, and can only keep what it is told. */
typedef struct
{
  GObject parent_instance;

  InterprocessServiceProvider *provider;
  GError *error;
} TestSelfish;

typedef GObjectClass TestSelfishClass;
static GType test_selfish_get_type (void);

G_DEFINE_TYPE (TestSelfish, test_selfish, G_TYPE_OBJECT)

static void
test_selfish_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  ((TestSelfish *) object)->provider = g_value_get_object (value);
}

static void
test_selfish_constructed (GObject *object)
{
  TestSelfish *self = (TestSelfish *) object;

  g_assert_null (interprocess_service_provider_get_service (self->provider,
                                                            test_selfish_get_type (),
                                                            &self->error));

  G_OBJECT_CLASS (test_selfish_parent_class)->constructed (object);
}

static void
test_selfish_finalize (GObject *object)
{
  g_clear_error (&((TestSelfish *) object)->error);

  G_OBJECT_CLASS (test_selfish_parent_class)->finalize (object);
}

static void
test_selfish_class_init (TestSelfishClass *klass)
{
  klass->set_property = test_selfish_set_property;
  klass->constructed = test_selfish_constructed;
  klass->finalize = test_selfish_finalize;

  g_object_class_install_property (
    klass, 1,
    g_param_spec_object ("provider", NULL, NULL, INTERPROCESS_TYPE_SERVICE_PROVIDER,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
test_selfish_init (TestSelfish *self)
{
}

static void
test_a_constructor_resolves_itself (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) selfish = NULL;
  GError *error;

  interprocess_service_collection_add_singleton (services, test_selfish_get_type (),
                                                 test_selfish_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  selfish = test_get (provider, test_selfish_get_type ());
  error = ((TestSelfish *) selfish)->error;
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY);
  test_assert_message (error, "TestSelfish -> TestSelfish: *");
}

static void
test_closing_one_service_fails (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) other = NULL;
  g_autoptr(TestAsync) failing = NULL;
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  g_test_summary ("The others are closed nonetheless, and the error is told.");

  test_async_set_behaviour (TEST_ASYNC_SUCCEED);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_ASYNC);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  other = test_get (provider, TEST_TYPE_A);
  failing = test_async_get (provider, TEST_TYPE_B, &error);
  g_assert_no_error (error);

  test_async_set_behaviour (TEST_ASYNC_FAIL);
  interprocess_service_provider_close_async (provider, NULL, test_async_note, &call);
  g_assert_false (interprocess_service_provider_close_finish (provider, test_async_await (&call),
                                                              &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, "TestAsync: it is busy");
  g_assert_cmpint (other->n_closed, ==, 1);
  g_object_unref (call.result);
}

static void
test_a_key_that_is_no_text_is_told_as_text (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_factory (test_create);
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_required_keyed_service (
    provider, TEST_TYPE_A, "\xff\xfe", &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_a_result_of_another_call_is_a_critical (void)
{
  g_autoptr(InterprocessServiceProvider) one = build_with_factory (test_create);
  g_autoptr(InterprocessServiceProvider) other = build_with_factory (test_create);
  TestAsyncCall call = { NULL };
  GError *error = NULL;

  interprocess_service_provider_close_async (one, NULL, test_async_note, &call);
  EXPECT_CRITICAL ("*close_finish: *g_task_is_valid (result, self)*");
  g_assert_false (interprocess_service_provider_close_finish (other, test_async_await (&call),
                                                              &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_object_unref (call.result);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/bad-input/" #name, test_##name)

  ADD (null_for_an_object_is_a_critical);
  ADD (null_for_a_property_is_a_critical);
  ADD (arguments_without_values_are_a_critical);
  ADD (a_type_that_is_none_is_not_registered);
  ADD (a_factory_returns_nothing_and_no_error);
  ADD (a_factory_returns_the_wrong_type);
  ADD (a_factory_returns_a_floating_reference);
  ADD (a_factory_closes_the_provider);
  ADD (resolving_after_close);
  ADD (a_constructor_resolves_itself);
  ADD (closing_one_service_fails);
  ADD (a_key_that_is_no_text_is_told_as_text);
  ADD (a_result_of_another_call_is_a_critical);

  return g_test_run ();
}
