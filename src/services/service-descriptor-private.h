/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>
#include <interprocess/service-provider.h>

G_BEGIN_DECLS

gboolean
interprocess_service_descriptor_has_factory (InterprocessServiceDescriptor *self);

GObject *
interprocess_service_descriptor_call_factory (InterprocessServiceDescriptor  *self,
                                              InterprocessServiceProvider    *provider,
                                              const char                     *key,
                                              GError                        **error);

G_END_DECLS
