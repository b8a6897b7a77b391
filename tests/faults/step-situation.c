/* SPDX-License-Identifier: MIT */
#include "step-situation.h"

#include "step-books.h"
#include "step-deeds.h"
#include "step-others.h"
#include "step-verdict.h"

#define SHORT 8 /* bytes: a message of one granule */

static Victim *helper;
static gboolean helper_sleeps, helper_has_finished, helper_is_held, helper_was_rung;
static gint64 polls_since;

/* Who polls looks by itself when so much time has passed again as since it began, and this much; once a
 * second at least. */
#define FIRST_NAP (50 * G_GINT64_CONSTANT (1000000))
#define LONGEST_NAP (1000 * G_GINT64_CONSTANT (1000000))

/* ---- helpers --------------------------------------------------------------------------------- */

static Victim *
start_helper (const VictimTask *task, Role role, gboolean exclusive, guint number, gsize length)
{
  Deed deed = { .role = role, .exclusive = exclusive, .length = length };

  if (number != 0)
    books_write_message (deed.message, length, number);
  return victim_start (task, VICTIM_INSTRUCTIONS, &deed, sizeof deed);
}

/* To the instruction that writes a control word for the `changes`th time. */
static void
step_to_change (Victim *victim, guint changes)
{
  SubjectWatch *watch = subject_watch ();

  while (changes > 0)
    {
      if (victim_step (victim) == VICTIM_OVER)
        verdict_fail ("a helper has done all, and has not written what it was to write");
      changes -= subject_watch_changed (watch);
    }
  subject_watch_free (watch);
}

/* It has come to its end. */
static void
note_helper (void)
{
  Deed *deed = victim_shared (helper);

  if (deed->answer != DEED_TRUE)
    verdict_fail ("the helper could not go on: %d", (int) deed->answer);
  if (deed->role == PUBLISHER)
    books_sent (FROM_HELPER);
  else
    books_taken (deed->message, deed->taken);
}

static void
dismiss_helper (void)
{
  victim_dismiss (helper);
  helper = NULL;
  helper_was_rung = FALSE;
}

/* From now on. */
static gint64
nap_at_most (void)
{
  return MIN (g_get_monotonic_time () * 1000 - polls_since + FIRST_NAP, LONGEST_NAP);
}

/* Does it come to its end within that time, in which it gets to run? */
static gboolean
helper_ends_within (gint64 ns, gint64 *took)
{
  pid_t pid = victim_pid (helper);
  gint64 start = verdict_now () - verdict_time_without_processor (pid);

  do
    {
      if (victim_ends_within (helper, 1000000))
        ns = -1;
      *took = verdict_now () - verdict_time_without_processor (pid) - start;
    }
  while (*took <= ns);
  return ns == -1;
}

void
situation_await_look (void)
{
  const gint64 bound = BOUND_US * 1000;
  gint64 nap = nap_at_most ();
  gint64 took;

  if (!helper_ends_within (nap + bound, &took))
    {
      /* There may have been nothing to find. */
      if (others_look ())
        verdict_add (CALL_DEQUEUE, took);
      return;
    }
  verdict_add (CALL_DEQUEUE, MAX (took - nap, 0));
  note_helper ();
  dismiss_helper ();
}

void
situation_await_sleeper (void)
{
  gint64 start = verdict_now ();
  gint64 nap = helper_was_rung ? nap_at_most () : 0;
  gint64 waited;

  if (helper == NULL || !helper_sleeps)
    return;
  waited = verdict_time_without_processor (victim_pid (helper));
  victim_await_end (helper);
  note_helper ();
  waited = verdict_time_without_processor (victim_pid (helper)) - waited;
  /* For each message a subscriber is rung for. Of room a publisher is told once; if the one who was
   * to tell it was killed right then, it wakes by itself, which takes longer than the bound. */
  if (((Deed *) victim_shared (helper))->role == SUBSCRIBER)
    verdict_add (CALL_DEQUEUE, MAX (verdict_now () - start - waited - nap, 0));
  dismiss_helper ();
}

gboolean
situation_has_helper (void)
{
  return helper != NULL;
}

void
situation_let_helper_finish (void)
{
  victim_resume (helper);
  victim_await_end (helper);
  note_helper ();
  helper_has_finished = TRUE;
}

gboolean
situation_retire_helper (void)
{
  if (helper == NULL)
    return FALSE;
  if (!helper_has_finished)
    situation_let_helper_finish ();
  dismiss_helper ();
  return TRUE;
}

void
situation_kill_helper (void)
{
  if (helper != NULL)
    victim_kill (helper);
  helper = NULL;
  helper_is_held = helper_was_rung = FALSE;
}

/* ---- the ring alone -------------------------------------------------------------------------- */

static void
send_and_take (guint n, gsize length)
{
  for (guint i = 0; i < n; i++)
    {
      others_send (FILLING + i, length);
      if (others_take () != FILLING + i)
        verdict_fail ("another message came than the one that was sent");
    }
}

void
situation_empty (void)
{
}

void
situation_before_wrap (void)
{
  send_and_take (SUBJECT_GRANULES - 1, SHORT);
}

void
situation_later_lap (void)
{
  send_and_take (200, 100);
}

void
situation_nothing_reclaimed (void)
{
  send_and_take (SUBJECT_GRANULES, SHORT);
}

void
situation_full (void)
{
  guint n = 0;

  while (others_try_send (FILLING + n, 200))
    n++;
  g_assert_cmpuint (n, ==, SUBJECT_CAPACITY / 256);
}

/* ---- the dead -------------------------------------------------------------------------------- */

void
situation_dead_reserved (void)
{
  Victim *dead = start_helper (&deed_send, PUBLISHER, FALSE, UNSEEN, 40);

  step_to_change (dead, 1);
  victim_kill (dead);
  others_send (LEFT_BEHIND, 20);
}

void
situation_dead_committed (void)
{
  Victim *dead = start_helper (&deed_send, PUBLISHER, FALSE, LEFT_BEHIND, 40);

  step_to_change (dead, 2);
  victim_kill (dead);
  books_sent (LEFT_BEHIND);
}

void
situation_dead_exclusive_publisher (void)
{
  Victim *dead;

  others_close (PUBLISHER);
  dead = start_helper (&deed_send, PUBLISHER, TRUE, UNSEEN, 40);
  step_to_change (dead, 1);
  victim_kill (dead);
}

void
situation_dead_exclusive_subscriber (void)
{
  Victim *dead;
  Deed *deed;

  others_send (LEFT_BEHIND, 20);
  others_close (SUBSCRIBER);
  dead = start_helper (&deed_take, SUBSCRIBER, TRUE, 0, 0);
  step_to_change (dead, 1);
  victim_resume (dead);
  victim_await_end (dead);
  deed = victim_shared (dead);
  books_taken (deed->message, deed->taken);
  victim_kill (dead);
}

static void
send_and_die (guint number)
{
  Victim *dead = start_helper (&deed_send, PUBLISHER, FALSE, number, 40);

  victim_resume (dead);
  victim_await_end (dead);
  victim_kill (dead);
}

void
situation_stale (void)
{
  send_and_die (UNSEEN);
}

void
situation_kept (void)
{
  send_and_die (LEFT_BEHIND);
  books_sent (LEFT_BEHIND);
}

/* ---- the stopped ----------------------------------------------------------------------------- */

void
situation_stopped_reserved (void)
{
  helper_sleeps = helper_has_finished = FALSE;
  helper = start_helper (&deed_send, PUBLISHER, FALSE, FROM_HELPER, 40);
  step_to_change (helper, 1);
  books_may_come (FROM_HELPER);
}

void
situation_hole (void)
{
  situation_stopped_reserved ();
  send_and_take (SUBJECT_GRANULES - 1, SHORT);
}

void
situation_hole_and_gap (void)
{
  situation_stopped_reserved ();
  send_and_take (SUBJECT_GRANULES - 3, SHORT);
}

/* Where an opener looks whether the queue lives, and joins it. */
#define FIRST_SYSTEM_CALLS 40

void
situation_opener_stands (guint32 seed)
{
  guint calls = seed / 2 % FIRST_SYSTEM_CALLS;

  helper_sleeps = helper_has_finished = FALSE;
  helper = start_helper (&deed_open_and_send, PUBLISHER, FALSE, FROM_HELPER, 40);
  books_may_come (FROM_HELPER);
  for (guint i = 0; i < calls; i++)
    if (victim_step_to_system_call (helper) == VICTIM_OVER)
      verdict_fail ("an opener makes fewer system calls than %d", FIRST_SYSTEM_CALLS);
}

/* ---- the sleeping ---------------------------------------------------------------------------- */

static void
start_poller (const VictimTask *task, Role role, guint number)
{
  Deed *deed;

  helper_sleeps = TRUE;
  helper_has_finished = FALSE;
  helper = start_helper (task, role, FALSE, number, number != 0 ? 200 : 0);
  deed = victim_shared (helper);
  polls_since = g_get_monotonic_time () * 1000;
  victim_resume (helper);
  while (g_atomic_int_get (&deed->polls) == 0)
    g_usleep (20);
  victim_await_sleep (helper);
}

void
situation_polling_subscriber (void)
{
  start_poller (&deed_take_polling, SUBSCRIBER, 0);
}

void
situation_polling_publisher (void)
{
  situation_full ();
  books_may_come (FROM_HELPER);
  start_poller (&deed_send_polling, PUBLISHER, FROM_HELPER);
}

void
situation_rung_subscriber (void)
{
  situation_polling_subscriber ();
  victim_hold (helper);
  helper_is_held = helper_was_rung = TRUE;
  send_and_take (1, SHORT);
}

void
situation_release_poller (void)
{
  if (!helper_is_held)
    return;
  helper_is_held = FALSE;
  victim_resume (helper);
}

static void
start_sleeper (const VictimTask *task, Role role, guint number)
{
  helper_sleeps = TRUE;
  helper_has_finished = FALSE;
  helper = start_helper (task, role, FALSE, number, number != 0 ? 200 : 0);
  victim_resume (helper);
  victim_await_sleep (helper);
}

void
situation_sleeping_subscriber (void)
{
  start_sleeper (&deed_take_waiting, SUBSCRIBER, 0);
}

void
situation_sleeping_publisher (void)
{
  situation_full ();
  books_may_come (FROM_HELPER);
  start_sleeper (&deed_send_waiting, PUBLISHER, FROM_HELPER);
}
