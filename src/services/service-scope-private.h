/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-provider.h>
#include <interprocess/service-scope.h>

G_BEGIN_DECLS

InterprocessServiceScope *
interprocess_service_scope_new (InterprocessServiceProvider *provider);

G_END_DECLS
