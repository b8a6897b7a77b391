/* SPDX-License-Identifier: MIT */

#include <interprocess/logger-factory.h>
#include <interprocess/logging-services.h>
#include <interprocess/service-descriptor.h>

/**
 * interprocess_service_collection_add_logging:
 * @self: a service collection
 *
 * Registers [class@Interprocess.LoggerFactory] as a singleton, unless a logger factory is
 * registered already.
 *
 * To use a factory of your own, register it first. Without any, the library is silent.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add_logging (InterprocessServiceCollection *self)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  descriptor = interprocess_service_descriptor_new (INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                    INTERPROCESS_TYPE_LOGGER_FACTORY,
                                                    INTERPROCESS_SERVICE_LIFETIME_SINGLETON);
  interprocess_service_collection_try_add (self, descriptor);

  return self;
}
