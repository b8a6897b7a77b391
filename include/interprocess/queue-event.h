/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <glib-object.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * InterprocessQueueEvent:
 * @INTERPROCESS_QUEUE_EVENT_CREATED: `Created`, debug: a queue was made
 * @INTERPROCESS_QUEUE_EVENT_ATTACHED: `Attached`, debug: a queue that others have open was joined
 * @INTERPROCESS_QUEUE_EVENT_TOOK_OVER: `TookOver`, information: a file was replaced that processes
 *   left behind when they ended without closing
 * @INTERPROCESS_QUEUE_EVENT_RECOVERED: `Recovered`, information: the place of a process that ended
 *   without closing was taken
 * @INTERPROCESS_QUEUE_EVENT_BURIED: `Buried`, warning: a message that a dead process had begun and
 *   not finished was dropped
 * @INTERPROCESS_QUEUE_EVENT_REVOKED: `Revoked`, warning: a message was stepped over because its
 *   process has stopped
 * @INTERPROCESS_QUEUE_EVENT_SENT_AGAIN: `SentAgain`, information: this process was the one that had
 *   stopped, and has sent its message again
 * @INTERPROCESS_QUEUE_EVENT_CORRUPT: `Corrupt`, error: the shared memory holds what no intact process
 *   writes
 * @INTERPROCESS_QUEUE_EVENT_SILENT: `Silent`, warning: a doorbell could not be rung, for want of a
 *   descriptor or since it was removed, so that a main loop noticed late what had happened
 * @INTERPROCESS_QUEUE_EVENT_LOST: `Lost`, warning: messages were in a file that nobody used any more,
 *   left by processes that ended without closing or kept before the machine restarted; the field
 *   `count` says how many, and 65536 stands for that and more
 * @INTERPROCESS_QUEUE_EVENT_FAILED_TO_DELETE_SHARED_MEMORY_FILE: `FailedToDeleteSharedMemoryFile`,
 *   error: nobody uses the queue any more and its file cannot be deleted. Name, number and level
 *   are those of Cloudtoid Interprocess
 *
 * What the queues log, in the category `Interprocess.Queue`: the numbers of the entries' events,
 * with their names and levels.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_QUEUE_EVENT_CREATED = 1,
  INTERPROCESS_QUEUE_EVENT_ATTACHED,
  INTERPROCESS_QUEUE_EVENT_TOOK_OVER,
  INTERPROCESS_QUEUE_EVENT_RECOVERED,
  INTERPROCESS_QUEUE_EVENT_BURIED,
  INTERPROCESS_QUEUE_EVENT_REVOKED,
  INTERPROCESS_QUEUE_EVENT_SENT_AGAIN,
  INTERPROCESS_QUEUE_EVENT_CORRUPT,
  INTERPROCESS_QUEUE_EVENT_SILENT,
  INTERPROCESS_QUEUE_EVENT_LOST,
  INTERPROCESS_QUEUE_EVENT_FAILED_TO_DELETE_SHARED_MEMORY_FILE = 656283578,
} InterprocessQueueEvent;

G_END_DECLS
