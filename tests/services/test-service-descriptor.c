/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

static void
test_describes_a_class (void)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = interprocess_service_descriptor_new (
    TEST_TYPE_A, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_SCOPED);

  g_assert_cmpuint (interprocess_service_descriptor_get_service_type (descriptor), ==, TEST_TYPE_A);
  g_assert_cmpuint (interprocess_service_descriptor_get_implementation_type (descriptor), ==,
                    TEST_TYPE_OBJECT);
  g_assert_cmpint (interprocess_service_descriptor_get_lifetime (descriptor), ==,
                   INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_assert_null (interprocess_service_descriptor_get_implementation_instance (descriptor));
}

static void
test_describes_a_factory (void)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new_factory (TEST_TYPE_A,
                                                 INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
                                                 test_create, NULL, NULL);

  g_assert_cmpuint (interprocess_service_descriptor_get_service_type (descriptor), ==, TEST_TYPE_A);
  g_assert_cmpuint (interprocess_service_descriptor_get_implementation_type (descriptor), ==,
                    G_TYPE_NONE);
  g_assert_cmpint (interprocess_service_descriptor_get_lifetime (descriptor), ==,
                   INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_assert_null (interprocess_service_descriptor_get_implementation_instance (descriptor));
}

static void
test_describes_an_instance (void)
{
  g_autoptr(TestObject) object = test_object_new ();
  InterprocessServiceDescriptor *descriptor =
    interprocess_service_descriptor_new_instance (TEST_TYPE_A, G_OBJECT (object));

  g_assert_true (
    interprocess_service_descriptor_get_implementation_instance (descriptor) == G_OBJECT (object));
  g_assert_cmpuint (interprocess_service_descriptor_get_implementation_type (descriptor), ==,
                    G_TYPE_NONE);
  g_assert_cmpint (interprocess_service_descriptor_get_lifetime (descriptor), ==,
                   INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  g_assert_finalize_object (descriptor);
  g_assert_cmpint (object->n_closed, ==, 0);
}

static void
test_has_properties (void)
{
  g_autoptr(TestObject) object = test_object_new ();
  g_autoptr(InterprocessServiceDescriptor) of_class = interprocess_service_descriptor_new (
    TEST_TYPE_A, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_autoptr(InterprocessServiceDescriptor) of_instance =
    interprocess_service_descriptor_new_instance (TEST_TYPE_A, G_OBJECT (object));
  g_autoptr(GObject) instance = NULL;
  InterprocessServiceLifetime lifetime;
  GType service_type;
  GType implementation_type;

  g_object_get (of_class,
                "service-type", &service_type,
                "implementation-type", &implementation_type,
                "lifetime", &lifetime,
                NULL);
  g_object_get (of_instance, "implementation-instance", &instance, NULL);

  g_assert_cmpuint (service_type, ==, TEST_TYPE_A);
  g_assert_cmpuint (implementation_type, ==, TEST_TYPE_OBJECT);
  g_assert_cmpint (lifetime, ==, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  g_assert_true (instance == G_OBJECT (object));
}

static void
count (gpointer data)
{
  ++*(int *) data;
}

static void
test_frees_the_factorys_data (void)
{
  int n_freed = 0;
  InterprocessServiceDescriptor *descriptor = interprocess_service_descriptor_new_factory (
    TEST_TYPE_A, INTERPROCESS_SERVICE_LIFETIME_SINGLETON, test_create, &n_freed, count);

  g_assert_cmpint (n_freed, ==, 0);
  g_assert_finalize_object (descriptor);
  g_assert_cmpint (n_freed, ==, 1);
}

static void
test_sinks_a_floating_instance (void)
{
  GObject *instance = g_object_new (G_TYPE_INITIALLY_UNOWNED, NULL);
  InterprocessServiceDescriptor *descriptor =
    interprocess_service_descriptor_new_instance (G_TYPE_INITIALLY_UNOWNED, instance);

  g_object_add_weak_pointer (instance, (gpointer *) &instance);
  g_assert_false (g_object_is_floating (instance));
  g_assert_finalize_object (descriptor);
  g_assert_null (instance);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/descriptor/describes_a_class", test_describes_a_class);
  g_test_add_func ("/descriptor/describes_a_factory", test_describes_a_factory);
  g_test_add_func ("/descriptor/describes_an_instance", test_describes_an_instance);
  g_test_add_func ("/descriptor/has_properties", test_has_properties);
  g_test_add_func ("/descriptor/frees_the_factorys_data", test_frees_the_factorys_data);
  g_test_add_func ("/descriptor/sinks_a_floating_instance", test_sinks_a_floating_instance);

  return g_test_run ();
}
