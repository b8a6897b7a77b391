/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/service-provider.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_HOST (interprocess_host_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessHost, interprocess_host, INTERPROCESS, HOST, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessHost *interprocess_host_new (InterprocessServiceProvider *provider);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceProvider *interprocess_host_get_provider (InterprocessHost *self);

INTERPROCESS_AVAILABLE_IN_1_0
gint64 interprocess_host_get_shutdown_timeout (InterprocessHost *self);
INTERPROCESS_AVAILABLE_IN_1_0
void   interprocess_host_set_shutdown_timeout (InterprocessHost *self,
                                               gint64            shutdown_timeout);

INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_host_start_async  (InterprocessHost    *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_host_start_finish (InterprocessHost    *self,
                                         GAsyncResult        *result,
                                         GError             **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_host_stop_async   (InterprocessHost    *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_host_stop_finish  (InterprocessHost    *self,
                                         GAsyncResult        *result,
                                         GError             **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_host_wait_for_shutdown_async  (InterprocessHost    *self,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_host_wait_for_shutdown_finish (InterprocessHost    *self,
                                                     GAsyncResult        *result,
                                                     GError             **error);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_host_run          (InterprocessHost    *self,
                                         GError             **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_host_request_stop (InterprocessHost    *self);

INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_host_attach          (InterprocessHost  *self,
                                            GApplication      *application);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_host_propagate_error (InterprocessHost  *self,
                                            GError           **error);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceProvider *
interprocess_service_provider_get_for_application (GApplication *application);

G_END_DECLS
