/* SPDX-License-Identifier: MIT */

#include "service-index.h"

/*
 * interprocess_service_index_init:
 * @n_entries: how many are added at most
 */
void
interprocess_service_index_init (InterprocessServiceIndex *self,
                                 guint                     n_entries)
{
  guint bits = 1;

  while (((gsize) 1 << bits) < 2 * (gsize) n_entries)
    bits++;

  self->entries = g_new0 (InterprocessServiceIndexEntry, (gsize) 1 << bits);
  self->shift = 64 - bits;
  self->mask = ((gsize) 1 << bits) - 1;
}

void
interprocess_service_index_clear (InterprocessServiceIndex *self)
{
  g_clear_pointer (&self->entries, g_free);
}

/*
 * interprocess_service_index_add:
 *
 * Adds an entry; of several for one type the last one counts.
 */
void
interprocess_service_index_add (InterprocessServiceIndex *self,
                                GType                     type,
                                guint                     slot)
{
  const gsize place = interprocess_service_index_find (self, type) - self->entries;

  self->entries[place] = (InterprocessServiceIndexEntry) { .type = type, .slot = slot };
}
