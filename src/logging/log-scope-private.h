/* SPDX-License-Identifier: MIT */
#pragma once

/* The scopes that a thread is in. */

#include <interprocess/log-scope.h>

G_BEGIN_DECLS

/* Begins a scope of the calling thread, for the loggers of the factory with the number @owner. */
InterprocessLogScope *interprocess_log_scope_begin (guint64   owner,
                                                    GVariant *fields);

/* An entry's fields and those of the scopes that the calling thread is in; takes over @fields. */
GVariant *interprocess_log_scope_add_fields (guint64   owner,
                                             GVariant *fields);

G_END_DECLS
