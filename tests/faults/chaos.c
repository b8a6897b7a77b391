/* SPDX-License-Identifier: MIT */
/* Eight processes use one queue with up to three threads each, and are killed, stopped, closed and
 * opened again at random. Afterwards the books balance: no message that was acknowledged is lost, but
 * those that killed receivers had in hand; none comes twice or damaged; each sender's order is kept;
 * and no call took longer than it may.
 *
 *   chaos [--seconds=N] [--seed=R02S...]
 *
 * GLib's test framework prints the seed. It determines each round's configuration and what the workers
 * are told to do, and not how they run. */
#include "chaos-duration.h"
#include "chaos-random.h"
#include "chaos-report.h"
#include "remove-tree.h"

#include <glib/gstdio.h>
#include <string.h>

static guint seconds;

InterprocessQueueOptions *
round_options (const Round *self, gboolean exclusive)
{
  InterprocessQueueOptions *options = interprocess_queue_options_new ("chaos", self->capacity);

  interprocess_queue_options_set_path (options, self->directory);
  interprocess_queue_options_set_exclusive (options, exclusive);
  if (self->keep)
    interprocess_queue_options_set_retention (options, INTERPROCESS_RETENTION_KEEP);
  return options;
}

/* ---- configurations --------------------------------------------------------------------------- */

static const char *const sharing_names[] = {
  [ALWAYS_SHARED] = "shared",
  [ALWAYS_EXCLUSIVE] = "exclusive",
  [EITHER] = "either",
};

#define N_SHARINGS G_N_ELEMENTS (sharing_names)

/* All pairings have their turn; the rest is drawn. */
static Round
draw_round (guint number, guint64 seed, const char *directory)
{
  static const guint64 capacities[] = { 4096, 4096, 65536, 1 << 20 };
  static const guint violences[] = { 4, 20, 50 };
  Random random = random_seeded (seed, number);
  guint pairing = (guint) ((seed + number) % (N_SHARINGS * N_SHARINGS));
  Round round = {
    .number = number,
    .seed = random_next (&random),
    .capacity = capacities[random_below (&random, G_N_ELEMENTS (capacities))],
    .publishers = (Sharing) (pairing % N_SHARINGS),
    .subscribers = (Sharing) (pairing / N_SHARINGS),
    .n_receivers = 1 + random_below (&random, 5),
    .n_both = random_once_in (&random, 3),
    .n_threads = 1 + random_below (&random, N_THREADS),
    .violence = violences[random_below (&random, G_N_ELEMENTS (violences))],
    .directory = directory,
  };

  /* Where every endpoint may have to be alone, none can be there all the time. */
  round.keep = (round.publishers != ALWAYS_SHARED && round.subscribers != ALWAYS_SHARED) ||
               random_once_in (&random, 2);
  round.seconds_ms = MIN (seconds * 1000 / 12 + 100, 10000);
  return round;
}

/* ---- the keeper ------------------------------------------------------------------------------- */

/* An endpoint that only keeps the queue alive. */
static GObject *
open_keeper (const Round *round)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = round_options (round, FALSE);
  g_autoptr(GError) error = NULL;
  gpointer keeper;

  if (round->publishers == ALWAYS_SHARED)
    keeper = interprocess_queue_factory_create_publisher (factory, options, &error);
  else
    keeper = interprocess_queue_factory_create_subscriber (factory, options, &error);
  g_assert_no_error (error);
  return keeper;
}

/* ---- the end of a round ----------------------------------------------------------------------- */

static InterprocessSubscriber *
open_last_subscriber (const Round *round)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = round_options (round, FALSE);
  g_autoptr(GError) error = NULL;
  InterprocessSubscriber *subscriber =
    interprocess_queue_factory_create_subscriber (factory, options, &error);

  g_assert_no_error (error);
  return subscriber;
}

/* Takes all that is left. All workers are gone, so the first “empty” is the end. */
static guint
drain (const Round *round, Ledger *ledger)
{
  g_autoptr(InterprocessSubscriber) subscriber = open_last_subscriber (round);
  g_autofree guint8 *buffer = g_malloc (LONGEST_MESSAGE);
  g_autoptr(GError) error = NULL;
  MessageHeader header = { 0 };
  guint taken = 0;
  gsize length;

  while (interprocess_subscriber_try_dequeue_into (subscriber, buffer, LONGEST_MESSAGE, &length,
                                                   &error))
    {
      taken++;
      if (!message_read (buffer, length, &header))
        ledger_fail (ledger, "a message of %" G_GSIZE_FORMAT " bytes is damaged in the end", length);
      else
        ledger_book (ledger, &header);
      atomic_fetch_add (&ledger->bytes, length);
    }
  if (error != NULL)
    ledger_fail (ledger, "the last subscriber failed: %s", error->message);
  return taken;
}

/* The dead have left nothing: two messages of half the capacity find room. */
static void
check_room (const Round *round, Ledger *ledger)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = round_options (round, FALSE);
  g_autofree guint8 *half = g_malloc0 (round->capacity / 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessPublisher) publisher =
    interprocess_queue_factory_create_publisher (factory, options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    if (!interprocess_publisher_try_enqueue (publisher, half, round->capacity / 2, &error))
      ledger_fail (ledger, "the empty queue has no room for half %u of what it holds: %s", i,
                   error != NULL ? error->message : "full");
}

/* ---- the test --------------------------------------------------------------------------------- */

static void
fail_round (const Round *round, Ledger *ledger)
{
  while (atomic_load (&ledger->failed) != 2)
    g_thread_yield ();
  g_test_message ("The queue's files are kept in %s", round->directory);
  g_error ("round %u, %" G_GUINT64_FORMAT " bytes, publishers %s, subscribers %s: %s", round->number,
           round->capacity, sharing_names[round->publishers], sharing_names[round->subscribers],
           ledger->failure);
}

static void
announce_round (const Round *round)
{
  g_test_message ("round %u: %" G_GUINT64_FORMAT " bytes, publishers %s, subscribers %s, %u of %u "
                  "workers receive, %u do both, up to %u threads, violence %u %%, %s",
                  round->number, round->capacity, sharing_names[round->publishers],
                  sharing_names[round->subscribers], round->n_receivers, N_WORKERS,
                  2 * round->n_both, round->n_threads, round->violence,
                  round->keep ? "kept" : "with a keeper");
}

static void
end_round (const Round *round, Ledger *ledger, GArray *kept, Totals *totals)
{
  Balance balance;

  if (atomic_load (&ledger->failed) == 0)
    {
      totals->drained += drain (round, ledger);
      if (drain (round, ledger) != 0)
        ledger_fail (ledger, "another subscriber found more");
      check_room (round, ledger);
    }
  if (atomic_load (&ledger->failed) != 0 || !ledger_balance (ledger, kept, &balance))
    fail_round (round, ledger);
  totals_add (totals, ledger, &balance);
}

static void
run_round (guint number, guint64 seed, Totals *totals)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("interprocess-chaos-XXXXXX", &error);
  g_autoptr(GArray) kept = g_array_new (FALSE, FALSE, sizeof (MessageHeader));
  Round round = draw_round (number, seed, directory);
  Ledger *ledger = ledger_new ();
  GObject *keeper;

  g_assert_no_error (error);
  announce_round (&round);
  keeper = round.keep ? NULL : open_keeper (&round);
  supervise (&round, ledger, kept, &totals->violence);
  end_round (&round, ledger, kept, totals);
  g_clear_object (&keeper);
  ledger_free (ledger);
  remove_tree (directory);
}

static GVariant *log_fields;

/* GLib makes some of its locks when they are first used. It does so in order, but ThreadSanitizer
 * cannot see that: so it is done here, before there are threads. */
static void
use_locks_once (void)
{
  g_error_free (g_error_new_literal (INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_FAILED, ""));
  /* Likewise what GLib keeps of the type of a log entry's fields, as long as somebody has one. */
  log_fields = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

static void
test_books_balance (void)
{
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  guint64 seed = (guint64) (guint32) g_test_rand_int ();
  Totals totals = { 0 };

  use_locks_once ();
  for (guint number = 0; g_get_monotonic_time () < end; number++)
    run_round (number, seed, &totals);
  totals_print (&totals);
  g_assert_cmpuint (totals.balance.booked + totals.balance.in_hand, ==,
                    totals.balance.acknowledged + totals.balance.in_flight_arrived);
  g_assert_cmpuint (totals.balance.booked, >, 0);
  g_assert_cmpuint (totals.violence.kills, >, 0);
  g_assert_cmpuint (totals.violence.stops, >, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  seconds = duration_seconds (argc, argv, BRIEF_SECONDS, 600);
  g_test_add_func ("/chaos/books-balance", test_books_balance);
  status = g_test_run ();
  g_clear_pointer (&log_fields, g_variant_unref);
  return status;
}
