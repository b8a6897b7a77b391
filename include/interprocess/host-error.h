/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * INTERPROCESS_HOST_ERROR:
 *
 * The domain of the errors that a host itself reports: see [error@Interprocess.HostError].
 *
 * Since: 1.0
 */
#define INTERPROCESS_HOST_ERROR (interprocess_host_error_quark ())

/**
 * InterprocessHostError:
 * @INTERPROCESS_HOST_ERROR_FAILED: a hosted service failed and gave no reason, or a host has no
 *   provider
 * @INTERPROCESS_HOST_ERROR_TIMED_OUT: a hosted service did not stop in time
 * @INTERPROCESS_HOST_ERROR_ALREADY_STARTED: a host was started again
 * @INTERPROCESS_HOST_ERROR_NOT_IMPLEMENTED: a background service has nothing to execute
 *
 * What can go wrong with hosted services, beside their own errors.
 *
 * Messages begin with the name of the service's class.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_HOST_ERROR_FAILED,
  INTERPROCESS_HOST_ERROR_TIMED_OUT,
  INTERPROCESS_HOST_ERROR_ALREADY_STARTED,
  INTERPROCESS_HOST_ERROR_NOT_IMPLEMENTED,
} InterprocessHostError;

INTERPROCESS_AVAILABLE_IN_1_0
GQuark interprocess_host_error_quark (void);

G_END_DECLS
