/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-registry.h"

G_BEGIN_DECLS

typedef struct _InterprocessServiceSlot InterprocessServiceSlot;
typedef struct _InterprocessServiceResolution InterprocessServiceResolution;

/*
 * One step of a thread that looks for a service and has to create it, for the sake of the step
 * before. It lives on the thread's stack for as long as the step takes.
 */
struct _InterprocessServiceResolution
{
  const InterprocessServiceRegistration *registration;
  InterprocessServiceResolution *asker;
  InterprocessServiceResolution *outermost;

  /* The slot that another thread fills while this step waits for it. Under the lock. */
  InterprocessServiceSlot *awaited;

  /* Of the outermost step, which stands for the thread: the step that waits. Under the lock. */
  InterprocessServiceResolution *waiting;
};

gboolean
interprocess_service_resolution_begin (InterprocessServiceResolution          *self,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error);

void
interprocess_service_resolution_end (InterprocessServiceResolution *self);

gboolean
interprocess_service_resolution_may_wait (InterprocessServiceResolution  *self,
                                          InterprocessServiceSlot        *slot,
                                          GError                        **error);

void
interprocess_service_resolution_prefix_error (const InterprocessServiceIdentity  *identity,
                                              GError                            **error);

G_END_DECLS
