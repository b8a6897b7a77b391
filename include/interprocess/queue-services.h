/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/queue-options.h>
#include <interprocess/service-collection.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *interprocess_service_collection_add_interprocess_queue (InterprocessServiceCollection *self);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *interprocess_service_collection_add_publisher  (InterprocessServiceCollection *self,
                                                                               const char                    *key,
                                                                               InterprocessQueueOptions      *options);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *interprocess_service_collection_add_subscriber (InterprocessServiceCollection *self,
                                                                               const char                    *key,
                                                                               InterprocessQueueOptions      *options);

G_END_DECLS
