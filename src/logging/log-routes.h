/* SPDX-License-Identifier: MIT */
#pragma once

/* Where a logger's entries go: the providers, and the least level of each. Never changes; a logger
 * gets others instead. */

#include <interprocess/logger-provider.h>

G_BEGIN_DECLS

typedef struct _InterprocessLogRoutes InterprocessLogRoutes;

InterprocessLogRoutes *interprocess_log_routes_new   (GPtrArray             *providers,
                                                      GPtrArray             *rules,
                                                      const char            *category,
                                                      InterprocessLogLevel   fallback);
InterprocessLogRoutes *interprocess_log_routes_ref   (InterprocessLogRoutes *self);
void                   interprocess_log_routes_unref (InterprocessLogRoutes *self);

/* A bit for each level that some provider takes. */
guint interprocess_log_routes_get_enabled (InterprocessLogRoutes *self);
void  interprocess_log_routes_deliver     (InterprocessLogRoutes *self,
                                           InterprocessLogEntry  *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessLogRoutes, interprocess_log_routes_unref)

G_END_DECLS
