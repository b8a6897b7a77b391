/* SPDX-License-Identifier: MIT */

#include <interprocess/background-service.h>
#include <interprocess/host-error.h>
#include <interprocess/hosted-service.h>

#include "background-service-private.h"
#include "error-list.h"
#include "host-log.h"
#include "services/call-data.h"
#include "services/ready-source.h"

/* How a host stops its services, closes the provider, and ends: from the end backwards. */

void
interprocess_host_complete (GTask        *task,
                            const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

void
interprocess_host_complete_start (InterprocessHost *self,
                                  const GError     *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->start_task);

  if (error == NULL && self->state == HOST_STOPPED)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "The host was told to stop before all services had started");
  else
    interprocess_host_complete (task, error);
}

void
interprocess_host_forget_services (InterprocessHost *self)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      gpointer service = g_ptr_array_index (self->services, i);

      if (INTERPROCESS_IS_BACKGROUND_SERVICE (service))
        interprocess_background_service_watch (service, NULL, NULL);
    }
  g_ptr_array_set_size (self->services, 0);
}

static void
end (InterprocessHost *self)
{
  g_autoptr(GPtrArray) waiters = NULL;
  g_autoptr(GError) error = NULL;

  g_object_ref (self);
  self->state = HOST_STOPPED;
  interprocess_ready_source_clear (&self->timer);

  error = interprocess_error_list_to_error (self->errors);
  if (self->start_task != NULL)
    interprocess_host_complete_start (self, error);
  waiters = g_steal_pointer (&self->waiters);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    interprocess_host_complete (g_ptr_array_index (waiters, i), error);

  g_source_destroy (self->stop_request); /* and with it the reference to ourselves */
  g_object_unref (self);
}

/* What was cancelled because it was late has been reported as that. */
static void
take_error (InterprocessHost *self,
            gpointer          source,
            GError           *error)
{
  if (source == self->late && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_error_free (error);
  else
    interprocess_error_list_add (self->errors, source == self->provider ? NULL : source, error);
}

static void
on_provider_closed (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(InterprocessHost) self = data;
  GError *error = NULL;

  if (!interprocess_service_provider_close_finish (self->provider, result, &error))
    take_error (self, object, error);
  end (self);
}

/* Where the host logs to is closed too. */
static void
close_provider (InterprocessHost *self)
{
  interprocess_host_log_end (self);
  interprocess_host_forget_services (self);
  if (self->provider == NULL)
    end (self);
  else
    interprocess_service_provider_close_async (self->provider, self->stopping, on_provider_closed,
                                               g_object_ref (self));
}

/* ---- to stop --------------------------------------------------------------------------------- */

static gpointer
last_started (InterprocessHost *self)
{
  return g_ptr_array_index (self->services, self->n_started - 1);
}

static void
stop_next (InterprocessHost *self);

#define STOP "interprocess-stop"

static void
on_service_stopped (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(InterprocessHost) self = interprocess_call_data_take (object, STOP, data);
  GError *error = NULL;

  if (!interprocess_hosted_service_stop_finish (INTERPROCESS_HOSTED_SERVICE (object), result,
                                                &error))
    take_error (self, object, error);

  self->n_started--;
  stop_next (self);
}

static void
stop_next (InterprocessHost *self)
{
  gpointer service;

  if (self->n_started == 0)
    {
      close_provider (self);
      return;
    }

  service = last_started (self);
  interprocess_hosted_service_stop_async (
    service, self->stopping, on_service_stopped,
    interprocess_call_data_keep (service, STOP, g_object_ref (self)));
}

/* Who is late is told so, and waited for nevertheless: what it uses is about to be closed. */
static gboolean
on_shutdown_timeout (gpointer data)
{
  InterprocessHost *self = data;
  const gboolean closing = self->n_started == 0;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];
  GError *error;

  g_ascii_formatd (seconds, sizeof seconds, "%g",
                   (double) self->shutdown_timeout / G_USEC_PER_SEC);
  error = g_error_new (INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                       "%s within %s s, and was cancelled: have it heed that, or set a longer "
                       "shutdown-timeout",
                       closing ? "The provider did not close" : "the service did not stop",
                       seconds);
  self->late = closing ? self->provider : last_started (self);
  interprocess_error_list_add (self->errors, closing ? NULL : self->late, error);
  g_cancellable_cancel (self->stopping);

  return G_SOURCE_CONTINUE;
}

static void
start_timer (InterprocessHost *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (self->shutdown_timeout < 0 || self->shutdown_timeout > G_MAXINT64 - now)
    return;

  self->timer = interprocess_ready_source_new ("[interprocess] shutdown timeout");
  g_source_set_callback (self->timer, on_shutdown_timeout, self, NULL);
  g_source_set_ready_time (self->timer, now + self->shutdown_timeout);
  g_source_attach (self->timer, g_source_get_context (self->stop_request));
}

void
interprocess_host_begin_stop (InterprocessHost *self)
{
  self->state = HOST_STOPPING;
  interprocess_host_log (self, INTERPROCESS_HOST_EVENT_STOPPING);
  start_timer (self);
  stop_next (self);
}

void
interprocess_host_turn_back (InterprocessHost *self)
{
  if (self->state == HOST_STARTED)
    interprocess_host_begin_stop (self);
  else if (self->state == HOST_STARTING)
    g_cancellable_cancel (self->starting);
}
