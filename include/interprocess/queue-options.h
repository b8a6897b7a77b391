/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/retention.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_QUEUE_OPTIONS (interprocess_queue_options_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessQueueOptions, interprocess_queue_options, INTERPROCESS, QUEUE_OPTIONS, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessQueueOptions *interprocess_queue_options_new (const char *queue_name,
                                                          guint64     capacity);

INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_queue_options_get_queue_name (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_queue_name (InterprocessQueueOptions *self,
                                                       const char               *queue_name);
INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_queue_options_get_path (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_path (InterprocessQueueOptions *self,
                                                 const char               *path);
INTERPROCESS_AVAILABLE_IN_1_0
guint64     interprocess_queue_options_get_capacity (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_capacity (InterprocessQueueOptions *self,
                                                     guint64                   capacity);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean    interprocess_queue_options_get_create (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_create (InterprocessQueueOptions *self,
                                                   gboolean                  create);
INTERPROCESS_AVAILABLE_IN_1_0
gboolean    interprocess_queue_options_get_exclusive (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_exclusive (InterprocessQueueOptions *self,
                                                      gboolean                  exclusive);

INTERPROCESS_AVAILABLE_IN_1_0
guint       interprocess_queue_options_get_max_endpoints (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_max_endpoints (InterprocessQueueOptions *self,
                                                          guint                     max_endpoints);
INTERPROCESS_AVAILABLE_IN_1_0
guint       interprocess_queue_options_get_mode (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_mode (InterprocessQueueOptions *self,
                                                 guint                     mode);
INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_queue_options_get_group (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_group (InterprocessQueueOptions *self,
                                                  const char               *group);
INTERPROCESS_AVAILABLE_IN_1_0
InterprocessRetention interprocess_queue_options_get_retention (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void                  interprocess_queue_options_set_retention (InterprocessQueueOptions *self,
                                                                InterprocessRetention retention);

INTERPROCESS_AVAILABLE_IN_1_0
gint64      interprocess_queue_options_get_spin_time (InterprocessQueueOptions *self);
INTERPROCESS_AVAILABLE_IN_1_0
void        interprocess_queue_options_set_spin_time (InterprocessQueueOptions *self,
                                                      gint64                    spin_time);

G_END_DECLS
