/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SUBSCRIBER (interprocess_subscriber_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessSubscriber, interprocess_subscriber, INTERPROCESS, SUBSCRIBER, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_subscriber_try_dequeue       (InterprocessSubscriber  *self,
                                                    guint8                 **data,
                                                    gsize                   *length,
                                                    GError                 **error);
INTERPROCESS_AVAILABLE_IN_1_0
GBytes  *interprocess_subscriber_try_dequeue_bytes (InterprocessSubscriber  *self,
                                                    GError                 **error);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_subscriber_try_dequeue_into  (InterprocessSubscriber  *self,
                                                    guint8                  *buffer,
                                                    gsize                    size,
                                                    gsize                   *length,
                                                    GError                 **error);
INTERPROCESS_AVAILABLE_IN_1_0
GBytes  *interprocess_subscriber_dequeue           (InterprocessSubscriber  *self,
                                                    gint64                   timeout,
                                                    GCancellable            *cancellable,
                                                    GError                 **error);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_subscriber_dequeue_into      (InterprocessSubscriber  *self,
                                                    guint8                  *buffer,
                                                    gsize                    size,
                                                    gsize                   *length,
                                                    gint64                   timeout,
                                                    GCancellable            *cancellable,
                                                    GError                 **error);

INTERPROCESS_AVAILABLE_IN_1_0
GSource *interprocess_subscriber_create_source     (InterprocessSubscriber  *self,
                                                    GError                 **error)
  G_GNUC_WARN_UNUSED_RESULT;
INTERPROCESS_AVAILABLE_IN_1_0
int      interprocess_subscriber_get_fd            (InterprocessSubscriber  *self,
                                                    GError                 **error);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_subscriber_release_fd        (InterprocessSubscriber  *self);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_subscriber_dequeue_async     (InterprocessSubscriber  *self,
                                                    gint64                   timeout,
                                                    GCancellable            *cancellable,
                                                    GAsyncReadyCallback      callback,
                                                    gpointer                 user_data);
INTERPROCESS_AVAILABLE_IN_1_0
GBytes  *interprocess_subscriber_dequeue_finish    (InterprocessSubscriber  *self,
                                                    GAsyncResult            *result,
                                                    GError                 **error);

INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_subscriber_get_queue_name (InterprocessSubscriber *self);
INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_subscriber_get_path       (InterprocessSubscriber *self);
INTERPROCESS_AVAILABLE_IN_1_0
guint64     interprocess_subscriber_get_capacity   (InterprocessSubscriber *self);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean    interprocess_subscriber_is_closed      (InterprocessSubscriber *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_subscriber_close          (InterprocessSubscriber *self);

G_END_DECLS
