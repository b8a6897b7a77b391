/* SPDX-License-Identifier: MIT */

#include "async-object.h"
#include "wired-object.h"

/* What C alone does not do: objects that a binding makes without their constructor function, and
 * classes of other languages that fail in their own way. */

/* Its constructor gives no object, as that of a class in JavaScript that throws. */

typedef GObject TestThrower;
typedef GObjectClass TestThrowerClass;

GType test_thrower_get_type (void);

G_DEFINE_TYPE (TestThrower, test_thrower, G_TYPE_OBJECT)

static GObject *
test_thrower_constructor (GType                  type,
                          guint                  n_properties,
                          GObjectConstructParam *properties)
{
  return NULL;
}

static void
test_thrower_class_init (TestThrowerClass *klass)
{
  klass->constructor = test_thrower_constructor;
}

static void
test_thrower_init (TestThrower *self)
{
}

/* Its end says that it failed and not why, as that of a class in Python that raises. */

typedef GObject TestSilent;
typedef GObjectClass TestSilentClass;

GType test_silent_get_type (void);

static void
test_silent_close_async (InterprocessAsyncClosable *closable,
                         GCancellable              *cancellable,
                         GAsyncReadyCallback        callback,
                         gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (closable, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static gboolean
test_silent_close_finish (InterprocessAsyncClosable  *closable,
                          GAsyncResult               *result,
                          GError                    **error)
{
  return FALSE;
}

static void
test_silent_closable_init (InterprocessAsyncClosableInterface *iface)
{
  iface->close_async = test_silent_close_async;
  iface->close_finish = test_silent_close_finish;
}

G_DEFINE_TYPE_WITH_CODE (TestSilent, test_silent, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                test_silent_closable_init))

static void
test_silent_class_init (TestSilentClass *klass)
{
}

static void
test_silent_init (TestSilent *self)
{
}

static InterprocessServiceProvider *
build_with (GType type)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, type, type);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);
}

static void
test_a_scope_that_no_provider_made (void)
{
  g_autoptr(InterprocessServiceScope) scope = g_object_new (INTERPROCESS_TYPE_SERVICE_SCOPE, NULL);
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_scope_get_provider (scope));
  interprocess_service_scope_close (scope);
  interprocess_service_scope_close_async (scope, NULL, test_async_note, &call);
  g_assert_true (interprocess_service_scope_close_finish (scope, test_async_await (&call), &error));
  g_assert_no_error (error);
  g_object_unref (call.result);
}

static void
expect_no_object (void)
{
  g_test_expect_message ("GLib-GObject", G_LOG_LEVEL_CRITICAL,
                         "Custom constructor for class TestThrower returned NULL*");
}

static void
assert_no_object (const GError *error)
{
  g_test_assert_expected_messages ();
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED);
  test_assert_message (error, "TestThrower: the constructor of the class gave no object*");
}

static void
test_a_constructor_gives_no_object (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with (test_thrower_get_type ());
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) async_error = NULL;

  expect_no_object ();
  g_assert_null (interprocess_service_provider_get_required_service (
    provider, test_thrower_get_type (), &error));
  assert_no_object (error);

  expect_no_object ();
  g_assert_null (test_async_get (provider, test_thrower_get_type (), &async_error));
  assert_no_object (async_error);
}

static void
test_a_close_fails_silently (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with (test_silent_get_type ());
  g_autoptr(GObject) silent = test_get (provider, test_silent_get_type ());
  TestAsyncCall call = { NULL };
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (silent);
  interprocess_service_provider_close_async (provider, NULL, test_async_note, &call);
  g_assert_false (interprocess_service_provider_close_finish (provider, test_async_await (&call),
                                                              &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FAILED);
  test_assert_message (error, "TestSilent: *set no error*");
  g_object_unref (call.result);
}

/* An object of another class, in a value that says so and in one that does not. */
static void
assert_no_argument (GType type)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with (TEST_TYPE_OBJECT);
  g_autoptr(GObject) other = g_object_new (TEST_TYPE_NEEDS_A, NULL);
  const char *names[] = { "a" };
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, type);
  g_value_set_object (&value, other);

  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_NEEDS_A, 1,
                                                                names, &value, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT);
  test_assert_message (error, "TestNeedsA: *is not a value of the property \"a\", which is of the "
                              "type TestA: give another value");
}

static void
test_an_argument_of_another_class (void)
{
  assert_no_argument (G_TYPE_OBJECT);
  assert_no_argument (TEST_TYPE_NEEDS_A);
}

static void
test_a_bound_value_of_another_class (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_NEEDS_A, TEST_TYPE_NEEDS_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(GObject) other = g_object_new (TEST_TYPE_NEEDS_A, NULL);
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, other);
  interprocess_service_descriptor_bind_value (descriptor, "a", &value);
  interprocess_service_collection_add (services, descriptor);

  g_assert_null (interprocess_service_collection_build (
    services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
  test_assert_message (error, "*no. 0, TestNeedsA: *\"a\", which is of the type TestA: bind it *");
}

static GType
register_named (const char *name)
{
  return g_type_register_static_simple (G_TYPE_OBJECT, name, sizeof (GObjectClass), NULL,
                                        sizeof (GObject), NULL, 0);
}

/* Of a library in C, and of a program as PyGObject names them. */
static void
test_a_namespace_is_no_likeness (void)
{
  const GType missing[] = {
    register_named ("TestNamesMailer"),
    register_named ("__main__+Mailer"),
  };
  const GType others[] = {
    register_named ("TestNamesSender"),
    register_named ("__main__+Sender"),
  };
  const GType slips[] = {
    register_named ("TestNamesMailre"),
    register_named ("__main__+Mailre"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autoptr(InterprocessServiceProvider) with_other = build_with (others[i]);
      g_autoptr(InterprocessServiceProvider) with_slip = build_with (slips[i]);

      test_get_fails (with_other, missing[i], INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                      "*Mailer: not registered: add it *");
      test_get_fails (with_slip, missing[i], INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                      "*Mailer: not registered; did you mean *Mailre? *");
    }
}

static void
test_every_key_is_asked_for_by_one (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_keyed_singleton (
    services, TEST_TYPE_A, INTERPROCESS_SERVICE_KEY_ANY, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                  "TestA: not registered; did you mean TestA with a key? *");
}

#define EXPECT_CRITICAL(pattern) \
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, pattern)

static void
test_the_end_of_another_call (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with (TEST_TYPE_OBJECT);
  TestAsyncCall get = { NULL };
  TestAsyncCall close = { NULL };
  g_autoptr(GError) error = NULL;

  interprocess_service_provider_get_service_async (provider, TEST_TYPE_A, NULL, test_async_note,
                                                   &get);
  EXPECT_CRITICAL ("*close_finish: *g_async_result_is_tagged*");
  g_assert_false (interprocess_service_provider_close_finish (provider, test_async_await (&get),
                                                              &error));
  interprocess_service_provider_close_async (provider, NULL, test_async_note, &close);
  EXPECT_CRITICAL ("*get_service_finish: *g_async_result_is_tagged*");
  g_assert_null (interprocess_service_provider_get_service_finish (
    provider, test_async_await (&close), &error));

  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_object_unref (get.result);
  g_object_unref (close.result);
}

static void
test_a_key_that_is_no_utf8 (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with (TEST_TYPE_OBJECT);
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_required_keyed_service (
    provider, TEST_TYPE_A, "\xff", &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  test_assert_message (error, "TestA \"\uFFFD\": not registered*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/bare/" #name, test_##name)

  ADD (a_scope_that_no_provider_made);
  ADD (a_constructor_gives_no_object);
  ADD (a_close_fails_silently);
  ADD (an_argument_of_another_class);
  ADD (a_bound_value_of_another_class);
  ADD (a_namespace_is_no_likeness);
  ADD (every_key_is_asked_for_by_one);
  ADD (the_end_of_another_call);
  ADD (a_key_that_is_no_utf8);

  return g_test_run ();
}
