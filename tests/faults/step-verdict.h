/* SPDX-License-Identifier: MIT */
#pragma once

/* What a window came to: how long the others' calls took, and, when a promise is broken, how to see
 * it again. A window is one operation of the victim, killed or stopped at one instruction. */

#include <glib.h>

typedef enum
{
  CALL_OPEN,
  CALL_ENQUEUE,
  CALL_DEQUEUE, /* until the message was there */
  CALL_CLOSE,
  N_CALLS
} Call;

/* How long a call may take because of a victim, beyond what it takes anyway. */
#define BOUND_US 5000

/* Where we are, for verdict_fail(). */
void verdict_begin_window (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* A promise is broken: ends the test, and says how to come here again. */
void verdict_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

/* Run before the test ends by a failure. */
void verdict_set_clean_up (void (*clean_up) (void));

/* What is noted from here on counts for the window. */
void verdict_start_timing (void);

/* One call. */
void verdict_add (Call call, gint64 ns);

/* All calls up to here were undisturbed: what they took, their median, is what such a call takes
 * anyway. */
void verdict_settle_bounds (void);

/* The longest call of the window, in ns, and whether one was beyond its bound. */
gint64      verdict_longest (void);
const char *verdict_too_slow (void);

/* Nanoseconds in which this process ran or slept. Where the kernel counts it, the time is left out
 * in which it could have run and had no processor: that is the machine's doing, not the
 * victim's. */
gint64 verdict_now (void);

/* The time that is left out, for any process. */
gint64 verdict_time_without_processor (pid_t pid);
