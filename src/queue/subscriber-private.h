/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/logger-factory.h>
#include <interprocess/subscriber.h>
#include <interprocess/queue-options.h>

InterprocessSubscriber *interprocess_subscriber_open (InterprocessQueueOptions   *options,
                                                    InterprocessLoggerFactory  *logger_factory,
                                                    GError                    **error);
