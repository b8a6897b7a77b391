/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-registry.h"

G_BEGIN_DECLS

/*
 * InterprocessServiceFaultFunc:
 * @position: the place, in the registry, of the registration that cannot work
 * @path: how it is come to, from the outermost service that needs it
 * @fault: what is wrong and what to do about it
 */
typedef void (*InterprocessServiceFaultFunc) (guint       position,
                                              const char *path,
                                              const char *fault,
                                              gpointer    user_data);

void
interprocess_service_graph_check (InterprocessServiceRegistry  *registry,
                                  const gboolean               *sound,
                                  InterprocessServiceFaultFunc  report,
                                  gpointer                      user_data);

G_END_DECLS
