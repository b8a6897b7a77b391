/* SPDX-License-Identifier: MIT */
#include "step-window.h"

#include "step-books.h"
#include "step-others.h"
#include "step-situation.h"
#include "step-trail.h"
#include "step-verdict.h"
#include "step-victim.h"

/* The machine may have other things to do than this test: what was too slow is repeated, window and
 * all, so many times before it counts. */
#define MOST_REPETITIONS 3

#define TO_THE_END G_MAXUINT

static Role
other_role (const Window *w)
{
  return w->scenario->role == PUBLISHER ? SUBSCRIBER : PUBLISHER;
}

/* ---- before ---------------------------------------------------------------------------------- */

static void
send_backlog (const Window *w)
{
  for (guint i = 0; i < w->scenario->backlog; i++)
    others_send (BACKLOG + i, 60 + i * 40);
}

/* Those of the others that are there when the victim comes. At any time one is, so that the queue
 * lives. */
static void
set_scene (const Window *w)
{
  Role role = w->scenario->role;
  Role other = other_role (w);

  if (window_has (w, ALONE))
    {
      w->scenario->situation ();
      return;
    }
  others_open (PUBLISHER, FALSE);
  others_open (SUBSCRIBER, FALSE);
  w->scenario->situation ();
  if (!others_have (role))
    others_open (role, FALSE);
  if (w->others_exclusive)
    {
      others_close (other);
      others_open (other, TRUE);
    }
  send_backlog (w);
  if (w->exclusive)
    others_close (role);
}

static Victim *
start_victim (const Window *w)
{
  Deed deed = {
    .role = w->scenario->role,
    .exclusive = w->exclusive,
    .length = w->scenario->length,
  };
  Victim *victim;

  if (deed.length != 0)
    {
      books_write_message (deed.message, deed.length, FROM_VICTIM);
      books_may_come (FROM_VICTIM);
    }
  victim =
    victim_start (w->scenario->task, window_has (w, OPENS) ? VICTIM_LIBRARY : VICTIM_INSTRUCTIONS,
                  &deed, sizeof deed);
  if (window_has (w, OPENER))
    situation_opener_stands (w->seed);
  return victim;
}

/* It waits, and what it waits for happens. */
static void
wake_victim (const Window *w)
{
  if (w->scenario->role == SUBSCRIBER)
    others_send (FROM_OTHERS, 30);
  else
    others_take ();
}

/* Where a victim's way was noted: the next one goes it more quickly. NULL: it was not, for one
 * window alone. */
static Trail *trail;

/* One step after the other. FALSE: the operation was over before. */
static gboolean
walk (Victim *victim, const Window *w, guint from)
{
  VictimProgress progress = from == 0 ? victim_step (victim) : VICTIM_MOVED;

  for (guint step = from; progress != VICTIM_OVER; step++)
    {
      if (w->at == TO_THE_END)
        trail_note (trail, victim);
      if (step == w->at)
        return TRUE;
      if (victim_is_asleep (victim))
        wake_victim (w);
      progress = victim_step (victim);
    }
  return FALSE;
}

/* Brings the victim to its instruction. */
static gboolean
arrive (Victim *victim, const Window *w)
{
  guint step = 0;

  if (w->at == TO_THE_END || trail == NULL || window_has (w, OPENER))
    return walk (victim, w, 0);
  if (!trail_lead (trail, victim, w->at, &step))
    verdict_fail ("the victim took another way than the last one");
  return walk (victim, w, step);
}

/* ---- behind ---------------------------------------------------------------------------------- */

/* One that comes after an exclusive victim is exclusive too, or is not. */
static gboolean
successor_is_exclusive (const Window *w)
{
  return w->exclusive && w->at % 2 == 0;
}

static void
open_missing (const Window *w)
{
  if (!others_have (w->scenario->role))
    others_open (w->scenario->role, successor_is_exclusive (w));
  if (!others_have (other_role (w)))
    others_open (other_role (w), FALSE);
}

/* May one come who shares this role? */
static gboolean
can_pass_by (const Window *w, Role role)
{
  return role == w->scenario->role ? !w->exclusive : !w->others_exclusive;
}

/* FALSE: the queue is full, and there is none to take. */
static gboolean
send_one (const Window *w, guint number)
{
  if (window_has (w, FULL) && !others_have (SUBSCRIBER))
    return FALSE;
  /* Two of those that fill it are room enough for this one and for one that a sleeper sends. */
  for (guint i = 0; window_has (w, FULL) && books_owed () > 2 && i < 2; i++)
    others_take ();
  while (!others_try_send (number, 30))
    {
      if (!window_has (w, FULL))
        verdict_fail ("the queue is full though there is room");
      others_take ();
    }
  return TRUE;
}

/* An exclusive victim that stands has its role to itself for as long as it lives. */
static void
go_on_without_victim (const Window *w)
{
  Role passer_by = w->at % 4 < 2 ? PUBLISHER : SUBSCRIBER;
  guint last = 0;

  situation_release_poller ();
  if (window_has (w, UNRUNG))
    situation_await_look ();
  /* The other opener goes on first, or as the last. */
  if (window_has (w, OPENER) && w->seed % 2 == 0)
    situation_let_helper_finish ();
  if (!w->exclusive || !w->stopped)
    open_missing (w);
  else if (!others_have (other_role (w)))
    others_open (other_role (w), FALSE);
  if (others_have (PUBLISHER) && send_one (w, FROM_OTHERS + 1))
    last = FROM_OTHERS + 1;
  if (others_have (PUBLISHER) && others_have (SUBSCRIBER))
    situation_await_sleeper ();
  if (last != 0 && can_pass_by (w, passer_by) && !books_has_come (last))
    {
      others_pass_by (passer_by, FROM_OTHERS + 2);
      if (passer_by == PUBLISHER)
        last = FROM_OTHERS + 2;
    }
  if (others_have (SUBSCRIBER))
    others_drain (last);
  if (others_have (PUBLISHER) && others_have (SUBSCRIBER))
    others_go_round (4);
}

static void
note_answer (const Window *w, Victim *victim)
{
  Deed *deed = victim_shared (victim);

  if (deed_moves_nothing (w->scenario->task))
    return;
  if (w->scenario->role == SUBSCRIBER)
    {
      if (deed->answer == DEED_TRUE)
        books_taken_by_victim (deed->message, deed->taken);
    }
  else if (deed->answer == DEED_TRUE)
    books_sent (FROM_VICTIM);
  else if (w->scenario->task == &deed_send_watching)
    books_not_sent (FROM_VICTIM); /* it was told before it was stopped */
  else
    verdict_fail ("there is room, and the victim found none when it went on");
}

/* The stopped one goes on as if nothing had been. */
static void
let_victim_finish (const Window *w, Victim *victim)
{
  victim_resume (victim);
  if (w->scenario->task == &deed_take_waiting)
    others_send (FROM_OTHERS + 3, 30);
  victim_await_end (victim);
  note_answer (w, victim);
  if (others_have (PUBLISHER) && others_have (SUBSCRIBER) && !situation_has_helper ())
    {
      others_drain (0);
      others_fill (); /* though the victim lives */
    }
  if (w->at % 3 == 0)
    victim_kill (victim);
  else
    victim_dismiss (victim);
}

static void
close_all (const Window *w)
{
  others_close (PUBLISHER);
  others_close (SUBSCRIBER);
  subject_check_gone (window_has (w, OPENS) && !w->stopped);
}

/* Those who come now must find the queue that the others are in. */
static void
let_pass_by (const Window *w)
{
  guint last = FROM_OTHERS + 4;

  send_one (w, last);
  situation_await_sleeper ();
  if (can_pass_by (w, SUBSCRIBER) && !books_has_come (last))
    others_pass_by (SUBSCRIBER, 0);
  if (can_pass_by (w, PUBLISHER))
    others_pass_by (PUBLISHER, ++last);
  others_drain (last);
}

/* Whoever is missing comes, all that is left is settled, and the books balance. Answers whether the
 * operation had its effect. */
static gboolean
settle (const Window *w)
{
  gboolean may_lose =
    !w->stopped && w->scenario->role == SUBSCRIBER && !deed_moves_nothing (w->scenario->task);
  guint lost;

  open_missing (w);
  let_pass_by (w);
  if (situation_retire_helper ())
    {
      others_send (FROM_OTHERS + 6, 30);
      others_drain (FROM_OTHERS + 6);
    }
  others_go_round (3);
  others_fill ();
  lost = books_balance (may_lose ? 1 : 0);
  close_all (w);
  return lost != 0 || books_has_come (FROM_VICTIM);
}

/* ---- a window -------------------------------------------------------------------------------- */

static void
give_up (const Window *w, Victim *victim)
{
  victim_kill (victim);
  situation_kill_helper ();
  others_close (PUBLISHER);
  others_close (SUBSCRIBER);
}

static void
begin (const Window *w)
{
  verdict_begin_window ("-p /step/%s --window=%s:%s:%s:%u:%u", w->scenario->name,
                        w->stopped ? "stopped" : "killed", w->exclusive ? "exclusive" : "shared",
                        w->others_exclusive ? "exclusive" : "shared", w->at, w->seed);
  others_set_seed (w->seed);
  subject_begin (window_has (w, KEPT));
  books_open ();
}

/* FALSE: there is no such instruction. */
static gboolean
run_window (const Window *w, gboolean *effect)
{
  Victim *victim;

  begin (w);
  set_scene (w);
  victim = start_victim (w);
  if (!arrive (victim, w))
    {
      give_up (w, victim);
      return FALSE;
    }
  if (w->stopped)
    victim_stop (victim);
  else
    victim_kill (victim);
  verdict_start_timing ();
  go_on_without_victim (w);
  if (w->stopped)
    let_victim_finish (w, victim);
  *effect = settle (w);
  return TRUE;
}

gboolean
window_run (const Window *w, gboolean *effect)
{
  for (guint i = 0; run_window (w, effect); i++)
    {
      const char *call = verdict_too_slow ();

      if (call == NULL)
        return TRUE;
      g_test_message ("%s took %.1f ms: -p /step/%s, %s at %u", call,
                      (double) verdict_longest () / 1e6, w->scenario->name,
                      w->stopped ? "stopped" : "killed", w->at);
      if (i + 1 == MOST_REPETITIONS)
        verdict_fail ("%s was too slow %u times", call, MOST_REPETITIONS);
    }
  return FALSE;
}

guint
window_explore (const Window *like)
{
  Window w = *like;
  gboolean effect;

  g_clear_pointer (&trail, trail_free);
  trail = trail_new (!window_has (&w, UNTIMED));
  w.at = TO_THE_END;
  w.seed = 0;
  g_assert_false (run_window (&w, &effect));
  return trail_length (trail);
}
