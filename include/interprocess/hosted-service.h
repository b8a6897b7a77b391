/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_HOSTED_SERVICE (interprocess_hosted_service_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (InterprocessHostedService, interprocess_hosted_service,
                     INTERPROCESS, HOSTED_SERVICE, GObject)

/**
 * InterprocessHostedServiceInterface:
 * @start: starts at once
 * @stop: stops at once
 * @begin_start: starts, and completes a task when it has
 * @begin_stop: stops, and completes a task when it has
 * @start_async: starts, and calls back when it has
 * @start_finish: ends @start_async; the default serves those that complete a #GTask
 * @stop_async: stops, and calls back when it has
 * @stop_finish: ends @stop_async; the default serves those that complete a #GTask
 *
 * The functions that a hosted service may provide: of each of the two one kind, or none where there
 * is nothing to do.
 *
 * Since: 1.0
 */
struct _InterprocessHostedServiceInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  gboolean (*start)        (InterprocessHostedService *self,
                            GCancellable              *cancellable,
                            GError                   **error);
  gboolean (*stop)         (InterprocessHostedService *self,
                            GCancellable              *cancellable,
                            GError                   **error);
  gboolean (*begin_start)  (InterprocessHostedService *self,
                            GTask                     *task,
                            GError                   **error);
  gboolean (*begin_stop)   (InterprocessHostedService *self,
                            GTask                     *task,
                            GError                   **error);
  void     (*start_async)  (InterprocessHostedService *self,
                            GCancellable              *cancellable,
                            GAsyncReadyCallback        callback,
                            gpointer                   user_data);
  gboolean (*start_finish) (InterprocessHostedService *self,
                            GAsyncResult              *result,
                            GError                   **error);
  void     (*stop_async)   (InterprocessHostedService *self,
                            GCancellable              *cancellable,
                            GAsyncReadyCallback        callback,
                            gpointer                   user_data);
  gboolean (*stop_finish)  (InterprocessHostedService *self,
                            GAsyncResult              *result,
                            GError                   **error);

  /*< private >*/
  gpointer padding[8];
};

INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_hosted_service_start_async  (InterprocessHostedService *self,
                                                   GCancellable              *cancellable,
                                                   GAsyncReadyCallback        callback,
                                                   gpointer                   user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_hosted_service_start_finish (InterprocessHostedService *self,
                                                   GAsyncResult              *result,
                                                   GError                   **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_hosted_service_stop_async   (InterprocessHostedService *self,
                                                   GCancellable              *cancellable,
                                                   GAsyncReadyCallback        callback,
                                                   gpointer                   user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_hosted_service_stop_finish  (InterprocessHostedService *self,
                                                   GAsyncResult              *result,
                                                   GError                   **error);

G_END_DECLS
