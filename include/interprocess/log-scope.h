/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOG_SCOPE (interprocess_log_scope_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLogScope, interprocess_log_scope, INTERPROCESS, LOG_SCOPE, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
void interprocess_log_scope_close (InterprocessLogScope *self);

G_END_DECLS
