/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-resolution.h"

G_BEGIN_DECLS

/*
 * The place of an object that is created once. It is empty, being created or ready, in this order
 * unless creating fails, which leaves it empty again.
 */
struct _InterprocessServiceSlot
{
  /* Set when ready, atomically, and then for as long as the store has its contents. */
  GObject *object;

  /* Set while being created: the step of the thread that does it. */
  InterprocessServiceResolution *creator;

  guint n_waiting;
};

typedef enum
{
  INTERPROCESS_SERVICE_CLAIM_FAILED,
  INTERPROCESS_SERVICE_CLAIM_WAIT,
  INTERPROCESS_SERVICE_CLAIM_DONE,
} InterprocessServiceClaim;

InterprocessServiceClaim
interprocess_service_slot_try_claim (InterprocessServiceSlot        *self,
                                     InterprocessServiceResolution  *resolution,
                                     gboolean                        keeps_thread,
                                     GError                        **error);

gboolean
interprocess_service_slot_claim (InterprocessServiceSlot        *self,
                                 InterprocessServiceResolution  *resolution,
                                 GError                        **error);

void
interprocess_service_slot_settle (InterprocessServiceSlot *self,
                                  GObject                 *object);

G_END_DECLS
