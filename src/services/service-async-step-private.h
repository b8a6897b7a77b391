/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-arguments.h"
#include "service-async-step.h"
#include "service-resolution.h"

G_BEGIN_DECLS

/*
 * What a resolver does in one go for a registration, in pieces: between them the thread does other
 * things. The pieces, in this order, are
 *
 * - to claim the slot, perhaps waiting for another one that creates the object;
 * - to gather what is needed, each by a step of its own under this one;
 * - to create the object and initialise it;
 * - to keep it.
 */
typedef struct _InterprocessServiceAsyncStep InterprocessServiceAsyncStep;

struct _InterprocessServiceAsyncStep
{
  InterprocessServiceStore *store;
  InterprocessServiceStore *owner;
  const InterprocessServiceRegistration *registration;
  GCancellable *cancellable;
  GMainContext *context;

  InterprocessServiceAsyncFunc done;
  gpointer user_data;

  InterprocessServiceResolution *asker;
  InterprocessServiceResolution resolution;

  /* Set from when it is claimed. */
  InterprocessServiceSlot *slot;

  /* Ready when it may be claimed. */
  GSource *waiter;

  /* What is gathered: of the next injection, one service, or the next of many. */
  const InterprocessServicePlan *plan;
  InterprocessServiceArguments arguments;
  guint next_injection;
  GListStore *many;
  const InterprocessServiceRegistration *next_of_many;

  /* A step under this one is at work; and this is not yet back from starting it. */
  gboolean pending;
  gboolean starting;
  GError *error;
};

InterprocessServiceAsyncStep *
interprocess_service_async_step_new (InterprocessServiceStore              *store,
                                     const InterprocessServiceRegistration *registration,
                                     GCancellable                          *cancellable,
                                     GMainContext                          *context);

void
interprocess_service_async_step_begin (InterprocessServiceAsyncStep *self);

void
interprocess_service_async_step_gather (InterprocessServiceAsyncStep *self);

void
interprocess_service_async_step_create (InterprocessServiceAsyncStep *self);

void
interprocess_service_async_step_end (InterprocessServiceAsyncStep *self,
                                     GObject                      *object,
                                     GError                       *error);

G_END_DECLS
