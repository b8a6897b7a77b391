/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

void
interprocess_cancellable_link (GTask        *task,
                               GCancellable *other);
