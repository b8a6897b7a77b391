/* SPDX-License-Identifier: MIT */
#pragma once

/* An asymmetric full fence: "store, then load" on two sides, where one side runs all the time and
 * the other seldom. The frequent side pays a compiler barrier, the seldom one a membarrier(2) that
 * puts a full fence into every running thread of every registered process.
 *
 * Source: Linux Documentation, membarrier(2), MEMBARRIER_CMD_GLOBAL_EXPEDITED. */

#include <stdatomic.h>
#include <stdbool.h>

/* Of this library alone, which -fvisibility does not tell of what is only declared: it is addressed
 * without a table. */
#define IPQ_HIDDEN __attribute__ ((visibility ("hidden")))

/* How long a store may be on its way to the others, in nanoseconds; real ones take a millionth of it. */
#define IPQ_FENCE_SETTLES (10 * IPQ_NS_PER_MS)

/* This process could not register: its light fences are full ones. Written before any endpoint is
 * open in the process, read without order. */
extern bool ipq_fence_light_is_full IPQ_HIDDEN;

/* This process cannot issue: its heavy fences are only its own, so every peer has to run a full
 * fence instead of a light one. Endpoints say so in the queue (IPQ_BELL_FENCE). */
extern bool ipq_fence_heavy_is_own IPQ_HIDDEN;

/* Registers the process and finds out what the system allows. Cheap when it was done before. */
void ipq_fence_set_up (void);

/* The frequent side. */
static inline void
ipq_fence_light (void)
{
  if (__builtin_expect (ipq_fence_light_is_full, 0))
    atomic_thread_fence (memory_order_seq_cst);
  else
    atomic_signal_fence (memory_order_seq_cst);
}

/* The same where ipq_fence_light_is_full is known to be false, such as in lane 0 (calls.h). */
static inline void
ipq_fence_lightest (void)
{
  atomic_signal_fence (memory_order_seq_cst);
}

/* The seldom side. About 20 µs while another core runs a registered process. */
void ipq_fence_heavy (void);
