/* SPDX-License-Identifier: MIT */
#pragma once

/* Calls under way. A close must not take the memory from under a call in another thread, and nobody
 * should wait for anybody: whoever is the last to leave a closed endpoint releases it. "I am inside,
 * is it open?" against "it is closed, is anybody inside?" is store-load on both sides; calls are
 * frequent and closes are not, hence the asymmetric fence. One thread has a flag to itself and pays two
 * plain stores; others share a counter, and so do all where this process's light fences are full ones
 * anyway.
 *
 * Which one it is may change. Threads that work at the same time fetch the endpoint and the end of the
 * chain from each other's caches for each message, and together move a tenth of what one does alone.
 * So a thread that keeps finding the other one inside waits a little, then asks for its place, and gets
 * it at the other one's next call: they take turns (turn.c).
 *
 * Inline, as each call of an application passes here. */

#include "platform/fence.h"
#include "queue.h"

/* Instead of a lane: the endpoint is closed; or it is exclusive, and another thread is inside. */
#define IPQ_NO_LANE -1
#define IPQ_LANE_IN_USE -2

/* Of first_inside. A holder of lane 0 that sleeps is not at work: nobody waits for its turn. */
enum
{
  IPQ_OUTSIDE,
  IPQ_INSIDE,
  IPQ_ASLEEP,
};

/* Its address tells one living thread from another, at the cost of an addition. */
extern _Thread_local uint32_t ipq_thread
  __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")));

static inline uintptr_t
ipq_this_thread (void)
{
  return (uintptr_t) &ipq_thread;
}

int ipq_enter_slowly (struct ipq_endpoint *endpoint);
void ipq_leave_slowly (struct ipq_endpoint *endpoint);

/* True: lane 0 is this thread's. */
bool ipq_turn_take (struct ipq_endpoint *endpoint);

/* The last one out of a closed endpoint releases it. IPQ_OK, for it is what a call does last. */
int ipq_leave_closed (struct ipq_endpoint *endpoint);

/* What a call answers that got no lane. */
int ipq_refusal (struct ipq_endpoint *endpoint, int lane);

/* Out of lane 0: IPQ_OK. */
static inline int
ipq_leave_first (struct ipq_endpoint *endpoint)
{
  atomic_store_explicit (&endpoint->first_inside, IPQ_OUTSIDE, memory_order_release);
  ipq_fence_lightest (); /* pairs with the heavy fence in ipq_close() */
  return __builtin_expect (ipq_is_open (endpoint), 1) ? IPQ_OK : ipq_leave_closed (endpoint);
}

/* The lane to use: 0 for the thread whose turn it is, 1 for all others, IPQ_NO_LANE if the endpoint is
 * not open. */
static inline int
ipq_enter (struct ipq_endpoint *endpoint)
{
  if (__builtin_expect (atomic_load_explicit (&endpoint->first_thread, memory_order_acquire) !=
                          ipq_this_thread (), 0))
    return ipq_enter_slowly (endpoint);
  atomic_store_explicit (&endpoint->first_inside, IPQ_INSIDE, memory_order_relaxed);
  ipq_fence_lightest (); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (ipq_is_open (endpoint), 1))
    return 0;
  ipq_leave_first (endpoint);
  return IPQ_NO_LANE;
}

/* ---- exclusive endpoints ----------------------------------------------------------------------
 * The caller sees to it that there is one thread at a time, so whoever comes has lane 0. (Where light
 * fences are full ones an exclusive endpoint is entered as any other.) */

/* 0, IPQ_NO_LANE or IPQ_LANE_IN_USE. */
static inline int
ipq_enter_alone (struct ipq_endpoint *endpoint)
{
#ifdef IPQ_CHECKS
  if (atomic_exchange (&endpoint->first_inside, IPQ_INSIDE) != IPQ_OUTSIDE)
    return IPQ_LANE_IN_USE;
#else
  atomic_store_explicit (&endpoint->first_inside, IPQ_INSIDE, memory_order_relaxed);
#endif
  ipq_fence_lightest (); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (ipq_is_open (endpoint), 1))
    return 0;
  ipq_leave_first (endpoint);
  return IPQ_NO_LANE;
}

/* ---- either ------------------------------------------------------------------------------------ */

static inline int
ipq_enter_either (struct ipq_endpoint *endpoint)
{
  return endpoint->exclusive ? ipq_enter_alone (endpoint) : ipq_enter (endpoint);
}

static inline void
ipq_leave (struct ipq_endpoint *endpoint, int lane)
{
  if (lane != 0)
    ipq_leave_slowly (endpoint);
  else
    ipq_leave_first (endpoint);
}

/* Around a sleep. */
static inline void
ipq_begin_sleep (struct ipq_endpoint *endpoint, int lane)
{
  if (lane == 0)
    atomic_store_explicit (&endpoint->first_inside, IPQ_ASLEEP, memory_order_relaxed);
}

static inline void
ipq_end_sleep (struct ipq_endpoint *endpoint, int lane)
{
  if (lane == 0)
    atomic_store_explicit (&endpoint->first_inside, IPQ_INSIDE, memory_order_relaxed);
}
