/* SPDX-License-Identifier: MIT */
/* Keeping every word's lap within reach.
 *
 * Laps are compared by signed difference, so a word that half the range of laps has not touched would
 * look newer than it is; and after the whole range, of this very lap. Words of the inside of long
 * records may stay untouched for ever. So a hand goes round the ring, once in an eighth of the range,
 * and gives words of long ago the lap before the head's: older than any that a record in use, or the
 * next one, can have. Head moves only as far as the hand's own progress allows, so who makes room moves
 * the hand first: one granule for millions, except where a test builds with a lap of a few bits.
 *
 * Killed or stopped anywhere: who comes next renews the same words again, which changes nothing. At each
 * granule laps only grow, so a swap that is late meets another word and fails. */
#include "native/ring.h"

/* The word with the lap `recent`, unless it is not older. Its other parts stay: claims, when they come,
 * carry a record on that keeps its length here. */
static void
renew (const struct words *w, _Atomic uint64_t *place, uint64_t recent)
{
  uint64_t word = atomic_load_explicit (place, memory_order_relaxed);

  if ((int64_t) (word_lap (w, word) - recent) < 0)
    /* A failure: somebody uses it, and so renews it. */
    atomic_compare_exchange_strong (place, &word, recent | (word & (w->lap_unit - 1)));
}

void
ipq_ring_sweep (struct ring *ring, uint64_t head, uint64_t due)
{
  const struct words *w = &ring->words;
  uint64_t recent = lap_of (w, head) - w->lap_unit;
  uint64_t swept = atomic_load (&ring->header->swept);
  /* Once round is all that there is, whatever a peer wrote. */
  uint64_t from = due - swept < ring->granules ? swept : due - ring->granules;

  for (uint64_t granule = from; granule != due; granule++)
    {
      struct control *control = control_at (ring, granule);

      renew (w, &control->con, recent);
      renew (w, &control->pub, recent);
    }
  /* Behind the words that it counts. A failure: somebody else has moved it, and comes by the rest again
   * if that is not as far. */
  atomic_compare_exchange_strong (&ring->header->swept, &swept, due);
}
