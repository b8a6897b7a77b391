/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/service-scope.h>
#include <interprocess/service-types.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SERVICE_PROVIDER (interprocess_service_provider_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessServiceProvider, interprocess_service_provider,
                      INTERPROCESS, SERVICE_PROVIDER, GObject)

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_service (InterprocessServiceProvider  *self,
                                           GType                         service_type,
                                           GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_required_service (InterprocessServiceProvider  *self,
                                                    GType                         service_type,
                                                    GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
GListModel *
interprocess_service_provider_get_services (InterprocessServiceProvider  *self,
                                            GType                         service_type,
                                            GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_provider_is_service (InterprocessServiceProvider *self,
                                          GType                        service_type);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_keyed_service (InterprocessServiceProvider  *self,
                                                 GType                         service_type,
                                                 const char                   *key,
                                                 GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_required_keyed_service (
  InterprocessServiceProvider  *self,
  GType                         service_type,
  const char                   *key,
  GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
GListModel *
interprocess_service_provider_get_keyed_services (InterprocessServiceProvider  *self,
                                                  GType                         service_type,
                                                  const char                   *key,
                                                  GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_provider_is_keyed_service (InterprocessServiceProvider *self,
                                                GType                        service_type,
                                                const char                  *key);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_provider_get_service_async (InterprocessServiceProvider *self,
                                                 GType                        service_type,
                                                 GCancellable                *cancellable,
                                                 GAsyncReadyCallback          callback,
                                                 gpointer                     user_data);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_provider_get_keyed_service_async (InterprocessServiceProvider *self,
                                                       GType                        service_type,
                                                       const char                  *key,
                                                       GCancellable                *cancellable,
                                                       GAsyncReadyCallback          callback,
                                                       gpointer                     user_data);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_keyed_service_finish (InterprocessServiceProvider  *self,
                                                        GAsyncResult                 *result,
                                                        GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_service_finish (InterprocessServiceProvider  *self,
                                                  GAsyncResult                 *result,
                                                  GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
GObject *
interprocess_service_provider_create_instance (InterprocessServiceProvider  *self,
                                               GType                         type,
                                               guint                         n_arguments,
                                               const char                   *names[],
                                               const GValue                  values[],
                                               GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
gpointer
interprocess_service_provider_get_service_or_create_instance (
  InterprocessServiceProvider  *self,
  GType                         type,
  GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0
char *
interprocess_service_provider_describe (InterprocessServiceProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
char *
interprocess_service_provider_to_dot (InterprocessServiceProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
InterprocessServiceScope *
interprocess_service_provider_create_scope (InterprocessServiceProvider  *self,
                                            GError                      **error);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_provider_close (InterprocessServiceProvider *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_service_provider_close_async (InterprocessServiceProvider *self,
                                           GCancellable                *cancellable,
                                           GAsyncReadyCallback          callback,
                                           gpointer                     user_data);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_provider_close_finish (InterprocessServiceProvider  *self,
                                            GAsyncResult                 *result,
                                            GError                      **error);

G_END_DECLS
