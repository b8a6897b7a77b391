/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/logger-factory.h>
#include <interprocess/publisher.h>
#include <interprocess/queue-options.h>
#include <interprocess/subscriber.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_QUEUE_FACTORY (interprocess_queue_factory_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessQueueFactory, interprocess_queue_factory, INTERPROCESS, QUEUE_FACTORY, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessQueueFactory *interprocess_queue_factory_new                     (void);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessQueueFactory *interprocess_queue_factory_new_with_logger_factory (InterprocessLoggerFactory *logger_factory);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggerFactory *interprocess_queue_factory_get_logger_factory (InterprocessQueueFactory *self);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessPublisher  *interprocess_queue_factory_create_publisher  (InterprocessQueueFactory  *self,
                                                                      InterprocessQueueOptions  *options,
                                                                      GError                   **error);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessSubscriber *interprocess_queue_factory_create_subscriber (InterprocessQueueFactory  *self,
                                                                      InterprocessQueueOptions  *options,
                                                                      GError                   **error);

G_END_DECLS
