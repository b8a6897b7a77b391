/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-collection.h>

G_BEGIN_DECLS

gboolean
interprocess_service_collection_find (InterprocessServiceCollection *self,
                                      GType                          service_type,
                                      const char                    *key,
                                      guint                         *position);

/* What the short ways to add a registration have in common; without a key it is NULL. */
InterprocessServiceCollection *
interprocess_service_collection_add_type (InterprocessServiceCollection *self,
                                          GType                          service_type,
                                          const char                    *key,
                                          GType                          implementation_type,
                                          InterprocessServiceLifetime    lifetime);

InterprocessServiceCollection *
interprocess_service_collection_add_factory (InterprocessServiceCollection *self,
                                             GType                          service_type,
                                             const char                    *key,
                                             InterprocessServiceLifetime    lifetime,
                                             InterprocessServiceFactory     factory,
                                             gpointer                       user_data,
                                             GDestroyNotify                 destroy);

InterprocessServiceCollection *
interprocess_service_collection_add_instance (InterprocessServiceCollection *self,
                                              GType                          service_type,
                                              const char                    *key,
                                              GObject                       *instance);

G_END_DECLS
