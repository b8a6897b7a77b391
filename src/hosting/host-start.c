/* SPDX-License-Identifier: MIT */

#include <interprocess/background-service.h>
#include <interprocess/host-error.h>
#include <interprocess/hosted-service.h>

#include "background-service-private.h"
#include "cancellable-link.h"
#include "error-list.h"
#include "host-log.h"
#include "services/call-data.h"

/* How a host starts its services. */

static void
start_next (InterprocessHost *self);

static void
on_background_failure (InterprocessBackgroundService *service,
                       const GError                  *error,
                       gpointer                       data)
{
  InterprocessHost *self = data;

  interprocess_host_log_failure (self, INTERPROCESS_HOST_EVENT_BACKGROUND_SERVICE_FAULTED, service,
                                 error);
  interprocess_error_list_add (self->errors, service, g_error_copy (error));
  interprocess_host_turn_back (self);
}

#define START "interprocess-start"

static void
on_service_started (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(InterprocessHost) self = interprocess_call_data_take (object, START, data);
  const gboolean cancelled = g_cancellable_is_cancelled (self->starting);
  GError *error = NULL;

  if (interprocess_hosted_service_start_finish (INTERPROCESS_HOSTED_SERVICE (object), result,
                                                &error))
    {
      self->n_started++;
      start_next (self);
      return;
    }

  if (cancelled && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
    }
  else
    {
      interprocess_host_log_failure (
        self, INTERPROCESS_HOST_EVENT_HOSTED_SERVICE_STARTUP_FAULTED, object, error);
      interprocess_error_list_add (self->errors, object, error);
    }
  interprocess_host_begin_stop (self);
}

static void
start_next (InterprocessHost *self)
{
  gpointer service;

  if (g_cancellable_is_cancelled (self->starting))
    {
      interprocess_host_begin_stop (self);
      return;
    }
  if (self->n_started == self->services->len)
    {
      self->state = HOST_STARTED;
      interprocess_host_log (self, INTERPROCESS_HOST_EVENT_STARTED);
      interprocess_host_complete_start (self, NULL);
      return;
    }

  service = g_ptr_array_index (self->services, self->n_started);
  if (INTERPROCESS_IS_BACKGROUND_SERVICE (service))
    interprocess_background_service_watch (service, on_background_failure, self);
  interprocess_hosted_service_start_async (service, self->starting, on_service_started,
                                           interprocess_call_data_keep (service, START,
                                                                        g_object_ref (self)));
}

static gboolean
find_services (InterprocessHost  *self,
               GError           **error)
{
  g_autoptr(GListModel) services = NULL;

  if (self->provider == NULL)
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                   "The host has no provider of its own: get it by interprocess_host_new(), in "
                   "other languages Host.new(), which gives the one host of a provider");
      return FALSE;
    }
  if (!interprocess_host_log_open (self, error))
    return FALSE;

  interprocess_host_log (self, INTERPROCESS_HOST_EVENT_STARTING);
  services = interprocess_service_provider_get_services (self->provider,
                                                         INTERPROCESS_TYPE_HOSTED_SERVICE, error);
  if (services == NULL)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    g_ptr_array_add (self->services, g_list_model_get_item (services, i));

  return TRUE;
}

static void
start (InterprocessHost *self)
{
  GError *error = NULL;

  interprocess_host_attach_stop_request (self, g_task_get_context (self->start_task));
  interprocess_cancellable_link (self->start_task, self->starting);

  if (g_cancellable_is_cancelled (self->starting) || find_services (self, &error))
    {
      start_next (self);
    }
  else
    {
      interprocess_error_list_add (self->errors, NULL, error);
      interprocess_host_begin_stop (self);
    }
}

/**
 * interprocess_host_start_async:
 * @self: a host
 * @cancellable: (nullable): to give up: what has started is then stopped again
 * @callback: (nullable) (scope async) (closure user_data): called when all have started, or when
 *   one has failed and those before it have stopped
 * @user_data: what @callback is called with
 *
 * Starts the hosted services, in the order in which they were registered.
 *
 * The services are created now, and started one after the other. All runs in the main context that
 * is the thread's default now, which has to be iterated until the host has stopped.
 *
 * Since: 1.0
 */
void
interprocess_host_start_async (InterprocessHost    *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_host_start_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->state != HOST_NEW)
    {
      g_task_return_new_error (task, INTERPROCESS_HOST_ERROR,
                               INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                               "A host starts once, and this one was started or stopped before: "
                               "build another provider, and make another host for it");
      return;
    }

  self->state = HOST_STARTING;
  self->start_task = g_steal_pointer (&task);
  start (self);
}

/**
 * interprocess_host_start_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.start_async].
 *
 * If it failed, nothing is left running, and the provider is closed. The error is that of the
 * service, after the name of its class, or of its creation; %G_IO_ERROR_CANCELLED if the host was
 * told to stop meanwhile; %INTERPROCESS_HOST_ERROR_ALREADY_STARTED.
 *
 * Returns: %TRUE if all have started, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
interprocess_host_start_finish (InterprocessHost  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  return interprocess_host_finish (self, result, interprocess_host_start_async, error);
}
