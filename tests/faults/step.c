/* SPDX-License-Identifier: MIT */
/* Any process may be killed, or stopped, at any instruction, and the others go on.
 *
 * A real process, the victim, uses the real library and is stepped through one operation. A
 * *window* is one history of a small queue up to one instruction of that operation, and there the
 * victim is killed or left standing. Then the others have to send and to take messages, each call
 * within a bound; a stopped victim resumes after that, and has to do what it was about to do, once;
 * and in the end every message is accounted for. Each window starts from nothing, so that it can be
 * repeated:
 *
 *   step -p /step/enqueue-empty --window=killed:shared:exclusive:37:4711
 *
 * The long mode (INTERPROCESS_TEST_LONG=1) has a window at every instruction. The short one has
 * some for each operation, at even distances from an instruction that the seed chooses (--seed). */
#include "step-books.h"
#include "step-others.h"
#include "step-situation.h"
#include "step-verdict.h"
#include "step-window.h"

#include <unistd.h>

/* About so many windows in the short mode, for each way of one scenario; 0: at every
 * instruction. */
static int windows_a_row = 5;
static char *only; /* --window */

/* Name, the victim's role, what was there before, what it does, the length of its message, how many
 * messages wait, and flags. */
static const Scenario scenarios[] = {
  { "enqueue-empty", PUBLISHER, situation_empty, &deed_send, 40, 0, 0 },
  { "enqueue-backlog", PUBLISHER, situation_empty, &deed_send, 900, 2, 0 },
  { "enqueue-wrap", PUBLISHER, situation_before_wrap, &deed_send, 300, 0, 0 },
  { "enqueue-later-lap", PUBLISHER, situation_later_lap, &deed_send, 150, 2, 0 },
  { "enqueue-reclaim", PUBLISHER, situation_nothing_reclaimed, &deed_send, 200, 0, 0 },
  { "enqueue-second-thread", PUBLISHER, situation_empty, &deed_send_by_second_thread, 40, 1,
    SHARED },
  { "enqueue-waiting", PUBLISHER, situation_full, &deed_send_waiting, 200, 0, FULL | UNTIMED },
  { "enqueue-wakes", PUBLISHER, situation_sleeping_subscriber, &deed_send, 40, 0, OTHERS_SHARED },
  { "enqueue-rings", PUBLISHER, situation_polling_subscriber, &deed_send, 40, 0, OTHERS_SHARED },
  { "enqueue-rings-last", PUBLISHER, situation_polling_subscriber, &deed_send, 40, 0,
    OTHERS_SHARED | UNRUNG },
  { "enqueue-arms", PUBLISHER, situation_full, &deed_send_watching, 200, 0, FULL },
  { "enqueue-behind-dead", PUBLISHER, situation_dead_reserved, &deed_send, 40, 0, 0 },
  { "enqueue-carry", PUBLISHER, situation_hole, &deed_send, 40, 0, SHARED },
  { "enqueue-carry-gap", PUBLISHER, situation_hole_and_gap, &deed_send, 150, 0, SHARED },
  { "dequeue", SUBSCRIBER, situation_empty, &deed_take, 0, 3, 0 },
  { "dequeue-wrap", SUBSCRIBER, situation_before_wrap, &deed_take, 0, 3, 0 },
  { "dequeue-later-lap", SUBSCRIBER, situation_later_lap, &deed_take, 0, 3, 0 },
  { "dequeue-empty", SUBSCRIBER, situation_empty, &deed_take, 0, 0, 0 },
  { "dequeue-waiting", SUBSCRIBER, situation_empty, &deed_take_waiting, 0, 0, UNTIMED },
  { "dequeue-wakes", SUBSCRIBER, situation_sleeping_publisher, &deed_take, 0, 0,
    FULL | OTHERS_SHARED },
  { "dequeue-rings", SUBSCRIBER, situation_polling_publisher, &deed_take, 0, 0,
    FULL | OTHERS_SHARED },
  { "dequeue-arms", SUBSCRIBER, situation_empty, &deed_take_watching, 0, 0, 0 },
  { "dequeue-arms-for-another", SUBSCRIBER, situation_rung_subscriber, &deed_take_watching, 0, 0,
    SHARED },
  { "dequeue-buries", SUBSCRIBER, situation_dead_reserved, &deed_take, 0, 2, 0 },
  { "dequeue-dead-commit", SUBSCRIBER, situation_dead_committed, &deed_take, 0, 2, 0 },
  { "dequeue-revokes", SUBSCRIBER, situation_stopped_reserved, &deed_take_patiently, 0, 2,
    OTHERS_SHARED | UNTIMED },
  { "open-enqueue", PUBLISHER, situation_empty, &deed_open_and_send, 40, 1, OPENS },
  { "open-dequeue", SUBSCRIBER, situation_empty, &deed_open_and_take, 0, 2, OPENS },
  { "open-cleans-reserved", PUBLISHER, situation_dead_reserved, &deed_open_and_send, 40, 0, OPENS },
  { "open-cleans-committed", SUBSCRIBER, situation_dead_committed, &deed_open_and_take, 0, 2,
    OPENS },
  { "open-creates", PUBLISHER, situation_empty, &deed_open_and_send, 40, 0, OPENS | ALONE },
  { "open-stale", PUBLISHER, situation_stale, &deed_open_and_send, 40, 0, OPENS | ALONE },
  { "open-stale-dequeue", SUBSCRIBER, situation_stale, &deed_open_and_take, 0, 0, OPENS | ALONE },
  { "open-kept", SUBSCRIBER, situation_kept, &deed_open_and_take, 0, 0, OPENS | ALONE | KEPT },
  { "close-publisher", PUBLISHER, situation_empty, &deed_close, 0, 1, OPENS },
  { "close-subscriber", SUBSCRIBER, situation_empty, &deed_close, 0, 1, OPENS },
  { "close-watched", SUBSCRIBER, situation_empty, &deed_close_watching, 0, 0, OPENS },
  { "close-last-watched", SUBSCRIBER, situation_empty, &deed_close_watching, 0, 0, OPENS | ALONE },
  { "watch", SUBSCRIBER, situation_polling_subscriber, &deed_watch, 0, 0, OPENS | SHARED },
  { "watch-publisher", PUBLISHER, situation_polling_subscriber, &deed_watch, 0, 0,
    OPENS | OTHERS_SHARED },
  { "close-last", PUBLISHER, situation_empty, &deed_close, 0, 0, OPENS | ALONE },
  { "close-last-kept", PUBLISHER, situation_kept, &deed_close, 0, 0, OPENS | ALONE | KEPT },
  { "close-last-as-one-opens", PUBLISHER, situation_empty, &deed_close, 0, 0,
    OPENS | ALONE | SHARED | OPENER },
  { "take-over-publisher", PUBLISHER, situation_dead_exclusive_publisher, &deed_open_and_send, 40,
    0, OPENS | EXCLUSIVE },
  { "take-over-publisher-shared", PUBLISHER, situation_dead_exclusive_publisher,
    &deed_open_and_send, 40, 0, OPENS | SHARED },
  { "take-over-subscriber", SUBSCRIBER, situation_dead_exclusive_subscriber, &deed_open_and_take,
    0, 2, OPENS | EXCLUSIVE },
};

/* ---- the table ------------------------------------------------------------------------------- */

typedef struct
{
  guint windows;
  gint64 worst;
} Row;

/* A message that is there, or gone, with one instruction is so with every later one. */
static void
check_effect (const Window *w, gboolean *had_effect, gboolean has_effect)
{
  if (w->stopped || window_has (w, UNTIMED))
    return;
  if (*had_effect && !has_effect)
    verdict_fail (w->scenario->role == PUBLISHER ? "a message was committed already, and is lost"
                                                 : "a message was taken already, and came again");
  *had_effect = has_effect;
}

/* Where another process stands as well there are two instructions to choose: in the long mode its
 * one is drawn so many times for each of the victim's. */
#define OPENER_DRAWS 10

static void
run_windows (Window *w, guint steps, Row *row)
{
  guint stride = windows_a_row > 0 ? MAX (steps / (guint) windows_a_row, 1) : 1;
  guint draws = windows_a_row == 0 && window_has (w, OPENER) ? OPENER_DRAWS : 1;
  guint first = (guint) g_test_rand_int_range (0, (gint32) stride);
  gboolean had_effect = FALSE;
  gboolean effect;

  for (guint i = 0; (w->at = first + i / draws * stride) < steps; i++)
    {
      w->seed = (guint32) g_test_rand_int ();
      if (!window_run (w, &effect))
        continue; /* its way was shorter this time */
      check_effect (w, &had_effect, effect);
      row->windows++;
      row->worst = MAX (row->worst, verdict_longest ());
    }
}

static void
print_row (const Window *w, const char *what, const Row *row)
{
  g_assert_cmpuint (row->windows, >, 0);
  g_test_message ("%-27s %-9s %-10s %-7s %7u %9.0f", w->scenario->name,
                  w->exclusive ? "exclusive" : "shared",
                  w->scenario->role == PUBLISHER ? "publisher" : "subscriber", what, row->windows,
                  (double) row->worst / 1000);
}

/* Whether the others' endpoint of the other role is exclusive is not told apart. */
static void
run_rows (Window *w)
{
  Row killed = { 0, 0 };
  Row stopped = { 0, 0 };
  guint steps;

  for (guint others_exclusive = 0; others_exclusive < 2; others_exclusive++)
    {
      if (others_exclusive && (window_has (w, OTHERS_SHARED) || window_has (w, ALONE)))
        continue;
      w->others_exclusive = others_exclusive != 0;
      steps = window_explore (w);
      w->stopped = FALSE;
      run_windows (w, steps, &killed);
      w->stopped = TRUE;
      run_windows (w, steps, &stopped);
    }
  print_row (w, "killed", &killed);
  print_row (w, "stopped", &stopped);
}

static void
run_one (Window *w)
{
  g_auto(GStrv) parts = g_strsplit (only, ":", 5);
  gboolean effect;

  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  w->stopped = g_str_equal (parts[0], "stopped");
  w->exclusive = g_str_equal (parts[1], "exclusive");
  w->others_exclusive = g_str_equal (parts[2], "exclusive");
  w->at = (guint) g_ascii_strtoull (parts[3], NULL, 10);
  w->seed = (guint32) g_ascii_strtoull (parts[4], NULL, 10);
  if (!window_run (w, &effect))
    g_test_skip ("the operation has not that many instructions");
}

static void
test_scenario (gconstpointer data)
{
  Window w = { .scenario = data };

  if (only != NULL)
    {
      run_one (&w);
      return;
    }
  for (guint exclusive = 0; exclusive < 2; exclusive++)
    {
      if (exclusive ? window_has (&w, SHARED) : window_has (&w, EXCLUSIVE))
        continue;
      w.exclusive = exclusive != 0;
      run_rows (&w);
    }
}

/* ---- the program ----------------------------------------------------------------------------- */

/* What the calls take when nobody is killed or stopped. */
static void
measure_undisturbed (void)
{
  for (guint i = 0; i < 50; i++)
    {
      subject_begin (FALSE);
      books_open ();
      others_open (PUBLISHER, FALSE);
      others_open (SUBSCRIBER, FALSE);
      others_send (FROM_OTHERS, 30);
      others_drain (FROM_OTHERS);
      others_close (PUBLISHER);
      others_close (SUBSCRIBER);
    }
  verdict_settle_bounds ();
}

static void
clean_up (void)
{
  victim_kill_all ();
  subject_tear_down ();
}

/* Functions are found at their first call, by thousands of instructions that say nothing about us:
 * have them found before. */
static void
bind_at_once (char **argv)
{
  if (g_getenv ("LD_BIND_NOW") != NULL)
    return;
  g_setenv ("LD_BIND_NOW", "1", TRUE);
  execv ("/proc/self/exe", argv);
  g_error ("cannot start anew: %s", g_strerror (errno));
}

static void
read_arguments (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "window", 0, 0, G_OPTION_ARG_STRING, &only, "One window alone, as a failure names it",
      "HOW:VICTIM:OTHERS:AT:SEED" },
    { "windows", 0, 0, G_OPTION_ARG_INT, &windows_a_row,
      "About so many in each row; 0: at every instruction", "N" },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  int status;

  bind_at_once (argv);
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("INTERPROCESS_TEST_LONG") != NULL)
    windows_a_row = 0;
  read_arguments (argc, argv);
  victim_set_library (interprocess_queue_factory_new);
  subject_set_up ();
  verdict_set_clean_up (clean_up);
  measure_undisturbed ();
  g_test_message ("%-27s %-20s %-7s %7s %9s", "scenario", "victim", "it is", "windows", "worst us");
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autofree char *path = g_strdup_printf ("/step/%s", scenarios[i].name);

      g_test_add_data_func (path, &scenarios[i], test_scenario);
    }
  status = g_test_run ();
  subject_tear_down ();
  return status;
}
