/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <glib-object.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * InterprocessRetention:
 * @INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE: until the last endpoint is closed, or all are killed
 * @INTERPROCESS_RETENTION_KEEP: until it is removed by hand, or the machine restarts
 *
 * How long a queue is there, and its messages with it.
 *
 * A queue that is kept is removed by removing the directory `NAME.queue` in its path, while no
 * endpoint has it open. One from before a restart is begun anew by whoever opens it first, even on
 * a disk, since a machine that lost power may have written half of it.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE,
  INTERPROCESS_RETENTION_KEEP,
} InterprocessRetention;

G_END_DECLS
