/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "service-store.h"

G_BEGIN_DECLS

gboolean
interprocess_service_closing_is_for (GObject *object);

void
interprocess_service_closing_close_object (GObject *object);

void
interprocess_service_closing_run (InterprocessServiceStore *store);

void
interprocess_service_closing_run_without_waiting (InterprocessServiceStore *store);

void
interprocess_service_closing_start (InterprocessServiceStore *store,
                                    GTask                    *task);

G_END_DECLS
