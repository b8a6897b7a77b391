/* SPDX-License-Identifier: MIT */

#include "wired-object.h"

/* Objects that have to be initialised, and objects that are created without being services. */

#define TEST_TYPE_INITABLE (test_initable_get_type ())
G_DECLARE_FINAL_TYPE (TestInitable, test_initable, TEST, INITABLE, GObject)

/* Fails if it was given a TestWired for its construct property "b", and says nothing of why if it was
 * given a TestNeedsA. */
struct _TestInitable
{
  GObject parent_instance;

  GObject *b;
  gboolean initialised;
};

static int n_initables;

static gboolean
test_initable_initialise (GInitable     *initable,
                          GCancellable  *cancellable,
                          GError       **error)
{
  TestInitable *self = TEST_INITABLE (initable);

  if (TEST_IS_WIRED (self->b))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "it is busy");
  else
    self->initialised = !TEST_IS_NEEDS_A (self->b);

  return self->initialised;
}

static void
test_initable_initable_init (GInitableIface *iface)
{
  iface->init = test_initable_initialise;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestInitable, test_initable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_initable_initable_init))

static void
test_initable_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  TEST_INITABLE (object)->b = g_value_dup_object (value);
}

static void
test_initable_finalize (GObject *object)
{
  n_initables--;
  g_clear_object (&TEST_INITABLE (object)->b);

  G_OBJECT_CLASS (test_initable_parent_class)->finalize (object);
}

static void
test_initable_class_init (TestInitableClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = test_initable_set_property;
  G_OBJECT_CLASS (klass)->finalize = test_initable_finalize;

  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("b", NULL, NULL, TEST_TYPE_B,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
test_initable_init (TestInitable *self)
{
  n_initables++;
}

typedef GObject TestAbstract;
typedef GObjectClass TestAbstractClass;
static GType test_abstract_get_type (void);

G_DEFINE_ABSTRACT_TYPE (TestAbstract, test_abstract, G_TYPE_OBJECT)

static void
test_abstract_class_init (TestAbstractClass *klass)
{
}

static void
test_abstract_init (TestAbstract *self)
{
}

static void
test_an_initable_is_initialised (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestInitable) initable = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_INITABLE);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  initable = test_get (provider, TEST_TYPE_A);
  g_assert_true (initable->initialised);
}

/* What the initable gets needs nothing itself. */
static InterprocessServiceProvider *
build_initable_with (GType b)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_B, b, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

  interprocess_service_descriptor_set_optional (descriptor, "a", TRUE);
  interprocess_service_descriptor_bind_key (descriptor, "a", "none");
  if (b == TEST_TYPE_WIRED)
    interprocess_service_descriptor_bind_key (descriptor, "b", "none");
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_INITABLE);
  interprocess_service_collection_add_transient (services, TEST_TYPE_NEEDS_A, TEST_TYPE_NEEDS_A);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static void
test_its_error_is_kept (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_initable_with (TEST_TYPE_WIRED);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (
        interprocess_service_provider_get_service (provider, TEST_TYPE_NEEDS_A, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      g_assert_cmpstr (error->message, ==, "TestNeedsA.a -> TestA (TestInitable): it is busy");
    }

  g_assert_cmpint (n_initables, ==, 0);
}

static void
test_it_may_fail_without_an_error (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_initable_with (TEST_TYPE_NEEDS_A);

  test_get_fails (provider, TEST_TYPE_A, INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
                  "TestA (TestInitable): TestInitable could not be initialised and set no error*");
  g_assert_cmpint (n_initables, ==, 0);
}

static InterprocessServiceProvider *
build_with_a (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

static GObject *
create (InterprocessServiceProvider  *provider,
        GType                         type,
        const char                   *name,
        int                           number,
        GError                      **error)
{
  const char *names[] = { name };
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);

  return interprocess_service_provider_create_instance (provider, type, name != NULL ? 1 : 0, names,
                                                        &value, error);
}

static void
test_creates_what_is_not_registered (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(GError) error = NULL;
  g_autoptr(TestWired) wired =
    (TestWired *) create (provider, TEST_TYPE_WIRED, "number", 42, &error);
  g_autoptr(TestObject) a = test_get (provider, TEST_TYPE_A);

  g_assert_no_error (error);
  g_assert_true (wired->a == G_OBJECT (a));
  g_assert_null (wired->b);
  g_assert_cmpint (wired->number, ==, 42);
  g_assert_cmpstr (wired->text, ==, "default");
}

static void
test_what_is_given_comes_before_services (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(TestObject) own = test_object_new ();
  const char *names[] = { "a" };
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(TestWired) wired = NULL;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, own);
  wired = (TestWired *) interprocess_service_provider_create_instance (
    provider, TEST_TYPE_WIRED, 1, names, &value, &error);

  g_assert_no_error (error);
  g_assert_true (wired->a == G_OBJECT (own));
}

static void
test_what_is_created_is_the_callers (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  GObject *object = create (provider, TEST_TYPE_OBJECT, NULL, 0, NULL);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (TEST_OBJECT (object)->n_closed, ==, 0);
  g_assert_finalize_object (object);
}

static void
assert_create_fails (InterprocessServiceProvider *provider,
                     GType                        type,
                     const char                  *name,
                     int                          number,
                     InterprocessServiceError     code,
                     const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (create (provider, type, name, number, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, (int) code);
  test_assert_message (error, message_pattern);
}

static void
test_arguments_have_to_fit (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  const InterprocessServiceError code = INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT;

  assert_create_fails (provider, TEST_TYPE_WIRED, "nothing", 1, code,
                       "TestWired: TestWired has no property \"nothing\" *");
  assert_create_fails (provider, TEST_TYPE_WIRED, "fixed", 1, code,
                       "TestWired: TestWired has no property \"fixed\" that can be written*");
  assert_create_fails (provider, TEST_TYPE_WIRED, "number", 101, code,
                       "TestWired: 101, of the type gint, is not a value of the property "
                       "\"number\"*");
  assert_create_fails (provider, TEST_TYPE_WIRED, "a", 1, code,
                       "TestWired: 1, of the type gint, is not a value of the property \"a\"*");
}

static void
test_an_object_has_to_be_of_the_class (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(GObject) wrong = g_object_new (TEST_TYPE_NEEDS_A, NULL);
  const char *names[] = { "a" };
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, wrong);
  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_WIRED, 1, names,
                                                                &value, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT);
  test_assert_message (error, "TestWired: *is not a value of the property \"a\", which is of the "
                              "type TestA: *");
}

static void
test_an_argument_is_given_once (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  const char *names[] = { "number", "number" };
  GValue values[2] = { G_VALUE_INIT, G_VALUE_INIT };
  g_autoptr(GError) error = NULL;

  g_value_init (&values[0], G_TYPE_INT);
  g_value_init (&values[1], G_TYPE_INT);
  g_assert_null (interprocess_service_provider_create_instance (provider, TEST_TYPE_WIRED, 2, names,
                                                                values, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT);
}

static void
test_a_class_has_to_have_objects (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  const InterprocessServiceError code = INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE;

  assert_create_fails (provider, test_abstract_get_type (), NULL, 0, code, "TestAbstract: *");
  assert_create_fails (provider, TEST_TYPE_A, NULL, 0, code, "TestA: *");
  assert_create_fails (provider, G_TYPE_INT, NULL, 0, code, "gint: *");
  assert_create_fails (provider, G_TYPE_INVALID, NULL, 0, code, "(no type): *");
}

static void
test_what_is_needed_has_to_be_there (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();

  assert_create_fails (provider, TEST_TYPE_NEEDS_B, NULL, 0,
                       INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, "TestNeedsB.b -> TestB: *");
  interprocess_service_provider_close (provider);
  assert_create_fails (provider, TEST_TYPE_OBJECT, NULL, 0, INTERPROCESS_SERVICE_ERROR_CLOSED,
                       "TestObject: *");
}

static void
test_gets_or_creates (void)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_a ();
  g_autoptr(TestObject) a = test_get (provider, TEST_TYPE_A);
  g_autoptr(GError) error = NULL;

#define GET_OR_CREATE interprocess_service_provider_get_service_or_create_instance
  g_autoptr(TestObject) a_again = GET_OR_CREATE (provider, TEST_TYPE_A, &error);
  g_autoptr(TestNeedsA) created = GET_OR_CREATE (provider, TEST_TYPE_NEEDS_A, &error);

  g_assert_no_error (error);
  g_assert_true (a_again == a);
  g_assert_true (created->a == G_OBJECT (a));
  g_assert_null (GET_OR_CREATE (provider, TEST_TYPE_B, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/activation/" #name, test_##name)

  ADD (an_initable_is_initialised);
  ADD (its_error_is_kept);
  ADD (it_may_fail_without_an_error);
  ADD (creates_what_is_not_registered);
  ADD (what_is_given_comes_before_services);
  ADD (what_is_created_is_the_callers);
  ADD (arguments_have_to_fit);
  ADD (an_object_has_to_be_of_the_class);
  ADD (an_argument_is_given_once);
  ADD (a_class_has_to_have_objects);
  ADD (what_is_needed_has_to_be_there);
  ADD (gets_or_creates);

  return g_test_run ();
}
