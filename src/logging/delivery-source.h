/* SPDX-License-Identifier: MIT */
#pragma once

/* A source that writes the entries queued to it, in order, by the owner of its context. */

#include <interprocess/logger-provider.h>

G_BEGIN_DECLS

typedef struct _InterprocessDeliverySource InterprocessDeliverySource;

InterprocessDeliverySource *interprocess_delivery_source_new (GMainContext *context);

void     interprocess_delivery_source_retire  (InterprocessDeliverySource *self);
gboolean interprocess_delivery_source_is_idle (InterprocessDeliverySource *self);
void     interprocess_delivery_source_queue   (InterprocessDeliverySource *self,
                                               InterprocessLoggerProvider *provider,
                                               InterprocessLogEntry       *entry);

G_END_DECLS
