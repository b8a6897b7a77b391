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

/* A service has failed, with an error that is about to be added to those of the host. */
void
interprocess_host_log_failure (InterprocessHost      *self,
                               InterprocessHostEvent  event,
                               gpointer               service,
                               const GError          *failure);

/* All have stopped. */
void
interprocess_host_log_end (InterprocessHost *self);
