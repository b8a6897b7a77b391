/* SPDX-License-Identifier: MIT */
#pragma once

/* The two control words of a granule.
 *
 *   con = lap | kind | owner | extent    changed by compare-and-swap from the exact old word
 *   pub = lap | X | length               written by the record's owner alone; this store is the commit
 *
 * A position counts granules and only grows. Its lap is how often the ring was filled before, plus
 * one, so a zeroed file is of lap 0 and older than all. Extents count granules, lengths bytes. The
 * owner is an endpoint's number and two bits: the lane of a writer. X is set by exclusive publishers,
 * whose commit is the store of con behind it: under any kind but READY it means nothing. Kind 3 is
 * reserved for claims.
 *
 * Widths follow the queue: the extent can hold the whole ring, the owner as many endpoints as the
 * queue admits, and the lap takes every bit that is left. It starts at the same bit in both words,
 * and laps are compared by signed difference, so that they may wrap; words that so many laps have not
 * touched are renewed before that matters (sweep.c). Tests build with a lap of a few bits. */

#include <stdbool.h>
#include <stdint.h>

#define GRANULE_SHIFT 6 /* log2 of a granule's bytes */
#define GRANULE (UINT64_C (1) << GRANULE_SHIFT)

enum kind
{
  KIND_BUSY = 1,    /* reserved; committed as soon as pub has the same lap */
  KIND_READY = 2,   /* committed, said by somebody who settled it */
  KIND_DONE = 4,    /* taken or given up: to be reclaimed */
  KIND_DOUBT = 5,   /* a reader asks: is it committed? */
  KIND_REVOKED = 6, /* it was not: stepped over; the owner has to acknowledge */
};
#define KIND_BITS 3
#define LANE_BITS 2
#define NOBODY 0 /* no endpoint has this number */

/* What follows from the queue's size and its number of endpoints. */
struct words
{
  uint64_t mask;       /* granules - 1 */
  uint64_t lap_unit;   /* one lap, as a word */
  uint64_t kind_unit;  /* kind 1, as a word */
  uint64_t exclusive;  /* X, as a word: twice the second bit of the kind, so that only READY meets it */
  uint8_t granule_bits;
  uint8_t owner_shift; /* where the extent ends */
  uint8_t kind_shift;
  uint8_t lap_shift;
  uint8_t lap_up;      /* from a position's lap bits to a word's */
  uint8_t sweep_shift; /* from a position to the granules that are swept by then: an eighth of all laps
                        * for one round */
};

static inline struct words
words_for (uint8_t granule_bits, uint8_t endpoint_bits)
{
  struct words w = { .granule_bits = granule_bits };

  w.mask = (UINT64_C (1) << granule_bits) - 1;
  w.owner_shift = (uint8_t) (granule_bits + 1);
  w.kind_shift = (uint8_t) (w.owner_shift + endpoint_bits + LANE_BITS);
#ifdef IPQ_LAP_BITS
  w.lap_shift = 64 - IPQ_LAP_BITS;
#else
  w.lap_shift = (uint8_t) (w.kind_shift + KIND_BITS);
#endif
  w.lap_up = (uint8_t) (w.lap_shift - granule_bits);
  w.sweep_shift = (uint8_t) (64 - w.lap_shift - 3);
  w.kind_unit = UINT64_C (1) << w.kind_shift;
  w.exclusive = w.kind_unit << 2;
  w.lap_unit = UINT64_C (1) << w.lap_shift;
  return w;
}

/* ---- parts of a word -------------------------------------------------------------------------- */

static inline uint64_t
con_extent (const struct words *w, uint64_t con)
{
  return con & ((w->mask << 1) | 1);
}

static inline uint32_t
con_owner (const struct words *w, uint64_t con)
{
  return (uint32_t) ((con & (w->kind_unit - 1)) >> w->owner_shift);
}

static inline uint32_t
con_endpoint (const struct words *w, uint64_t con)
{
  return con_owner (w, con) >> LANE_BITS;
}

static inline enum kind
con_kind (const struct words *w, uint64_t con)
{
  return (enum kind) ((con & (w->lap_unit - 1)) >> w->kind_shift);
}

/* The lap alone, in its place in the word. */
static inline uint64_t
word_lap (const struct words *w, uint64_t word)
{
  return word & -w->lap_unit;
}

static inline bool
same_lap (const struct words *w, uint64_t a, uint64_t b)
{
  return (a ^ b) < w->lap_unit;
}

/* Is it the commit of a record that con does not call READY? */
static inline bool
pub_commits (const struct words *w, uint64_t pub, uint64_t con)
{
  return same_lap (w, pub, con) && (pub & w->exclusive) == 0;
}

static inline uint64_t
pub_length (const struct words *w, uint64_t pub)
{
  return pub & (w->exclusive - 1);
}

/* ---- making words ----------------------------------------------------------------------------- */

/* The lap of a position, in its place in a word. */
static inline uint64_t
lap_of (const struct words *w, uint64_t position)
{
  return ((position & ~w->mask) << w->lap_up) + w->lap_unit;
}

static inline uint32_t
owner_of (uint32_t endpoint, int lane)
{
  return endpoint << LANE_BITS | (uint32_t) lane;
}

static inline uint64_t
make_con (const struct words *w, uint64_t lap, enum kind kind, uint32_t owner, uint64_t extent)
{
  return lap | (uint64_t) kind << w->kind_shift | (uint64_t) owner << w->owner_shift | extent;
}

/* The same record with another kind and owner. */
static inline uint64_t
with_kind (const struct words *w, uint64_t con, enum kind kind, uint32_t owner)
{
  return make_con (w, word_lap (w, con), kind, owner, con_extent (w, con));
}

/* Below 0: the word is of an older lap than the position, so the chain of records ends there. 0: it
 * is the position's own. Above 0: newer, the position is long over or a hole was carried on. */
static inline int64_t
lap_difference (const struct words *w, uint64_t word, uint64_t position)
{
  return (int64_t) (word_lap (w, word) - lap_of (w, position));
}

static inline uint64_t
extent_of (uint64_t length)
{
  return length != 0 ? ((length - 1) >> GRANULE_SHIFT) + 1 : 1;
}
