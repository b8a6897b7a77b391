/* SPDX-License-Identifier: MIT */
/* Enqueue: reserve a record by a swap, copy the payload in, commit by one release store, look. At the
 * end of this file: the same by the only publisher.
 *
 * Killed or stopped before the reserving swap: nothing happened. Between it and the commit: a dead
 * writer's record is buried, a stopped one's revoked, and when it resumes it sends again. After the
 * commit: the message is there, whoever settles it. After the commit and before the ring of the bell:
 * the message is there, and a sleeper is late by one of its intervals at most. */
#include "native/copy.h"
#include "native/ring.h"

#include "platform/fence.h"

static IPQ_ALWAYS_INLINE void
lane_lock (struct ring *ring, int lane)
{
  if (lane != 0)
    pthread_mutex_lock (&ring->lane_lock);
}

static IPQ_ALWAYS_INLINE void
lane_unlock (struct ring *ring, int lane)
{
  if (lane != 0)
    pthread_mutex_unlock (&ring->lane_lock);
}

static IPQ_ALWAYS_INLINE void
moved_end (struct ring *ring, uint64_t from, uint64_t to)
{
  atomic_store_explicit (&ring->end, to, memory_order_relaxed);
  if (IPQ_UNLIKELY ((from ^ to) >= HINT_GRANULES))
    /* a hint: pairs with nothing */
    atomic_store_explicit (&ring->header->tail, to, memory_order_relaxed);
}

/* ---- reserve ---------------------------------------------------------------------------------- */

/* A record that is ours to write. */
struct reserved
{
  struct control *control;
  uint64_t position;
  uint64_t con;
};

static IPQ_COLD int
reserve_slowly (struct ring *ring, int lane, uint64_t extent, struct reserved *reserved)
{
  const struct words *w = &ring->words;
  int64_t budget = step_budget (ring);
  uint64_t position = 0;

  while (budget > 0)
    {
      uint64_t word;
      uint64_t mine;
      int result = ipq_chain_make_room (ring, extent, &position, &word, &budget);

      if (result != IPQ_OK)
        return result;
      mine = lap_of (w, position) | ring->busy_by_me[lane] | extent;
      if (swap_con (ring, position, &word, mine)) /* pairs with load_con() of all who walk here */
        {
          moved_end (ring, position, position + extent);
          *reserved = (struct reserved) { control_at (ring, position), position, mine };
          return IPQ_OK;
        }
    }
  return ipq_ring_corrupt (ring, "an end of the records that cannot be taken", position);
}

/* The place is guessed from private caches; if the guess is wrong the swap fails. */
static IPQ_ALWAYS_INLINE int
reserve (struct ring *ring, int lane, uint64_t extent, struct reserved *reserved)
{
  uint64_t end = atomic_load_explicit (&ring->end, memory_order_relaxed);
  uint64_t lap = lap_of (&ring->words, end);
  struct control *control = control_at (ring, end);
  uint64_t con = atomic_load_explicit (&control->con, memory_order_relaxed);
  uint64_t mine = lap | ring->busy_by_me[lane] | extent;
  /* Pairs with the store in reclaim(), chain.c. */
  uint64_t free_from = atomic_load_explicit (&ring->free_from, memory_order_acquire);

  if (IPQ_UNLIKELY ((int64_t) (con - lap) >= 0 || end + extent - free_from > ring->granules ||
                !swap_con_in (control, &con, mine)))
    {
      struct reserved elsewhere; /* its address is taken: `reserved` stays in registers */
      int result = reserve_slowly (ring, lane, extent, &elsewhere);

      *reserved = elsewhere;
      return result;
    }
  moved_end (ring, end, end + extent);
  *reserved = (struct reserved) { control, end, mine };
  return IPQ_OK;
}

/* ---- commit ----------------------------------------------------------------------------------- */

/* The look found something. False: the record was revoked. */
static IPQ_COLD bool
settle_own (struct ring *ring, uint64_t position, uint64_t mine)
{
  const struct words *w = &ring->words;
  uint64_t con;

  /* For a reader that has no better fence than its own: pairs with ipq_fence_heavy(). */
  atomic_thread_fence (memory_order_seq_cst);
  con = load_con (ring, position); /* pairs with the swaps in ipq_record_revoke() */
  if (con_owner (w, con) == con_owner (w, mine) && con_kind (w, con) == KIND_DOUBT)
    /* A failure: the reader has decided, and con is its word. */
    swap_con (ring, position, &con, with_kind (w, con, KIND_READY, NOBODY));
  if (con_owner (w, con) == con_owner (w, mine) && con_kind (w, con) == KIND_REVOKED)
    return false;
  if (ipq_bell_asks (&ring->readers))
    ipq_bell_answer (&ring->readers);
  return true;
}

/* Releases the payload; behind it: was it doubted, does somebody sleep? False: it was revoked. */
static IPQ_ALWAYS_INLINE bool
commit (struct ring *ring, const struct reserved *reserved, uint64_t length)
{
  struct control *control = reserved->control;

  /* Pairs with the acquire loads of pub. */
  atomic_store_explicit (&control->pub, word_lap (&ring->words, reserved->con) | length,
                         memory_order_release);
  /* pairs with the heavy fences in ipq_record_revoke() and ipq_bell_announce() */
  ipq_fence_light ();
  /* Relaxed: settle_own() looks again. */
  if (IPQ_LIKELY (atomic_load_explicit (&control->con, memory_order_relaxed) == reserved->con &&
              !ipq_bell_asks (&ring->readers)))
    return true;
  return settle_own (ring, reserved->position, reserved->con);
}

/* A process is stopped once in a while; a hostile peer revokes every time. */
#define MOST_REVOCATIONS 1000

/* ---- counters --------------------------------------------------------------------------------- */

/* In lane 1 under its lock: one thread at a time in either. */
static IPQ_ALWAYS_INLINE void
count_message (struct ring *ring, int lane, uint64_t length)
{
  count_alone (&ring->slot->lanes[lane].messages, 1);
  count_alone (&ring->slot->lanes[lane].bytes, length);
}

static IPQ_COLD int
refuse (struct ring *ring, int result)
{
  if (result == IPQ_FULL)
    count_among_others (&ring->slot->refused, 1);
  return result;
}

/* ---- enqueue ---------------------------------------------------------------------------------- */

static IPQ_ALWAYS_INLINE int
enqueue_on (struct ring *ring, int lane, const void *data, size_t length)
{
  uint64_t extent = extent_of (length);

  for (int i = 0; i < MOST_REVOCATIONS; i++)
    {
      struct reserved reserved;
      bool sent;
      int result;

      lane_lock (ring, lane);
      result = reserve (ring, lane, extent, &reserved);
      lane_unlock (ring, lane);
      if (IPQ_UNLIKELY (result != IPQ_OK))
        return refuse (ring, result);

      copy_payload (payload_at (ring, reserved.position), data, length);

      lane_lock (ring, lane);
      sent = commit (ring, &reserved, length);
      if (IPQ_LIKELY (sent))
        count_message (ring, lane, length);
      else
        ipq_record_acknowledge (ring, reserved.position, con_owner (&ring->words, reserved.con));
      lane_unlock (ring, lane);
      if (IPQ_LIKELY (sent))
        return IPQ_OK;
      ipq_notify (&ring->base, IPQ_NOTICE_SENT_AGAIN);
    }
  return ipq_ring_corrupt (ring, "records that are revoked as soon as they are written",
                           atomic_load_explicit (&ring->end, memory_order_relaxed));
}

static IPQ_COLD int
enqueue_on_lane_1 (struct ring *ring, const void *data, size_t length)
{
  return enqueue_on (ring, 1, data, length);
}

int
ipq_ring_try_enqueue (struct ipq_endpoint *endpoint, int lane, const void *data, size_t length)
{
  struct ring *ring = ring_of (endpoint);

  if (IPQ_UNLIKELY (length > endpoint->longest))
    return IPQ_TOO_LARGE;
  if (IPQ_UNLIKELY (lane != 0))
    return enqueue_on_lane_1 (ring, data, length);
  return enqueue_on (ring, 0, data, length);
}

/* ---- alone -------------------------------------------------------------------------------------
 * The only publisher need not reserve: nobody else writes where the chain ends. It copies, stores pub
 * and then con, which is the commit.
 *
 * Killed or stopped before the store of con: nothing happened, the chain ends where it did, and nobody
 * waits. pub is of this lap by then, under a con that is not, or that a successor's reserving swap has
 * written: hence the X in it. Behind the store: the message is there. */

static IPQ_COLD int
find_room (struct ring *ring, uint64_t extent, uint64_t *position)
{
  int64_t budget = step_budget (ring);
  uint64_t word;

  return ipq_chain_make_room (ring, extent, position, &word, &budget);
}

/* Is the place that the caches name surely the end of the chain, and free? */
static IPQ_ALWAYS_INLINE bool
fits_at (struct ring *ring, uint64_t position, uint64_t extent)
{
  uint64_t con = atomic_load_explicit (&control_at (ring, position)->con, memory_order_relaxed);
  /* Pairs with the store in reclaim(), chain.c. */
  uint64_t free_from = atomic_load_explicit (&ring->free_from, memory_order_acquire);

  return lap_difference (&ring->words, con, position) < 0 &&
         position + extent - free_from <= ring->granules;
}

static IPQ_ALWAYS_INLINE int
enqueue_alone (struct ring *ring, const void *data, size_t length)
{
  const struct words *w = &ring->words;
  uint64_t extent = extent_of (length);
  uint64_t position = atomic_load_explicit (&ring->end, memory_order_relaxed);
  struct control *control;
  uint64_t lap;

  if (IPQ_UNLIKELY (!fits_at (ring, position, extent)))
    {
      uint64_t elsewhere; /* its address is taken: `position` stays in a register */
      int result = find_room (ring, extent, &elsewhere);

      if (result != IPQ_OK)
        return refuse (ring, result);
      position = elsewhere;
    }
  control = control_at (ring, position);
  lap = lap_of (w, position);
  copy_payload (payload_at (ring, position), data, length);
  atomic_store_explicit (&control->pub, lap | w->exclusive | length, memory_order_relaxed);
  /* Releases pub and the payload: pairs with load_con(). */
  atomic_store_explicit (&control->con, lap | KIND_READY * w->kind_unit | extent,
                         memory_order_release);
  moved_end (ring, position, position + extent);
  count_message (ring, 0, length);
  ipq_fence_light (); /* pairs with the heavy fence in ipq_bell_announce() */
  if (IPQ_UNLIKELY (ipq_bell_asks (&ring->readers)))
    ipq_bell_answer (&ring->readers);
  return IPQ_OK;
}

int
ipq_ring_try_enqueue_alone (struct ipq_endpoint *endpoint, int lane, const void *data, size_t length)
{
  struct ring *ring = ring_of (endpoint);
  int result;

  (void) lane; /* there is one thread at a time */
  if (IPQ_UNLIKELY (length > endpoint->longest))
    return IPQ_TOO_LARGE;
  if (!begin_alone (ring))
    return IPQ_MISUSED;
  result = enqueue_alone (ring, data, length);
  end_alone (ring);
  return result;
}
