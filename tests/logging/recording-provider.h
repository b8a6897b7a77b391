/* SPDX-License-Identifier: MIT */
#pragma once

/* A logger provider of a class of one's own, which keeps the entries and who delivered them. */

#include <interprocess/interprocess.h>

G_BEGIN_DECLS

#define RECORDING_TYPE_PROVIDER (recording_provider_get_type ())

G_DECLARE_FINAL_TYPE (RecordingProvider, recording_provider, RECORDING, PROVIDER,
                      InterprocessLoggerProvider)

RecordingProvider *recording_provider_new (GMainContext *deliver_context);

guint                 recording_provider_count      (RecordingProvider *self);
InterprocessLogEntry *recording_provider_get_entry  (RecordingProvider *self,
                                                     guint              index);
GThread              *recording_provider_get_thread (RecordingProvider *self,
                                                     guint              index);

G_END_DECLS
