/* SPDX-License-Identifier: MIT */
#pragma once

/* The other processes' side, played by this one: it goes on while the victim is dead or stands.
 * Every call is timed, and what cannot be done at once is a broken promise. */

#include "step-subject.h"

void     others_open  (Role role, gboolean exclusive);
void     others_close (Role role);
gboolean others_have  (Role role);

/* FALSE: the queue is full. */
gboolean others_try_send (guint number, gsize length);
void     others_send     (guint number, gsize length);

/* The next message, and then: which one. */
guint others_take (void);

/* Is there a message? Then it is taken. */
gboolean others_look (void);

/* Takes messages until this one has come, or, if it is 0, all that are owed; then what else is
 * there. */
void others_drain (guint last);

/* One more process comes, sends `number` or takes a message that is owed, and goes. */
void others_pass_by (Role role, guint number);

/* Sends and takes as much as fits into the ring `laps` times, in messages whose lengths follow from
 * the seed. */
void others_set_seed (guint32 seed);
void others_go_round (guint laps);

/* Fills the queue with the shortest messages, as many as it is said to hold: no room was lost. Then
 * takes them. */
void others_fill (void);
