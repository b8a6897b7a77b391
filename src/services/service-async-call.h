/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "service-store.h"

G_BEGIN_DECLS

void
interprocess_service_async_call_start (InterprocessServiceStore          *store,
                                       const InterprocessServiceIdentity *identity,
                                       GTask                             *task);

G_END_DECLS
