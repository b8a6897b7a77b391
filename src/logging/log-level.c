/* SPDX-License-Identifier: MIT */

#include "log-level-private.h"

static const char *const names[] = {
  [INTERPROCESS_LOG_LEVEL_TRACE] = "trace",
  [INTERPROCESS_LOG_LEVEL_DEBUG] = "debug",
  [INTERPROCESS_LOG_LEVEL_INFORMATION] = "information",
  [INTERPROCESS_LOG_LEVEL_WARNING] = "warning",
  [INTERPROCESS_LOG_LEVEL_ERROR] = "error",
  [INTERPROCESS_LOG_LEVEL_CRITICAL] = "critical",
  [INTERPROCESS_LOG_LEVEL_NONE] = "none",
};

const char *
interprocess_log_level_get_name (InterprocessLogLevel level)
{
  return names[level];
}

/* Capitals are the same to it, as to .NET. */
gboolean
interprocess_log_level_from_name (const char           *name,
                                  InterprocessLogLevel *level)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (name, names[i]) == 0)
        {
          *level = i;
          return TRUE;
        }
    }

  return FALSE;
}
