/* SPDX-License-Identifier: MIT */

#include "host-private.h"
#include "stop-signals.h"

/* What an application holds of its host, from attach to shutdown. It outlives neither. */
typedef struct
{
  GApplication *application; /* not a reference: this belongs to it */
  InterprocessHost *host;
  InterprocessStopSignals *signals;
  gulong startup_handler;
  gulong shutdown_handler;
} Attachment;

static GQuark
attachment_quark (void)
{
  return g_quark_from_static_string ("interprocess-host-attachment");
}

static void
attachment_free (gpointer data)
{
  Attachment *self = data;

  g_clear_pointer (&self->signals, interprocess_stop_signals_free);
  interprocess_host_request_stop (self->host); /* if there was no shutdown */
  g_object_unref (self->host);
  g_free (self);
}

static gboolean
on_signal (gpointer host)
{
  interprocess_host_request_stop (host);

  return G_SOURCE_CONTINUE;
}

static GWeakRef *
weak_ref_new (gpointer object)
{
  GWeakRef *self = g_new0 (GWeakRef, 1);

  g_weak_ref_init (self, object);

  return self;
}

static gpointer
weak_ref_free_and_get (GWeakRef *self)
{
  gpointer object = g_weak_ref_get (self);

  g_weak_ref_clear (self);
  g_free (self);

  return object;
}

/* The application is kept from ending until all have started: it may have no window yet. */
static void
on_started (GObject      *object,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(GApplication) application = data;

  interprocess_host_start_finish (INTERPROCESS_HOST (object), result, NULL);
  g_application_release (application);
}

static void
on_host_ended (GObject      *object,
               GAsyncResult *result,
               gpointer      data)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);
  g_autoptr(GApplication) application = weak_ref_free_and_get (data);
  g_autoptr(GError) error = NULL;

  /* A host with a logger has told that. */
  if (!interprocess_host_wait_for_shutdown_finish (self, result, &error) && self->logger == NULL)
    g_warning ("%s", error->message);
  if (application != NULL)
    g_application_quit (application);
}

static void
start (Attachment *self)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  self->signals = interprocess_stop_signals_new (context, on_signal, self->host);
  g_application_hold (self->application);
  interprocess_host_wait_for_shutdown_async (self->host, NULL, on_host_ended,
                                             weak_ref_new (self->application));
  interprocess_host_start_async (self->host, NULL, on_started, g_object_ref (self->application));
}

static void
on_startup (GApplication *application,
            gpointer      attachment)
{
  start (attachment);
}

static void
on_stopped (GObject      *object,
            GAsyncResult *result,
            gpointer      is_stopped)
{
  interprocess_host_stop_finish (INTERPROCESS_HOST (object), result, NULL);
  *(gboolean *) is_stopped = TRUE;
}

/* The application's loop has ended, so that this has to be one. */
static void
on_shutdown (GApplication *application,
             gpointer      data)
{
  Attachment *self = data;
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  gboolean is_stopped = FALSE;

  interprocess_host_stop_async (self->host, NULL, on_stopped, &is_stopped);
  while (!is_stopped)
    g_main_context_iteration (context, TRUE);

  g_signal_handler_disconnect (application, self->startup_handler);
  g_signal_handler_disconnect (application, self->shutdown_handler);
  g_object_set_qdata (G_OBJECT (application), attachment_quark (), NULL);
}

static gboolean
has_a_host (GApplication *application)
{
  return g_object_get_qdata (G_OBJECT (application), attachment_quark ()) != NULL;
}

/**
 * interprocess_host_attach:
 * @self: a host that was not started
 * @application: an application without a host
 *
 * Ties the host, and with it the provider, to the life of an application.
 *
 * The services are started at [signal@Gio.Application::startup], or now if that has been. They
 * start while the application goes on, so that it may be activated before the last of them has. It
 * does not end meanwhile; afterwards they do not keep it alive: one that has no window calls
 * [method@Gio.Application.hold].
 *
 * The services are stopped, and the provider closed, at [signal@Gio.Application::shutdown], before
 * the application's own function for that. This waits for them.
 *
 * The application quits when the host stops by itself: because of a signal (`SIGINT` or `SIGTERM`,
 * as with [method@Interprocess.Host.run]), a call of [method@Interprocess.Host.request_stop], or a
 * failure. What failed is logged, without logging as a warning of GLib's, and
 * [method@Interprocess.Host.propagate_error] tells it when the application has ended.
 *
 * [func@Interprocess.ServiceProvider.get_for_application] finds the provider until then. The
 * application holds the host so long; the host does not hold the application.
 *
 * In a process that only passes its command line on to the primary instance nothing is started.
 *
 * Since: 1.0
 */
void
interprocess_host_attach (InterprocessHost *self,
                          GApplication     *application)
{
  Attachment *attachment;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (G_IS_APPLICATION (application));
  g_return_if_fail (self->state == HOST_NEW);
  g_return_if_fail (!has_a_host (application));

  attachment = g_new0 (Attachment, 1);
  attachment->application = application;
  attachment->host = g_object_ref (self);
  g_object_set_qdata_full (G_OBJECT (application), attachment_quark (), attachment,
                           attachment_free);
  attachment->startup_handler =
    g_signal_connect (application, "startup", G_CALLBACK (on_startup), attachment);
  attachment->shutdown_handler =
    g_signal_connect (application, "shutdown", G_CALLBACK (on_shutdown), attachment);

  if (g_application_get_is_registered (application) && !g_application_get_is_remote (application))
    start (attachment);
}

/**
 * interprocess_service_provider_get_for_application:
 * @application: (nullable): an application, or %NULL for the process's default one
 *
 * Gets the provider of the host that is attached to an application: see
 * [method@Interprocess.Host.attach].
 *
 * In the thread of the application.
 *
 * Returns: (transfer none) (nullable): the provider, or %NULL if no host is attached, which is so
 *   until [method@Interprocess.Host.attach] and after the application has shut down: look before you
 *   ask it for a service
 *
 * Since: 1.0
 */
InterprocessServiceProvider *
interprocess_service_provider_get_for_application (GApplication *application)
{
  Attachment *attachment;

  g_return_val_if_fail (application == NULL || G_IS_APPLICATION (application), NULL);

  if (application == NULL)
    application = g_application_get_default ();
  if (application == NULL)
    return NULL;

  attachment = g_object_get_qdata (G_OBJECT (application), attachment_quark ());
  return attachment != NULL ? interprocess_host_get_provider (attachment->host) : NULL;
}
