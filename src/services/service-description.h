/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-registry.h"

G_BEGIN_DECLS

char *
interprocess_service_description_write (InterprocessServiceRegistry *registry);

char *
interprocess_service_description_draw (InterprocessServiceRegistry *registry);

G_END_DECLS
