/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_BACKGROUND_SERVICE (interprocess_background_service_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (InterprocessBackgroundService, interprocess_background_service,
                          INTERPROCESS, BACKGROUND_SERVICE, GObject)

/**
 * InterprocessBackgroundServiceClass:
 * @execute: does the work, in a thread of its own
 * @begin_execute: does the work in the host's thread, and completes a task when it has
 * @execute_async: does the work in the host's thread, and calls back when it has
 * @execute_finish: ends @execute_async; the default serves those that complete a #GTask
 *
 * The functions that a background service may provide: one of the first three.
 *
 * Since: 1.0
 */
struct _InterprocessBackgroundServiceClass
{
  /*< private >*/
  GObjectClass parent_class;

  /*< public >*/
  gboolean (*execute)        (InterprocessBackgroundService *self,
                              GCancellable                  *cancellable,
                              GError                       **error);
  gboolean (*begin_execute)  (InterprocessBackgroundService *self,
                              GTask                         *task,
                              GError                       **error);
  void     (*execute_async)  (InterprocessBackgroundService *self,
                              GCancellable                  *cancellable,
                              GAsyncReadyCallback            callback,
                              gpointer                       user_data);
  gboolean (*execute_finish) (InterprocessBackgroundService *self,
                              GAsyncResult                  *result,
                              GError                       **error);

  /*< private >*/
  gpointer padding[8];
};

G_END_DECLS
