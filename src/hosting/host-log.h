/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/host-event.h>

#include "host-private.h"

/* Finds what the host logs to: nothing, if no logger factory is registered. */
gboolean
interprocess_host_log_open (InterprocessHost  *self,
                            GError           **error);

void
interprocess_host_log (InterprocessHost      *self,
                       InterprocessHostEvent  event);

/* Something has failed: of this service, or of all if it is NULL. */
void
interprocess_host_log_failure (InterprocessHost      *self,
                               InterprocessHostEvent  event,
                               gpointer               service,
                               const GError          *failure);
