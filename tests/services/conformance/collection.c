/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

/* The collection as a list of descriptors. What is true without a key is true with one. */

static const char *keys[] = { NULL, "key" };

#define FOR_EACH_KEY(key) \
  for (const char **k_ = keys; k_ < keys + G_N_ELEMENTS (keys) && ((key = *k_), TRUE); k_++)

static const InterprocessServiceLifetime lifetimes[] = {
  INTERPROCESS_SERVICE_LIFETIME_SINGLETON,
  INTERPROCESS_SERVICE_LIFETIME_SCOPED,
  INTERPROCESS_SERVICE_LIFETIME_TRANSIENT,
};

static InterprocessServiceDescriptor *
describe (GType                       service_type,
          const char                 *key,
          GType                       implementation_type,
          InterprocessServiceLifetime lifetime)
{
  InterprocessServiceDescriptor *descriptor =
    interprocess_service_descriptor_new (service_type, implementation_type, lifetime);

  return interprocess_service_descriptor_set_key (descriptor, key);
}

static InterprocessServiceDescriptor *
describe_instance (GType       service_type,
                   const char *key,
                   gpointer    instance)
{
  InterprocessServiceDescriptor *descriptor =
    interprocess_service_descriptor_new_instance (service_type, instance);

  return interprocess_service_descriptor_set_key (descriptor, key);
}

static GListModel *
list_of (InterprocessServiceCollection *services)
{
  return G_LIST_MODEL (g_object_ref (services));
}

static void
test_TryAddNoOpFailsIfExists (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(TestObject) object = test_object_new ();
      g_autoptr(InterprocessServiceDescriptor) instance =
        describe_instance (TEST_TYPE_A, key, object);
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

      interprocess_service_collection_add (services, instance);
      g_assert_false (interprocess_service_collection_try_add (services, descriptor));
      test_take_list (list_of (services), instance, NULL);
    }
}

static void
assert_describes (InterprocessServiceDescriptor *descriptor,
                  GType                          service_type,
                  const char                    *key,
                  GType                          implementation_type,
                  InterprocessServiceLifetime    lifetime)
{
  g_assert_true (interprocess_service_descriptor_get_service_type (descriptor) == service_type);
  g_assert_cmpstr (interprocess_service_descriptor_get_key (descriptor), ==, key);
  g_assert_true (interprocess_service_descriptor_get_implementation_type (descriptor) ==
                 implementation_type);
  g_assert_cmpint (interprocess_service_descriptor_get_lifetime (descriptor), ==, lifetime);
}

static void
test_TryAdd_WithType_AddsService (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
      {
        g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
        g_autoptr(InterprocessServiceDescriptor) descriptor =
          describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, lifetimes[i]);

        g_assert_true (interprocess_service_collection_try_add (services, descriptor));
        test_take_list (list_of (services), descriptor, NULL);
        assert_describes (descriptor, TEST_TYPE_A, key, TEST_TYPE_OBJECT, lifetimes[i]);
      }
}

static void
test_TryAdd_WithType_DoesNotAddDuplicate (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
      {
        g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
        g_autoptr(InterprocessServiceDescriptor) first =
          describe (TEST_TYPE_A, key, TEST_TYPE_PLAIN, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
        g_autoptr(InterprocessServiceDescriptor) descriptor =
          describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, lifetimes[i]);

        interprocess_service_collection_add (services, first);
        g_assert_false (interprocess_service_collection_try_add (services, descriptor));
        test_take_list (list_of (services), first, NULL);
      }
}

static void
test_TryAddIfMissingActuallyAdds (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) a =
    describe (TEST_TYPE_A, NULL, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceDescriptor) b =
    describe (TEST_TYPE_B, NULL, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceDescriptor) keyed =
    describe (TEST_TYPE_A, "key", TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceDescriptor) otherwise_keyed =
    describe (TEST_TYPE_A, "other", TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

  g_test_summary ("What is missing is a service of this type with this key.");

  g_assert_true (interprocess_service_collection_try_add (services, a));
  g_assert_true (interprocess_service_collection_try_add (services, b));
  g_assert_true (interprocess_service_collection_try_add (services, keyed));
  g_assert_true (interprocess_service_collection_try_add (services, otherwise_keyed));
  test_take_list (list_of (services), a, b, keyed, otherwise_keyed, NULL);
}

static gboolean
try_add_enumerable (InterprocessServiceCollection *services,
                    InterprocessServiceDescriptor *descriptor)
{
  g_autoptr(GError) error = NULL;
  const gboolean added =
    interprocess_service_collection_try_add_enumerable (services, descriptor, &error);

  g_assert_no_error (error);

  return added;
}

static void
test_TryAddEnumerable_AddsService (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(TestObject) object = test_object_new ();
      g_autoptr(InterprocessServiceDescriptor) plain =
        describe (TEST_TYPE_A, key, TEST_TYPE_PLAIN, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) other =
        describe (TEST_TYPE_A, key, TEST_TYPE_OTHER, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
      g_autoptr(InterprocessServiceDescriptor) instance =
        describe_instance (TEST_TYPE_A, key, object);

      g_assert_true (try_add_enumerable (services, plain));
      g_assert_true (try_add_enumerable (services, other));
      g_assert_true (try_add_enumerable (services, instance));
      test_take_list (list_of (services), plain, other, instance, NULL);
    }
}

static void
assert_adds_no_duplicate (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(TestObject) object = test_object_new ();
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) duplicate =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, lifetimes[i]);
      g_autoptr(InterprocessServiceDescriptor) instance =
        describe_instance (TEST_TYPE_A, key, object);

      g_assert_true (try_add_enumerable (services, descriptor));
      g_assert_false (try_add_enumerable (services, descriptor));
      g_assert_false (try_add_enumerable (services, duplicate));
      g_assert_false (try_add_enumerable (services, instance));
      test_take_list (list_of (services), descriptor, NULL);
    }
}

static void
test_TryAddEnumerable_DoesNotAddDuplicate (void)
{
  assert_adds_no_duplicate (NULL);
}

static void
test_TryAddEnumerable_DoesNotAddDuplicateWhenKeyIsString (void)
{
  g_autofree char *key = g_strdup ("service1");

  g_test_summary ("The text counts, and not where it is.");

  assert_adds_no_duplicate (key);
  assert_adds_no_duplicate ("service1");
}

static void
assert_indistinguishable (InterprocessServiceDescriptor *descriptor)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (
    interprocess_service_collection_try_add_enumerable (services, descriptor, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INDISTINGUISHABLE);
  test_take_list (list_of (services), NULL);
}

static void
test_TryAddEnumerable_ThrowsWhenAddingIndistinguishableImplementationType (void)
{
  const char *key;

  g_test_summary ("Nobody knows of a factory what it will create, nor of a class that provides "
                  "itself what else would.");

  FOR_EACH_KEY (key)
    for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
      {
        g_autoptr(InterprocessServiceDescriptor) factory =
          interprocess_service_descriptor_new_factory (TEST_TYPE_A, lifetimes[i], test_create, NULL,
                                                       NULL);
        g_autoptr(InterprocessServiceDescriptor) itself =
          describe (TEST_TYPE_OBJECT, key, TEST_TYPE_OBJECT, lifetimes[i]);

        assert_indistinguishable (interprocess_service_descriptor_set_key (factory, key));
        assert_indistinguishable (itself);
      }
}

static void
test_AddSequence_AddsServicesToCollection (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceDescriptor) first =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) second =
        describe (TEST_TYPE_B, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

      g_assert_true (
        interprocess_service_collection_add (interprocess_service_collection_add (services, first),
                                             second) == services);
      test_take_list (list_of (services), first, second, NULL);
    }
}

static void
test_Replace_AddsServiceIfServiceTypeIsNotRegistered (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceDescriptor) first =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) second =
        describe (TEST_TYPE_B, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) otherwise_keyed =
        describe (TEST_TYPE_A, "other", TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

      interprocess_service_collection_add (services, first);
      interprocess_service_collection_replace (services, second);
      interprocess_service_collection_replace (services, otherwise_keyed);
      test_take_list (list_of (services), first, second, otherwise_keyed, NULL);
    }
}

static void
test_Replace_ReplacesFirstServiceWithMatchingServiceType (void)
{
  const char *key;

  FOR_EACH_KEY (key)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceDescriptor) first =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) second =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      g_autoptr(InterprocessServiceDescriptor) descriptor =
        describe (TEST_TYPE_A, key, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

      interprocess_service_collection_add (services, first);
      interprocess_service_collection_add (services, second);
      interprocess_service_collection_replace (services, descriptor);
      test_take_list (list_of (services), second, descriptor, NULL);
    }
}

static void
test_RemoveAll_RemovesAllServicesWithMatchingServiceType (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceDescriptor) other =
    describe (TEST_TYPE_B, NULL, TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceDescriptor) keyed =
    describe (TEST_TYPE_A, "key", TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  g_autoptr(InterprocessServiceDescriptor) otherwise_keyed =
    describe (TEST_TYPE_A, "other", TEST_TYPE_OBJECT, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);

  g_test_summary ("Of those with a key only these go, and of those without only those.");

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add (services, other);
  interprocess_service_collection_add (services, keyed);
  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add (services, otherwise_keyed);
  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_A, "key",
                                                    TEST_TYPE_OBJECT);

  interprocess_service_collection_remove_all (services, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 4);
  g_assert_true (test_item (G_LIST_MODEL (services), 1) == keyed);

  interprocess_service_collection_remove_all_keyed (services, TEST_TYPE_A, "key");
  test_take_list (list_of (services), other, otherwise_keyed, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("collection", TryAddNoOpFailsIfExists);
  TEST_ADD ("collection", TryAdd_WithType_AddsService);
  TEST_ADD ("collection", TryAdd_WithType_DoesNotAddDuplicate);
  TEST_ADD ("collection", TryAddIfMissingActuallyAdds);
  TEST_ADD ("collection", TryAddEnumerable_AddsService);
  TEST_ADD ("collection", TryAddEnumerable_DoesNotAddDuplicate);
  TEST_ADD ("collection", TryAddEnumerable_DoesNotAddDuplicateWhenKeyIsString);
  TEST_ADD ("collection", TryAddEnumerable_ThrowsWhenAddingIndistinguishableImplementationType);
  TEST_ADD ("collection", AddSequence_AddsServicesToCollection);
  TEST_ADD ("collection", Replace_AddsServiceIfServiceTypeIsNotRegistered);
  TEST_ADD ("collection", Replace_ReplacesFirstServiceWithMatchingServiceType);
  TEST_ADD ("collection", RemoveAll_RemovesAllServicesWithMatchingServiceType);

  return g_test_run ();
}
