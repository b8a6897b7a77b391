/* SPDX-License-Identifier: MIT */
#pragma once

/* How long a harness runs: --seconds=N on its command line, else `brief`, and in the long mode of the
 * test setup “long” (INTERPROCESS_TEST_LONG) `thorough`. */

#include <glib.h>

static inline guint
duration_seconds (int argc, char **argv, guint brief, guint thorough)
{
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--seconds="))
      return (guint) g_ascii_strtoull (strchr (argv[i], '=') + 1, NULL, 10);
  return g_getenv ("INTERPROCESS_TEST_LONG") != NULL ? thorough : brief;
}

/* Instrumented code runs many times slower: bounds that call something a hang are stretched. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SLOWNESS 5
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLOWNESS 5
#endif
#endif
#ifndef SLOWNESS
#define SLOWNESS 1
#endif
