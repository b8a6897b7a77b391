/* SPDX-License-Identifier: MIT */
/* Dequeue: find a committed record, copy its payload out, take it by a swap. The only subscriber, whom
 * nobody can beat to it, takes it by a store.
 *
 * Killed or stopped before that: nothing happened, another reader takes the message. After it: the
 * message was this reader's, and only this one is lost with it. */
#include "calls.h"
#include "native/copy.h"
#include "native/ring.h"

#include "platform/clock.h"

/* Looks at an uncommitted record before the clock is asked. */
#ifndef SPINS
#define SPINS 200
#endif

/* Steps of the budget that a heavy fence is worth. */
#define FENCE_STEPS 1000

struct found
{
  uint64_t position;
  uint64_t con;
  uint64_t length;
};

/* What stands at a record that is not committed: LOOK_AGAIN, or the answer to the caller. */
enum
{
  TAKE = 0,
  LOOK_AGAIN = 200,
};

static uint64_t
start_of_search (struct ring *ring, int lane)
{
  uint64_t cursor = place_of (ring, lane);
  /* any past value */
  uint64_t hint = atomic_load_explicit (&ring->header->read_hint, memory_order_relaxed);

  /* A hint that is nonsense, since a peer wrote it, leads to a word of an older or newer lap, and the
   * search goes on from head; a bound spares most of that. */
  return hint - cursor - 1 < 4 * ring->granules ? hint : cursor;
}

static IPQ_ALWAYS_INLINE void
moved_cursor (struct ring *ring, int lane, uint64_t from, uint64_t to)
{
  if (IPQ_UNLIKELY (move_place (ring, lane, from, to)) &&
      (int64_t) (to - atomic_load_explicit (&ring->header->read_hint, memory_order_relaxed)) > 0)
    /* a hint: pairs with nothing */
    atomic_store_explicit (&ring->header->read_hint, to, memory_order_relaxed);
}

/* ---- uncommitted records ---------------------------------------------------------------------- */

static bool
changes_while_spinning (struct ring *ring, uint64_t position, uint64_t con)
{
  struct control *c = control_at (ring, position);
  uint64_t pub = atomic_load_explicit (&c->pub, memory_order_relaxed);

  for (int i = 0; i < SPINS; i++)
    {
      ipq_cpu_relax ();
      if (atomic_load_explicit (&c->pub, memory_order_relaxed) != pub ||
          atomic_load_explicit (&c->con, memory_order_relaxed) != con)
        return true;
    }
  return false;
}

/* A call that does not wait must not walk along a large queue. */
#define MOST_SPANNED 4096

/* How many granules the chain has from here on, or its next MOST_SPANNED records. */
static uint64_t
span_behind (struct ring *ring, uint64_t position, int64_t *budget)
{
  uint64_t end = position;

  for (int i = 0; i < MOST_SPANNED && --*budget > 0 && end - position < ring->granules; i++)
    {
      uint64_t con = load_con (ring, end);
      uint64_t next;

      if (lap_difference (&ring->words, con, end) < 0)
        break;
      next = ipq_chain_step_over (ring, end, con);
      if (next - end - 1 >= ring->granules)
        break; /* a peer's nonsense, or head has passed */
      end = next;
    }
  return end - position;
}

/* Have this endpoint's readers waited at this record for longer than a living writer needs? Or at one
 * before it, while this one was there: several that are stopped cost one grace and not one each. */
static bool
has_stalled (struct ring *ring, uint64_t position, uint64_t con, int64_t *budget)
{
  uint64_t now = ipq_clock_now ();
  uint64_t grace = GRACE_NS + GRACE_NS_PER_BYTE * (con_extent (&ring->words, con) << GRANULE_SHIFT);

  if (has_stood (ring, position))
    return now - atomic_load_explicit (&ring->stalled_since, memory_order_relaxed) >= grace;
  atomic_store_explicit (&ring->stalled_since, now, memory_order_relaxed);
  atomic_store_explicit (&ring->stalled_span, span_behind (ring, position, budget),
                         memory_order_relaxed);
  atomic_store_explicit (&ring->stalled_at, position, memory_order_release);
  return false;
}

/* Waits a little, buries the dead, revokes the stopped. IPQ_EMPTY: nothing to be had yet. */
static IPQ_COLD int
meet_uncommitted (struct ring *ring, uint64_t position, uint64_t con, int64_t *budget)
{
  *budget -= SPINS;
  if (changes_while_spinning (ring, position, con))
    return LOOK_AGAIN;
  if (ipq_record_is_dead (ring, con))
    {
      ipq_record_bury (ring, position, con);
      return LOOK_AGAIN;
    }
  if (con_kind (&ring->words, con) == KIND_BUSY && !has_stalled (ring, position, con, budget))
    return IPQ_EMPTY;
  *budget -= FENCE_STEPS;
  ipq_record_revoke (ring, position, con);
  return load_con (ring, position) == con ? IPQ_EMPTY : LOOK_AGAIN;
}

/* ---- search ----------------------------------------------------------------------------------- */

/* con is of the position's lap, and BUSY, DOUBT or READY. */
static int
examine (struct ring *ring, uint64_t position, uint64_t con, struct found *found, int64_t *budget)
{
  const struct words *w = &ring->words;
  /* pairs with the commit */
  uint64_t pub = atomic_load_explicit (&control_at (ring, position)->pub, memory_order_acquire);

  if (!same_lap (w, pub, con) || (con_kind (w, con) != KIND_READY && (pub & w->exclusive) != 0))
    {
      if (con_kind (w, con) != KIND_READY)
        return meet_uncommitted (ring, position, con, budget);
      return load_con (ring, position) == con
               ? ipq_ring_corrupt (ring, "a ready record without a length", position)
               : LOOK_AGAIN;
    }
  if (con_kind (w, con) == KIND_DOUBT)
    {
      /* Committed: anybody may say so. */
      swap_con (ring, position, &con, with_kind (w, con, KIND_READY, NOBODY));
      return LOOK_AGAIN;
    }
  *found = (struct found) { position, con, pub_length (w, pub) };
  if (found->length > con_extent (w, con) << GRANULE_SHIFT)
    return load_con (ring, position) == con
             ? ipq_ring_corrupt (ring, "a message longer than its record", position)
             : LOOK_AGAIN;
  return TAKE;
}

static int
find_committed (struct ring *ring, int lane, struct found *found, int64_t *budget)
{
  const struct words *w = &ring->words;
  uint64_t position = start_of_search (ring, lane);
  bool settled = false;

  while (--*budget > 0)
    {
      uint64_t con = load_con (ring, position);
      int64_t difference = lap_difference (w, con, position);
      enum kind kind = con_kind (w, con);
      int result;

      if (difference < 0 && position - load_head (ring) > 2 * ring->granules)
        {
          /* A place from nowhere, or of so long ago that new words look old: it would never meet a
           * record again. */
          position = load_head (ring);
          continue;
        }
      if (difference < 0)
        {
          set_place (ring, lane, position);
          return IPQ_EMPTY;
        }
      if (difference > 0 || (kind != KIND_READY && kind != KIND_BUSY && kind != KIND_DOUBT))
        {
          uint64_t next = ipq_chain_step_over (ring, position, con);

          if (next == 0)
            return ipq_ring_corrupt (ring, "a record whose extent is not possible", position);
          position = next;
          continue;
        }
      if (!is_possible_extent (ring, con))
        return ipq_ring_corrupt (ring, "a record whose extent is not possible", position);
      set_place (ring, lane, position);
      result = examine (ring, position, con, found, budget);
      if (result != LOOK_AGAIN)
        return result;
      settled = true;
    }
  /* So many may have died or stopped at once that one call does not get through: the next goes on. */
  if (settled)
    return IPQ_EMPTY;
  return ipq_ring_corrupt (ring, "records without an end", position);
}

/* ---- dequeue ---------------------------------------------------------------------------------- */

/* Makes the record DONE. Releases the copy: pairs with the load in reclaim(). False: another was faster. */
static IPQ_ALWAYS_INLINE bool
take (struct control *control, bool alone, uint64_t con, uint64_t done)
{
  if (!alone)
    return swap_con_in (control, &con, done);
  /* Nobody else takes, and what others may still swap this for is READY, by the word that was here. */
  atomic_store_explicit (&control->con, done, memory_order_release);
  return true;
}

/* Any message, in any lane. */
static int
dequeue (struct ring *ring, int lane, void *buffer, size_t size, size_t *length)
{
  const struct words *w = &ring->words;
  int64_t budget = step_budget (ring);

  for (;;)
    {
      struct found found = { 0, 0, 0 };
      int result = find_committed (ring, lane, &found, &budget);

      if (result == IPQ_EMPTY)
        count_refusal (ring);
      if (result != TAKE)
        return result;
      if (found.length > size)
        {
          if (load_con (ring, found.position) != found.con)
            continue;
          *length = found.length;
          return IPQ_BUFFER_TOO_SMALL;
        }
      copy_payload (buffer, payload_at (ring, found.position), found.length);
      if (take (control_at (ring, found.position), ring->alone, found.con,
                with_kind (w, found.con, KIND_DONE, NOBODY)))
        {
          *length = found.length;
          moved_cursor (ring, lane, found.position, found.position + con_extent (w, found.con));
          count_message (ring, lane, found.length);
          made_room (ring);
          return IPQ_OK;
        }
    }
}

bool
ipq_ring_is_empty (struct ring *ring, int lane)
{
  int64_t budget = step_budget (ring);
  struct found found;

  return find_committed (ring, lane, &found, &budget) == IPQ_EMPTY;
}

/* ---- whole calls ------------------------------------------------------------------------------ */

int
ipq_ring_dequeue_once (struct ring *ring, int lane, void *buffer, size_t size, size_t *length)
{
  return dequeue (ring, lane, buffer, size, length);
}

/* For a call that has entered, or tried to. */
static __attribute__ ((noinline)) int
dequeue_and_leave (struct ring *ring, int lane, void *buffer, size_t size, size_t *length)
{
  int result;

  if (lane < 0)
    return ipq_refusal (&ring->base, lane);
  result = dequeue (ring, lane, buffer, size, length);
  if (result == IPQ_EMPTY && is_watched (ring))
    {
      if (ipq_watch_announce (ring))
        result = dequeue (ring, lane, buffer, size, length);
      ipq_watch_rest (ring, lane, result == IPQ_EMPTY);
    }
  ipq_leave (&ring->base, lane);
  return result;
}

static IPQ_COLD int
answer_and_leave (struct ring *ring)
{
  ipq_ring_answer_writers (ring);
  return ipq_leave_first (&ring->base);
}

/* The likely case in one go, where nothing has to be kept across a call: a message of one granule, of
 * this lap, BUSY or READY, and committed; in lane 0. */
static IPQ_ALWAYS_INLINE int
dequeue_short (struct ring *ring, bool alone, void *buffer, size_t size, size_t *length)
{
  const struct words *w = &ring->words;
  uint64_t position = place_of (ring, 0);
  uint64_t lap = ring->lap;
  struct control *control = control_at (ring, position);
  /* Pairs with swap_con(), and with the commits. */
  uint64_t con = atomic_load_explicit (&control->con, memory_order_acquire);
  uint64_t pub = atomic_load_explicit (&control->pub, memory_order_acquire);
  uint64_t extent = con_extent (w, con);
  uint64_t found = pub ^ lap; /* keeps high bits, and so is too long, unless it is of this lap */

  found &= ~((con << 1) & w->exclusive); /* X, which counts under READY only, is such a bit too */
  if (IPQ_UNLIKELY ((con ^ lap) - w->kind_unit >= 2 * w->kind_unit || found > SHORT ||
                    found > size || extent - 1 >= ring->granules))
    return dequeue_and_leave (ring, 0, buffer, size, length);
  copy_payload (buffer, payload_at (ring, position), found);
  if (IPQ_UNLIKELY (!take (control, alone, con, lap | KIND_DONE * w->kind_unit | extent)))
    return dequeue_and_leave (ring, 0, buffer, size, length);
  *length = found;
  moved_cursor (ring, 0, position, position + extent);
  count_message (ring, 0, found);
  ipq_fence_lightest (); /* pairs with the heavy fence in ipq_bell_announce() */
  if (IPQ_UNLIKELY (ipq_bell_asks (&ring->writers)))
    return answer_and_leave (ring);
  return ipq_leave_first (&ring->base);
}

int
ipq_ring_try_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  int lane = ipq_enter (endpoint);

  if (IPQ_LIKELY (lane == 0))
    return dequeue_short (ring_of (endpoint), false, buffer, size, length);
  return dequeue_and_leave (ring_of (endpoint), lane, buffer, size, length);
}

int
ipq_ring_try_dequeue_alone (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  int lane = ipq_enter_alone (endpoint);

  if (IPQ_LIKELY (lane == 0))
    return dequeue_short (ring_of (endpoint), true, buffer, size, length);
  return dequeue_and_leave (ring_of (endpoint), lane, buffer, size, length);
}
