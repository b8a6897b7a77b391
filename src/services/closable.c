/* SPDX-License-Identifier: MIT */

#include <interprocess/closable.h>

/**
 * InterprocessClosable:
 *
 * Something that holds more than memory, and gives it back when told to.
 *
 * References alone do not say when an object ends: in a language with a garbage collector the last
 * one goes at some time or never. So what holds a file, a thread or another process waiting is
 * closed. It is what `IDisposable` is to .NET.
 *
 * The service container closes what it created: see [class@Interprocess.ServiceProvider].
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (InterprocessClosable, interprocess_closable, G_TYPE_OBJECT)

static void
interprocess_closable_default_init (InterprocessClosableInterface *iface)
{
}

/**
 * interprocess_closable_close:
 * @self: a closable object
 *
 * Gives back what the object holds.
 *
 * The object itself stays valid as long as there are references to it, and closing it again does
 * nothing. It does not fail: what cannot be given back is gone. It may be called from any thread,
 * also while others use the object; what they wait for then ends.
 *
 * Since: 1.0
 */
void
interprocess_closable_close (InterprocessClosable *self)
{
  InterprocessClosableInterface *iface;

  g_return_if_fail (INTERPROCESS_IS_CLOSABLE (self));

  iface = INTERPROCESS_CLOSABLE_GET_IFACE (self);
  g_return_if_fail (iface->close != NULL);

  iface->close (self);
}
