/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-registry.h"

G_BEGIN_DECLS

typedef struct _InterprocessServiceSlot InterprocessServiceSlot;
typedef struct _InterprocessServiceResolution InterprocessServiceResolution;

/*
 * One step of a thread that looks for a service and has to create it, for the sake of the step
 * before. It lives on the thread's stack for as long as the step takes.
 *
 * A step of an asynchronous call lives as long but elsewhere, and the thread does other things
 * meanwhile.
 */
struct _InterprocessServiceResolution
{
  const InterprocessServiceRegistration *registration;
  InterprocessServiceResolution *asker;
  InterprocessServiceResolution *outermost;

  /* What a service is being looked for; NULL if that is no property. */
  const char *property;

  /* The slot that another one fills while this step waits for it. Under the lock. */
  InterprocessServiceSlot *awaited;

  /* Of the outermost step: the thread that it needs to go on, and of an asynchronous call, the step
   * that waits, without keeping the thread. Under the lock. */
  GThread *thread;
  InterprocessServiceResolution *waiting;
};

gboolean
interprocess_service_resolution_begin (InterprocessServiceResolution          *self,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error);

void
interprocess_service_resolution_end (InterprocessServiceResolution *self);

gboolean
interprocess_service_resolution_begin_under (InterprocessServiceResolution          *self,
                                             InterprocessServiceResolution          *asker,
                                             const InterprocessServiceRegistration  *registration,
                                             GError                                **error);

void
interprocess_service_resolution_note_property (const char *property);

InterprocessServiceResolution *
interprocess_service_resolution_enter (InterprocessServiceResolution *self);

void
interprocess_service_resolution_leave (InterprocessServiceResolution *before);

gboolean
interprocess_service_resolution_may_wait (InterprocessServiceResolution  *self,
                                          InterprocessServiceSlot        *slot,
                                          gboolean                        keeps_thread,
                                          GError                        **error);

void
interprocess_service_resolution_begin_wait (InterprocessServiceResolution *self,
                                            InterprocessServiceSlot       *slot,
                                            gboolean                       keeps_thread);

void
interprocess_service_resolution_end_wait (InterprocessServiceResolution *self,
                                          gboolean                       keeps_thread);

void
interprocess_service_resolution_prefix_error (const InterprocessServiceIdentity  *identity,
                                              GError                            **error);

void
interprocess_service_resolution_prefix_own_error (
  const InterprocessServiceRegistration  *registration,
  GError                                **error);

G_END_DECLS
