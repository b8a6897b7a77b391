/* SPDX-License-Identifier: MIT */
#pragma once

/* A logger factory that keeps what is logged. */

#include <interprocess/interprocess.h>

G_BEGIN_DECLS

#define RECORDING_TYPE_FACTORY (recording_factory_get_type ())

G_DECLARE_FINAL_TYPE (RecordingFactory, recording_factory, RECORDING, FACTORY, InterprocessLoggerFactory)

typedef struct
{
  char *category;
  InterprocessLogLevel level;
  char *message;
  GVariant *fields;
  GThread *thread; /* only to compare */
} RecordedEntry;

RecordingFactory *recording_factory_new (GMainContext *deliver_context);

guint                recording_factory_count     (RecordingFactory *self);
const RecordedEntry *recording_factory_get_entry (RecordingFactory *self,
                                                  guint             index);

G_END_DECLS
