/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <interprocess/log-level.h>

G_BEGIN_DECLS

/* For errors. */
#define INTERPROCESS_LOG_LEVEL_NAMES "trace, debug, information, warning, error, critical and none"

const char *interprocess_log_level_get_name  (InterprocessLogLevel  level);
gboolean    interprocess_log_level_from_name (const char           *name,
                                              InterprocessLogLevel *level);

G_END_DECLS
