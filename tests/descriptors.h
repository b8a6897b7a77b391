/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* How many this process has open, the one to look with included. */
static inline guint
count_descriptors (void)
{
  g_autoptr(GDir) all = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  g_assert_nonnull (all);
  while (g_dir_read_name (all) != NULL)
    count++;
  return count;
}
