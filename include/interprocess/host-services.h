/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/service-collection.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_host (InterprocessServiceCollection *self);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_hosted_service (
  InterprocessServiceCollection *self,
  GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_hosted_service_factory (
  InterprocessServiceCollection *self,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy);

G_END_DECLS
