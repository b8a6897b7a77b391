/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_CLOSABLE (interprocess_closable_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (InterprocessClosable, interprocess_closable,
                     INTERPROCESS, CLOSABLE, GObject)

/**
 * InterprocessClosableInterface:
 * @close: gives back what the object holds; it must bear being called by any thread, and again
 *
 * The function that a closable class provides.
 *
 * Since: 1.0
 */
struct _InterprocessClosableInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  void (*close) (InterprocessClosable *self);

  /*< private >*/
  gpointer padding[4];
};

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_closable_close (InterprocessClosable *self);

G_END_DECLS
