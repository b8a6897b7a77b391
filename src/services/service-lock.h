/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void
interprocess_service_lock (void);

void
interprocess_service_unlock (void);

void
interprocess_service_lock_wait (void);

void
interprocess_service_lock_wake_all (void);

void
interprocess_service_lock_add_waiter (GSource *source);

void
interprocess_service_lock_remove_waiter (GSource *source);

G_END_DECLS
