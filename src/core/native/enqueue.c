/* SPDX-License-Identifier: MIT */
/* Enqueue: reserve a record by a swap, copy the payload in, commit by one release store, look.
 * Further down: the same by the only publisher.
 *
 * Killed or stopped before the reserving swap: nothing happened. Between it and the commit: a dead
 * writer's record is buried, a stopped one's revoked, and when it resumes it sends again. After the
 * commit: the message is there, whoever settles it. After the commit and before the ring of the bell:
 * the message is there, and a sleeper is late by one of its intervals at most. */
#include "calls.h"
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
moved_end (struct ring *ring, int lane, uint64_t from, uint64_t to)
{
  if (IPQ_UNLIKELY (move_place (ring, lane, from, to)))
    /* a hint: pairs with nothing */
    atomic_store_explicit (&ring->header->tail, to, memory_order_relaxed);
}

/* ---- reserve ---------------------------------------------------------------------------------- */

static int
reserve (struct ring *ring, int lane, uint64_t extent, uint64_t *position, uint64_t *con)
{
  int64_t budget = step_budget (ring);

  while (budget > 0)
    {
      uint64_t word;
      int result = ipq_chain_make_room (ring, lane, extent, position, &word, &budget);

      if (result != IPQ_OK)
        return result;
      *con = lap_of (&ring->words, *position) | ring->busy_by_me[lane] | extent;
      if (swap_con (ring, *position, &word, *con)) /* pairs with load_con() of all who walk here */
        {
          moved_end (ring, lane, *position, *position + extent);
          return IPQ_OK;
        }
    }
  return ipq_ring_corrupt (ring, "an end of the records that cannot be taken", *position);
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
    ipq_ring_answer_readers (ring);
  return true;
}

/* Where one stores and then looks whether another asks: see fence.h. */
static inline void
fence_in (int lane)
{
  if (lane == 0)
    ipq_fence_lightest ();
  else
    ipq_fence_light ();
}

/* Releases the payload; behind it: is all well, was it not doubted, does nobody sleep? */
static IPQ_ALWAYS_INLINE bool
commit (struct ring *ring, int lane, struct control *control, uint64_t mine, uint64_t pub)
{
  /* Pairs with the acquire loads of pub. */
  atomic_store_explicit (&control->pub, pub, memory_order_release);
  /* pairs with the heavy fences in ipq_record_revoke() and ipq_bell_announce() */
  fence_in (lane);
  /* Relaxed: settle_own() looks again. */
  return atomic_load_explicit (&control->con, memory_order_relaxed) == mine &&
         !ipq_bell_asks (&ring->readers);
}

/* ---- enqueue ---------------------------------------------------------------------------------- */

/* A process is stopped once in a while; a hostile peer revokes every time. */
#ifndef MOST_REVOCATIONS /* one test does, too */
#define MOST_REVOCATIONS 1000
#endif

/* Any message, in any lane. */
static int
enqueue (struct ring *ring, int lane, const void *data, size_t length)
{
  uint64_t extent = extent_of (length);
  uint64_t position = 0;

  for (int i = 0; i < MOST_REVOCATIONS; i++)
    {
      uint64_t mine = 0;
      bool sent;
      int result;

      lane_lock (ring, lane);
      result = reserve (ring, lane, extent, &position, &mine);
      lane_unlock (ring, lane);
      if (result == IPQ_FULL)
        count_refusal (ring);
      if (result != IPQ_OK)
        return result;

      copy_payload (payload_at (ring, position), data, length);

      lane_lock (ring, lane);
      sent = commit (ring, lane, control_at (ring, position), mine,
                     word_lap (&ring->words, mine) | length) ||
             settle_own (ring, position, mine);
      if (sent)
        count_message (ring, lane, length);
      else
        ipq_record_acknowledge (ring, position, con_owner (&ring->words, mine));
      lane_unlock (ring, lane);
      if (sent)
        return IPQ_OK;
      ipq_notify (&ring->base, IPQ_NOTICE_SENT_AGAIN);
    }
  return ipq_ring_corrupt (ring, "records that are revoked as soon as they are written", position);
}

/* ---- alone -------------------------------------------------------------------------------------
 * The only publisher need not reserve: nobody else writes where the chain ends, and from its first
 * message on it knows where that is. It copies, stores pub and then con, which is the commit.
 *
 * Killed or stopped before the store of con: nothing happened, the chain ends where it did, and nobody
 * waits. pub is of this lap by then, under a con that is not, or that a successor's reserving swap has
 * written: hence the X in it. Behind the store: the message is there. */

/* There is room at the place. What follows is a fence, and a look at the readers' bell. */
static IPQ_ALWAYS_INLINE void
put_alone (struct ring *ring, uint64_t position, const void *data, size_t length, uint64_t extent)
{
  const struct words *w = &ring->words;
  uint64_t lap = ring->lap;
  struct control *control = control_at (ring, position);

  copy_payload (payload_at (ring, position), data, length);
  atomic_store_explicit (&control->pub, lap | w->exclusive | length, memory_order_relaxed);
  /* Releases pub and the payload: pairs with load_con(). */
  atomic_store_explicit (&control->con, lap | KIND_READY * w->kind_unit | extent,
                         memory_order_release);
  moved_end (ring, 0, position, position + extent);
  count_message (ring, 0, length);
}

/* Any message. */
static int
enqueue_alone (struct ring *ring, const void *data, size_t length)
{
  uint64_t extent = extent_of (length);
  uint64_t position = place_of (ring, 0);

  if ((int64_t) (ring->limit - position) < (int64_t) extent)
    {
      int64_t budget = step_budget (ring);
      uint64_t word;
      int result = ipq_chain_make_room (ring, 0, extent, &position, &word, &budget);

      if (result == IPQ_FULL)
        count_refusal (ring);
      if (result != IPQ_OK)
        return result;
      ring->limit = load_head (ring) + ring->granules;
    }
  put_alone (ring, position, data, length, extent);
  ipq_fence_light (); /* pairs with the heavy fence in ipq_bell_announce() */
  if (ipq_bell_asks (&ring->readers))
    ipq_ring_answer_readers (ring);
  return IPQ_OK;
}

/* ---- whole calls ------------------------------------------------------------------------------ */

int
ipq_ring_enqueue_once (struct ring *ring, int lane, const void *data, size_t length)
{
  if (length > ring->base.longest)
    return IPQ_TOO_LARGE;
  return ring->alone ? enqueue_alone (ring, data, length) : enqueue (ring, lane, data, length);
}

/* For a call that has entered, or tried to. */
static __attribute__ ((noinline)) int
enqueue_and_leave (struct ring *ring, int lane, const void *data, size_t length)
{
  int result;

  if (lane < 0)
    return ipq_refusal (&ring->base, lane);
  result = ipq_ring_enqueue_once (ring, lane, data, length);
  if (result == IPQ_FULL && is_watched (ring))
    {
      if (ipq_watch_announce (ring))
        result = ipq_ring_enqueue_once (ring, lane, data, length);
      ipq_watch_rest (ring, lane, result == IPQ_FULL);
    }
  ipq_leave (&ring->base, lane);
  return result;
}

/* What enqueue() does behind its commit, for the short version. */
static IPQ_COLD int
settle_short (struct ring *ring, uint64_t position, uint64_t mine, const void *data, size_t length)
{
  if (settle_own (ring, position, mine))
    {
      count_message (ring, 0, length);
      return ipq_leave_first (&ring->base);
    }
  ipq_record_acknowledge (ring, position, con_owner (&ring->words, mine));
  ipq_notify (&ring->base, IPQ_NOTICE_SENT_AGAIN);
  return enqueue_and_leave (ring, 0, data, length);
}

/* The likely case in one go, where nothing has to be kept across a call: a message of one granule, in
 * lane 0. The place is guessed from private caches; if the guess is wrong the swap fails. */
static IPQ_ALWAYS_INLINE int
enqueue_short (struct ring *ring, const void *data, size_t length)
{
  uint64_t end = place_of (ring, 0);
  uint64_t lap = ring->lap;
  struct control *control = control_at (ring, end);
  uint64_t con = atomic_load_explicit (&control->con, memory_order_relaxed);
  uint64_t mine = lap | ring->busy_by_me[0] | 1;
  /* All the ring is free from here on but what is between it and the end; if that is not much, the place
   * is not one of long ago either. */
  uint64_t head = load_head (ring);

  if (IPQ_UNLIKELY ((int64_t) (con - lap) >= 0 || end - head >= ring->granules ||
                    !swap_con_in (control, &con, mine)))
    return enqueue_and_leave (ring, 0, data, length);
  moved_end (ring, 0, end, end + 1);
  copy_payload (payload_at (ring, end), data, length);
  if (IPQ_UNLIKELY (!commit (ring, 0, control, mine, lap | length)))
    return settle_short (ring, end, mine, data, length);
  count_message (ring, 0, length);
  return ipq_leave_first (&ring->base);
}

int
ipq_ring_try_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  int lane = ipq_enter (endpoint);

  if (IPQ_LIKELY (lane == 0 && length <= SHORT))
    return enqueue_short (ring_of (endpoint), data, length);
  return enqueue_and_leave (ring_of (endpoint), lane, data, length);
}

static IPQ_COLD int
answer_and_leave (struct ring *ring)
{
  ipq_ring_answer_readers (ring);
  return ipq_leave_first (&ring->base);
}

int
ipq_ring_try_enqueue_alone (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  struct ring *ring = ring_of (endpoint);
  int lane = ipq_enter_alone (endpoint);
  uint64_t position = place_of (ring, 0);

  /* A refused call may have found the end far behind the limit. */
  if (IPQ_UNLIKELY (lane != 0 || length > SHORT || (int64_t) (ring->limit - position) <= 0))
    return enqueue_and_leave (ring, lane, data, length);
  put_alone (ring, position, data, length, 1);
  ipq_fence_lightest (); /* pairs with the heavy fence in ipq_bell_announce() */
  if (IPQ_UNLIKELY (ipq_bell_asks (&ring->readers)))
    return answer_and_leave (ring);
  return ipq_leave_first (endpoint);
}
