/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-registry.h"

G_BEGIN_DECLS

char *
interprocess_service_suggestion_dup_missing_text (InterprocessServiceRegistry       *registry,
                                                  const InterprocessServiceIdentity *missing);

G_END_DECLS
