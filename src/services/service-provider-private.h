/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-provider.h>

G_BEGIN_DECLS

InterprocessServiceProvider *
interprocess_service_provider_new (GListModel              *services,
                                   InterprocessBuildFlags   flags,
                                   GError                 **error);

G_END_DECLS
