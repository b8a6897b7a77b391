/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-store.h"

G_BEGIN_DECLS

GObject *
interprocess_service_resolver_resolve (InterprocessServiceStore               *store,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error);

G_END_DECLS
