/* SPDX-License-Identifier: MIT */
#pragma once

/* An entry on its way to the thread that delivers it. */

#include <interprocess/logger-factory.h>

G_BEGIN_DECLS

typedef struct
{
  InterprocessLoggerFactory *factory;
  char *category;
  InterprocessLogLevel level;
  char *message;
  GVariant *fields;
} InterprocessQueuedEntry;

InterprocessQueuedEntry *interprocess_queued_entry_new  (InterprocessLoggerFactory *factory,
                                                         const char                *category,
                                                         InterprocessLogLevel       level,
                                                         const char                *message,
                                                         GVariant                  *fields);
void                     interprocess_queued_entry_free (InterprocessQueuedEntry   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessQueuedEntry, interprocess_queued_entry_free)

G_END_DECLS
