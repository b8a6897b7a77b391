/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/logging-options.h>

G_BEGIN_DECLS

/* Owned by the options. */
GPtrArray *interprocess_logging_options_get_rules (InterprocessLoggingOptions *self);

G_END_DECLS
