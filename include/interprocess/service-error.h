/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * INTERPROCESS_SERVICE_ERROR:
 *
 * The domain of the errors that the service container reports: see
 * [error@Interprocess.ServiceError].
 *
 * Since: 1.0
 */
#define INTERPROCESS_SERVICE_ERROR (interprocess_service_error_quark ())

/**
 * InterprocessServiceError:
 * @INTERPROCESS_SERVICE_ERROR_FAILED: something that has no code of its own; the message says what
 * @INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED: a required service is not registered
 * @INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY: creating the service needs the service itself
 * @INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION: a scoped service is asked for outside of a scope
 * @INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE: the container cannot create objects of this type
 * @INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH: an object is not of the service's type
 * @INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT: an argument has no place in what it is given for
 * @INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION: the collection has registrations that cannot
 *   work; the message lists them all
 * @INTERPROCESS_SERVICE_ERROR_INDISTINGUISHABLE: a registration cannot be told from others of its
 *   service
 * @INTERPROCESS_SERVICE_ERROR_INVALID_KEY: a key that cannot be used so
 * @INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED: a factory returned nothing, or an initialisation
 *   failed, without a reason
 * @INTERPROCESS_SERVICE_ERROR_WRONG_THREAD: only another thread can create the object, as what is
 *   written in JavaScript
 * @INTERPROCESS_SERVICE_ERROR_CLOSED: the provider or the scope was closed
 *
 * What can go wrong with services.
 *
 * Messages begin with the path to the service that failed, as in `Shop -> Store -> Database`, from
 * the one that was asked for to the one that the error is about.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_SERVICE_ERROR_FAILED,
  INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED,
  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
  INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION,
  INTERPROCESS_SERVICE_ERROR_NOT_INSTANTIABLE,
  INTERPROCESS_SERVICE_ERROR_TYPE_MISMATCH,
  INTERPROCESS_SERVICE_ERROR_INVALID_ARGUMENT,
  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
  INTERPROCESS_SERVICE_ERROR_INDISTINGUISHABLE,
  INTERPROCESS_SERVICE_ERROR_INVALID_KEY,
  INTERPROCESS_SERVICE_ERROR_FACTORY_FAILED,
  INTERPROCESS_SERVICE_ERROR_WRONG_THREAD,
  INTERPROCESS_SERVICE_ERROR_CLOSED,
} InterprocessServiceError;

INTERPROCESS_AVAILABLE_IN_1_0
GQuark interprocess_service_error_quark (void);

G_END_DECLS
