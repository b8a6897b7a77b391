/* SPDX-License-Identifier: MIT */
#pragma once

/* An asynchronous call: tried whenever the endpoint may have something to do, in the thread-default
 * main context of whoever made it. One without a result, which sends, is tried at once, too. */

#include "endpoint.h"

/* Tries the call once. TRUE: it is over, with a result or an error. */
typedef gboolean (*EndpointAttempt) (GTask *task, gpointer *result, GError **error);

/* Takes `task`, whose source object has the endpoint in it. The calls of an endpoint are served in
 * the order in which they were made: only the oldest one tries. The task returns the result as a
 * pointer that `destroy` frees, or without it as TRUE. */
void endpoint_call_begin (Endpoint        *self,
                          GTask           *task,
                          gint64           timeout,
                          EndpointAttempt  attempt,
                          GDestroyNotify   destroy);
