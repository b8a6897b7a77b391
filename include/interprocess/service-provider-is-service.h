/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SERVICE_PROVIDER_IS_SERVICE \
  (interprocess_service_provider_is_service_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (InterprocessServiceProviderIsService, interprocess_service_provider_is_service,
                     INTERPROCESS, SERVICE_PROVIDER_IS_SERVICE, GObject)

/**
 * InterprocessServiceProviderIsServiceInterface:
 * @is_service: tells whether there is a service
 * @is_keyed_service: tells whether there is a service with a key
 *
 * The functions that a class which knows what services there are provides.
 *
 * Since: 1.0
 */
struct _InterprocessServiceProviderIsServiceInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  gboolean (*is_service) (InterprocessServiceProviderIsService *self,
                          GType                                 service_type);
  gboolean (*is_keyed_service) (InterprocessServiceProviderIsService *self,
                                GType                                 service_type,
                                const char                           *key);

  /*< private >*/
  gpointer padding[4];
};

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_provider_is_service_is_service (InterprocessServiceProviderIsService *self,
                                                     GType service_type);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_provider_is_service_is_keyed_service (
  InterprocessServiceProviderIsService *self,
  GType                                 service_type,
  const char                           *key);

G_END_DECLS
