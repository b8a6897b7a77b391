/* SPDX-License-Identifier: MIT */
#pragma once

#define INTERPROCESS_INSIDE

#include <interprocess/version.h>
#include <interprocess/version-macros.h>
#include <interprocess/enum-types.h>

#include <interprocess/async-closable.h>
#include <interprocess/background-service.h>
#include <interprocess/closable.h>
#include <interprocess/host-error.h>
#include <interprocess/host-event.h>
#include <interprocess/host-services.h>
#include <interprocess/host.h>
#include <interprocess/hosted-service.h>
#include <interprocess/json-logger-provider.h>
#include <interprocess/log-entry.h>
#include <interprocess/log-level.h>
#include <interprocess/log-scope.h>
#include <interprocess/logger-factory.h>
#include <interprocess/logger-provider.h>
#include <interprocess/logger.h>
#include <interprocess/logging-options.h>
#include <interprocess/logging-services.h>
#include <interprocess/memory-logger-provider.h>
#include <interprocess/publisher.h>
#include <interprocess/queue-error.h>
#include <interprocess/queue-event.h>
#include <interprocess/queue-factory.h>
#include <interprocess/queue-options.h>
#include <interprocess/queue-services.h>
#include <interprocess/retention.h>
#include <interprocess/service-collection.h>
#include <interprocess/service-descriptor.h>
#include <interprocess/service-error.h>
#include <interprocess/service-provider-is-service.h>
#include <interprocess/service-provider.h>
#include <interprocess/service-scope.h>
#include <interprocess/service-types.h>
#include <interprocess/structured-logger-provider.h>
#include <interprocess/subscriber.h>

#undef INTERPROCESS_INSIDE
