/* SPDX-License-Identifier: MIT */
#pragma once

/* Keeps what is written to GLib's structured log. */

#include <glib.h>

G_BEGIN_DECLS

/* Once in a program, before anything is logged. In a test's subprocess the log stays GLib's. */
void captured_log_start (void);

/* Forgets the entries so far. */
void captured_log_clear (void);

guint          captured_log_count     (void);
GLogLevelFlags captured_log_get_level (guint index);

/* NULL if the entry has no such field. */
const char *captured_log_get_field (guint       index,
                                    const char *name);

G_END_DECLS
