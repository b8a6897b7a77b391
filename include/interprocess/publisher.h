/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_PUBLISHER (interprocess_publisher_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessPublisher, interprocess_publisher, INTERPROCESS, PUBLISHER, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_publisher_try_enqueue       (InterprocessPublisher  *self,
                                                   const guint8           *data,
                                                   gsize                   length,
                                                   GError                **error);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_publisher_try_enqueue_bytes (InterprocessPublisher  *self,
                                                   GBytes                 *message,
                                                   GError                **error);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_publisher_enqueue           (InterprocessPublisher  *self,
                                                   const guint8           *data,
                                                   gsize                   length,
                                                   gint64                  timeout,
                                                   GCancellable           *cancellable,
                                                   GError                **error);

INTERPROCESS_AVAILABLE_IN_1_0
GSource *interprocess_publisher_create_source     (InterprocessPublisher  *self,
                                                   GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
INTERPROCESS_AVAILABLE_IN_1_0
int      interprocess_publisher_get_fd            (InterprocessPublisher  *self,
                                                   GError                **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_publisher_release_fd        (InterprocessPublisher  *self);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_publisher_enqueue_async     (InterprocessPublisher  *self,
                                                   GBytes                 *message,
                                                   gint64                  timeout,
                                                   GCancellable           *cancellable,
                                                   GAsyncReadyCallback     callback,
                                                   gpointer                user_data);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_publisher_enqueue_finish    (InterprocessPublisher  *self,
                                                   GAsyncResult           *result,
                                                   GError                **error);

INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_publisher_get_queue_name (InterprocessPublisher *self);
INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_publisher_get_path       (InterprocessPublisher *self);
INTERPROCESS_AVAILABLE_IN_1_0
guint64     interprocess_publisher_get_capacity   (InterprocessPublisher *self);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean    interprocess_publisher_is_closed      (InterprocessPublisher *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_publisher_close          (InterprocessPublisher *self);

G_END_DECLS
