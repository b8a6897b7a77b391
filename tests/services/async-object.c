/* SPDX-License-Identifier: MIT */

#include "async-object.h"

/* Only the thread that runs the main context comes here. */
static TestAsyncBehaviour behaviour;
static GSList *waiting;
static int now;

static void
test_async_initable_init (GAsyncInitableIface *iface);

static void
test_async_closable_init (InterprocessAsyncClosableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestAsync, test_async, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_B, NULL)
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_INITABLE,
                                                      test_async_initable_init)
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_ASYNC_CLOSABLE,
                                                      test_async_closable_init))

static void
test_async_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  g_set_object (&TEST_ASYNC (object)->c, g_value_get_object (value));
}

static void
test_async_finalize (GObject *object)
{
  g_clear_object (&TEST_ASYNC (object)->c);

  G_OBJECT_CLASS (test_async_parent_class)->finalize (object);
}

static void
test_async_class_init (TestAsyncClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = test_async_set_property;
  G_OBJECT_CLASS (klass)->finalize = test_async_finalize;

  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("c", NULL, NULL, TEST_TYPE_C,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
}

static void
test_async_init (TestAsync *self)
{
}

static void
end (GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return;

  TEST_ASYNC (g_task_get_source_object (task))->initialised = TRUE;
  g_task_return_boolean (task, TRUE);
}

static gboolean
end_idly (gpointer task)
{
  end (task);
  return G_SOURCE_REMOVE;
}

static void
begin (gpointer             object,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (object, cancellable, callback,
                            behaviour == TEST_ASYNC_FORGET ? NULL : user_data);

  if (behaviour == TEST_ASYNC_WAIT)
    {
      waiting = g_slist_append (waiting, task);
      return;
    }

  if (behaviour == TEST_ASYNC_IDLE)
    {
      g_idle_add_full (G_PRIORITY_DEFAULT, end_idly, task, g_object_unref);
      return;
    }

  if (behaviour == TEST_ASYNC_FAIL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "it is busy");
  else
    end (task);
  g_object_unref (task);
}

static void
test_async_init_async (GAsyncInitable      *initable,
                       int                  priority,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  begin (initable, cancellable, callback, user_data);
}

static gboolean
test_async_init_finish (GAsyncInitable  *initable,
                        GAsyncResult    *result,
                        GError         **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_async_initable_init (GAsyncInitableIface *iface)
{
  iface->init_async = test_async_init_async;
  iface->init_finish = test_async_init_finish;
}

static void
test_async_close_async (InterprocessAsyncClosable *closable,
                        GCancellable              *cancellable,
                        GAsyncReadyCallback        callback,
                        gpointer                   user_data)
{
  TEST_ASYNC (closable)->n_closed++;
  begin (closable, cancellable, callback, user_data);
}

static gboolean
test_async_close_finish (InterprocessAsyncClosable  *closable,
                         GAsyncResult               *result,
                         GError                    **error)
{
  g_atomic_int_set (&TEST_ASYNC (closable)->closed_at, ++now);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_async_closable_init (InterprocessAsyncClosableInterface *iface)
{
  iface->close_async = test_async_close_async;
  iface->close_finish = test_async_close_finish;
}

void
test_async_set_behaviour (TestAsyncBehaviour what)
{
  behaviour = what;
}

void
test_async_go_on (void)
{
  GSList *tasks = g_steal_pointer (&waiting);

  g_slist_foreach (tasks, (GFunc) (void (*) (void)) end, NULL);
  g_slist_free_full (tasks, g_object_unref);
}

void
test_async_note (GObject      *source,
                 GAsyncResult *result,
                 gpointer      call)
{
  ((TestAsyncCall *) call)->result = g_object_ref (result);
}

GAsyncResult *
test_async_await (TestAsyncCall *call)
{
  while (call->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return call->result;
}

gpointer
test_async_get (InterprocessServiceProvider  *provider,
                GType                         service_type,
                GError                      **error)
{
  TestAsyncCall call = { NULL };
  gpointer object;

  interprocess_service_provider_get_service_async (provider, service_type, NULL, test_async_note,
                                                   &call);
  object = interprocess_service_provider_get_service_finish (provider, test_async_await (&call),
                                                             error);
  g_object_unref (call.result);

  return object;
}
