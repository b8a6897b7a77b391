/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* How often this thread has asked for memory, or given some back, since it began. The program that
 * links allocation-count.c counts every call of malloc() and its relatives, from all libraries. */
guint64 allocation_count (void);
