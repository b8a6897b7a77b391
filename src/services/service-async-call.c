/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-async-call.h"
#include "service-async-step.h"
#include "service-registry.h"

/* A call for a service that gives the thread back while objects are initialised. */

static void
on_done (GObject  *object,
         GError   *error,
         gpointer  user_data)
{
  g_autoptr(GTask) task = user_data;
  InterprocessServiceStore *store = g_task_get_task_data (task);

  if (object != NULL)
    g_task_return_pointer (task, object, g_object_unref);
  else
    g_task_return_error (task, error);

  interprocess_service_store_leave (store);
}

static void
return_error (GTask                             *task,
              const InterprocessServiceIdentity *identity,
              GError                            *error)
{
  interprocess_service_resolution_prefix_error (identity, &error);
  g_task_return_error (task, error);
  g_object_unref (task);
}

/*
 * interprocess_service_async_call_start:
 * @task: (transfer full): what to report to; its source holds the store's provider
 *
 * Finds or creates a service. Runs user code: no lock may be held.
 */
void
interprocess_service_async_call_start (InterprocessServiceStore          *store,
                                       const InterprocessServiceIdentity *identity,
                                       GTask                             *task)
{
  const InterprocessServiceRegistration *registration;
  GError *error = NULL;

  /* What is created belongs to the provider or to the caller: it is not to get lost because
   * somebody does not want it any more. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, store, NULL);

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) ||
      !interprocess_service_identity_check_single (identity, &error) ||
      !interprocess_service_store_enter (store, identity, &error))
    {
      return_error (task, identity, error);
      return;
    }

  registration =
    interprocess_service_registry_find (interprocess_service_store_get_registry (store), identity);
  if (registration != NULL)
    {
      interprocess_service_async_step_start (store, registration, g_task_get_cancellable (task),
                                             on_done, task);
      return;
    }

  interprocess_service_store_leave (store);
  g_task_return_pointer (task, NULL, NULL);
  g_object_unref (task);
}
