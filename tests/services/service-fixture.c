/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

G_DEFINE_INTERFACE (TestA, test_a, G_TYPE_OBJECT)

static void
test_a_default_init (TestAInterface *iface)
{
}

G_DEFINE_INTERFACE (TestB, test_b, G_TYPE_OBJECT)

static void
test_b_default_init (TestBInterface *iface)
{
}

G_DEFINE_INTERFACE (TestC, test_c, G_TYPE_OBJECT)

static void
test_c_default_init (TestCInterface *iface)
{
}

static void
test_object_close (InterprocessClosable *closable)
{
  static int now = 0;
  TestObject *self = TEST_OBJECT (closable);

  g_atomic_int_inc (&self->n_closed);
  self->closed_at = g_atomic_int_add (&now, 1) + 1;
  if (self->drops)
    g_ptr_array_set_size (self->needs, 0);
}

static void
test_object_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = test_object_close;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestObject, test_object, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                      test_object_closable_init)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_B, NULL)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_C, NULL))

static void
test_object_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_OBJECT (object)->needs);

  G_OBJECT_CLASS (test_object_parent_class)->finalize (object);
}

static void
test_object_class_init (TestObjectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_object_finalize;
}

static void
test_object_init (TestObject *self)
{
  self->needs = g_ptr_array_new_with_free_func (g_object_unref);
}

TestObject *
test_object_new (void)
{
  return g_object_new (TEST_TYPE_OBJECT, NULL);
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestPlain, test_plain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL))

static void
test_plain_class_init (TestPlainClass *klass)
{
}

static void
test_plain_init (TestPlain *self)
{
}

GObject *
test_create (InterprocessServiceProvider  *provider,
             const char                   *key,
             gpointer                      user_data,
             GError                      **error)
{
  return G_OBJECT (test_object_new ());
}

GObject *
test_create_with (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error)
{
  g_autoptr(TestObject) object = test_object_new ();

  for (const GType *type = user_data; *type != 0; type++)
    {
      gpointer need = interprocess_service_provider_get_required_service (provider, *type, error);

      if (need == NULL)
        return NULL;
      g_ptr_array_add (object->needs, need);
    }

  return G_OBJECT (g_steal_pointer (&object));
}

InterprocessServiceProvider *
test_build (InterprocessServiceCollection *services,
            InterprocessBuildFlags         flags)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, flags, &error);

  g_assert_no_error (error);
  g_assert_true (INTERPROCESS_IS_SERVICE_PROVIDER (provider));

  return provider;
}

gpointer
test_get (InterprocessServiceProvider *provider,
          GType                        service_type)
{
  g_autoptr(GError) error = NULL;
  gpointer object =
    interprocess_service_provider_get_required_service (provider, service_type, &error);

  g_assert_no_error (error);
  g_assert_true (g_type_is_a (G_OBJECT_TYPE (object), service_type));

  return object;
}

InterprocessServiceScope *
test_create_scope (InterprocessServiceProvider *provider)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceScope *scope = interprocess_service_provider_create_scope (provider, &error);

  g_assert_no_error (error);
  g_assert_true (INTERPROCESS_IS_SERVICE_SCOPE (scope));

  return scope;
}

gpointer
test_get_scoped (InterprocessServiceScope *scope,
                 GType                     service_type)
{
  return test_get (interprocess_service_scope_get_provider (scope), service_type);
}

void
test_get_fails (InterprocessServiceProvider *provider,
                GType                        service_type,
                InterprocessServiceError     code,
                const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;
  gpointer object =
    interprocess_service_provider_get_required_service (provider, service_type, &error);

  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, (int) code);
  g_assert_null (object);
  test_assert_message (error, message_pattern);
}

void
test_assert_message (const GError *error,
                     const char   *pattern)
{
  g_test_message ("\"%s\" is to be like \"%s\"", error->message, pattern);
  g_assert_true (g_pattern_match_simple (pattern, error->message));
}
