/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-faults.h"
#include "service-registry.h"

G_BEGIN_DECLS

char *
interprocess_service_validation_find_fault (InterprocessServiceDescriptor *descriptor);

void
interprocess_service_validation_check (InterprocessServiceRegistry *registry,
                                       InterprocessServiceFaults   *faults);

G_END_DECLS
