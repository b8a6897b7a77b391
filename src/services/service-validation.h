/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>

G_BEGIN_DECLS

char *
interprocess_service_validation_find_fault (InterprocessServiceDescriptor *descriptor,
                                            InterprocessBuildFlags         flags);

G_END_DECLS
