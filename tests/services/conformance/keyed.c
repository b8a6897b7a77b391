/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* Services with keys. */

#define ANY INTERPROCESS_SERVICE_KEY_ANY

static void
add_instance (InterprocessServiceCollection *services,
              const char                    *key,
              TestObject                    *instance)
{
  interprocess_service_collection_add_keyed_singleton_instance (services, TEST_TYPE_A, key,
                                                                G_OBJECT (instance));
}

static void
any_fails (InterprocessServiceProvider *provider)
{
  g_autoptr(GError) error = NULL;

  test_get_keyed_fails (provider, TEST_TYPE_A, ANY, INTERPROCESS_SERVICE_ERROR_INVALID_KEY, "*");
  g_assert_null (
    interprocess_service_provider_get_keyed_service (provider, TEST_TYPE_A, ANY, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY);
}

/*
 * What is found by what:
 *
 *                      keyed   unkeyed   for any key   with a NULL key
 *   all, no key                yes                     yes
 *   all, NULL                  yes                     yes
 *   all, any key       yes
 *   all, a key         yes
 *   one, no key                yes                     yes
 *   one, NULL                  yes                     yes
 *   one, any key       error
 *   one, a key         yes               if no other
 */
static void
test_CombinationalRegistration (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) unkeyed_1 = test_object_new ();
  g_autoptr(TestObject) unkeyed_2 = test_object_new ();
  g_autoptr(TestObject) null_1 = test_object_new ();
  g_autoptr(TestObject) null_2 = test_object_new ();
  g_autoptr(TestObject) any_1 = test_object_new ();
  g_autoptr(TestObject) any_2 = test_object_new ();
  g_autoptr(TestObject) keyed_1 = test_object_new ();
  g_autoptr(TestObject) keyed_2 = test_object_new ();

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (unkeyed_1));
  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (unkeyed_2));
  add_instance (services, NULL, null_1);
  add_instance (services, NULL, null_2);
  add_instance (services, ANY, any_1);
  add_instance (services, ANY, any_2);
  add_instance (services, "key", keyed_1);
  add_instance (services, "key", keyed_2);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_take_list (test_get_all (provider, TEST_TYPE_A), unkeyed_1, unkeyed_2, null_1, null_2, NULL);
  test_take_same (test_get (provider, TEST_TYPE_A), null_2);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, NULL),
                  unkeyed_1, unkeyed_2, null_1, null_2, NULL);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, NULL), null_2);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, ANY), keyed_1, keyed_2, NULL);
  any_fails (provider);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "key"), keyed_1, keyed_2, NULL);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "key"), keyed_2);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "other"), NULL);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "other"), any_2);
}

static void
test_ResolveKeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) one = test_object_new ();
  g_autoptr(TestObject) other = test_object_new ();

  add_instance (services, "service1", one);
  add_instance (services, "service2", other);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "service1"), one);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "service2"), other);
  test_get_nothing (provider, TEST_TYPE_A, "service3");
}

static void
test_ResolveNullKeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) instance = test_object_new ();

  add_instance (services, NULL, instance);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_same (test_get (provider, TEST_TYPE_A), instance);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, NULL), instance);
}

static void
test_ResolveNonKeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) instance = test_object_new ();

  interprocess_service_collection_add_singleton_instance (services, TEST_TYPE_A,
                                                          G_OBJECT (instance));
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_same (test_get (provider, TEST_TYPE_A), instance);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, NULL), instance);
  test_get_nothing (provider, TEST_TYPE_A, "service1");
}

static void
test_ResolveKeyedServices (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) of_first = test_object_new ();
  g_autoptr(TestObject) one = test_object_new ();
  g_autoptr(TestObject) two = test_object_new ();
  g_autoptr(TestObject) three = test_object_new ();

  add_instance (services, "first-service", of_first);
  add_instance (services, "service", one);
  add_instance (services, "service", two);
  add_instance (services, "service", three);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "first-service"), of_first, NULL);
  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "service"), one, two, three, NULL);
}

static GObject *
create_node (InterprocessServiceProvider  *provider,
             const char                   *key,
             gpointer                      user_data,
             GError                      **error)
{
  return g_object_new (TEST_TYPE_OTHER, NULL);
}

/* Everything that can be registered for a type. The first four have keys of their own. */
typedef struct
{
  InterprocessServiceCollection *services;
  TestObject *objects[6];
} AllKinds;

static void
all_kinds_add (AllKinds *self)
{
  const char *kind_keys[] = { "first-service", "service", "service", "service", NULL, NULL };

  self->services = interprocess_service_collection_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    self->objects[i] = test_object_new ();

  for (guint i = 0; i < 5; i++)
    add_instance (self->services, kind_keys[i], self->objects[i]);
  interprocess_service_collection_add_singleton_instance (self->services, TEST_TYPE_A,
                                                          G_OBJECT (self->objects[5]));
}

static void
all_kinds_free (AllKinds *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    g_object_unref (self->objects[i]);
  g_object_unref (self->services);
}

static void
assert_four_have_keys (AllKinds                    *self,
                       InterprocessServiceProvider *provider)
{
  /* Twice, since the first time may leave something behind. */
  for (int i = 0; i < 2; i++)
    test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, ANY),
                    self->objects[0], self->objects[1], self->objects[2], self->objects[3], NULL);
}

static void
test_ResolveKeyedServicesAnyKey (void)
{
  AllKinds kinds;
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  all_kinds_add (&kinds);
  provider = test_build (kinds.services, INTERPROCESS_BUILD_FLAGS_NONE);

  assert_four_have_keys (&kinds, provider);

  all_kinds_free (&kinds);
}

static void
test_ResolveKeyedServicesAnyKeyWithAnyKeyRegistration (void)
{
  AllKinds kinds;
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) something = NULL;
  g_autoptr(GObject) something_else = NULL;

  all_kinds_add (&kinds);
  interprocess_service_collection_add_keyed_transient_factory (kinds.services, TEST_TYPE_A, ANY,
                                                               create_node, NULL, NULL);
  provider = test_build (kinds.services, INTERPROCESS_BUILD_FLAGS_NONE);
  something = test_get_keyed (provider, TEST_TYPE_A, "something");
  something_else = test_get_keyed (provider, TEST_TYPE_A, "something-else");
  g_assert_true (G_OBJECT_TYPE (something) == TEST_TYPE_OTHER);
  g_assert_true (something != something_else);

  assert_four_have_keys (&kinds, provider);
  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "service"),
                  kinds.objects[1], kinds.objects[2], kinds.objects[3], NULL);
  test_take_list (test_get_all (provider, TEST_TYPE_A), kinds.objects[4], kinds.objects[5], NULL);

  all_kinds_free (&kinds);
}

static void
test_ResolveKeyedServicesAnyKeyConsistency (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) one = NULL;
  g_autoptr(InterprocessServiceProvider) other = NULL;
  g_autoptr(TestObject) instance = test_object_new ();

  add_instance (services, "first-service", instance);
  one = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  other = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  any_fails (one);
  test_take_list (test_get_all_keyed (one, TEST_TYPE_A, ANY), instance, NULL);

  test_take_list (test_get_all_keyed (other, TEST_TYPE_A, ANY), instance, NULL);
  any_fails (other);
}

static void
test_ResolveKeyedServicesAnyKeyConsistencyWithAnyKeyRegistration (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) one = NULL;
  g_autoptr(InterprocessServiceProvider) other = NULL;
  g_autoptr(TestObject) instance = test_object_new ();
  g_autoptr(GObject) of_any = NULL;

  add_instance (services, "first-service", instance);
  interprocess_service_collection_add_keyed_singleton_factory (services, TEST_TYPE_A, ANY,
                                                               create_node, NULL, NULL);
  one = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  other = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_list (test_get_all_keyed (one, TEST_TYPE_A, ANY), instance, NULL);
  any_fails (one);

  any_fails (other);
  of_any = test_get_keyed (other, TEST_TYPE_A, "whatever");
  g_assert_true (G_OBJECT_TYPE (of_any) == TEST_TYPE_OTHER);
  test_take_list (test_get_all_keyed (other, TEST_TYPE_A, ANY), instance, NULL);
  any_fails (other);
}

/* Two services by turns with three keys, which may be the same. */

static InterprocessServiceProvider *
build_two_by_three (const char **three_keys,
                    TestObject **a,
                    TestObject **b)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  for (int i = 0; i < 3; i++)
    if (a != NULL)
      {
        interprocess_service_collection_add_keyed_singleton_instance (
          services, TEST_TYPE_A, three_keys[i], G_OBJECT (a[i]));
        interprocess_service_collection_add_keyed_singleton_instance (
          services, TEST_TYPE_B, three_keys[i], G_OBJECT (b[i]));
      }
    else
      {
        interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, three_keys[i],
                                                             TEST_TYPE_OBJECT);
        interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_B, three_keys[i],
                                                             TEST_TYPE_OBJECT);
      }

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

/* The objects of single questions are those of the lists, whichever is asked for first. With three
 * times the same key, it is the last one's. */
static void
assert_lists_are (InterprocessServiceProvider *provider,
                  const char                 **three_keys,
                  gboolean                     all_first)
{
  const GType types[] = { TEST_TYPE_A, TEST_TYPE_B };
  const gboolean same = g_str_equal (three_keys[0], three_keys[1]);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr(GListModel) all =
        all_first ? test_get_all_keyed (provider, types[i], ANY) : NULL;
      GObject *single[3];

      for (int j = 0; j < 3; j++)
        single[j] = test_get_keyed (provider, types[i], three_keys[j]);
      if (!all_first)
        all = test_get_all_keyed (provider, types[i], ANY);

      g_assert_cmpuint (g_list_model_get_n_items (all), ==, 3);
      g_assert_true (test_item (all, 0) != test_item (all, 1));
      g_assert_true (test_item (all, 1) != test_item (all, 2));
      g_assert_true (test_item (all, 2) != test_item (all, 0));
      for (guint j = 0; j < 3; j++)
        test_take_same (single[j], test_item (all, same ? 2 : j));

      test_take_list (test_get_all_keyed (provider, types[i], ANY),
                      test_item (all, 0), test_item (all, 1), test_item (all, 2), NULL);
    }
}

static const char *different_keys[] = { "key1", "key2", "key3" };
static const char *same_keys[] = { "key", "key", "key" };

static void
assert_created_lists_are (const char **three_keys)
{
  for (int all_first = FALSE; all_first <= TRUE; all_first++)
    {
      g_autoptr(InterprocessServiceProvider) provider = build_two_by_three (three_keys, NULL, NULL);

      assert_lists_are (provider, three_keys, all_first);
    }
}

static void
test_ResolveWithAnyKeyQuery_Constructor (void)
{
  assert_created_lists_are (different_keys);
}

static void
test_ResolveWithAnyKeyQuery_Constructor_Duplicates (void)
{
  assert_created_lists_are (same_keys);
}

static void
assert_provided_lists_are (const char **three_keys)
{
  TestObject *a[] = { test_object_new (), test_object_new (), test_object_new () };
  TestObject *b[] = { test_object_new (), test_object_new (), test_object_new () };

  for (int all_first = FALSE; all_first <= TRUE; all_first++)
    {
      g_autoptr(InterprocessServiceProvider) provider = build_two_by_three (three_keys, a, b);

      assert_lists_are (provider, three_keys, all_first);
      test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, ANY), a[0], a[1], a[2], NULL);
      test_take_list (test_get_all_keyed (provider, TEST_TYPE_B, ANY), b[0], b[1], b[2], NULL);
    }

  for (int i = 0; i < 3; i++)
    {
      g_object_unref (a[i]);
      g_object_unref (b[i]);
    }
}

static void
test_ResolveWithAnyKeyQuery_InstanceProvided (void)
{
  assert_provided_lists_are (different_keys);
}

static void
test_ResolveWithAnyKeyQuery_InstanceProvided_Duplicates (void)
{
  assert_provided_lists_are (same_keys);
}

static void
test_ResolveKeyedServicesAnyKeyOrdering (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) one = test_object_new ();
  g_autoptr(TestObject) two = test_object_new ();
  g_autoptr(TestObject) three = test_object_new ();

  add_instance (services, "A-service", one);
  add_instance (services, "B-service", two);
  add_instance (services, "A-service", three);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, ANY), one, two, three, NULL);
}

static void
test_ResolveKeyedServiceSingletonInstance (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) instance = test_object_new ();

  add_instance (services, "service1", instance);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "service1"), instance);

  interprocess_service_provider_close (provider);
  g_assert_cmpint (instance->n_closed, ==, 0);
}

/* An object that knows its key, by what its factory was given or by injection. */

TEST_DEFINE_NODE (Keyed, keyed,
                  TEST_OPTIONAL ("id", test_string_get_type))

static GObject *
create_with_key (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  return g_object_new (keyed_get_type (), "id", key, NULL);
}

static void
add_keyed (InterprocessServiceCollection *services,
           const char                    *key,
           InterprocessServiceLifetime    lifetime)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_A, keyed_get_type (), lifetime);

  interprocess_service_descriptor_set_key (descriptor, key);
  interprocess_service_descriptor_bind_service_key (descriptor, "id");
  interprocess_service_collection_add (services, descriptor);
}

/* It is kept if @object is given to keep it. */
static void
assert_knows_key (InterprocessServiceProvider *provider,
                  const char                  *key,
                  GObject                    **object)
{
  g_autoptr(GObject) found = test_get_keyed (provider, TEST_TYPE_A, key);

  g_assert_cmpstr (test_node_get_string (found, "id"), ==, key);
  if (object != NULL)
    *object = g_steal_pointer (&found);
}

static void
test_ResolveKeyedServiceSingletonFactory (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_keyed_singleton_factory (services, TEST_TYPE_A, "service1",
                                                               create_with_key, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  assert_knows_key (provider, "service1", &object);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "service1"), object);
}

static void
test_ResolveKeyedServiceSingletonType (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "service1",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  object = test_get_keyed (provider, TEST_TYPE_A, "service1");
  g_assert_true (G_OBJECT_TYPE (object) == TEST_TYPE_OBJECT);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "service1"), object);
}

static void
test_ResolveKeyedServiceTransientFactory (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_keyed_transient_factory (services, TEST_TYPE_A, "service1",
                                                               create_with_key, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  assert_knows_key (provider, "service1", &one);
  assert_knows_key (provider, "service1", &other);
  g_assert_true (one != other);
}

static void
test_ResolveKeyedServiceTransientType (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "service1",
                                                       TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  one = test_get_keyed (provider, TEST_TYPE_A, "service1");
  other = test_get_keyed (provider, TEST_TYPE_A, "service1");
  g_assert_true (one != other);
}

static void
test_ResolveKeyedServiceSingletonInstanceWithKeyInjection (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  add_keyed (services, "this-is-my-service", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  assert_knows_key (provider, "this-is-my-service", &object);
  test_take_same (test_get_keyed (provider, TEST_TYPE_A, "this-is-my-service"), object);
}

static void
test_ResolveKeyedServiceSingletonInstanceWithAnyKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  add_keyed (services, ANY, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  assert_knows_key (provider, "some-key", &one);
  assert_knows_key (provider, "some-other-key", &other);
  g_assert_true (one != other);
}

static void
test_ResolveKeyedServiceSingletonFactoryWithAnyKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  const char *asked[] = { "service0", "service1", "service2" };
  TestNode *created[3];

  g_test_summary ("There is one object for each key that was asked for, and they are closed like "
                  "others.");

  interprocess_service_collection_add_keyed_singleton_factory (services, TEST_TYPE_A, ANY,
                                                               create_with_key, NULL, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  for (int i = 0; i < 3; i++)
    {
      assert_knows_key (provider, asked[i], (GObject **) &created[i]);
      test_take_same (test_get_keyed (provider, TEST_TYPE_A, asked[i]), created[i]);
    }

  interprocess_service_provider_close (provider);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (created[i]->n_closed, ==, 1);
      g_object_unref (created[i]);
    }
}

static void
test_ResolveKeyedServiceTransientTypeWithAnyKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  add_keyed (services, ANY, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  assert_knows_key (provider, "service1", &one);
  assert_knows_key (provider, "service1", &other);
  g_assert_true (one != other);
}

static void
test_ResolveKeyedServicesSingletonInstanceWithAnyKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestObject) of_any = test_object_new ();
  g_autoptr(TestObject) of_key = test_object_new ();

  add_instance (services, ANY, of_any);
  add_instance (services, "some-key", of_key);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_take_list (test_get_all_keyed (provider, TEST_TYPE_A, "some-key"), of_key, NULL);
}

/* Needs two services with keys. */

TEST_DEFINE_NODE (Pair, pair,
                  TEST_REQUIRED ("first", test_a_get_type),
                  TEST_REQUIRED ("second", test_a_get_type))

TEST_DEFINE_NODE (PairOrNot, pair_or_not,
                  TEST_OPTIONAL ("first", test_a_get_type),
                  TEST_OPTIONAL ("second", test_a_get_type))

static void
add_pair (InterprocessServiceCollection *services,
          GType                          type)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (type, type, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  interprocess_service_descriptor_bind_key (descriptor, "first", "service1");
  interprocess_service_descriptor_bind_key (descriptor, "second", "service2");
  interprocess_service_collection_add (services, descriptor);
}

static void
assert_pair_lacks (InterprocessServiceCollection *services,
                   const char                    *message_pattern)
{
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  add_pair (services, pair_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_null (interprocess_service_provider_get_service (provider, pair_get_type (), &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
  test_assert_message (error, message_pattern);

  test_build_fails (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, "*service*");
}

static void
test_ResolveKeyedServiceSingletonInstanceWithKeyedParameter (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  add_keyed (services, "service1", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  add_keyed (services, "service2", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  add_pair (services, pair_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  object = test_get (provider, pair_get_type ());
  g_assert_cmpstr (test_node_get_string (test_node_get (object, "first"), "id"), ==, "service1");
  g_assert_cmpstr (test_node_get_string (test_node_get (object, "second"), "id"), ==, "service2");
}

static void
test_CreateServiceWithKeyedParameter (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;
  const char *names[] = { "first", "second" };
  const char *service_keys[] = { "service1", "service2" };
  GValue values[] = { G_VALUE_INIT, G_VALUE_INIT };
  g_autoptr(GError) error = NULL;

  g_test_summary ("A class has no attributes that name keys, and one that is not registered has no "
                  "descriptor that does: who creates it says what the properties are.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, keyed_get_type ());
  add_keyed (services, "service1", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  add_keyed (services, "service2", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  test_get_nothing (provider, pair_get_type (), NULL);

  for (int i = 0; i < 2; i++)
    {
      g_value_init (&values[i], TEST_TYPE_A);
      g_value_take_object (&values[i], test_get_keyed (provider, TEST_TYPE_A, service_keys[i]));
    }
  object = interprocess_service_provider_create_instance (provider, pair_get_type (), 2, names,
                                                          values, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (test_node_get_string (test_node_get (object, "first"), "id"), ==, "service1");
  g_assert_cmpstr (test_node_get_string (test_node_get (object, "second"), "id"), ==, "service2");
  for (int i = 0; i < 2; i++)
    g_value_unset (&values[i]);
}

static void
test_ResolveKeyedServiceWithKeyedParameter_MissingRegistration_SecondParameter (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  add_keyed (services, "service1", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  assert_pair_lacks (services, "Pair.second -> TestA*service2*: *");
}

static void
test_ResolveKeyedServiceWithKeyedParameter_MissingRegistration_FirstParameter (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  assert_pair_lacks (services, "Pair.first -> TestA*service1*: *");
}

static void
test_ResolveKeyedServiceWithKeyedParameter_MissingRegistrationButWithUnkeyedService (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);

  assert_pair_lacks (services, "Pair.first -> TestA*service1*: *");
}

static void
test_ResolveKeyedServiceWithKeyedParameter_MissingRegistrationButWithDefaults (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  add_pair (services, pair_or_not_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  object = test_get (provider, pair_or_not_get_type ());
  g_assert_null (test_node_get (object, "first"));
  g_assert_null (test_node_get (object, "second"));
}

TEST_DEFINE_NODE (Numbered, numbered,
                  TEST_OPTIONAL ("number", test_int_get_type))

static void
test_ResolveKeyedServiceSingletonFactoryWithAnyKeyIgnoreWrongType (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_A, numbered_get_type (),
                                         INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  g_test_summary ("A key is a string. A class may want a number: then a key that does not say one "
                  "is of no use.");

  interprocess_service_descriptor_set_key (descriptor, ANY);
  interprocess_service_descriptor_bind_service_key (descriptor, "number");
  interprocess_service_collection_add (services, descriptor);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  test_get_nothing (provider, TEST_TYPE_A, NULL);
  object = test_get_keyed (provider, TEST_TYPE_A, "87");
  g_assert_cmpint (test_node_get_int (object, "number"), ==, 87);
  test_get_keyed_fails (provider, TEST_TYPE_A, "eighty-seven",
                        INTERPROCESS_SERVICE_ERROR_INVALID_KEY, "TestA*eighty-seven*");
  test_get_keyed_fails (provider, TEST_TYPE_A, "99999999999999999999",
                        INTERPROCESS_SERVICE_ERROR_INVALID_KEY, "TestA*99999999999999999999*");
}

/* Injected, and those of scopes. */

TEST_DEFINE_NODE (Accessor, accessor,
                  TEST_REQUIRED ("provider", interprocess_service_provider_get_type))

static InterprocessServiceProvider *
build_with_accessor (InterprocessServiceLifetime lifetime)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  add_keyed (services, "key", lifetime);
  interprocess_service_collection_add_singleton (services, accessor_get_type (),
                                                 accessor_get_type ());

  return test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
}

/* Whether two questions give the same. */
static gboolean
gives_same (InterprocessServiceProvider *one,
            InterprocessServiceProvider *other)
{
  g_autoptr(GObject) of_one = NULL;
  g_autoptr(GObject) of_other = NULL;

  test_get_nothing (one, TEST_TYPE_A, NULL);
  test_get_nothing (other, TEST_TYPE_A, NULL);
  assert_knows_key (one, "key", &of_one);
  assert_knows_key (other, "key", &of_other);

  return of_one == of_other;
}

static void
test_ResolveKeyedSingletonFromInjectedServiceProvider (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_accessor (INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(TestNode) accessor = test_get (provider, accessor_get_type ());
  InterprocessServiceProvider *injected = test_node_get (accessor, "provider");

  g_assert_true (gives_same (injected, injected));

  interprocess_service_provider_close (provider);
}

static void
test_ResolveKeyedTransientFromInjectedServiceProvider (void)
{
  g_autoptr(InterprocessServiceProvider) provider =
    build_with_accessor (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(TestNode) accessor = test_get (provider, accessor_get_type ());
  InterprocessServiceProvider *injected = test_node_get (accessor, "provider");

  g_assert_false (gives_same (injected, injected));

  interprocess_service_provider_close (provider);
}

static void
assert_scopes_give (InterprocessServiceLifetime lifetime,
                    gboolean                    same_in_one,
                    gboolean                    same_in_both)
{
  g_autoptr(InterprocessServiceProvider) provider = build_with_accessor (lifetime);
  g_autoptr(InterprocessServiceScope) first = test_create_scope (provider);
  g_autoptr(InterprocessServiceScope) second = test_create_scope (provider);
  InterprocessServiceProvider *of_first = interprocess_service_scope_get_provider (first);
  InterprocessServiceProvider *of_second = interprocess_service_scope_get_provider (second);

  any_fails (of_first);
  any_fails (of_second);
  g_assert_cmpint (gives_same (of_first, of_first), ==, same_in_one);
  g_assert_cmpint (gives_same (of_second, of_second), ==, same_in_one);
  g_assert_cmpint (gives_same (of_first, of_second), ==, same_in_both);
}

static void
test_ResolveKeyedSingletonFromScopeServiceProvider (void)
{
  assert_scopes_give (INTERPROCESS_SERVICE_LIFETIME_SINGLETON, TRUE, TRUE);
}

static void
test_ResolveKeyedScopedFromScopeServiceProvider (void)
{
  assert_scopes_give (INTERPROCESS_SERVICE_LIFETIME_SCOPED, TRUE, FALSE);
}

static void
test_ResolveKeyedTransientFromScopeServiceProvider (void)
{
  assert_scopes_give (INTERPROCESS_SERVICE_LIFETIME_TRANSIENT, FALSE, FALSE);
}

static void
test_ResolveRequiredKeyedServiceThrowsIfNotFound (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_keyed_fails (provider, TEST_TYPE_A, "no-such-key",
                        INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, "TestA*no-such-key*: *");
}

static void
test_SimpleServiceKeyedResolution (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(TestNode) parent = NULL;
  g_autoptr(GObject) simple = NULL;
  g_autoptr(GObject) another = NULL;

  g_test_summary ("An object asks, by a key that it learns later.");

  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "simple",
                                                       TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_transient (services, TEST_TYPE_A, "another",
                                                       TEST_TYPE_OTHER);
  interprocess_service_collection_add_transient (services, accessor_get_type (),
                                                 accessor_get_type ());
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  parent = test_get (provider, accessor_get_type ());
  simple = test_get_keyed (test_node_get (parent, "provider"), TEST_TYPE_A, "simple");
  another = test_get_keyed (test_node_get (parent, "provider"), TEST_TYPE_A, "another");
  g_assert_true (G_OBJECT_TYPE (simple) == TEST_TYPE_OBJECT);
  g_assert_true (G_OBJECT_TYPE (another) == TEST_TYPE_OTHER);

  interprocess_service_provider_close (provider);
}

/* Needs a service that has its own key. */

TEST_DEFINE_NODE (Heir, heir,
                  TEST_REQUIRED ("other", test_a_get_type))

static void
add_heir (InterprocessServiceCollection *services,
          const char                    *key)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (heir_get_type (), heir_get_type (),
                                         INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  interprocess_service_descriptor_set_key (descriptor, key);
  interprocess_service_descriptor_bind_inherited_key (descriptor, "other");
  interprocess_service_collection_add (services, descriptor);
}

static void
test_ResolveKeyedServiceWithFromServiceKeyAttribute (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  add_heir (services, "key");
  add_keyed (services, "key", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  object = test_get_keyed (provider, heir_get_type (), "key");
  g_assert_cmpstr (test_node_get_string (test_node_get (object, "other"), "id"), ==, "key");
}

static void
assert_heir_lacks (InterprocessServiceCollection *services)
{
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  add_heir (services, "key1");
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  test_get_keyed_fails (provider, heir_get_type (), "key1",
                        INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED, "Heir*key1*TestA*key1*: *");
}

static void
test_ResolveKeyedServiceWithFromServiceKeyAttribute_NotFound (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  add_keyed (services, "key2", INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  assert_heir_lacks (services);
}

static void
test_ResolveKeyedServiceWithFromServiceKeyAttribute_NotFound_WithUnkeyed (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);

  assert_heir_lacks (services);
}

static void
test_ResolveUnkeyedServiceWithFromServiceKeyAttributeWithNullKey (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (heir_get_type (), heir_get_type (),
                                         INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) object = NULL;

  interprocess_service_descriptor_bind_key (descriptor, "other", NULL);
  interprocess_service_collection_add (services, descriptor);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE);

  object = test_get (provider, heir_get_type ());
  g_assert_true (TEST_IS_OBJECT (test_node_get (object, "other")));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("keyed", CombinationalRegistration);
  TEST_ADD ("keyed", ResolveKeyedService);
  TEST_ADD ("keyed", ResolveNullKeyedService);
  TEST_ADD ("keyed", ResolveNonKeyedService);
  TEST_ADD ("keyed", ResolveKeyedServices);
  TEST_ADD ("keyed", ResolveKeyedServicesAnyKey);
  TEST_ADD ("keyed", ResolveKeyedServicesAnyKeyWithAnyKeyRegistration);
  TEST_ADD ("keyed", ResolveKeyedServicesAnyKeyConsistency);
  TEST_ADD ("keyed", ResolveKeyedServicesAnyKeyConsistencyWithAnyKeyRegistration);
  TEST_ADD ("keyed", ResolveWithAnyKeyQuery_Constructor);
  TEST_ADD ("keyed", ResolveWithAnyKeyQuery_Constructor_Duplicates);
  TEST_ADD ("keyed", ResolveWithAnyKeyQuery_InstanceProvided);
  TEST_ADD ("keyed", ResolveWithAnyKeyQuery_InstanceProvided_Duplicates);
  TEST_ADD ("keyed", ResolveKeyedServicesAnyKeyOrdering);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonInstance);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonFactory);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonType);
  TEST_ADD ("keyed", ResolveKeyedServiceTransientFactory);
  TEST_ADD ("keyed", ResolveKeyedServiceTransientType);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonInstanceWithKeyInjection);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonInstanceWithAnyKey);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonFactoryWithAnyKey);
  TEST_ADD ("keyed", ResolveKeyedServiceTransientTypeWithAnyKey);
  TEST_ADD ("keyed", ResolveKeyedServicesSingletonInstanceWithAnyKey);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonFactoryWithAnyKeyIgnoreWrongType);
  TEST_ADD ("keyed", ResolveKeyedServiceSingletonInstanceWithKeyedParameter);
  TEST_ADD ("keyed", CreateServiceWithKeyedParameter);
  TEST_ADD ("keyed", ResolveKeyedServiceWithKeyedParameter_MissingRegistration_SecondParameter);
  TEST_ADD ("keyed", ResolveKeyedServiceWithKeyedParameter_MissingRegistration_FirstParameter);
  TEST_ADD ("keyed",
            ResolveKeyedServiceWithKeyedParameter_MissingRegistrationButWithUnkeyedService);
  TEST_ADD ("keyed", ResolveKeyedServiceWithKeyedParameter_MissingRegistrationButWithDefaults);
  TEST_ADD ("keyed", ResolveKeyedSingletonFromInjectedServiceProvider);
  TEST_ADD ("keyed", ResolveKeyedTransientFromInjectedServiceProvider);
  TEST_ADD ("keyed", ResolveKeyedSingletonFromScopeServiceProvider);
  TEST_ADD ("keyed", ResolveKeyedScopedFromScopeServiceProvider);
  TEST_ADD ("keyed", ResolveKeyedTransientFromScopeServiceProvider);
  TEST_ADD ("keyed", ResolveRequiredKeyedServiceThrowsIfNotFound);
  TEST_ADD ("keyed", SimpleServiceKeyedResolution);
  TEST_ADD ("keyed", ResolveKeyedServiceWithFromServiceKeyAttribute);
  TEST_ADD ("keyed", ResolveKeyedServiceWithFromServiceKeyAttribute_NotFound);
  TEST_ADD ("keyed", ResolveKeyedServiceWithFromServiceKeyAttribute_NotFound_WithUnkeyed);
  TEST_ADD ("keyed", ResolveUnkeyedServiceWithFromServiceKeyAttributeWithNullKey);

  return g_test_run ();
}
