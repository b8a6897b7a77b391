/* SPDX-License-Identifier: MIT */
#pragma once

/* The accounts of one window: which messages were sent, and which came. */

#include <glib.h>

/* A message of `length` bytes, 8 at least, that says which one it is. */
void books_write_message (guint8 *message, gsize length, guint number);

/* Which one it is; ends the test if a byte of it is not as it was written. */
guint books_read_message (const guint8 *message, gsize length);

void books_open (void);

/* It was sent, so it has to come, once, and behind those that were sent before it. */
void books_sent (guint number);

/* It was sent perhaps, by one that was killed meanwhile, or has not come back from it yet: it may
 * come, once. Later one of the others may be said of it too. */
void books_may_come (guint number);

/* It was certainly not sent. */
void books_not_sent (guint number);

/* It came: to one who tells at once, or to the victim, who may have stood still before he tells.
 * Ends the test if nobody sent it, if it came before or out of order. */
void books_taken           (const guint8 *message, gsize length);
void books_taken_by_victim (const guint8 *message, gsize length);

gboolean books_has_come (guint number);

/* How many are to come still. */
guint books_owed (void);

/* All that was owed has come, but `lost` of them at most. Answers how many are lost. */
guint books_balance (guint lost);
