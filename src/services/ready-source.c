/* SPDX-License-Identifier: MIT */

#include "ready-source.h"

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  g_source_set_ready_time (source, -1);

  return callback (user_data);
}

static GSourceFuncs funcs = { .dispatch = dispatch };

GSource *
interprocess_ready_source_new (const char *name)
{
  GSource *source = g_source_new (&funcs, sizeof (GSource));

  g_source_set_static_name (source, name);

  return source;
}

void
interprocess_ready_source_clear (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
