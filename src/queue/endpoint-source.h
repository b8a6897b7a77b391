/* SPDX-License-Identifier: MIT */
#pragma once

/* A source that is ready while an endpoint may have something to do. */

#include "endpoint.h"

/* Holds a reference to `owner`, which has the endpoint in it. NULL with an error if the endpoint
 * cannot be watched. When the endpoint has been closed, or has found its queue corrupt, the source
 * is dispatched once more and then removed. */
GSource *endpoint_source_new (Endpoint *endpoint, GObject *owner, GError **error);

/* ---- before it is attached -------------------------------------------------------------------- */

/* It is a call's, which always ends it: dispatch it at this time at the latest, in monotonic µs;
 * −1: whenever there is a reason. */
void endpoint_source_set_call (GSource *source, gint64 deadline);

/* A look has just found nothing, so it need not be dispatched at once, as a new one is. */
void endpoint_source_rest (GSource *source);

/* It is not dispatched before its deadline, unless it is woken. */
void endpoint_source_join_line (GSource *source);

/* ---- from any thread, under the endpoint's lock ------------------------------------------------
 * Whoever destroys a source, or its context, waits for that lock before it is gone. */

void endpoint_source_leave_line (GSource *source);
void endpoint_source_wake (GSource *source); /* dispatches it at once */
