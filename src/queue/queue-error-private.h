/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/queue-error.h>

/* The one place where a result of the core becomes a GError. */
void interprocess_queue_error_set (GError    **error,
                                   int         result,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (3, 4);
