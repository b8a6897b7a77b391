/* SPDX-License-Identifier: MIT */
#pragma once

/* What a victim does between the first step and the last, and what it says came of it. */

#include "step-subject.h"
#include "step-victim.h"

typedef enum
{
  DEED_NOT_DONE, /* it did not get that far */
  DEED_TRUE,
  DEED_FALSE, /* full, or empty */
} DeedAnswer;

typedef struct
{
  /* From us to the victim. */
  Role role;
  gboolean exclusive;
  gsize length; /* of the message that it sends */

  /* From the victim to us. */
  gint polls; /* it is about to poll */
  DeedAnswer answer;
  gsize taken; /* bytes of the message that it has taken */

  guint8 message[SUBJECT_CAPACITY / 2]; /* sent, or taken */
} Deed;

extern const VictimTask deed_send, deed_take;

/* The same on lane 1: another thread of the process was the endpoint's first. */
extern const VictimTask deed_send_by_second_thread;

/* The same, but it waits for room, or for a message. */
extern const VictimTask deed_send_waiting, deed_take_waiting;

/* The same, but a main loop does the waiting. */
extern const VictimTask deed_send_polling, deed_take_polling;

/* The same once, as a main loop does when it was told to look. */
extern const VictimTask deed_send_watching, deed_take_watching;

/* Takes twice, with a pause that is longer than the grace. */
extern const VictimTask deed_take_patiently;

/* The same, and opens the queue first, between steps. */
extern const VictimTask deed_open_and_send, deed_open_and_take;

/* Has it open, and gets the descriptor that main loops poll. */
extern const VictimTask deed_watch;

/* Has it open, and closes it; the other one while it is polled. */
extern const VictimTask deed_close, deed_close_watching;

/* Does it send nothing, and take nothing? */
gboolean deed_moves_nothing (const VictimTask *task);
