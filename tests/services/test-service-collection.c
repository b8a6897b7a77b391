/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

typedef struct
{
  InterprocessServiceCollection *services;
  GString *changes;
} Fixture;

static void
note_change (GListModel *model,
             guint       position,
             guint       n_removed,
             guint       n_added,
             gpointer    user_data)
{
  g_string_append_printf (user_data, "%u-%u+%u ", position, n_removed, n_added);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->changes = g_string_new (NULL);
  fixture->services = interprocess_service_collection_new ();
  g_signal_connect (fixture->services, "items-changed", G_CALLBACK (note_change), fixture->changes);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->services);
  g_string_free (fixture->changes, TRUE);
}

static InterprocessServiceDescriptor *
describe (GType service_type)
{
  return interprocess_service_descriptor_new (service_type, TEST_TYPE_OBJECT,
                                              INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
}

/* The services in order, such as "ABA". */
static void
assert_services (Fixture    *fixture,
                 const char *expected)
{
  GListModel *model = G_LIST_MODEL (fixture->services);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor = g_list_model_get_item (model, i);
      GType type = interprocess_service_descriptor_get_service_type (descriptor);

      g_string_append (found, g_type_name (type) + strlen ("Test"));
    }

  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_adders_can_be_chained (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(TestObject) object = test_object_new ();
  InterprocessServiceCollection *services = fixture->services;

  services = interprocess_service_collection_add_singleton (
    services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  services = interprocess_service_collection_add_scoped (
    services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  services = interprocess_service_collection_add_transient (
    services, TEST_TYPE_C, TEST_TYPE_OBJECT);
  services = interprocess_service_collection_add_singleton_factory (
    services, TEST_TYPE_A, test_create, NULL, NULL);
  services = interprocess_service_collection_add_scoped_factory (
    services, TEST_TYPE_B, test_create, NULL, NULL);
  services = interprocess_service_collection_add_transient_factory (
    services, TEST_TYPE_C, test_create, NULL, NULL);
  services = interprocess_service_collection_add_singleton_instance (
    services, TEST_TYPE_A, G_OBJECT (object));

  g_assert_true (services == fixture->services);
  assert_services (fixture, "ABCABCA");
}

static void
test_adders_set_the_lifetime (Fixture       *fixture,
                              gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (fixture->services);

  interprocess_service_collection_add_singleton (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton_factory (fixture->services, TEST_TYPE_A,
                                                         test_create, NULL, NULL);
  interprocess_service_collection_add_scoped_factory (fixture->services, TEST_TYPE_A, test_create,
                                                      NULL, NULL);
  interprocess_service_collection_add_transient_factory (fixture->services, TEST_TYPE_A,
                                                         test_create, NULL, NULL);

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor = g_list_model_get_item (model, i);

      g_assert_cmpint (interprocess_service_descriptor_get_lifetime (descriptor), ==,
                       INTERPROCESS_SERVICE_LIFETIME_SINGLETON + i % 3);
    }
}

static void
test_is_a_list_of_descriptors (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = describe (TEST_TYPE_A);
  g_autoptr(InterprocessServiceDescriptor) item = NULL;
  GListModel *model = G_LIST_MODEL (fixture->services);

  interprocess_service_collection_add (fixture->services, descriptor);

  g_assert_cmpuint (g_list_model_get_item_type (model), ==, INTERPROCESS_TYPE_SERVICE_DESCRIPTOR);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  item = g_list_model_get_item (model, 0);
  g_assert_true (item == descriptor);
  g_assert_null (g_list_model_get_item (model, 1));
}

static void
test_tells_of_changes (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) a = describe (TEST_TYPE_A);
  g_autoptr(InterprocessServiceDescriptor) b = describe (TEST_TYPE_B);

  interprocess_service_collection_add (fixture->services, a);
  interprocess_service_collection_insert (fixture->services, 0, b);
  interprocess_service_collection_replace (fixture->services, b);
  interprocess_service_collection_remove (fixture->services, b);
  interprocess_service_collection_remove_all (fixture->services, TEST_TYPE_A);

  g_assert_cmpstr (fixture->changes->str, ==, "0-0+1 0-0+1 0-1+0 1-0+1 1-1+0 0-1+0 ");
}

static void
test_replaces_a_descriptor_by_itself (Fixture       *fixture,
                                      gconstpointer  data)
{
  InterprocessServiceDescriptor *descriptor = describe (TEST_TYPE_A);

  interprocess_service_collection_add (fixture->services, descriptor);
  g_object_unref (descriptor);
  interprocess_service_collection_replace (fixture->services, descriptor);

  assert_services (fixture, "A");
}

static void
test_inserts_before_others (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = describe (TEST_TYPE_C);

  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  g_assert_true (
    interprocess_service_collection_insert (fixture->services, 1, descriptor) == fixture->services);

  assert_services (fixture, "ACB");
}

static void
test_removes_one (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = describe (TEST_TYPE_A);

  g_assert_false (interprocess_service_collection_remove (fixture->services, descriptor));
  interprocess_service_collection_add (fixture->services, descriptor);
  interprocess_service_collection_add (fixture->services, descriptor);
  g_assert_true (interprocess_service_collection_remove (fixture->services, descriptor));
  assert_services (fixture, "A");
}

static void
test_removes_by_position (Fixture       *fixture,
                          gconstpointer  data)
{
  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  g_assert_true (
    interprocess_service_collection_remove_at (fixture->services, 0) == fixture->services);

  assert_services (fixture, "B");
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+1 1-0+1 0-1+0 ");
}

static void
test_refuses_positions_that_are_not_there (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = describe (TEST_TYPE_A);

  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, "*position <= *");
  interprocess_service_collection_insert (fixture->services, 1, descriptor);
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, "*position < *");
  interprocess_service_collection_remove_at (fixture->services, 0);
  g_test_assert_expected_messages ();

  assert_services (fixture, "");
}

static void
test_seals_what_is_added (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = describe (TEST_TYPE_A);

  interprocess_service_descriptor_set_key (descriptor, "key");
  interprocess_service_collection_add (fixture->services, descriptor);
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, "*descriptor of TestA *cannot change*");
  interprocess_service_descriptor_set_key (descriptor, "other");
  g_test_expect_message ("Interprocess.Services", G_LOG_LEVEL_CRITICAL, "*descriptor of TestA *cannot change*");
  interprocess_service_descriptor_set_optional (descriptor, "property", TRUE);
  g_test_assert_expected_messages ();

  g_assert_cmpstr (interprocess_service_descriptor_get_key (descriptor), ==, "key");
}

static void
test_keys_tell_services_apart (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(InterprocessServiceDescriptor) plain = describe (TEST_TYPE_A);
  g_autoptr(InterprocessServiceDescriptor) one = describe (TEST_TYPE_A);
  g_autoptr(InterprocessServiceDescriptor) again = describe (TEST_TYPE_A);

  interprocess_service_descriptor_set_key (one, "one");
  interprocess_service_descriptor_set_key (again, "one");

  g_assert_true (interprocess_service_collection_try_add (fixture->services, plain));
  g_assert_true (interprocess_service_collection_try_add (fixture->services, one));
  g_assert_false (interprocess_service_collection_try_add (fixture->services, again));
  interprocess_service_collection_replace (fixture->services, again);
  g_assert_true (interprocess_service_collection_remove (fixture->services, plain));
  g_assert_false (interprocess_service_collection_remove (fixture->services, one));
  assert_services (fixture, "A");
}

static void
test_removes_all_with_a_key (Fixture       *fixture,
                             gconstpointer  data)
{
  InterprocessServiceCollection *services = fixture->services;

  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_A, "k", TEST_TYPE_OBJECT);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_A, "l", TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_B, "k", TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_scoped (services, TEST_TYPE_A, "k", TEST_TYPE_OBJECT);
  g_string_truncate (fixture->changes, 0);

  interprocess_service_collection_remove_all_keyed (services, TEST_TYPE_A, "k");
  assert_services (fixture, "AAB");
  g_assert_cmpstr (fixture->changes->str, ==, "0-5+3 ");

  interprocess_service_collection_remove_all (services, TEST_TYPE_A);
  assert_services (fixture, "AB");
}

static void
test_build_takes_what_is_there (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (fixture->services, INTERPROCESS_BUILD_FLAGS_NONE);
  interprocess_service_collection_remove_all (fixture->services, TEST_TYPE_A);
  interprocess_service_collection_add_scoped (fixture->services, TEST_TYPE_B, TEST_TYPE_OBJECT);

  g_assert_true (interprocess_service_provider_is_service (provider, TEST_TYPE_A));
  g_assert_false (interprocess_service_provider_is_service (provider, TEST_TYPE_B));
}

static void
test_builds_several_providers (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(InterprocessServiceProvider) one = NULL;
  g_autoptr(InterprocessServiceProvider) other = NULL;
  g_autoptr(TestObject) from_one = NULL;
  g_autoptr(TestObject) from_other = NULL;

  interprocess_service_collection_add_singleton (fixture->services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  one = test_build (fixture->services, INTERPROCESS_BUILD_FLAGS_NONE);
  other = test_build (fixture->services, INTERPROCESS_BUILD_FLAGS_NONE);

  from_one = test_get (one, TEST_TYPE_A);
  from_other = test_get (other, TEST_TYPE_A);
  g_assert_true (from_one != from_other);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) \
  g_test_add ("/collection/" #name, Fixture, NULL, set_up, test_##name, tear_down)

  ADD (adders_can_be_chained);
  ADD (adders_set_the_lifetime);
  ADD (is_a_list_of_descriptors);
  ADD (tells_of_changes);
  ADD (replaces_a_descriptor_by_itself);
  ADD (inserts_before_others);
  ADD (removes_one);
  ADD (removes_by_position);
  ADD (refuses_positions_that_are_not_there);
  ADD (seals_what_is_added);
  ADD (keys_tell_services_apart);
  ADD (removes_all_with_a_key);
  ADD (build_takes_what_is_there);
  ADD (builds_several_providers);

  return g_test_run ();
}
