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

G_END_DECLS
