/* SPDX-License-Identifier: MIT */
#pragma once

/* A source that is ready while an endpoint may have something to do. */

#include "endpoint.h"

/* Holds a reference to `owner`, which has the endpoint in it. NULL with an error if the endpoint
 * cannot be watched. When the endpoint has been closed the source is dispatched once more and then
 * removed. */
GSource *endpoint_source_new (Endpoint *endpoint, GObject *owner, GError **error);

/* Dispatch it at this time at the latest, in monotonic µs; -1: whenever there is a reason. Before it is
 * attached. */
void endpoint_source_set_deadline (GSource *source, gint64 deadline);

/* A look has just found nothing, so it need not be dispatched at once, as a new one is. */
void endpoint_source_rest (GSource *source);

/* A source that stands in line is not ready before its deadline, unless the endpoint is closed.
 * Once it does not stand in line any more it is dispatched at once. From any thread. */
void endpoint_source_set_in_line (GSource *source, gboolean in_line);
