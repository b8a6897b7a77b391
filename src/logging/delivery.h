/* SPDX-License-Identifier: MIT */
#pragma once

/* Which thread delivers a logger provider's entries. */

#include "delivery-source.h"

G_BEGIN_DECLS

typedef struct
{
  GRWLock lock;
  GMainContext *context;              /* guarded by lock */
  InterprocessDeliverySource *source; /* guarded by lock; the context's, or NULL */
} InterprocessDelivery;

void interprocess_delivery_init  (InterprocessDelivery *self);
void interprocess_delivery_clear (InterprocessDelivery *self);

GMainContext *interprocess_delivery_dup_context (InterprocessDelivery *self);
gboolean      interprocess_delivery_set_context (InterprocessDelivery *self,
                                                 GMainContext         *context);

gboolean interprocess_delivery_queue (InterprocessDelivery       *self,
                                      InterprocessLoggerProvider *provider,
                                      InterprocessLogEntry       *entry);

G_END_DECLS
