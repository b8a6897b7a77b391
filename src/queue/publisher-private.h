/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/logger-factory.h>
#include <interprocess/publisher.h>
#include <interprocess/queue-options.h>

InterprocessPublisher *interprocess_publisher_open (InterprocessQueueOptions   *options,
                                                    InterprocessLoggerFactory  *logger_factory,
                                                    GError                    **error);
