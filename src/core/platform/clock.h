/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>
#include <time.h>

#define IPQ_NS_PER_MS UINT64_C (1000000)
#define IPQ_NS_PER_S UINT64_C (1000000000)

/* Nanoseconds on a clock that nobody sets. */
static inline uint64_t
ipq_clock_now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (uint64_t) t.tv_sec * IPQ_NS_PER_S + (uint64_t) t.tv_nsec;
}

static inline struct timespec
ipq_clock_timespec (uint64_t ns)
{
  return (struct timespec) { (time_t) (ns / IPQ_NS_PER_S), (long) (ns % IPQ_NS_PER_S) };
}
