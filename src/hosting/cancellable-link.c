/* SPDX-License-Identifier: MIT */

#include "cancellable-link.h"

typedef struct
{
  GCancellable *cancellable;
  gulong handler;
} Link;

static void
link_free (gpointer data)
{
  Link *link = data;

  /* Not g_cancellable_disconnect(): this may be the handler's doing, for which that would wait. */
  if (link->handler != 0)
    g_signal_handler_disconnect (link->cancellable, link->handler);
  g_object_unref (link->cancellable);
  g_free (link);
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      other)
{
  g_cancellable_cancel (other);
}

/*
 * interprocess_cancellable_link:
 *
 * Has a task's cancellable cancel another one, as long as the task is there. Uses the task's data.
 */
void
interprocess_cancellable_link (GTask        *task,
                               GCancellable *other)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Link *link;

  if (cancellable == NULL)
    return;

  link = g_new0 (Link, 1);
  link->cancellable = g_object_ref (cancellable);
  g_task_set_task_data (task, link, link_free);
  link->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                         g_object_ref (other), g_object_unref);
}
