/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A place of the table; empty if there is no type. */
typedef struct
{
  GType type;
  guint slot;
} InterprocessServiceIndexEntry;

/*
 * Finds by its type the slot of a singleton. It is for the most frequent of all calls, and does
 * that faster than a GHashTable, which knows nothing of types. It does not change once it is
 * filled, so any thread may read it.
 */
typedef struct
{
  InterprocessServiceIndexEntry *entries;
  guint shift;
  gsize mask;
} InterprocessServiceIndex;

void
interprocess_service_index_init (InterprocessServiceIndex *self,
                                 guint                     n_entries);

void
interprocess_service_index_clear (InterprocessServiceIndex *self);

void
interprocess_service_index_add (InterprocessServiceIndex *self,
                                GType                     type,
                                guint                     slot);

/* Types are addresses, or small numbers times four: a multiplication moves what tells them apart to
 * the upper bits. */
static inline gsize
interprocess_service_index_hash (const InterprocessServiceIndex *self,
                                 GType                           type)
{
  return (gsize) (((guint64) type * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> self->shift);
}

/*
 * interprocess_service_index_find:
 * @type: any number
 *
 * Returns: the entry of a type; an empty one if there is none
 */
static inline const InterprocessServiceIndexEntry *
interprocess_service_index_find (const InterprocessServiceIndex *self,
                                 GType                           type)
{
  gsize place = interprocess_service_index_hash (self, type);

  /* Half of the places are empty, so this ends. */
  while (self->entries[place].type != type && self->entries[place].type != 0)
    place = (place + 1) & self->mask;

  return &self->entries[place];
}

G_END_DECLS
