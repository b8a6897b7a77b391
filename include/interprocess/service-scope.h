/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/service-types.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SERVICE_SCOPE (interprocess_service_scope_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessServiceScope, interprocess_service_scope,
                      INTERPROCESS, SERVICE_SCOPE, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceProvider *
interprocess_service_scope_get_provider (InterprocessServiceScope *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_scope_close (InterprocessServiceScope *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_scope_close_async (InterprocessServiceScope *self,
                                        GCancellable             *cancellable,
                                        GAsyncReadyCallback       callback,
                                        gpointer                  user_data);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_scope_close_finish (InterprocessServiceScope  *self,
                                         GAsyncResult              *result,
                                         GError                   **error);

#define INTERPROCESS_TYPE_SERVICE_SCOPE_FACTORY (interprocess_service_scope_factory_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (InterprocessServiceScopeFactory, interprocess_service_scope_factory,
                     INTERPROCESS, SERVICE_SCOPE_FACTORY, GObject)

/**
 * InterprocessServiceScopeFactoryInterface:
 * @create_scope: creates a scope
 *
 * The function that a class which creates scopes provides.
 *
 * Since: 1.0
 */
struct _InterprocessServiceScopeFactoryInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  InterprocessServiceScope *(*create_scope) (InterprocessServiceScopeFactory  *self,
                                             GError                          **error);

  /*< private >*/
  gpointer padding[4];
};

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
InterprocessServiceScope *
interprocess_service_scope_factory_create_scope (InterprocessServiceScopeFactory  *self,
                                                 GError                          **error);

G_END_DECLS
