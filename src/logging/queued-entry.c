/* SPDX-License-Identifier: MIT */

#include "queued-entry.h"

InterprocessQueuedEntry *
interprocess_queued_entry_new (InterprocessLoggerFactory *factory,
                               const char                *category,
                               InterprocessLogLevel       level,
                               const char                *message,
                               GVariant                  *fields)
{
  InterprocessQueuedEntry *self = g_new0 (InterprocessQueuedEntry, 1);

  self->factory = g_object_ref (factory);
  self->category = g_strdup (category);
  self->level = level;
  self->message = g_strdup (message);
  self->fields = fields != NULL ? g_variant_ref (fields) : NULL;

  return self;
}

void
interprocess_queued_entry_free (InterprocessQueuedEntry *self)
{
  g_clear_pointer (&self->fields, g_variant_unref);
  g_free (self->message);
  g_free (self->category);
  g_object_unref (self->factory);
  g_free (self);
}
