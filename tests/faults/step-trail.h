/* SPDX-License-Identifier: MIT */
#pragma once

/* The way that a victim takes through its operation, noted once, step by step. A later victim takes
 * the same way, so it can run to a breakpoint near the step where it is wanted, instead of being
 * stepped from the start: a thousand steps take some milliseconds. */

#include "step-victim.h"

typedef struct _Trail Trail;

/* Not exact: the way depends on the time as well, so it is only known to come by the same
 * places. */
Trail *trail_new  (gboolean is_exact);
void   trail_free (Trail *self);

/* Notes where the victim stands, as the next step of the way. */
void  trail_note   (Trail *self, Victim *victim);
guint trail_length (Trail *self);

/* Brings a victim that was just started to step `at`, or before: *step is where it stands then.
 * FALSE: it went another way and is at its end. */
gboolean trail_lead (Trail *self, Victim *victim, guint at, guint *step);
