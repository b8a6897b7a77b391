/* SPDX-License-Identifier: MIT */
#pragma once

/* Random numbers for many threads of many processes: cheap, and each from its own seed. */

#include <glib.h>

typedef struct
{
  guint64 state;
} Random;

static inline guint64
random_mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static inline Random
random_seeded (guint64 seed, guint64 number)
{
  return (Random) { random_mix (seed ^ random_mix (number)) | 1 };
}

static inline guint64
random_next (Random *self)
{
  self->state ^= self->state << 13;
  self->state ^= self->state >> 7;
  self->state ^= self->state << 17;
  return self->state * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) >> 11;
}

/* 0 to bound - 1 */
static inline guint
random_below (Random *self, guint bound)
{
  return (guint) (random_next (self) % bound);
}

/* Once in so many times. */
static inline gboolean
random_once_in (Random *self, guint times)
{
  return random_below (self, times) == 0;
}
