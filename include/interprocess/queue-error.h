/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * INTERPROCESS_QUEUE_ERROR:
 *
 * The domain of the errors that queues report: see [error@Interprocess.QueueError].
 *
 * Since: 1.0
 */
#define INTERPROCESS_QUEUE_ERROR (interprocess_queue_error_quark ())

/**
 * InterprocessQueueError:
 * @INTERPROCESS_QUEUE_ERROR_FAILED: the operating system refused something; the message says what
 * @INTERPROCESS_QUEUE_ERROR_INVALID_NAME: the queue's name cannot be a file's name
 * @INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS: an option has a value outside its range
 * @INTERPROCESS_QUEUE_ERROR_NOT_FOUND: the directory is missing, or the queue is and was not to be created
 * @INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED: no permission for the directory or the queue's file
 * @INTERPROCESS_QUEUE_ERROR_UNTRUSTED: the queue is a link, or of a user whom the options do not let in
 * @INTERPROCESS_QUEUE_ERROR_NO_SPACE: no room for the queue: the file system, a quota, a limit or memory
 * @INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH: the queue lives and has another capacity
 * @INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE: what stands in the queue's place is not a queue of this version
 * @INTERPROCESS_QUEUE_ERROR_EXCLUSIVE: another endpoint holds this role of the queue alone, or this
 *   one was to and others live
 * @INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS: all places for endpoints are taken by the living
 * @INTERPROCESS_QUEUE_ERROR_TOO_LARGE: the message is longer than half the capacity
 * @INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL: the message does not fit; it stays in the queue
 * @INTERPROCESS_QUEUE_ERROR_TIMED_OUT: the time ran out first
 * @INTERPROCESS_QUEUE_ERROR_CORRUPT: the shared memory holds what no honest peer writes
 * @INTERPROCESS_QUEUE_ERROR_CLOSED: the endpoint was closed
 * @INTERPROCESS_QUEUE_ERROR_FORKED: the endpoint was opened before a fork and belongs to the parent
 *
 * What can go wrong with a queue. Full and empty are not errors.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_QUEUE_ERROR_FAILED,
  INTERPROCESS_QUEUE_ERROR_INVALID_NAME,
  INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS,
  INTERPROCESS_QUEUE_ERROR_NOT_FOUND,
  INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED,
  INTERPROCESS_QUEUE_ERROR_UNTRUSTED,
  INTERPROCESS_QUEUE_ERROR_NO_SPACE,
  INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH,
  INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE,
  INTERPROCESS_QUEUE_ERROR_EXCLUSIVE,
  INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS,
  INTERPROCESS_QUEUE_ERROR_TOO_LARGE,
  INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL,
  INTERPROCESS_QUEUE_ERROR_TIMED_OUT,
  INTERPROCESS_QUEUE_ERROR_CORRUPT,
  INTERPROCESS_QUEUE_ERROR_CLOSED,
  INTERPROCESS_QUEUE_ERROR_FORKED,
} InterprocessQueueError;

INTERPROCESS_AVAILABLE_IN_1_0
GQuark interprocess_queue_error_quark (void);

G_END_DECLS
