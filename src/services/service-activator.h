/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>
#include <interprocess/service-provider.h>

G_BEGIN_DECLS

gboolean
interprocess_service_activator_can_create (GType    type,
                                           GError **error);

GObject *
interprocess_service_activator_create (InterprocessServiceDescriptor  *descriptor,
                                       InterprocessServiceProvider    *provider,
                                       const char                     *key,
                                       GError                        **error);

G_END_DECLS
