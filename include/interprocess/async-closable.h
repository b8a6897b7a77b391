/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_ASYNC_CLOSABLE (interprocess_async_closable_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (InterprocessAsyncClosable, interprocess_async_closable,
                     INTERPROCESS, ASYNC_CLOSABLE, GObject)

/**
 * InterprocessAsyncClosableInterface:
 * @close_async: begins to give back what the object holds; it must bear being called again
 * @close_finish: ends that
 * @begin_close: begins it, and completes a task when it is done
 *
 * The functions that an asynchronously closable class provides: the first two, or the last one.
 *
 * Since: 1.0
 */
struct _InterprocessAsyncClosableInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  void (*close_async) (InterprocessAsyncClosable *self,
                       GCancellable              *cancellable,
                       GAsyncReadyCallback        callback,
                       gpointer                   user_data);
  gboolean (*close_finish) (InterprocessAsyncClosable  *self,
                            GAsyncResult               *result,
                            GError                    **error);
  gboolean (*begin_close) (InterprocessAsyncClosable  *self,
                           GTask                      *task,
                           GError                    **error);

  /*< private >*/
  gpointer padding[4];
};

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_async_closable_close_async (InterprocessAsyncClosable *self,
                                         GCancellable              *cancellable,
                                         GAsyncReadyCallback        callback,
                                         gpointer                   user_data);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_async_closable_close_finish (InterprocessAsyncClosable  *self,
                                          GAsyncResult               *result,
                                          GError                    **error);

G_END_DECLS
