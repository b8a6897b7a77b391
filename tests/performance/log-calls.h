/* SPDX-License-Identifier: MIT */
#pragma once

/* Log calls whose level is not enabled, and what they are compared with. */

#include <interprocess/interprocess.h>

typedef struct
{
  const char *name;
  void (*run) (guint64 n); /* makes the call so many times, in a loop that is the same for all */
  double limit;            /* of the time's ratio to the first; 0: for orientation */
} LogCall;

#define N_LOG_CALLS 5

/* The first is a load and a branch. */
extern const LogCall log_calls[N_LOG_CALLS];

/* Before anything is run. */
void log_calls_set_up (void);
