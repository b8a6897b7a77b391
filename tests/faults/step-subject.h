/* SPDX-License-Identifier: MIT */
#pragma once

/* The queue that all this happens to: a small one, made anew for each window. */

#include <interprocess/interprocess.h>

typedef enum
{
  PUBLISHER,
  SUBSCRIBER,
} Role;

#define SUBJECT_CAPACITY 4096
#define SUBJECT_GRANULES 64

/* So few that the number of a dead one is used again at once. */
#define SUBJECT_ENDPOINTS 8

void subject_set_up    (void);
void subject_tear_down (void);

/* Takes away what the last window left of it. Is the new one to be kept when nobody has it open? */
void subject_begin (gboolean kept);

/* After the last endpoint was closed, nothing may be left but the queue if it is kept, and, with
 * `litter`, what one that was killed was building. */
void subject_check_gone (gboolean litter);

InterprocessPublisher  *subject_open_publisher  (gboolean exclusive, GError **error);
InterprocessSubscriber *subject_open_subscriber (gboolean exclusive, GError **error);

/* The queue's control words as they are now, to see that one of them has changed. */
typedef struct _SubjectWatch SubjectWatch;

SubjectWatch *subject_watch         (void);
gboolean      subject_watch_changed (SubjectWatch *self); /* since the last look */
void          subject_watch_free    (SubjectWatch *self);
