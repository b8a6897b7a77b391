/* SPDX-License-Identifier: MIT */
#pragma once

/* The sum of all rounds, and two tables of it. */

#include "chaos-round.h"

typedef struct
{
  guint rounds;
  Balance balance;
  Violence violence;
  guint64 bytes, full, empty, timed_out, too_small, opens, refused, drained;
  guint64 events[N_EVENTS];
  guint64 buckets[N_TIMES][N_BUCKETS];
  guint64 worst[N_TIMES];
} Totals;

void totals_add (Totals *totals, Ledger *ledger, const Balance *balance);
void totals_print (const Totals *totals);
