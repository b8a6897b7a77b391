/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

/* A source that is dispatched when its ready time comes, and then has none until that is set. */
GSource *
interprocess_ready_source_new (const char *name);

/* Destroys it, if it is there. */
void
interprocess_ready_source_clear (GSource **source);
