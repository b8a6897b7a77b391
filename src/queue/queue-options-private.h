/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/queue-options.h>

#include "queue.h"

/* Can the options be used? Then what they ask of the core, with strings that are the options' own.
 * What the file system says of the path, and the capacity's range, are the core's to check. */
gboolean interprocess_queue_options_check (InterprocessQueueOptions  *self,
                                           struct ipq_options        *core,
                                           GError                   **error);
