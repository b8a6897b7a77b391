/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-arguments.h"

G_BEGIN_DECLS

void
interprocess_service_activator_set_silent_failure (GObject  *object,
                                                   GError  **error);

GObject *
interprocess_service_activator_instantiate (const InterprocessServicePlan *plan,
                                            InterprocessServiceArguments  *arguments);

GObject *
interprocess_service_activator_initialise (GObject  *object,
                                           GError  **error);

GObject *
interprocess_service_activator_create (InterprocessServiceStore               *store,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error);

GObject *
interprocess_service_activator_create_with (InterprocessServiceStore       *store,
                                            const InterprocessServicePlan  *plan,
                                            const char                     *own_key,
                                            InterprocessServiceArguments   *arguments,
                                            GError                        **error);

G_END_DECLS
