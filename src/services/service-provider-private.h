/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-provider.h>

#include "service-store.h"

G_BEGIN_DECLS

InterprocessServiceProvider *
interprocess_service_provider_new (GListModel              *services,
                                   InterprocessBuildFlags   flags,
                                   GError                 **error);

InterprocessServiceStore *
interprocess_service_provider_get_store (InterprocessServiceProvider *self);

G_END_DECLS
