/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

static void
test_close_reaches_the_class (void)
{
  g_autoptr(TestObject) object = test_object_new ();

  interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
  g_assert_cmpint (object->n_closed, ==, 1);

  interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
  g_assert_cmpint (object->n_closed, ==, 2);
}

static void
test_an_object_outlives_its_close (void)
{
  TestObject *object = test_object_new ();

  interprocess_closable_close (INTERPROCESS_CLOSABLE (object));
  g_assert_finalize_object (object);
}

static void
test_the_container_is_closable (void)
{
  g_assert_true (g_type_is_a (INTERPROCESS_TYPE_SERVICE_PROVIDER, INTERPROCESS_TYPE_CLOSABLE));
  g_assert_true (g_type_is_a (INTERPROCESS_TYPE_SERVICE_SCOPE, INTERPROCESS_TYPE_CLOSABLE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/closable/close_reaches_the_class", test_close_reaches_the_class);
  g_test_add_func ("/closable/an_object_outlives_its_close", test_an_object_outlives_its_close);
  g_test_add_func ("/closable/the_container_is_closable", test_the_container_is_closable);

  return g_test_run ();
}
