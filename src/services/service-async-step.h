/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "service-store.h"

G_BEGIN_DECLS

/*
 * InterprocessServiceAsyncFunc:
 * @object: (transfer full) (nullable): an object of the service's type
 * @error: (transfer full) (nullable): set if there is no object
 *
 * Takes the end of a step.
 */
typedef void (*InterprocessServiceAsyncFunc) (GObject  *object,
                                              GError   *error,
                                              gpointer  user_data);

void
interprocess_service_async_step_start (InterprocessServiceStore              *store,
                                       const InterprocessServiceRegistration *registration,
                                       GCancellable                          *cancellable,
                                       InterprocessServiceAsyncFunc           done,
                                       gpointer                               user_data);

G_END_DECLS
