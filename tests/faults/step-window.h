/* SPDX-License-Identifier: MIT */
#pragma once

/* One window: a history of a small queue up to one instruction of the victim's operation, the
 * victim killed or left standing there, and all that the others do then. */

#include "step-deeds.h"

enum
{
  OPENS = 1 << 0,         /* or closes: stepped in the library, and system call by call */
  ALONE = 1 << 1,         /* the others come later */
  SHARED = 1 << 2,        /* the victim cannot be exclusive: another of its role is there */
  EXCLUSIVE = 1 << 3,     /* it has to be */
  OTHERS_SHARED = 1 << 4, /* a helper has the others' role too */
  FULL = 1 << 5,          /* the queue: the others have to take first */
  OPENER = 1 << 6,        /* another is just opening the queue, and stands */
  KEPT = 1 << 7,          /* the queue, when nobody has it open */
  UNRUNG = 1 << 9,        /* who polls has to find by itself what the victim did not ring for */
  UNTIMED = 1 << 8,       /* the victim's way depends on the time: windows cannot be compared */
};

typedef struct
{
  const char *name;
  Role role;
  void (*situation) (void);
  const VictimTask *task;
  gsize length;  /* of the victim's message */
  guint backlog; /* messages that wait for a subscriber */
  guint flags;
} Scenario;

typedef struct
{
  const Scenario *scenario;
  gboolean stopped; /* else killed */
  gboolean exclusive;
  gboolean others_exclusive; /* the one of the other role */
  guint at;                  /* so many steps after the library's first instruction */
  guint32 seed;              /* of what the others send */
} Window;

#define TO_THE_END G_MAXUINT

/* Notes the victim's way, which is the same whatever happens to it, and answers its length in
 * steps. The windows that follow are to be of the same scenario and pairing. */
guint window_explore (const Window *like);

/* FALSE: the operation was over before. *effect says whether it had its effect: the message is
 * there, or was taken. Ends the test if a promise is broken, or a call is too slow again and
 * again. */
gboolean window_run (const Window *self, gboolean *effect);

static inline gboolean
window_has (const Window *self, guint flag)
{
  return (self->scenario->flags & flag) != 0;
}
