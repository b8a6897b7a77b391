/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>
#include <interprocess/service-provider.h>

#include "service-binding.h"
#include "service-identity.h"

G_BEGIN_DECLS

void
interprocess_service_descriptor_seal (InterprocessServiceDescriptor *self);

gboolean
interprocess_service_descriptor_check_changeable (InterprocessServiceDescriptor *self);

InterprocessServiceIdentity
interprocess_service_descriptor_get_identity (InterprocessServiceDescriptor *self);

gboolean
interprocess_service_descriptor_has_factory (InterprocessServiceDescriptor *self);

GObject *
interprocess_service_descriptor_call_factory (InterprocessServiceDescriptor  *self,
                                              InterprocessServiceProvider    *provider,
                                              const char                     *key,
                                              GError                        **error);

GPtrArray *
interprocess_service_descriptor_get_bindings (InterprocessServiceDescriptor *self);

G_END_DECLS
