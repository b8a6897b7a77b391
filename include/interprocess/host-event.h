/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <glib-object.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * InterprocessHostEvent:
 * @INTERPROCESS_HOST_EVENT_STARTING: `Starting`, debug: the host begins to start its services
 * @INTERPROCESS_HOST_EVENT_STARTED: `Started`, debug: all services have started
 * @INTERPROCESS_HOST_EVENT_STOPPING: `Stopping`, debug: the host begins to stop its services
 * @INTERPROCESS_HOST_EVENT_STOPPED: `Stopped`, debug: all services have stopped, and nothing failed
 *   that was not logged when it did
 * @INTERPROCESS_HOST_EVENT_STOPPED_WITH_EXCEPTION: `StoppedWithException`, error: all services were
 *   stopped, and something has failed that was not logged yet; the entry names all that failed
 * @INTERPROCESS_HOST_EVENT_BACKGROUND_SERVICE_FAULTED: `BackgroundServiceFaulted`, error: a
 *   background service has failed, and so the host stops
 * @INTERPROCESS_HOST_EVENT_HOSTED_SERVICE_STARTUP_FAULTED: `HostedServiceStartupFaulted`, error: a
 *   service has failed to start, and so the host stops
 *
 * What a host logs, in the category `Interprocess.Hosting`: the numbers of the entries' events,
 * with their names and levels. Names and numbers are those of .NET's host.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_HOST_EVENT_STARTING = 1,
  INTERPROCESS_HOST_EVENT_STARTED = 2,
  INTERPROCESS_HOST_EVENT_STOPPING = 3,
  INTERPROCESS_HOST_EVENT_STOPPED = 4,
  INTERPROCESS_HOST_EVENT_STOPPED_WITH_EXCEPTION = 5,
  INTERPROCESS_HOST_EVENT_BACKGROUND_SERVICE_FAULTED = 9,
  INTERPROCESS_HOST_EVENT_HOSTED_SERVICE_STARTUP_FAULTED = 11,
} InterprocessHostEvent;

G_END_DECLS
