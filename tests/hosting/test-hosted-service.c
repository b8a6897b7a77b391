/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* The kinds of functions that a hosted service may provide. */

typedef struct
{
  GObject parent_instance;
  gboolean silent; /* fail, and say nothing */
  gboolean fails;
} Kind;

typedef struct
{
  GObjectClass parent_class;
} KindClass;

static gboolean
do_it (gpointer      service,
       GCancellable *cancellable,
       const char   *what,
       GError      **error)
{
  Kind *self = service;

  test_note ("%s%s ", what, g_cancellable_is_cancelled (cancellable) ? "!" : "");
  if (self->fails)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");

  return !self->fails && !self->silent;
}

#define DEFINE_KIND(Name, name, init)                                                           \
  typedef Kind Name;                                                                            \
  typedef KindClass Name##Class;                                                                \
  static void init (InterprocessHostedServiceInterface *iface);                                 \
  GType name##_get_type (void);                                                                 \
  G_DEFINE_TYPE_WITH_CODE (Name, name, G_TYPE_OBJECT,                                           \
                           G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE, init))      \
  static void name##_class_init (Name##Class *klass) {}                                         \
  static void name##_init (Name *self) {}

DEFINE_KIND (AtOnce, at_once, at_once_hosted_init)

static gboolean
at_once_start (InterprocessHostedService  *service,
               GCancellable               *cancellable,
               GError                    **error)
{
  return do_it (service, cancellable, "start", error);
}

static gboolean
at_once_stop (InterprocessHostedService  *service,
              GCancellable               *cancellable,
              GError                    **error)
{
  return do_it (service, cancellable, "stop", error);
}

static void
at_once_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start = at_once_start;
  iface->stop = at_once_stop;
}

DEFINE_KIND (Begun, begun, begun_hosted_init)

static gboolean
begin (gpointer      service,
       GTask        *task,
       const char   *what,
       GError      **error)
{
  if (!do_it (service, g_task_get_cancellable (task), what, error))
    return FALSE;

  g_task_return_boolean (task, TRUE);
  return TRUE;
}

static gboolean
begun_begin_start (InterprocessHostedService  *service,
                   GTask                      *task,
                   GError                    **error)
{
  return begin (service, task, "start", error);
}

static gboolean
begun_begin_stop (InterprocessHostedService  *service,
                  GTask                      *task,
                  GError                    **error)
{
  return begin (service, task, "stop", error);
}

static void
begun_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->begin_start = begun_begin_start;
  iface->begin_stop = begun_begin_stop;
}

DEFINE_KIND (Asynchronous, asynchronous, asynchronous_hosted_init)

static void
asynchronous_do (gpointer             service,
                 GCancellable        *cancellable,
                 const char          *what,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (service, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_check_cancellable (task, FALSE);
  if (!do_it (service, cancellable, what, &error) && error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, !((Kind *) service)->silent);
}

static void
asynchronous_start_async (InterprocessHostedService *service,
                          GCancellable              *cancellable,
                          GAsyncReadyCallback        callback,
                          gpointer                   user_data)
{
  asynchronous_do (service, cancellable, "start", callback, user_data);
}

static void
asynchronous_stop_async (InterprocessHostedService *service,
                         GCancellable              *cancellable,
                         GAsyncReadyCallback        callback,
                         gpointer                   user_data)
{
  asynchronous_do (service, cancellable, "stop", callback, user_data);
}

static void
asynchronous_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->start_async = asynchronous_start_async;
  iface->stop_async = asynchronous_stop_async;
}

DEFINE_KIND (Nothing, nothing, nothing_hosted_init)

static void
nothing_hosted_init (InterprocessHostedServiceInterface *iface)
{
}

/* ---- tests ----------------------------------------------------------------------------------- */

static gboolean
start (gpointer       service,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  interprocess_hosted_service_start_async (service, cancellable, test_keep_result, &result);
  g_assert_null (result);
  test_until (result != NULL);

  return interprocess_hosted_service_start_finish (service, result, error);
}

static gboolean
stop (gpointer       service,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  interprocess_hosted_service_stop_async (service, cancellable, test_keep_result, &result);
  g_assert_null (result);
  test_until (result != NULL);

  return interprocess_hosted_service_stop_finish (service, result, error);
}

static void
test_succeeds (gconstpointer type)
{
  g_autoptr(GObject) service = g_object_new (GPOINTER_TO_SIZE (type), NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (start (service, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (stop (service, NULL, &error));
  g_assert_no_error (error);
  test_assert_notes ("start stop ");
}

static void
test_fails (gconstpointer type)
{
  g_autoptr(GObject) service = g_object_new (GPOINTER_TO_SIZE (type), NULL);
  g_autoptr(GError) error = NULL;

  ((Kind *) service)->fails = TRUE;
  g_assert_false (start (service, NULL, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  g_assert_false (stop (service, NULL, &error));
  test_assert_error (&error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  test_assert_notes ("start stop ");
}

static void
test_fails_without_an_error (gconstpointer type)
{
  g_autoptr(GObject) service = g_object_new (GPOINTER_TO_SIZE (type), NULL);
  g_autoptr(GError) error = NULL;

  ((Kind *) service)->silent = TRUE;
  g_assert_false (start (service, NULL, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                     "*start gave false and no error: *return true*set an error*");
  g_assert_false (stop (service, NULL, &error));
  test_assert_error (&error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                     "*stop gave false and no error: *return true*set an error*");
  test_assert_notes ("start stop ");
}

static void
test_is_given_the_cancellable (gconstpointer type)
{
  g_autoptr(GObject) service = g_object_new (GPOINTER_TO_SIZE (type), NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_test_summary ("And what it says of itself holds, even if it was cancelled.");
  g_cancellable_cancel (cancellable);
  g_assert_true (start (service, cancellable, &error));
  g_assert_no_error (error);
  g_assert_true (stop (service, cancellable, &error));
  g_assert_no_error (error);
  test_assert_notes ("start! stop! ");
}

static void
test_nothing_to_do (void)
{
  g_autoptr(GObject) service = g_object_new (nothing_get_type (), NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (start (service, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (stop (service, NULL, &error));
  g_assert_no_error (error);
}

static void
test_under_a_host (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessHost) host = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_service_collection_add_hosted_service (services, at_once_get_type ());
  interprocess_service_collection_add_hosted_service (services, begun_get_type ());
  interprocess_service_collection_add_hosted_service (services, asynchronous_get_type ());
  interprocess_service_collection_add_hosted_service (services, nothing_get_type ());
  host = test_host_new_for (services);

  g_assert_true (test_start (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("start start start ");
  g_assert_true (test_stop (host, &error));
  g_assert_no_error (error);
  test_assert_notes ("stop stop stop ");
}

static void
add_all (const char *kind,
         GType       type)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
    { "succeeds", test_succeeds },
    { "fails", test_fails },
    { "fails_without_an_error", test_fails_without_an_error },
    { "is_given_the_cancellable", test_is_given_the_cancellable },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/hosted-service/%s/%s", kind, tests[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (type), tests[i].func);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_all ("at_once", at_once_get_type ());
  add_all ("begun", begun_get_type ());
  add_all ("asynchronous", asynchronous_get_type ());
  g_test_add_func ("/hosted-service/nothing_to_do", test_nothing_to_do);
  g_test_add_func ("/hosted-service/under_a_host", test_under_a_host);

  return g_test_run ();
}
