/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/host.h>

typedef enum
{
  HOST_NEW,
  HOST_STARTING,
  HOST_STARTED,
  HOST_STOPPING, /* also after a start that failed */
  HOST_STOPPED,
} InterprocessHostState;

InterprocessHostState
interprocess_host_get_state (InterprocessHost *self);

InterprocessHost *
interprocess_host_find (InterprocessServiceProvider *provider);
