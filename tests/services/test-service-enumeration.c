/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Getting all that is registered for a service, beyond what .NET specifies. */

static GListModel *
get_all (InterprocessServiceProvider *provider,
         GType                        service_type)
{
  g_autoptr(GError) error = NULL;
  GListModel *list = interprocess_service_provider_get_services (provider, service_type, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_LIST_MODEL (list));

  return list;
}

static void
test_a_list_is_of_the_services_type (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GObject) item = NULL;

  interprocess_service_collection_add_transient (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  list = get_all (provider, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_item_type (list), ==, TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  item = g_list_model_get_item (list, 0);
  g_assert_true (TEST_IS_OBJECT (item));
}

typedef GTypeInterface TestBareInterface;
typedef struct _TestBare TestBare;
static GType test_bare_get_type (void);

G_DEFINE_INTERFACE (TestBare, test_bare, G_TYPE_INVALID)

static void
test_bare_default_init (TestBareInterface *iface)
{
}

static void
test_an_interface_need_not_be_of_objects (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(GListModel) list = get_all (provider, test_bare_get_type ());

  g_test_summary ("A list's items are objects, so it cannot be one of an interface that is not.");

  g_assert_cmpuint (g_list_model_get_item_type (list), ==, G_TYPE_OBJECT);
}

static void
test_one_failure_fails_the_enumeration (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, test_create_with,
                                                         (GType[]) { TEST_TYPE_B, 0 }, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  g_assert_null (interprocess_service_provider_get_services (provider, TEST_TYPE_A, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/" #name, test_##name)

  ADD (a_list_is_of_the_services_type);
  ADD (an_interface_need_not_be_of_objects);
  ADD (one_failure_fails_the_enumeration);

  return g_test_run ();
}
