/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Creating objects of classes that are not services. */

static GObject *
create (InterprocessServiceProvider *provider,
        GType                        type)
{
  g_autoptr(GError) error = NULL;
  GObject *object =
    interprocess_service_provider_create_instance (provider, type, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (G_OBJECT_TYPE (object) == type);

  return object;
}

static void
create_fails (InterprocessServiceProvider *provider,
              GType                        type,
              InterprocessServiceError     code,
              const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (
    interprocess_service_provider_create_instance (provider, type, 0, NULL, NULL, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, (int) code);
  test_assert_message (error, message_pattern);
}

static InterprocessServiceProvider *
build_empty (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static InterprocessServiceProvider *
build_with_a (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

TEST_DEFINE_NODE (UserOfA, user_of_a,
                  TEST_REQUIRED ("a", test_a_get_type))

static void
test_TypeActivatorEnablesYouToCreateAnyTypeWithServicesEvenWhenNotInIocContainer (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(GObject) object = create (provider, user_of_a_get_type ());

  g_assert_true (TEST_IS_OBJECT (test_node_get (object, "a")));
  g_assert_false (interprocess_service_provider_is_service (provider, user_of_a_get_type ()));
}

TEST_DEFINE_NODE (UserOfData, user_of_data,
                  TEST_REQUIRED ("a", test_a_get_type),
                  TEST_REQUIRED ("one", test_string_get_type),
                  TEST_REQUIRED ("two", test_string_get_type))

static GObject *
create_user_of_data (InterprocessServiceProvider  *provider,
                     const char                  **names,
                     guint                         n_values,
                     GType                         value_type,
                     GError                      **error)
{
  GValue values[3] = { G_VALUE_INIT, G_VALUE_INIT, G_VALUE_INIT };
  GObject *object;

  for (guint i = 0; i < n_values; i++)
    {
      g_value_init (&values[i], value_type);
      if (value_type == G_TYPE_STRING)
        g_value_take_string (&values[i], g_strdup_printf ("%u", i + 1));
    }
  object = interprocess_service_provider_create_instance (provider, user_of_data_get_type (),
                                                          n_values, names, values, error);
  for (guint i = 0; i < n_values; i++)
    g_value_unset (&values[i]);

  return object;
}

static void
test_TypeActivatorAcceptsAnyNumberOfAdditionalConstructorParametersToProvide (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  const char *names[] = { "one", "two" };
  g_autoptr(GError) error = NULL;
  g_autoptr(GObject) object = create_user_of_data (provider, names, 2, G_TYPE_STRING, &error);

  g_assert_no_error (error);
  g_assert_true (TEST_IS_OBJECT (test_node_get (object, "a")));
  g_assert_cmpstr (test_node_get_string (object, "one"), ==, "1");
  g_assert_cmpstr (test_node_get_string (object, "two"), ==, "2");
}

TEST_DEFINE_NODE (WithDefaults, with_defaults,
                  TEST_OPTIONAL ("text", test_string_get_type),
                  TEST_OPTIONAL ("number", test_int_get_type),
                  TEST_OPTIONAL ("a", test_a_get_type))

static void
test_TypeActivatorWorksWithCtorWithOptionalArgs (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_empty ();
  g_autoptr(GObject) object = create (provider, with_defaults_get_type ());

  g_assert_cmpstr (test_node_get_string (object, "text"), ==, "default");
  g_assert_null (test_node_get (object, "a"));
}

static void
test_TypeActivatorWorksWithCtorWithOptionalArgs_WithStructDefaults (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_empty ();
  g_autoptr(GObject) object = create (provider, with_defaults_get_type ());

  g_test_summary ("The default of a property may be a value and not an object.");

  g_assert_cmpint (test_node_get_int (object, "number"), ==, 12);
}

static void
test_TypeActivatorRequiresPublicConstructor (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();

  g_test_summary ("What has no constructor that the container can call: an interface, also that of "
                  "a service, and what is not a class of objects.");

  create_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE, "TestA: *");
  create_fails (provider, G_TYPE_INT, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE, "gint: *");
  create_fails (provider, G_TYPE_DATE_TIME, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
                "GDateTime: *");
}

static void
test_CreateInstance_WithAbstractTypeAndPublicConstructor_ThrowsCorrectException (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_empty ();

  create_fails (provider, TEST_TYPE_ABSTRACT, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
                "TestAbstract: *abstract*");
}

static void
test_TypeActivatorRequiresAllArgumentsCanBeAccepted (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  const char *too_many[] = { "one", "two", "three" };
  const char *too_different[] = { "one", "two" };
  g_autoptr(GError) error = NULL;

  g_assert_null (create_user_of_data (provider, too_many, 3, G_TYPE_STRING, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT);
  test_assert_message (error, "UserOfData: *three*");
  g_clear_error (&error);

  g_assert_null (create_user_of_data (provider, too_different, 2, G_TYPE_DATE_TIME, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT);
  test_assert_message (error, "UserOfData: *GDateTime*\"one\"*");
}

static void
test_TypeActivatorRethrowsOriginalExceptionFromConstructor (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_empty ();
  g_autoptr(TestObject) b = test_object_new ();
  const char *names[] = { "b" };
  GValue values[] = { G_VALUE_INIT };
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_FAILING, 0,
                                                                NULL, NULL, &error));
  test_assert_own_error (error, "TestFailing");
  g_clear_error (&error);

  g_value_init (&values[0], TEST_TYPE_OBJECT);
  g_value_set_object (&values[0], b);
  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_FAILING_WITH_B,
                                                                1, names, values, &error));
  test_assert_own_error (error, "TestFailingWithB");
  g_value_unset (&values[0]);
}

/* Fails with what the container's own errors look like. */
typedef GObject Impostor;
typedef GObjectClass ImpostorClass;
static GType impostor_get_type (void);

static gboolean
impostor_init_initable (GInitable     *initable,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_FAILED, "some error");

  return FALSE;
}

static void
impostor_initable_init (GInitableIface *iface)
{
  iface->init = impostor_init_initable;
}

G_DEFINE_TYPE_WITH_CODE (Impostor, impostor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, impostor_initable_init))

static void
impostor_class_init (ImpostorClass *klass)
{
}

static void
impostor_init (Impostor *self)
{
}

static void
test_CreateInstance_CapturesInnerException_OfTargetInvocationException (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_empty ();

  create_fails (provider, impostor_get_type (), INTERPROCESS_SERVICE_ERROR_FAILED,
                "Impostor: some error");
}

TEST_DEFINE_NODE (Counted, counted,
                  TEST_REQUIRED ("a", test_a_get_type))

static gpointer
get_or_create (InterprocessServiceProvider *provider)
{
  g_autoptr(GError) error = NULL;
  gpointer object = interprocess_service_provider_get_service_or_create_instance (
    provider, counted_get_type (), &error);

  g_assert_no_error (error);
  g_assert_true (G_OBJECT_TYPE (object) == counted_get_type ());
  g_assert_true (TEST_IS_OBJECT (test_node_get (object, "a")));

  return object;
}

static void
test_GetServiceOrCreateInstanceRegisteredServiceTransient (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) one = NULL;
  g_autoptr(TestNode) other = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (services, counted_get_type (),
                                                 counted_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  one = get_or_create (provider);
  other = get_or_create (provider);
  g_assert_true (one != other);

  /* It is the service's object, and so the provider's to close. */
  interprocess_service_provider_close (provider);
  g_assert_cmpint (one->n_closed, ==, 1);
  g_assert_cmpint (other->n_closed, ==, 1);
}

static void
test_GetServiceOrCreateInstanceRegisteredServiceSingleton (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) object = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton (services, counted_get_type (),
                                                 counted_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  object = get_or_create (provider);
  test_take_same (get_or_create (provider), object);
}

static void
test_GetServiceOrCreateInstanceUnregisteredService (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(TestNode) one = get_or_create (provider);
  g_autoptr(TestNode) other = get_or_create (provider);

  g_assert_true (one != other);

  /* It is the caller's to close. */
  interprocess_service_provider_close (provider);
  g_assert_cmpint (one->n_closed, ==, 0);
  g_assert_cmpint (other->n_closed, ==, 0);
}

static void
test_UnRegisteredServiceAsConstructorParameterThrowsException (void)
{
  const GType type = user_of_a_get_type ();
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_singleton (services, type, type);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  create_fails (provider, type, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                "UserOfA.a -> TestA: *not registered*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("activator-utilities",
            TypeActivatorEnablesYouToCreateAnyTypeWithServicesEvenWhenNotInIocContainer);
  TEST_ADD ("activator-utilities",
            TypeActivatorAcceptsAnyNumberOfAdditionalConstructorParametersToProvide);
  TEST_ADD ("activator-utilities", TypeActivatorWorksWithCtorWithOptionalArgs);
  TEST_ADD ("activator-utilities", TypeActivatorWorksWithCtorWithOptionalArgs_WithStructDefaults);
  TEST_ADD ("activator-utilities", TypeActivatorRequiresPublicConstructor);
  TEST_ADD ("activator-utilities",
            CreateInstance_WithAbstractTypeAndPublicConstructor_ThrowsCorrectException);
  TEST_ADD ("activator-utilities", TypeActivatorRequiresAllArgumentsCanBeAccepted);
  TEST_ADD ("activator-utilities", TypeActivatorRethrowsOriginalExceptionFromConstructor);
  TEST_ADD ("activator-utilities",
            CreateInstance_CapturesInnerException_OfTargetInvocationException);
  TEST_ADD ("activator-utilities", GetServiceOrCreateInstanceRegisteredServiceTransient);
  TEST_ADD ("activator-utilities", GetServiceOrCreateInstanceRegisteredServiceSingleton);
  TEST_ADD ("activator-utilities", GetServiceOrCreateInstanceUnregisteredService);
  TEST_ADD ("activator-utilities", UnRegisteredServiceAsConstructorParameterThrowsException);

  return g_test_run ();
}
