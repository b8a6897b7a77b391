/* SPDX-License-Identifier: MIT */

#include <interprocess/logger-factory.h>

#include "error-list.h"
#include "host-log.h"

#define CATEGORY "Interprocess.Hosting"

static const struct
{
  const char *name;
  const char *message;
} events[] = {
  [INTERPROCESS_HOST_EVENT_STARTING] = { "Starting", "the services are being started" },
  [INTERPROCESS_HOST_EVENT_STARTED] = { "Started", "all services have started" },
  [INTERPROCESS_HOST_EVENT_STOPPING] = { "Stopping", "the services are being stopped" },
  [INTERPROCESS_HOST_EVENT_STOPPED] = { "Stopped", "all services have stopped" },
  [INTERPROCESS_HOST_EVENT_STOPPED_WITH_EXCEPTION] = {
    "StoppedWithException", "the services were stopped, and something has failed",
  },
  [INTERPROCESS_HOST_EVENT_BACKGROUND_SERVICE_FAULTED] = {
    "BackgroundServiceFaulted", "a background service has failed",
  },
  [INTERPROCESS_HOST_EVENT_HOSTED_SERVICE_STARTUP_FAULTED] = {
    "HostedServiceStartupFaulted", "a service has failed to start",
  },
};

gboolean
interprocess_host_log_open (InterprocessHost  *self,
                            GError           **error)
{
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  GError *failure = NULL;

  factory = interprocess_service_provider_get_service (
    self->provider, INTERPROCESS_TYPE_LOGGER_FACTORY, &failure);
  if (factory != NULL)
    self->logger = interprocess_logger_factory_create_logger (factory, CATEGORY);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);
  return FALSE;
}

void
interprocess_host_log (InterprocessHost      *self,
                       InterprocessHostEvent  event)
{
  if (self->logger != NULL)
    INTERPROCESS_LOG_EVENT (self->logger, INTERPROCESS_LOG_LEVEL_DEBUG, event, events[event].name,
                            NULL, "%s", events[event].message);
}

static GVariant *
make_fields (gpointer service)
{
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  g_variant_dict_insert (&fields, "service", "s", G_OBJECT_TYPE_NAME (service));

  return g_variant_dict_end (&fields);
}

void
interprocess_host_log_failure (InterprocessHost      *self,
                               InterprocessHostEvent  event,
                               gpointer               service,
                               const GError          *failure)
{
  self->n_logged++;
  if (self->logger != NULL)
    INTERPROCESS_LOG_EVENT (self->logger, INTERPROCESS_LOG_LEVEL_ERROR, event, events[event].name,
                            make_fields (service), "%s: %s: %s", events[event].message,
                            G_OBJECT_TYPE_NAME (service), failure->message);
}

void
interprocess_host_log_end (InterprocessHost *self)
{
  const InterprocessHostEvent event = INTERPROCESS_HOST_EVENT_STOPPED_WITH_EXCEPTION;
  g_autoptr(GError) error = NULL;

  if (self->errors->len == self->n_logged)
    {
      interprocess_host_log (self, INTERPROCESS_HOST_EVENT_STOPPED);
      return;
    }

  error = interprocess_error_list_to_error (self->errors);
  if (self->logger != NULL)
    INTERPROCESS_LOG_EVENT (self->logger, INTERPROCESS_LOG_LEVEL_ERROR, event, events[event].name,
                            NULL, "%s: %s", events[event].message, error->message);
}
