/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Copies a payload in or out. ThreadSanitizer is not told: it cannot see that two endpoints' mappings
 * are one memory, and so misses the edges between them. A copy that raced is thrown away by whoever
 * made it, since the swap behind it fails. */
#ifdef __SANITIZE_THREAD__
#define IPQ_TSAN 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define IPQ_TSAN 1
#endif
#endif

#ifdef IPQ_TSAN
__attribute__ ((no_sanitize ("thread"), noinline)) static void
copy_payload (uint8_t *to, const uint8_t *from, size_t n)
{
  for (size_t i = 0; i < n; i++)
    ((volatile uint8_t *) to)[i] = from[i];
}
#else
/* Short messages without a call and without a loop: two loads and stores that may overlap. */
#define COPY_ENDS(type)                                 \
  do                                                    \
    {                                                   \
      type first, last;                                 \
      __builtin_memcpy (&first, from, sizeof first);    \
      __builtin_memcpy (&last, from + n - sizeof last, sizeof last); \
      __builtin_memcpy (to, &first, sizeof first);      \
      __builtin_memcpy (to + n - sizeof last, &last, sizeof last); \
    }                                                   \
  while (0)

static inline void
copy_payload (uint8_t *to, const uint8_t *from, size_t n)
{
  typedef uint64_t pair __attribute__ ((vector_size (16)));

  if (__builtin_expect (n > 64, 0))
    {
      __builtin_memcpy (to, from, n);
    }
  else if (n > 32)
    {
      pair a, b, c, d;

      __builtin_memcpy (&a, from, 16);
      __builtin_memcpy (&b, from + 16, 16);
      __builtin_memcpy (&c, from + n - 32, 16);
      __builtin_memcpy (&d, from + n - 16, 16);
      __builtin_memcpy (to, &a, 16);
      __builtin_memcpy (to + 16, &b, 16);
      __builtin_memcpy (to + n - 32, &c, 16);
      __builtin_memcpy (to + n - 16, &d, 16);
    }
  else if (n >= 16)
    COPY_ENDS (pair);
  else if (n >= 8)
    COPY_ENDS (uint64_t);
  else if (n >= 4)
    COPY_ENDS (uint32_t);
  else if (n >= 2)
    COPY_ENDS (uint16_t);
  else if (n == 1)
    *to = *from;
}
#undef COPY_ENDS
#endif
