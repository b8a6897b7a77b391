/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* What is said of an application that was put together wrongly. */

/* Needs a subscriber. */
#define TYPE_INBOX (inbox_get_type ())
G_DECLARE_FINAL_TYPE (Inbox, inbox, MY, INBOX, GObject)

struct _Inbox
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (Inbox, inbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE, NULL))

static void
inbox_set_property (GObject      *object,
                    guint         property_id,
                    const GValue *value,
                    GParamSpec   *pspec)
{
}

static void
inbox_class_init (InboxClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = inbox_set_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("source", NULL, NULL, INTERPROCESS_TYPE_SUBSCRIBER,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
inbox_init (Inbox *self)
{
}

static void
test_errors_name_class_and_property (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("hosting-none", 65536);
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_queue_options_set_create (options, FALSE);
  interprocess_service_collection_add_subscriber (services, NULL, options);
  interprocess_service_collection_add_hosted_service (services, TYPE_INBOX);
  provider = test_build (services);
  host = interprocess_host_new (provider);
  g_assert_false (interprocess_host_run (host, &error));
  test_assert_error (&error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_NOT_FOUND,
                     "InterprocessHostedService (Inbox).source -> InterprocessSubscriber: *");
}

static void
test_a_key_that_is_not_bound (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("notes", 65536);
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_subscriber (services, "notes", options);
  interprocess_service_collection_add_hosted_service (services, TYPE_INBOX);
  g_assert_null (interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                                                        &error));
  test_assert_error (&error, INTERPROCESS_SERVICE_ERROR,
                     INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
                     "*InterprocessHostedService (Inbox).source -> InterprocessSubscriber: not "
                     "registered; did you mean InterprocessSubscriber \"notes\"? *bind_key()*");
}

static void
assert_remedy (InterprocessServiceProvider *provider,
               GType                        type,
               const char                  *function)
{
  g_autofree char *pattern = g_strdup_printf ("%s: not registered*collection by %s *",
                                              g_type_name (type), function);
  g_autoptr(GError) error = NULL;

  g_assert_null (interprocess_service_provider_get_required_service (provider, type, &error));
  test_assert_error (&error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                     pattern);
}

static void
test_what_adds_the_librarys_own (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = test_build (services);

  assert_remedy (provider, INTERPROCESS_TYPE_HOST, "add_host()");
  assert_remedy (provider, INTERPROCESS_TYPE_HOSTED_SERVICE, "add_hosted_service()");
  assert_remedy (provider, INTERPROCESS_TYPE_LOGGER, "add_logging()");
  assert_remedy (provider, INTERPROCESS_TYPE_LOGGER_FACTORY, "add_logging()");
  assert_remedy (provider, INTERPROCESS_TYPE_PUBLISHER, "add_publisher()");
  assert_remedy (provider, INTERPROCESS_TYPE_QUEUE_FACTORY, "add_interprocess_queue()");
  assert_remedy (provider, INTERPROCESS_TYPE_SUBSCRIBER, "add_subscriber()");
}

static void
test_a_logger_has_a_key (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_logging (services);
  provider = test_build (services);
  g_assert_null (interprocess_service_provider_get_required_service (
    provider, INTERPROCESS_TYPE_LOGGER, &error));
  test_assert_error (&error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
                     "InterprocessLogger: not registered; did you mean InterprocessLogger with a "
                     "key? *bind_key()*get_required_keyed_service()*");
}

#define add(name) g_test_add_func ("/host-errors/" #name, test_ ## name)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add (errors_name_class_and_property);
  add (a_key_that_is_not_bound);
  add (what_adds_the_librarys_own);
  add (a_logger_has_a_key);

  return g_test_run ();
}
