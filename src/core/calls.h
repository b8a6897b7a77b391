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

#include "queue.h"

#define IPQ_CLOSED_LANE -1

/* Its address tells one living thread from another, at the cost of an addition. */
extern _Thread_local uint32_t ipq_thread
  __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")));

static inline uintptr_t
ipq_this_thread (void)
{
  return (uintptr_t) &ipq_thread;
}

int ipq_enter_slowly (struct ipq_endpoint *endpoint);

/* True: lane 0 is this thread's. */
bool ipq_turn_take (struct ipq_endpoint *endpoint);
void ipq_leave_slowly (struct ipq_endpoint *endpoint);
void ipq_release_if_last (struct ipq_endpoint *endpoint);

static inline void
ipq_leave (struct ipq_endpoint *endpoint, int lane)
{
  if (__builtin_expect (lane != 0, 0))
    {
      ipq_leave_slowly (endpoint);
      return;
    }
  atomic_store_explicit (&endpoint->first_inside, 0, memory_order_release);
  atomic_signal_fence (memory_order_seq_cst); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (!ipq_is_open (endpoint), 0))
    ipq_release_if_last (endpoint);
}

/* The lane to use: 0 for the thread whose turn it is, 1 for all others, IPQ_CLOSED_LANE if the endpoint is not
 * open. */
static inline int
ipq_enter (struct ipq_endpoint *endpoint)
{
  if (__builtin_expect (atomic_load_explicit (&endpoint->first_thread, memory_order_acquire) !=
                          ipq_this_thread (), 0))
    return ipq_enter_slowly (endpoint);
  atomic_store_explicit (&endpoint->first_inside, 1, memory_order_relaxed);
  atomic_signal_fence (memory_order_seq_cst); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (ipq_is_open (endpoint), 1))
    return 0;
  ipq_leave (endpoint, 0);
  return IPQ_CLOSED_LANE;
}

/* IPQ_OK, IPQ_FULL, or a failure. */
static inline int
ipq_try_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  int lane = ipq_enter (endpoint);
  int result;

  if (__builtin_expect (lane == IPQ_CLOSED_LANE, 0))
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->try_enqueue (endpoint, lane, data, length);
  ipq_leave (endpoint, lane);
  return result;
}

/* IPQ_OK, IPQ_EMPTY, IPQ_BUFFER_TOO_SMALL, or a failure. *length is the message's under IPQ_OK and
 * IPQ_BUFFER_TOO_SMALL. Unless IPQ_OK, what the buffer holds is unspecified. */
static inline int
ipq_try_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  int lane = ipq_enter (endpoint);
  int result;

  if (__builtin_expect (lane == IPQ_CLOSED_LANE, 0))
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->try_dequeue (endpoint, lane, buffer, size, length);
  ipq_leave (endpoint, lane);
  return result;
}
