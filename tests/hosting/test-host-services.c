/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* Registering hosted services, and finding the host. */

#define TYPE_SERVICE (service_get_type ())
G_DECLARE_FINAL_TYPE (Service, service, MY, SERVICE, GObject)

struct _Service
{
  GObject parent_instance;
};

static gboolean
service_start (InterprocessHostedService  *self,
               GCancellable               *cancellable,
               GError                    **error)
{
  test_note ("+ ");

  return TRUE;
}

static void
service_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start = service_start;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Service, service, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                      service_hosted_init))

static void
service_class_init (ServiceClass *klass)
{
}

static void
service_init (Service *self)
{
}

static InterprocessHost *
get_host (InterprocessServiceProvider *provider)
{
  g_autoptr(GError) error = NULL;
  InterprocessHost *host = interprocess_service_provider_get_required_service (
    provider, INTERPROCESS_TYPE_HOST, &error);

  g_assert_no_error (error);

  return host;
}

static void
test_a_class_counts_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessHost) host = NULL;

  g_assert_true (interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE) ==
                 services);
  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  host = test_host_new_for (services);

  g_assert_true (test_start (host, NULL));
  test_assert_notes ("+ ");
  g_assert_true (test_stop (host, NULL));
}

static void
test_it_is_one_object_with_its_provider (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GObject) one = NULL;
  g_autoptr(GObject) other = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  one = interprocess_service_provider_get_service (provider, INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                   NULL);
  other = interprocess_service_provider_get_service (provider, INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                     NULL);
  g_assert_nonnull (one);
  g_assert_true (one == other);
}

static void
test_a_class_that_is_no_hosted_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_hosted_service (services, G_TYPE_CANCELLABLE);
  interprocess_service_collection_add_hosted_service (services, INTERPROCESS_TYPE_HOSTED_SERVICE);
  g_assert_null (interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_NONE,
                                                        &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
  g_assert_nonnull (strstr (error->message, "GCancellable"));
  g_assert_nonnull (strstr (error->message, "no. 2"));
}

static void
test_the_host_is_a_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(InterprocessHost) from_scope = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  host = get_host (provider);
  scope = interprocess_service_provider_create_scope (provider, NULL);
  from_scope = get_host (interprocess_service_scope_get_provider (scope));

  g_assert_true (host == from_scope);
  g_assert_true (interprocess_host_get_provider (host) == provider);
  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("+ ");
}

static void
test_the_host_that_is_there_is_the_service (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(InterprocessHost) found = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  host = interprocess_host_new (provider);
  found = get_host (provider);

  g_assert_true (host == found);
  g_assert_true (test_stop (host, NULL));
}

static void
test_the_service_that_is_there_is_the_host (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) found = NULL;
  g_autoptr(InterprocessHost) host = NULL;

  g_test_summary ("To stop the one that services find must be to stop the one that runs.");
  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  found = get_host (provider);
  host = interprocess_host_new (provider);
  g_assert_true (host == found);

  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (found, NULL));
  test_assert_notes ("+ ");
}

static void
test_a_second_host_is_refused (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(InterprocessHost) second = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  host = interprocess_host_new (provider);
  g_test_expect_message ("Interprocess.Hosting", G_LOG_LEVEL_CRITICAL, "*interprocess_host_new*");
  second = g_object_new (INTERPROCESS_TYPE_HOST, "provider", provider, NULL);
  g_test_assert_expected_messages ();

  g_assert_false (interprocess_host_run (second, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                     "*interprocess_host_new()*");
  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("+ ");
}

static void
test_a_provider_whose_host_is_gone (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;

  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  host = interprocess_host_new (provider);
  g_assert_finalize_object (g_steal_pointer (&host));

  host = interprocess_host_new (provider);
  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (host, NULL));
  test_assert_notes ("+ ");
}

typedef struct
{
  InterprocessServiceProvider *provider;
  gint *n_ready; /* atomic */
} Meeting;

static gpointer
meet_and_make_host (gpointer data)
{
  const Meeting *meeting = data;

  g_atomic_int_inc (meeting->n_ready);
  while (g_atomic_int_get (meeting->n_ready) < 2)
    g_thread_yield ();

  return interprocess_host_new (meeting->provider);
}

static void
make_two_at_once (InterprocessServiceCollection *services)
{
  g_autoptr(InterprocessServiceProvider) provider = test_build (services);
  g_autoptr(InterprocessHost) one = NULL;
  g_autoptr(InterprocessHost) other = NULL;
  gint n_ready = 0;
  Meeting meeting = { provider, &n_ready };
  GThread *thread = g_thread_new ("other", meet_and_make_host, &meeting);

  one = meet_and_make_host (&meeting);
  other = g_thread_join (thread);
  g_assert_true (one == other);
}

static void
test_threads_make_one_host (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  for (guint i = 0; i < 300; i++)
    make_two_at_once (services);
}

static void
test_a_host_without_hosted_services (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;

  g_assert_true (interprocess_service_collection_add_host (services) == services);
  interprocess_service_collection_add_host (services);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (services)), ==, 1);
  provider = test_build (services);
  host = get_host (provider);
  g_assert_true (interprocess_host_get_provider (host) == provider);
  g_assert_true (test_stop (host, NULL));
}

static void
test_own_registration_of_the_host_wins (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) own_provider = test_build (services);
  g_autoptr(InterprocessHost) own = interprocess_host_new (own_provider);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) found = NULL;

  interprocess_service_collection_add_singleton_instance (services, INTERPROCESS_TYPE_HOST,
                                                          G_OBJECT (own));
  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  found = get_host (provider);

  g_assert_true (own == found);
}

static void
test_stopping_breaks_the_cycle (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  InterprocessServiceProvider *provider;
  InterprocessHost *host;

  g_test_summary ("The provider holds the host as its service, and the host the provider.");
  interprocess_service_collection_add_hosted_service (services, TYPE_SERVICE);
  provider = test_build (services);
  host = get_host (provider);
  g_assert_true (test_start (host, NULL));
  g_assert_true (test_stop (host, NULL));
  test_settle ();

  g_assert_finalize_object (host);
  g_assert_finalize_object (provider);
  test_assert_notes ("+ ");
}

#define add(name) g_test_add_func ("/host-services/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (a_class_counts_once);
  add (it_is_one_object_with_its_provider);
  add (a_class_that_is_no_hosted_service);
  add (the_host_is_a_service);
  add (the_host_that_is_there_is_the_service);
  add (the_service_that_is_there_is_the_host);
  add (a_second_host_is_refused);
  add (a_provider_whose_host_is_gone);
  add (threads_make_one_host);
  add (a_host_without_hosted_services);
  add (own_registration_of_the_host_wins);
  add (stopping_breaks_the_cycle);

  return g_test_run ();
}
