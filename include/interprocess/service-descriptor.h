/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/service-types.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SERVICE_DESCRIPTOR (interprocess_service_descriptor_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessServiceDescriptor, interprocess_service_descriptor,
                      INTERPROCESS, SERVICE_DESCRIPTOR, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_new (GType                       service_type,
                                     GType                       implementation_type,
                                     InterprocessServiceLifetime lifetime);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_new_factory (GType                       service_type,
                                             InterprocessServiceLifetime lifetime,
                                             InterprocessServiceFactory  factory,
                                             gpointer                    user_data,
                                             GDestroyNotify              destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_new_instance (GType    service_type,
                                              GObject *instance);

INTERPROCESS_AVAILABLE_IN_1_0
GType
interprocess_service_descriptor_get_service_type (InterprocessServiceDescriptor *self);

INTERPROCESS_AVAILABLE_IN_1_0
GType
interprocess_service_descriptor_get_implementation_type (InterprocessServiceDescriptor *self);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceLifetime
interprocess_service_descriptor_get_lifetime (InterprocessServiceDescriptor *self);

INTERPROCESS_AVAILABLE_IN_1_0
GObject *
interprocess_service_descriptor_get_implementation_instance (InterprocessServiceDescriptor *self);

INTERPROCESS_AVAILABLE_IN_1_0
const char *
interprocess_service_descriptor_get_key (InterprocessServiceDescriptor *self);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_set_key (InterprocessServiceDescriptor *self,
                                         const char                    *key);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_key (InterprocessServiceDescriptor *self,
                                          const char                    *property,
                                          const char                    *key);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_inherited_key (InterprocessServiceDescriptor *self,
                                                    const char                    *property);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_service_key (InterprocessServiceDescriptor *self,
                                                  const char                    *property);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_value (InterprocessServiceDescriptor *self,
                                            const char                    *property,
                                            const GValue                  *value);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_many (InterprocessServiceDescriptor *self,
                                           const char                    *property,
                                           GType                          service_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceDescriptor *
interprocess_service_descriptor_set_optional (InterprocessServiceDescriptor *self,
                                              const char                    *property,
                                              gboolean                       optional);

G_END_DECLS
