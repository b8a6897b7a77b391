/* SPDX-License-Identifier: MIT */

#include "hosting-fixture.h"

/* ---- notes ----------------------------------------------------------------------------------- */

static GString *notes;
static GRecMutex notes_mutex;

void
test_note (const char *format,
           ...)
{
  va_list arguments;

  g_rec_mutex_lock (&notes_mutex);
  if (notes == NULL)
    notes = g_string_new (NULL);
  va_start (arguments, format);
  g_string_append_vprintf (notes, format, arguments);
  va_end (arguments);
  g_rec_mutex_unlock (&notes_mutex);
}

gboolean
test_has_notes (const char *expected)
{
  gboolean has;

  g_rec_mutex_lock (&notes_mutex);
  has = g_strcmp0 (notes != NULL ? notes->str : "", expected) == 0;
  g_rec_mutex_unlock (&notes_mutex);

  return has;
}

char *
test_take_notes (void)
{
  char *taken;

  g_rec_mutex_lock (&notes_mutex);
  taken = notes != NULL ? g_string_free (g_steal_pointer (&notes), FALSE) : g_strdup ("");
  g_rec_mutex_unlock (&notes_mutex);

  return taken;
}

void
test_assert_notes (const char *expected)
{
  g_autofree char *found = test_take_notes ();

  g_assert_cmpstr (found, ==, expected);
}

/* ---- the service ----------------------------------------------------------------------------- */

struct _TestService
{
  GObject parent_instance;

  const TestPlan *plan;
  GTask *held;
};

static GPtrArray *holding; /* services, not references */

static void
complete (GTask      *task,
          const char *message)
{
  if (message != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "%s", message);
  else
    g_task_return_boolean (task, TRUE);
}

static void
complete_held (TestService *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->held);

  g_ptr_array_remove (holding, self);
  if (!self->plan->heeds_cancel || !g_task_return_error_if_cancelled (task))
    complete (task, g_task_get_task_data (task));
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  TestService *self = TEST_SERVICE (data);

  test_note ("!%s ", self->plan->name);
  if (self->held != NULL && self->plan->heeds_cancel)
    complete_held (self);

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
hold (TestService *self,
      GTask       *task,
      const char  *message)
{
  g_autoptr(GSource) source = g_cancellable_source_new (g_task_get_cancellable (task));

  g_task_set_task_data (task, (gpointer) message, NULL);
  self->held = g_object_ref (task);
  if (holding == NULL)
    holding = g_ptr_array_new ();
  g_ptr_array_add (holding, self);

  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), g_object_ref (self), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_object_set_data_full (G_OBJECT (task), "source", g_steal_pointer (&source),
                          destroy_source);
}

static gboolean
test_service_begin_start (InterprocessHostedService  *service,
                          GTask                      *task,
                          GError                    **error)
{
  TestService *self = TEST_SERVICE (service);

  test_note ("+%s ", self->plan->name);
  if (self->plan->holds_start)
    hold (self, task, self->plan->start_error);
  else
    complete (task, self->plan->start_error);

  return TRUE;
}

static gboolean
test_service_begin_stop (InterprocessHostedService  *service,
                         GTask                      *task,
                         GError                    **error)
{
  TestService *self = TEST_SERVICE (service);

  test_note ("-%s ", self->plan->name);
  if (self->plan->holds_stop)
    hold (self, task, self->plan->stop_error);
  else
    complete (task, self->plan->stop_error);

  return TRUE;
}

static void
test_service_hosted_init (InterprocessHostedServiceInterface *iface)
{
  iface->begin_start = test_service_begin_start;
  iface->begin_stop = test_service_begin_stop;
}

static void
test_service_close (InterprocessClosable *closable)
{
  test_note ("x%s ", TEST_SERVICE (closable)->plan->name);
}

static void
test_service_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = test_service_close;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestService, test_service, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_HOSTED_SERVICE,
                                                      test_service_hosted_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                      test_service_closable_init))

static void
test_service_class_init (TestServiceClass *klass)
{
}

static void
test_service_init (TestService *self)
{
}

void
test_service_complete (const char *name)
{
  for (guint i = 0; holding != NULL && i < holding->len; i++)
    {
      TestService *self = g_ptr_array_index (holding, i);

      if (g_strcmp0 (self->plan->name, name) != 0)
        continue;
      complete_held (self);
      return;
    }

  g_error ("%s holds nothing", name);
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static GObject *
create_service (InterprocessServiceProvider  *provider,
                const char                   *key,
                gpointer                      plan,
                GError                      **error)
{
  TestService *self = g_object_new (TEST_TYPE_SERVICE, NULL);

  self->plan = plan;

  return G_OBJECT (self);
}

void
test_add (InterprocessServiceCollection *services,
          const TestPlan                *plan)
{
  interprocess_service_collection_add_hosted_service_factory (services, create_service,
                                                              (gpointer) plan, NULL);
}

InterprocessServiceProvider *
test_build (InterprocessServiceCollection *services)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error);

  g_assert_no_error (error);

  return provider;
}

InterprocessHost *
test_host_new_for (InterprocessServiceCollection *services)
{
  g_autoptr(InterprocessServiceProvider) provider = test_build (services);

  return interprocess_host_new (provider);
}

InterprocessHost *
test_host_new (const TestPlan *plans)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  for (const TestPlan *plan = plans; plan->name != NULL; plan++)
    test_add (services, plan);

  return test_host_new_for (services);
}

void
test_keep_result (GObject      *object,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_set_object ((GAsyncResult **) data, result);
}

gboolean
test_start (InterprocessHost  *host,
            GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  interprocess_host_start_async (host, NULL, test_keep_result, &result);
  test_until (result != NULL);

  return interprocess_host_start_finish (host, result, error);
}

gboolean
test_stop (InterprocessHost  *host,
           GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  interprocess_host_stop_async (host, NULL, test_keep_result, &result);
  test_until (result != NULL);

  return interprocess_host_stop_finish (host, result, error);
}

gboolean
test_wait (InterprocessHost  *host,
           GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  interprocess_host_wait_for_shutdown_async (host, NULL, test_keep_result, &result);
  test_until (result != NULL);

  return interprocess_host_wait_for_shutdown_finish (host, result, error);
}

void
test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

void
test_assert_error (GError    **error,
                   GQuark      domain,
                   int         code,
                   const char *message_pattern)
{
  g_assert_error (*error, domain, code);
  g_test_message ("\"%s\" is to be like \"%s\"", (*error)->message, message_pattern);
  g_assert_true (g_pattern_match_simple (message_pattern, (*error)->message));
  g_clear_error (error);
}

void
test_assert_closed (InterprocessServiceProvider *provider)
{
  g_assert_false (interprocess_service_provider_is_service (provider,
                                                            INTERPROCESS_TYPE_SERVICE_PROVIDER));
}
