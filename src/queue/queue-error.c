/* SPDX-License-Identifier: MIT */
#include "queue-error-private.h"

#include "error.h"

/**
 * interprocess_queue_error_quark:
 *
 * Gets the domain of the errors that queues report. From any thread.
 *
 * Returns: the domain
 *
 * Since: 1.0
 */
GQuark
interprocess_queue_error_quark (void)
{
  /* Not kept in a variable, as G_DEFINE_QUARK() does: threads would race to write that. */
  return g_quark_from_static_string ("interprocess-queue-error-quark");
}

static InterprocessQueueError
code_of (int result)
{
  switch (result)
    {
    case IPQ_INVALID_NAME:
      return INTERPROCESS_QUEUE_ERROR_INVALID_NAME;
    case IPQ_INVALID_OPTIONS:
      return INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS;
    case IPQ_NOT_FOUND:
      return INTERPROCESS_QUEUE_ERROR_NOT_FOUND;
    case IPQ_PERMISSION_DENIED:
      return INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED;
    case IPQ_UNTRUSTED:
      return INTERPROCESS_QUEUE_ERROR_UNTRUSTED;
    case IPQ_NO_SPACE:
      return INTERPROCESS_QUEUE_ERROR_NO_SPACE;
    case IPQ_CAPACITY_MISMATCH:
      return INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH;
    case IPQ_INCOMPATIBLE:
      return INTERPROCESS_QUEUE_ERROR_INCOMPATIBLE;
    case IPQ_EXCLUSIVE:
      return INTERPROCESS_QUEUE_ERROR_EXCLUSIVE;
    case IPQ_TOO_MANY_ENDPOINTS:
      return INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS;
    case IPQ_TOO_LARGE:
      return INTERPROCESS_QUEUE_ERROR_TOO_LARGE;
    case IPQ_BUFFER_TOO_SMALL:
      return INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL;
    case IPQ_TIMED_OUT:
      return INTERPROCESS_QUEUE_ERROR_TIMED_OUT;
    case IPQ_CORRUPT:
      return INTERPROCESS_QUEUE_ERROR_CORRUPT;
    case IPQ_CLOSED:
      return INTERPROCESS_QUEUE_ERROR_CLOSED;
    case IPQ_FORKED:
      return INTERPROCESS_QUEUE_ERROR_FORKED;
    default:
      return INTERPROCESS_QUEUE_ERROR_FAILED;
    }
}

void
interprocess_queue_error_set (GError **error, int result, const char *format, ...)
{
  GError *failure;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  failure = g_error_new_valist (INTERPROCESS_QUEUE_ERROR, (int) code_of (result), format, args);
  va_end (args);
  g_propagate_error (error, failure); /* which warns where another one would be lost */
}
