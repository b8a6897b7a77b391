/* SPDX-License-Identifier: MIT */

#include <interprocess/background-service.h>
#include <interprocess/host.h>
#include <interprocess/host-error.h>
#include <interprocess/hosted-service.h>

#include "background-service-private.h"
#include "error-list.h"
#include "host-private.h"
#include "ready-source.h"

#define DEFAULT_SHUTDOWN_TIMEOUT (30 * G_USEC_PER_SEC)

/**
 * InterprocessHost:
 *
 * Starts the hosted services of a provider, and stops them when the program ends.
 *
 * ```c
 * interprocess_service_collection_add_hosted_service (services, MY_TYPE_WORKER);
 * ...
 * g_autoptr(InterprocessHost) host = interprocess_host_new (provider);
 *
 * if (!interprocess_host_run (host, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Services are started in the order in which they were registered, each when the one before has
 * started, and stopped in reverse order. A host starts once. In the end it closes its provider, by
 * [method@Interprocess.ServiceProvider.close_async].
 *
 * A program without a main loop of its own has [method@Interprocess.Host.run] do everything; a
 * [class@Gio.Application] is given the host by [method@Interprocess.Host.attach]; and any other program
 * with a main loop calls [method@Interprocess.Host.start_async] and
 * [method@Interprocess.Host.stop_async].
 *
 * ## Services find the host
 *
 * [method@Interprocess.ServiceCollection.add_hosted_service] registers the host as a service as well,
 * so that one which has to end the program can ask for it, and call
 * [method@Interprocess.Host.request_stop].
 *
 * ## When something fails
 *
 * - If a service fails to start, those before it are stopped.
 * - If an [class@Interprocess.BackgroundService] fails while it runs, the host stops.
 * - If a service fails to stop, the others are stopped nevertheless.
 *
 * All of it is reported in the end as one error, with the domain and the code of the first one and
 * the messages of all.
 *
 * ## Threads
 *
 * A host, and all that it calls, is for the thread that starts it, except that
 * [method@Interprocess.Host.request_stop] may be called from any thread. From the start to the end it
 * holds a reference to itself.
 *
 * Since: 1.0
 */
struct _InterprocessHost
{
  GObject parent_instance;

  InterprocessServiceProvider *provider;
  gint64 shutdown_timeout;
  InterprocessHostState state;

  /* What was started are the first of these. */
  GPtrArray *services;
  guint n_started;

  GCancellable *starting;
  GCancellable *stopping;
  GTask *start_task;
  GPtrArray *waiters; /* tasks that are completed in the end */
  GPtrArray *errors;
  GSource *timer;
  gpointer late; /* the service that the time ran out for */

  gint stop_requested;   /* atomic */
  GRecMutex mutex;       /* never taken twice; but a GMutex is a bare futex, which TSan cannot see */
  GSource *stop_request; /* guarded by mutex while it is attached or made ready */
};

G_DEFINE_FINAL_TYPE (InterprocessHost, interprocess_host, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROVIDER = 1,
  PROP_SHUTDOWN_TIMEOUT,
} InterprocessHostProperty;

static GParamSpec *properties[PROP_SHUTDOWN_TIMEOUT + 1];

/* ---- cancellables ----------------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  gulong handler;
} Link;

static void
link_free (gpointer data)
{
  Link *link = data;

  /* Not g_cancellable_disconnect(): this may be the handler's doing, for which that would wait. */
  if (link->handler != 0)
    g_signal_handler_disconnect (link->cancellable, link->handler);
  g_object_unref (link->cancellable);
  g_free (link);
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      other)
{
  g_cancellable_cancel (other);
}

/* Has a task's cancellable cancel another one, as long as the task is there. */
static void
link_cancellables (GTask        *task,
                   GCancellable *other)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Link *link;

  if (cancellable == NULL)
    return;

  link = g_new0 (Link, 1);
  link->cancellable = g_object_ref (cancellable);
  g_task_set_task_data (task, link, link_free);
  link->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                         g_object_ref (other), g_object_unref);
}

/* ---- the end ---------------------------------------------------------------------------------- */

static void
complete (GTask        *task,
          const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
complete_start (InterprocessHost *self,
                const GError     *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->start_task);

  if (error == NULL && self->state == HOST_STOPPED)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             "The host was stopped while it started");
  else
    complete (task, error);
}

static void
forget_services (InterprocessHost *self)
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
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (InterprocessHost *self)
{
  g_autoptr(GPtrArray) waiters = NULL;
  g_autoptr(GError) error = NULL;

  g_object_ref (self);
  self->state = HOST_STOPPED;
  clear_source (&self->timer);

  error = interprocess_error_list_to_error (self->errors);
  if (self->start_task != NULL)
    complete_start (self, error);
  waiters = g_steal_pointer (&self->waiters);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    complete (g_ptr_array_index (waiters, i), error);

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

static void
close_provider (InterprocessHost *self)
{
  forget_services (self);
  if (self->provider == NULL)
    end (self);
  else
    interprocess_service_provider_close_async (self->provider, self->stopping, on_provider_closed,
                                               g_object_ref (self));
}

/* ---- to stop ---------------------------------------------------------------------------------- */

static gpointer
last_started (InterprocessHost *self)
{
  return g_ptr_array_index (self->services, self->n_started - 1);
}

static void
stop_next (InterprocessHost *self);

static void
on_service_stopped (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(InterprocessHost) self = data;
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
  if (self->n_started == 0)
    close_provider (self);
  else
    interprocess_hosted_service_stop_async (last_started (self), self->stopping,
                                            on_service_stopped, g_object_ref (self));
}

/* Who is late is told so, and waited for nevertheless: what it uses is about to be closed. */
static gboolean
on_shutdown_timeout (gpointer data)
{
  InterprocessHost *self = data;
  const gboolean closing = self->n_started == 0;
  GError *error = g_error_new (INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_TIMED_OUT,
                               "%s within %g s, and was cancelled",
                               closing ? "The provider did not close" : "the service did not stop",
                               (double) self->shutdown_timeout / G_USEC_PER_SEC);

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

static void
begin_stop (InterprocessHost *self)
{
  self->state = HOST_STOPPING;
  start_timer (self);
  stop_next (self);
}

/* A start that is under way ends first. */
static void
stop (InterprocessHost *self)
{
  if (self->state == HOST_STARTED)
    begin_stop (self);
  else if (self->state == HOST_STARTING)
    g_cancellable_cancel (self->starting);
}

static gboolean
on_stop_request (gpointer data)
{
  stop (data);

  return G_SOURCE_CONTINUE;
}

static void
on_background_failure (InterprocessBackgroundService *service,
                       const GError                  *error,
                       gpointer                       data)
{
  InterprocessHost *self = data;

  interprocess_error_list_add (self->errors, service, g_error_copy (error));
  stop (self);
}

/* ---- to start --------------------------------------------------------------------------------- */

static void
start_next (InterprocessHost *self);

static void
on_service_started (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr(InterprocessHost) self = data;
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
    g_error_free (error);
  else
    interprocess_error_list_add (self->errors, object, error);
  begin_stop (self);
}

static void
start_next (InterprocessHost *self)
{
  gpointer service;

  if (g_cancellable_is_cancelled (self->starting))
    {
      begin_stop (self);
      return;
    }
  if (self->n_started == self->services->len)
    {
      self->state = HOST_STARTED;
      complete_start (self, NULL);
      return;
    }

  service = g_ptr_array_index (self->services, self->n_started);
  if (INTERPROCESS_IS_BACKGROUND_SERVICE (service))
    interprocess_background_service_watch (service, on_background_failure, self);
  interprocess_hosted_service_start_async (service, self->starting, on_service_started,
                                           g_object_ref (self));
}

static gboolean
find_services (InterprocessHost  *self,
               GError           **error)
{
  g_autoptr(GListModel) services = NULL;

  if (self->provider == NULL)
    {
      g_set_error (error, INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                   "The host has no provider: give it one when it is created");
      return FALSE;
    }
  services = interprocess_service_provider_get_services (self->provider,
                                                         INTERPROCESS_TYPE_HOSTED_SERVICE, error);
  if (services == NULL)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    g_ptr_array_add (self->services, g_list_model_get_item (services, i));

  return TRUE;
}

static void
attach_stop_request (InterprocessHost *self,
                     GMainContext     *context)
{
  g_source_set_callback (self->stop_request, on_stop_request, g_object_ref (self), g_object_unref);

  g_rec_mutex_lock (&self->mutex);
  g_source_attach (self->stop_request, context);
  g_rec_mutex_unlock (&self->mutex);

  if (g_atomic_int_get (&self->stop_requested))
    g_cancellable_cancel (self->starting);
}

static void
start (InterprocessHost *self)
{
  GError *error = NULL;

  attach_stop_request (self, g_task_get_context (self->start_task));
  link_cancellables (self->start_task, self->starting);

  if (g_cancellable_is_cancelled (self->starting) || find_services (self, &error))
    {
      start_next (self);
    }
  else
    {
      interprocess_error_list_add (self->errors, NULL, error);
      begin_stop (self);
    }
}

/**
 * interprocess_host_start_async:
 * @self: a host
 * @cancellable: (nullable): to give up: what has started is then stopped again
 * @callback: (nullable) (scope async) (closure user_data): called when all have started, or when one
 *   has failed and those before it have stopped
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

static gboolean
finish (InterprocessHost  *self,
        GAsyncResult      *result,
        gpointer           source_tag,
        GError           **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == source_tag, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * interprocess_host_start_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.start_async].
 *
 * If it failed, nothing is left running, and the provider is closed. The error is that of the service,
 * after the name of its class, or of its creation; %G_IO_ERROR_CANCELLED if the host was told to stop
 * meanwhile; %INTERPROCESS_HOST_ERROR_ALREADY_STARTED.
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
  return finish (self, result, interprocess_host_start_async, error);
}

/* ---- to have it stop, or see it stop ---------------------------------------------------------- */

/**
 * interprocess_host_request_stop:
 * @self: a host
 *
 * Tells the host to stop, and does not wait for it.
 *
 * From any thread, any number of times, and at any time: a start that is under way is given up, and a
 * host that has not started will not. It is `StopApplication` of .NET.
 *
 * Since: 1.0
 */
void
interprocess_host_request_stop (InterprocessHost *self)
{
  g_return_if_fail (INTERPROCESS_IS_HOST (self));

  /* The host may end before this does, and with it the reference that the caller relies on. */
  g_object_ref (self);
  g_atomic_int_set (&self->stop_requested, TRUE);
  g_rec_mutex_lock (&self->mutex);
  g_source_set_ready_time (self->stop_request, 0);
  g_rec_mutex_unlock (&self->mutex);
  g_object_unref (self);
}

static void
add_waiter (InterprocessHost *self,
            GTask            *task)
{
  g_autoptr(GError) error = NULL;

  if (self->state != HOST_STOPPED)
    {
      g_ptr_array_add (self->waiters, g_object_ref (task));
      return;
    }

  error = interprocess_error_list_to_error (self->errors);
  complete (task, error);
}

/* Gives up waiting: the host does not care. */
static gboolean
on_wait_cancelled (GCancellable *cancellable,
                   gpointer      data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  InterprocessHost *self = g_task_get_source_object (task);

  if (g_ptr_array_remove (self->waiters, task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * interprocess_host_wait_for_shutdown_async:
 * @self: a host
 * @cancellable: (nullable): to wait no longer; the host goes on
 * @callback: (scope async) (closure user_data): called when the host has stopped
 * @user_data: what @callback is called with
 *
 * Waits until the host has stopped, for whatever reason. It may be called before the start.
 *
 * Since: 1.0
 */
void
interprocess_host_wait_for_shutdown_async (InterprocessHost    *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_host_wait_for_shutdown_async);
  add_waiter (self, task);
  if (cancellable != NULL && self->state != HOST_STOPPED)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      g_source_set_callback (source, G_SOURCE_FUNC (on_wait_cancelled), task, NULL);
      g_source_attach (source, g_task_get_context (task));
      g_task_set_task_data (task, source, destroy_source);
    }
}

/**
 * interprocess_host_wait_for_shutdown_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.wait_for_shutdown_async].
 *
 * Returns: %TRUE if the host has stopped and nothing failed, or %FALSE with @error set: see
 *   [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_wait_for_shutdown_finish (InterprocessHost  *self,
                                            GAsyncResult      *result,
                                            GError           **error)
{
  return finish (self, result, interprocess_host_wait_for_shutdown_async, error);
}

/**
 * interprocess_host_stop_async:
 * @self: a host
 * @cancellable: (nullable): to tell the services that there is no more time
 * @callback: (nullable) (scope async) (closure user_data): called when the host has stopped
 * @user_data: what @callback is called with
 *
 * Stops what was started, the last service first, and closes the provider.
 *
 * A service that takes longer than [property@Interprocess.Host:shutdown-timeout] has its cancellable
 * cancelled, as have those after it.
 *
 * May be called at any time, and again: a start that is under way is given up, and a host that has not
 * started will not.
 *
 * Since: 1.0
 */
void
interprocess_host_stop_async (InterprocessHost    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_host_stop_async);
  g_task_set_check_cancellable (task, FALSE);
  add_waiter (self, task);
  if (self->state != HOST_STOPPED)
    link_cancellables (task, self->stopping);

  if (self->state == HOST_NEW)
    {
      attach_stop_request (self, g_task_get_context (task));
      begin_stop (self);
    }
  else
    {
      stop (self);
    }
}

/**
 * interprocess_host_stop_finish:
 * @self: a host
 * @result: what the callback was called with
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Host.stop_async].
 *
 * Returns: %TRUE if the host has stopped and nothing failed, or %FALSE with @error set: see
 *   [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_stop_finish (InterprocessHost  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  return finish (self, result, interprocess_host_stop_async, error);
}

/**
 * interprocess_host_propagate_error:
 * @self: a host
 * @error: return location for an error
 *
 * Tells whether something has failed so far: to be asked when a [class@Gio.Application] that the host
 * is attached to has ended.
 *
 * Returns: %TRUE if nothing failed, or %FALSE with @error set: see [class@Interprocess.Host]
 *
 * Since: 1.0
 */
gboolean
interprocess_host_propagate_error (InterprocessHost  *self,
                                   GError           **error)
{
  GError *failure;

  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  failure = interprocess_error_list_to_error (self->errors);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

/* ---- the object ------------------------------------------------------------------------------- */

static void
interprocess_host_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);

  switch ((InterprocessHostProperty) property_id)
    {
    case PROP_PROVIDER:
      g_value_set_object (value, self->provider);
      break;
    case PROP_SHUTDOWN_TIMEOUT:
      g_value_set_int64 (value, self->shutdown_timeout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_host_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);

  switch ((InterprocessHostProperty) property_id)
    {
    case PROP_PROVIDER:
      self->provider = g_value_dup_object (value);
      break;
    case PROP_SHUTDOWN_TIMEOUT:
      interprocess_host_set_shutdown_timeout (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

/* Its services find the host by way of the provider, which must not keep it alive. */
static void
free_weak_ref (gpointer weak_ref)
{
  g_weak_ref_clear (weak_ref);
  g_free (weak_ref);
}

static GQuark
host_quark (void)
{
  return g_quark_from_static_string ("interprocess-host");
}

static void
interprocess_host_constructed (GObject *object)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);
  g_autoptr(InterprocessHost) other = NULL;
  GWeakRef *weak_ref;

  G_OBJECT_CLASS (interprocess_host_parent_class)->constructed (object);

  g_return_if_fail (self->provider != NULL);
  other = interprocess_host_find (self->provider);
  if (other != NULL)
    return;

  weak_ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak_ref, self);
  g_object_set_qdata_full (G_OBJECT (self->provider), host_quark (), weak_ref, free_weak_ref);
}

static void
interprocess_host_finalize (GObject *object)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);

  forget_services (self);
  clear_source (&self->timer);
  clear_source (&self->stop_request);
  g_clear_object (&self->provider);
  g_clear_object (&self->starting);
  g_clear_object (&self->stopping);
  g_ptr_array_unref (self->services);
  g_ptr_array_unref (self->waiters);
  g_ptr_array_unref (self->errors);
  g_rec_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (interprocess_host_parent_class)->finalize (object);
}

static void
interprocess_host_class_init (InterprocessHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_host_get_property;
  object_class->set_property = interprocess_host_set_property;
  object_class->constructed = interprocess_host_constructed;
  object_class->finalize = interprocess_host_finalize;

  /**
   * InterprocessHost:provider:
   *
   * Where the hosted services come from. The host closes it in the end.
   *
   * Since: 1.0
   */
  properties[PROP_PROVIDER] =
    g_param_spec_object ("provider", NULL, NULL, INTERPROCESS_TYPE_SERVICE_PROVIDER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * InterprocessHost:shutdown-timeout:
   *
   * How long all services together may take to stop, in microseconds; −1 is for ever, 0 not at all.
   *
   * When the time is over, the cancellable is cancelled that the services were stopped with, and the
   * one that was just stopping is reported as %INTERPROCESS_HOST_ERROR_TIMED_OUT. The host waits for it
   * nevertheless. This is .NET's `ShutdownTimeout`.
   *
   * Since: 1.0
   */
  properties[PROP_SHUTDOWN_TIMEOUT] =
    g_param_spec_int64 ("shutdown-timeout", NULL, NULL, -1, G_MAXINT64, DEFAULT_SHUTDOWN_TIMEOUT,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY |
                        G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_host_init (InterprocessHost *self)
{
  self->services = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->errors = interprocess_error_list_new ();
  self->starting = g_cancellable_new ();
  self->stopping = g_cancellable_new ();
  self->stop_request = interprocess_ready_source_new ("[interprocess] stop request");
  g_rec_mutex_init (&self->mutex);
}

/**
 * interprocess_host_new:
 * @provider: where the hosted services come from; the host closes it in the end
 *
 * Creates a host for the services of a provider.
 *
 * Returns: (transfer full): a new host
 *
 * Since: 1.0
 */
InterprocessHost *
interprocess_host_new (InterprocessServiceProvider *provider)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (provider), NULL);

  return g_object_new (INTERPROCESS_TYPE_HOST, "provider", provider, NULL);
}

/*
 * interprocess_host_find:
 *
 * Returns: (transfer full) (nullable): the host of a provider, if there is one
 */
InterprocessHost *
interprocess_host_find (InterprocessServiceProvider *provider)
{
  GWeakRef *weak_ref = g_object_get_qdata (G_OBJECT (provider), host_quark ());

  return weak_ref != NULL ? g_weak_ref_get (weak_ref) : NULL;
}

/*
 * interprocess_host_get_state:
 *
 * By the thread that starts the host.
 */
InterprocessHostState
interprocess_host_get_state (InterprocessHost *self)
{
  return self->state;
}

/**
 * interprocess_host_get_provider:
 * @self: a host
 *
 * Gets where the hosted services come from. From any thread.
 *
 * Returns: (transfer none): the provider
 *
 * Since: 1.0
 */
InterprocessServiceProvider *
interprocess_host_get_provider (InterprocessHost *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), NULL);

  return self->provider;
}

/**
 * interprocess_host_get_shutdown_timeout:
 * @self: a host
 *
 * Gets how long all services together may take to stop.
 *
 * Returns: microseconds, or −1 for ever
 *
 * Since: 1.0
 */
gint64
interprocess_host_get_shutdown_timeout (InterprocessHost *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_HOST (self), 0);

  return self->shutdown_timeout;
}

/**
 * interprocess_host_set_shutdown_timeout:
 * @self: a host
 * @shutdown_timeout: microseconds, or −1 for ever
 *
 * Sets how long all services together may take to stop, which is 30 seconds otherwise: see
 * [property@Interprocess.Host:shutdown-timeout]. A stop that is under way is not affected.
 *
 * Since: 1.0
 */
void
interprocess_host_set_shutdown_timeout (InterprocessHost *self,
                                        gint64            shutdown_timeout)
{
  g_return_if_fail (INTERPROCESS_IS_HOST (self));
  g_return_if_fail (shutdown_timeout >= -1);

  if (self->shutdown_timeout == shutdown_timeout)
    return;

  self->shutdown_timeout = shutdown_timeout;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHUTDOWN_TIMEOUT]);
}
