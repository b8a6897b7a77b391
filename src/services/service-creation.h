/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-store.h"

G_BEGIN_DECLS

InterprocessServiceStore *
interprocess_service_creation_get_owner (InterprocessServiceStore              *store,
                                         const InterprocessServiceRegistration *registration);

gboolean
interprocess_service_creation_check_scope (InterprocessServiceStore               *store,
                                           const InterprocessServiceRegistration  *registration,
                                           GError                                **error);

GObject *
interprocess_service_creation_find (InterprocessServiceStore              *store,
                                    const InterprocessServiceRegistration *registration);

GObject *
interprocess_service_creation_end (InterprocessServiceStore               *store,
                                   const InterprocessServiceRegistration  *registration,
                                   InterprocessServiceSlot                *slot,
                                   GObject                                *object,
                                   GError                                **error);

G_END_DECLS
