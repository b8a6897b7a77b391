/* SPDX-License-Identifier: MIT */

#include "error-list.h"
#include "host-private.h"
#include "services/ready-source.h"

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
 * [class@Gio.Application] is given the host by [method@Interprocess.Host.attach]; and any other
 * program with a main loop calls [method@Interprocess.Host.start_async] and
 * [method@Interprocess.Host.stop_async].
 *
 * ## Services find the host
 *
 * [method@Interprocess.ServiceCollection.add_hosted_service] registers the host as a service as
 * well, so that one which has to end the program can ask for it, and call
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
 * If a [class@Interprocess.LoggerFactory] is registered, the host logs to it, in the category
 * `Interprocess.Hosting`: see [enum@Interprocess.HostEvent].
 *
 * ## Threads
 *
 * A host, and all that it calls, is for the thread that starts it, except that
 * [method@Interprocess.Host.request_stop] may be called from any thread. From the start to the end
 * it holds a reference to itself.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (InterprocessHost, interprocess_host, G_TYPE_OBJECT)

typedef enum
{
  PROP_PROVIDER = 1,
  PROP_SHUTDOWN_TIMEOUT,
} InterprocessHostProperty;

static GParamSpec *properties[PROP_SHUTDOWN_TIMEOUT + 1];

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

/* Held to look for the host of a provider, and also for as long as there is none until there is
 * one, so that there are never two. A GMutex is a bare futex, which TSan cannot see. */
static GRecMutex hosts_mutex;

static void
free_weak_ref (gpointer weak_ref)
{
  g_weak_ref_clear (weak_ref);
  g_free (weak_ref);
}

/* Where the host of a provider is found, which does not keep it alive. With the lock held. */
static GWeakRef *
get_place (InterprocessServiceProvider *provider)
{
  const GQuark quark = g_quark_from_static_string ("interprocess-host");
  GWeakRef *place = g_object_get_qdata (G_OBJECT (provider), quark);

  if (place == NULL)
    {
      place = g_new0 (GWeakRef, 1);
      g_weak_ref_init (place, NULL);
      g_object_set_qdata_full (G_OBJECT (provider), quark, place, free_weak_ref);
    }

  return place;
}

/* Makes this the host of the provider, unless there is one. */
static gboolean
take_place (InterprocessHost *self)
{
  g_autoptr(InterprocessHost) other = NULL;
  GWeakRef *place;

  g_rec_mutex_lock (&hosts_mutex);
  place = get_place (self->provider);
  other = g_weak_ref_get (place);
  if (other == NULL)
    g_weak_ref_set (place, self);
  g_rec_mutex_unlock (&hosts_mutex);

  return other == NULL;
}

/* A second host would start the services once more, and close what the first one uses. */
static void
interprocess_host_constructed (GObject *object)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);

  G_OBJECT_CLASS (interprocess_host_parent_class)->constructed (object);

  if (self->provider != NULL && !take_place (self))
    {
      g_critical ("A provider has one host, and this one has its own already: get that by "
                  "interprocess_host_new(), in other languages Host.new()");
      g_clear_object (&self->provider);
    }
}

static void
interprocess_host_finalize (GObject *object)
{
  InterprocessHost *self = INTERPROCESS_HOST (object);

  interprocess_host_forget_services (self);
  interprocess_ready_source_clear (&self->timer);
  interprocess_ready_source_clear (&self->stop_request);
  g_clear_object (&self->provider);
  g_clear_object (&self->logger);
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
   * It must have no host yet: see [ctor@Interprocess.Host.new].
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
   * When the time is over, the cancellable is cancelled that the services were stopped with, and
   * the one that was just stopping is reported as %INTERPROCESS_HOST_ERROR_TIMED_OUT. The host
   * waits for it nevertheless, since what it uses is about to be closed; but a
   * [class@Interprocess.BackgroundService] gives up waiting for its own work then. This is .NET's
   * `ShutdownTimeout`.
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
 * Creates the host for the services of a provider, or gets it: there is one host a provider, which
 * this and the service [class@Interprocess.Host] give, whichever is asked first.
 *
 * From any thread.
 *
 * Returns: (transfer full): a new host, or a new reference to the one that @provider has
 *
 * Since: 1.0
 */
InterprocessHost *
interprocess_host_new (InterprocessServiceProvider *provider)
{
  InterprocessHost *self;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (provider), NULL);

  g_rec_mutex_lock (&hosts_mutex);
  self = g_weak_ref_get (get_place (provider));
  if (self == NULL)
    self = g_object_new (INTERPROCESS_TYPE_HOST, "provider", provider, NULL);
  g_rec_mutex_unlock (&hosts_mutex);

  return self;
}

/**
 * interprocess_host_get_provider:
 * @self: a host
 *
 * Gets where the hosted services come from. From any thread.
 *
 * Returns: (transfer none) (nullable): the provider; %NULL only of a host that was created without
 *   one, or for a provider that had a host
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
