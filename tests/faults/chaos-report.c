/* SPDX-License-Identifier: MIT */
#include "chaos-report.h"

static void
add_histograms (Totals *totals, Place *place)
{
  for (guint t = 0; t < N_TIMES; t++)
    {
      for (guint b = 0; b < N_BUCKETS; b++)
        totals->buckets[t][b] += atomic_load (&place->times[t].buckets[b]);
      totals->worst[t] = MAX (totals->worst[t], atomic_load (&place->times[t].worst));
    }
}

static void
add_balance (Balance *to, const Balance *from)
{
  to->senders += from->senders;
  to->acknowledged += from->acknowledged;
  to->booked += from->booked;
  to->in_flight += from->in_flight;
  to->in_flight_arrived += from->in_flight_arrived;
  to->in_hand += from->in_hand;
  to->in_two_hands += from->in_two_hands;
}

void
totals_add (Totals *totals, Ledger *ledger, const Balance *balance)
{
  totals->rounds++;
  add_balance (&totals->balance, balance);
  totals->bytes += atomic_load (&ledger->bytes);
  totals->full += atomic_load (&ledger->full);
  totals->empty += atomic_load (&ledger->empty);
  totals->timed_out += atomic_load (&ledger->timed_out);
  totals->too_small += atomic_load (&ledger->too_small);
  totals->opens += atomic_load (&ledger->opens);
  totals->refused += atomic_load (&ledger->refused);
  for (guint i = 0; i < N_EVENTS; i++)
    totals->events[i] += atomic_load (&ledger->events[i]);
  for (guint w = 0; w < N_WORKERS; w++)
    {
      add_histograms (totals, &ledger->workers[w].main);
      for (guint t = 0; t < N_THREADS; t++)
        add_histograms (totals, &ledger->workers[w].places[t]);
    }
}

static void
print_books (const Totals *t)
{
  /* The sum of what ledger_balance() has looked at one by one. */
  guint64 unaccounted = t->balance.acknowledged - t->balance.in_hand -
                        (t->balance.booked - t->balance.in_flight_arrived);
  const struct
  {
    const char *what;
    guint64 count;
  } lines[] = {
    { "rounds", t->rounds },
    { "messages acknowledged", t->balance.acknowledged },
    { "messages taken", t->balance.booked },
    { "MiB taken", t->bytes >> 20 },
    { "sending threads", t->balance.senders },
    { "worker processes started", t->violence.starts },
    { "killed", t->violence.kills },
    { "stopped", t->violence.stops },
    { "  of these for 2 s", t->violence.long_stops },
    { "ended by themselves", t->violence.exits },
    { "endpoints opened", t->opens - t->refused },
    { "refused, another was exclusive", t->refused },
    { "try_enqueue: full", t->full },
    { "try_dequeue: empty", t->empty },
    { "waiting calls timed out", t->timed_out },
    { "buffers too small", t->too_small },
    { "killed in the middle of sending", t->balance.in_flight },
    { "  of these arrived", t->balance.in_flight_arrived },
    { "taken by a killed receiver, in its hand", t->balance.in_hand },
    { "  of these copied by two", t->balance.in_two_hands },
    { "left in the queue, and drained", t->drained },
    { "buried", t->events[EVENT_BURIED] },
    { "revoked", t->events[EVENT_REVOKED] },
    { "sent again", t->events[EVENT_SENT_AGAIN] },
    { "dead ones' places taken", t->events[EVENT_RECOVERED] },
    { "not accounted for", unaccounted },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_test_message ("%-42s %14" G_GUINT64_FORMAT, lines[i].what, lines[i].count);
}

static char *
format_time (guint64 ns)
{
  if (ns < 1000)
    return g_strdup_printf ("%u ns", (guint) ns);
  if (ns < 1000000)
    return g_strdup_printf ("%.3g us", (double) ns / 1e3);
  if (ns < 1000000000)
    return g_strdup_printf ("%.3g ms", (double) ns / 1e6);
  return g_strdup_printf ("%.3g s", (double) ns / 1e9);
}

static void
print_bucket (const Totals *totals, guint bucket)
{
  g_autofree char *bound = format_time (G_GUINT64_CONSTANT (1) << bucket);
  GString *line = g_string_new ("under");
  guint64 all = 0;

  g_string_append_printf (line, "%9s", bound);
  for (guint t = 0; t < N_TIMES; t++)
    {
      g_string_append_printf (line, "%11" G_GUINT64_FORMAT, totals->buckets[t][bucket]);
      all += totals->buckets[t][bucket];
    }
  if (all != 0)
    g_test_message ("%s", line->str);
  g_string_free (line, TRUE);
}

/* How many calls took how long. What was stopped itself meanwhile is left out. */
static void
print_times (const Totals *totals)
{
  GString *line = g_string_new ("the longest   ");

  g_test_message ("%14s%22s%22s%11s%11s%11s%11s", "", "try_enqueue", "try_dequeue", "enqueue",
                  "dequeue", "open", "close");
  g_test_message ("%14s%11s%11s%11s%11s%11s%11s%11s%11s", "", "wall", "CPU", "wall", "CPU", "late",
                  "late", "wall", "wall");
  for (guint bucket = 0; bucket < N_BUCKETS; bucket++)
    print_bucket (totals, bucket);
  for (guint t = 0; t < N_TIMES; t++)
    {
      g_autofree char *worst = format_time (totals->worst[t]);

      g_string_append_printf (line, "%11s", worst);
    }
  g_test_message ("%s", line->str);
  g_string_free (line, TRUE);
}

void
totals_print (const Totals *totals)
{
  print_books (totals);
  print_times (totals);
}
