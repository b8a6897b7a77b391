/* SPDX-License-Identifier: MIT */
#include "chaos-ledger.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

void
histogram_add (Histogram *self, guint64 ns)
{
  guint bucket = ns == 0 ? 0 : MIN (g_bit_storage (ns), N_BUCKETS - 1);
  guint64 count = atomic_load_explicit (&self->buckets[bucket], memory_order_relaxed);

  atomic_store_explicit (&self->buckets[bucket], count + 1, memory_order_relaxed);
  if (ns > atomic_load_explicit (&self->worst, memory_order_relaxed))
    atomic_store_explicit (&self->worst, ns, memory_order_relaxed);
}

Ledger *
ledger_new (void)
{
  Ledger *self = mmap (NULL, sizeof *self, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  g_assert_true (self != MAP_FAILED);
  for (guint w = 0; w < N_WORKERS; w++)
    for (guint t = 0; t < N_THREADS; t++)
      self->workers[w].places[t].buffer = self->buffers[w][t];
  return self;
}

void
ledger_free (Ledger *self)
{
  munmap (self, sizeof *self);
}

void
ledger_fail (Ledger *self, const char *format, ...)
{
  int nobody = 0;
  va_list arguments;

  if (!atomic_compare_exchange_strong (&self->failed, &nobody, 1))
    return;
  va_start (arguments, format);
  vsnprintf (self->failure, sizeof self->failure, format, arguments);
  va_end (arguments);
  atomic_store (&self->failed, 2); /* the text is whole */
}

gboolean
ledger_book (Ledger *self, const MessageHeader *header)
{
  if (header->sender >= MOST_SENDERS || header->number >= MOST_MESSAGES)
    ledger_fail (self, "message %u of sender %u, whom nobody knows", header->number,
                 header->sender);
  else if (header->number >= atomic_load (&self->senders[header->sender].attempted))
    ledger_fail (self, "message %u of sender %u was taken and not sent, or said not to be",
                 header->number, header->sender);
  else if (atomic_fetch_add (&self->booked[header->sender][header->number], 1) != 0)
    ledger_fail (self, "message %u of sender %u was taken twice", header->number, header->sender);
  else
    return TRUE;
  return FALSE;
}

/* ---- the end ---------------------------------------------------------------------------------- */

static guint
count_kept (GArray *kept, guint32 sender, guint32 number)
{
  guint count = 0;

  for (guint i = 0; i < kept->len; i++)
    {
      const MessageHeader *header = &g_array_index (kept, MessageHeader, i);

      count += header->sender == sender && header->number == number;
    }
  return count;
}

static void
check_missing (Ledger *self, GArray *kept, guint32 sender, guint32 number, Balance *balance)
{
  guint hands = count_kept (kept, sender, number);

  if (hands == 0)
    ledger_fail (self, "message %u of sender %u was acknowledged and is lost: %u of its messages "
                 "were acknowledged, and no killed receiver had it in hand",
                 number, sender, atomic_load (&self->senders[sender].acknowledged));
  balance->in_hand++;
  balance->in_two_hands += hands > 1;
}

static void
check_sender (Ledger *self, GArray *kept, guint32 sender, Balance *balance)
{
  guint32 acknowledged = atomic_load (&self->senders[sender].acknowledged);
  guint32 attempted = atomic_load (&self->senders[sender].attempted);

  if (attempted - acknowledged > 1)
    ledger_fail (self, "sender %u attempted %u messages and has %u acknowledged", sender, attempted,
                 acknowledged);
  balance->acknowledged += acknowledged;
  balance->in_flight += attempted - acknowledged;
  for (guint32 number = 0; number < MIN (attempted + 1, MOST_MESSAGES); number++)
    {
      guint booked = atomic_load_explicit (&self->booked[sender][number], memory_order_relaxed);

      if (booked > 1 || (booked == 1 && number >= attempted))
        ledger_fail (self, "message %u of sender %u was taken %u times; it attempted %u and has %u "
                     "acknowledged", number, sender, booked, attempted, acknowledged);
      else if (booked == 0 && number < acknowledged)
        check_missing (self, kept, sender, number, balance);
      else if (booked == 1 && number >= acknowledged)
        balance->in_flight_arrived++;
      balance->booked += booked;
    }
}

gboolean
ledger_balance (Ledger *self, GArray *kept, Balance *balance)
{
  *balance = (Balance) { .senders = MIN (atomic_load (&self->n_senders), MOST_SENDERS) };
  for (guint32 sender = 0; sender < balance->senders; sender++)
    check_sender (self, kept, sender, balance);
  return atomic_load (&self->failed) == 0;
}
