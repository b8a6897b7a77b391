/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-collection.h>

G_BEGIN_DECLS

gboolean
interprocess_service_collection_find (InterprocessServiceCollection *self,
                                      GType                          service_type,
                                      const char                    *key,
                                      guint                         *position);

G_END_DECLS
