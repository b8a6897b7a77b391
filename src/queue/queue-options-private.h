/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/queue-options.h>

/* Are the name and the path usable? What the file system says of them, and the capacity's range, are
 * the core's to check. */
gboolean interprocess_queue_options_check (InterprocessQueueOptions  *self,
                                           GError                   **error);
