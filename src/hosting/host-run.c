/* SPDX-License-Identifier: MIT */

#include <interprocess/host-error.h>

#include "host-private.h"
#include "stop-signals.h"

typedef struct
{
  GMainLoop *loop;
  GError *error;
} Run;

static gboolean
on_signal (gpointer host)
{
  interprocess_host_request_stop (host);

  return G_SOURCE_CONTINUE;
}

static void
on_shutdown (GObject      *object,
             GAsyncResult *result,
             gpointer      data)
{
  Run *run = data;

  interprocess_host_wait_for_shutdown_finish (INTERPROCESS_HOST (object), result, &run->error);
  g_main_loop_quit (run->loop);
}

static void
start_and_wait (InterprocessHost *self,
                Run              *run)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (context, FALSE);
  InterprocessStopSignals *signals = interprocess_stop_signals_new (context, on_signal, self);

  g_object_ref (self);
  run->loop = loop;
  interprocess_host_wait_for_shutdown_async (self, NULL, on_shutdown, run);
  interprocess_host_start_async (self, NULL, NULL, NULL);
  g_main_loop_run (loop);
  interprocess_stop_signals_free (signals);
  g_object_unref (self);
}

/**
 * interprocess_host_run:
 * @self: a host that was not started
 * @error: return location for an error
 *
 * Starts the hosted services, waits until the host is told to stop, and stops them.
 *
 * It is told by [method@Interprocess.Host.request_stop], by a background service that fails, and by
 * the signals `SIGINT` and `SIGTERM`, which end nothing else meanwhile: a second one changes
 * nothing, and what was there to handle them is there again afterwards. A signal that was ignored
 * before stays ignored. In the end the provider is closed.
 *
 * This iterates the main context that is the thread's default.
 *
 * Returns: %TRUE if the host was told to stop and nothing failed, or %FALSE with @error set: see
 *   [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_run (InterprocessHost  *self,
                       GError           **error)
{
  Run run = { NULL, NULL };

  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->state != HOST_NEW)
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
                   "A host runs once, and this one was started or stopped before: build another "
                   "provider, and make another host for it");
      return FALSE;
    }

  start_and_wait (self, &run);
  if (run.error == NULL)
    return TRUE;

  g_propagate_error (error, run.error);
  return FALSE;
}
