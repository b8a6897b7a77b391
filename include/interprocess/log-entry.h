/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-level.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOG_ENTRY (interprocess_log_entry_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLogEntry, interprocess_log_entry, INTERPROCESS, LOG_ENTRY, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogEntry *interprocess_log_entry_new (const char           *category,
                                                  InterprocessLogLevel  level,
                                                  int                   event_id,
                                                  const char           *event_name,
                                                  const char           *message,
                                                  GVariant             *fields);

INTERPROCESS_AVAILABLE_IN_1_0
gint64               interprocess_log_entry_get_time       (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
const char          *interprocess_log_entry_get_category   (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogLevel interprocess_log_entry_get_level      (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
int                  interprocess_log_entry_get_event_id   (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
const char          *interprocess_log_entry_get_event_name (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
const char          *interprocess_log_entry_get_message    (InterprocessLogEntry *self);
INTERPROCESS_AVAILABLE_IN_1_0
GVariant            *interprocess_log_entry_get_fields     (InterprocessLogEntry *self);

G_END_DECLS
