/* SPDX-License-Identifier: MIT */
#pragma once

/* What was there before the victim came. Each is called with a publisher and a subscriber of the
 * others open (step-others.h), neither of them exclusive; except the stale and the kept one, with
 * none. */

#include <glib.h>

/* The messages, by who sends them. */
enum
{
  FROM_VICTIM = 1,
  FROM_HELPER = 2,
  LEFT_BEHIND = 3,   /* sent by the dead, or behind them */
  UNSEEN = 4,        /* its sender was killed before it was sent, or all were: it never comes */
  FROM_OTHERS = 100, /* and those behind it */
  FILLING = 1000,
  BACKLOG = 2000,
};

void situation_empty (void);

/* Where the next message begins. */
void situation_before_wrap (void); /* at the ring's last granule */
void situation_later_lap   (void); /* somewhere in a later lap */

/* Whether there is room. */
void situation_nothing_reclaimed (void); /* all was taken, and nothing was freed yet */
void situation_full              (void);

/* What the dead left. */
void situation_dead_reserved             (void); /* a message that was reserved and not committed */
void situation_dead_committed            (void); /* one that was just committed */
void situation_dead_exclusive_publisher  (void); /* half of its commit */
void situation_dead_exclusive_subscriber (void);
void situation_stale                     (void); /* a queue, with a message, and nobody alive */
void situation_kept                      (void); /* the same, and the queue is one that is kept */

/* A stopped one, between reserving and committing: it just stopped; or it was stepped over, and
 * the ring is used up to it, or up to two granules before it. */
void situation_stopped_reserved (void);
void situation_hole             (void);
void situation_hole_and_gap     (void);

/* One that waits, asleep: for a message; or, the queue being full, for room. */
void situation_sleeping_subscriber (void);
void situation_sleeping_publisher  (void);

/* The same in a main loop: it polls. */
void situation_polling_subscriber (void);
void situation_polling_publisher  (void);

/* One that polls, and was stopped; then it was rung for, and another took the message. It goes on when the
 * victim has come to its end. */
void situation_rung_subscriber (void);

/* One that opens the queue, which the victim has open, and was stopped at one of the first system
 * calls. Called when the victim is prepared. */
void situation_opener_stands (guint32 seed);

/* The helper who sleeps must wake now: there is a message, or room. */
void situation_await_sleeper (void);

/* Nobody rings any more for the helper who polls. It must find by itself, within the nap, what is there; then
 * it has come to its end. */
void situation_await_look (void);

/* The helper who was stopped as it polled goes on. */
void situation_release_poller (void);

/* Is there a helper still, and so less room? */
gboolean situation_has_helper (void);

/* The helper that stands goes on, and does what it was about to do; it lives on. */
void situation_let_helper_finish (void);

/* The helper, if there is one, goes on if it has not yet, and ends. TRUE if there was one. */
gboolean situation_retire_helper (void);
void     situation_kill_helper   (void);
