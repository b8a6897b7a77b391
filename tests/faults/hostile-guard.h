/* SPDX-License-Identifier: MIT */
#pragma once

/* Memory that nobody may touch, around what the core maps and right behind what it is given.
 *
 * The sanitizers know nothing of mapped files. So the linker sends the core's mmap() and munmap() here
 * (--wrap), and every mapping of a queue gets GUARD bytes without any right on either side: a position
 * or an extent that is used unchecked leads there, and the process ends by SIGSEGV. */

#include <glib.h>

#define GUARD ((gsize) 4 << 30)

/* How many mappings were guarded so far. */
guint guard_count (void);

/* `size` bytes that end where no access is allowed. */
guint8 *guard_buffer_new (gsize size);
void guard_buffer_free (guint8 *buffer, gsize size);
