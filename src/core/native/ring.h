/* SPDX-License-Identifier: MIT */
#pragma once

/* An endpoint's view of the ring, and what its operations share.
 *
 * Records form a chain: the next one begins where the extent of the last one ends, and the chain ends
 * where con has an older lap. A record is reserved by the swap that writes its con, so there is no
 * record without a header and nobody has to be helped along. Each swap names the exact old word, lap
 * included, so one that comes hours late fails and harms nothing.
 *
 * Whatever a peer wrote, nothing outside the mapping is touched: every word is fetched once into a
 * local and checked before it is used, positions are masked, extents are at most the ring, and the
 * payload is mapped twice in a row. And every operation ends: it has a budget of steps. */

#include "native/file.h"
#include "platform/bell.h"
#include "platform/clock.h"
#include "platform/fence.h"
#include "queue.h"

#include <pthread.h>

#define IPQ_LIKELY(x) __builtin_expect (!!(x), 1)
#define IPQ_UNLIKELY(x) __builtin_expect (!!(x), 0)
#define IPQ_COLD __attribute__ ((noinline, cold))
#define IPQ_ALWAYS_INLINE inline __attribute__ ((always_inline))

#ifdef __x86_64__
#define ipq_cpu_relax() __builtin_ia32_pause ()
#elif defined __aarch64__
#define ipq_cpu_relax() __asm__ volatile ("yield")
#else
#define ipq_cpu_relax() atomic_signal_fence (memory_order_seq_cst)
#endif

/* A living writer that stands between reserve and commit is stepped over after GRACE_NS, plus the
 * time that copying takes even on a slow machine. */
#ifndef GRACE_NS /* tests revoke at once */
#define GRACE_NS (2 * IPQ_NS_PER_MS)
#define GRACE_NS_PER_BYTE 2
#endif

/* Hints in shared memory are moved when a position passes a multiple of this many granules. */
#define HINT_GRANULES 64

/* A main loop's part in an endpoint: watch.c. */
struct watch
{
  atomic_uint watchers;       /* sources, and the descriptor, that poll the doorbell */
  _Atomic uint64_t announced; /* the bell's word when this endpoint last said so; or no word at all */
  atomic_uint rests;          /* how often a call has found nothing */
  atomic_uint pollers;        /* how many of the watchers have the descriptor */
  atomic_bool stands;         /* it found a record that was not committed, whose writer may be dead */
  atomic_int pollable, timer, closed; /* descriptors; -1: nobody asked for them */
  _Atomic uint64_t nap;       /* ns, that the timer was set to; 0: not since it has rung */
};

struct ring
{
  struct ipq_endpoint base;

  /* Private copies: shared memory is not asked twice. */
  struct header *header;
  struct control *control;
  uint8_t *payload;
  uint64_t granules;
  struct words words;
  uint64_t busy_by_me[2]; /* kind and owner of a new record, by lane */
  uint32_t endpoint;      /* our number */
  struct slot *slot;      /* and its line */
  enum ipq_role role;
  bool alone;             /* the only one of the role */

  /* Where to look next, by lane: for a publisher a place in the chain at or before its end, for a
   * subscriber one with no message before it that is not taken. Any past value is right, so relaxed
   * accesses do for the threads that share lane 1. */
  _Alignas (64) _Atomic uint64_t places[2];
  uint64_t lap;   /* of places[0], which one thread at a time uses */
  uint64_t limit; /* of an exclusive publisher: up to here the ring is free for it */

  _Atomic uint64_t stalled_at;        /* the uncommitted record that a reader came to stand at, */
  _Atomic uint64_t stalled_span;      /* with what was behind it then, in granules, */
  _Atomic uint64_t stalled_since;     /* and when that was */

  struct ipq_bell readers, writers;
  struct watch watch;
  uint64_t spin;                /* ns, that a wait may spin */
  _Atomic uint32_t spin_misses; /* waits since the last one that spinning ended: wait.c */

  /* Lane 1 is used by many threads and every record in it has the same owner. A writer has to tell
   * its own record from a later one in the same place, between its commit and its look at con: so
   * the lock is held at the swap that reserves, and from the commit through the look. Nobody
   * outside the process waits for it, and nobody sleeps with it. */
  pthread_mutex_t lane_lock;

  uint64_t fence_since; /* when peers were told to fence: see settle.c */
  struct queue_file file;

  /* What was found when IPQ_CORRUPT was answered first. */
  _Atomic (const char *) corrupt_what;
  _Atomic uint64_t corrupt_position, corrupt_con, corrupt_pub;
};

/* The longest message that fits into one granule: the frequent case, for which each operation has a
 * version that needs no call. */
#define SHORT GRANULE

static inline struct ring *
ring_of (struct ipq_endpoint *endpoint)
{
  return (struct ring *) (void *) endpoint;
}

static inline struct control *
control_at (struct ring *ring, uint64_t position)
{
  return &ring->control[position & ring->words.mask];
}

static inline uint8_t *
payload_at (struct ring *ring, uint64_t position)
{
  return ring->payload + ((position & ring->words.mask) << GRANULE_SHIFT);
}

/* Acquires: pairs with swap_con(), so that what was written before a word changed is seen. */
static inline uint64_t
load_con (struct ring *ring, uint64_t position)
{
  return atomic_load_explicit (&control_at (ring, position)->con, memory_order_acquire);
}

/* Acquires: pairs with the move in reclaim(). */
static inline uint64_t
load_head (struct ring *ring)
{
  return atomic_load_explicit (&ring->header->head, memory_order_acquire);
}

/* Releases what came before (a payload copied out, a doubt set) and acquires; pairs with
 * load_con(). On failure *was is the word that is there. */
static inline bool
swap_con_in (struct control *control, uint64_t *was, uint64_t to)
{
  return atomic_compare_exchange_strong_explicit (&control->con, was, to, memory_order_seq_cst,
                                                  memory_order_acquire);
}

static inline bool
swap_con (struct ring *ring, uint64_t position, uint64_t *was, uint64_t to)
{
  return swap_con_in (control_at (ring, position), was, to);
}

static inline bool
is_possible_extent (struct ring *ring, uint64_t con)
{
  return con_extent (&ring->words, con) - 1 < ring->granules;
}

/* A number of steps that no honest ring exhausts. */
static inline int64_t
step_budget (struct ring *ring)
{
  return (int64_t) (16 * ring->granules + 200000);
}

static inline uint64_t
place_of (struct ring *ring, int lane)
{
  return atomic_load_explicit (&ring->places[lane], memory_order_relaxed);
}

static inline void
set_place (struct ring *ring, int lane, uint64_t position)
{
  atomic_store_explicit (&ring->places[lane], position, memory_order_relaxed);
  if (lane == 0)
    ring->lap = lap_of (&ring->words, position);
}

/* Behind a record. True: a multiple of HINT_GRANULES was passed, and there is a hint to move. */
static IPQ_ALWAYS_INLINE bool
move_place (struct ring *ring, int lane, uint64_t from, uint64_t to)
{
  atomic_store_explicit (&ring->places[lane], to, memory_order_relaxed);
  if (IPQ_LIKELY ((from ^ to) < HINT_GRANULES))
    return false;
  if (lane == 0)
    ring->lap = lap_of (&ring->words, to); /* laps begin at such multiples */
  return true;
}

static inline void
count_message (struct ring *ring, int lane, uint64_t length)
{
  if (IPQ_LIKELY (lane == 0))
    {
      ring->slot->messages++;
      ring->slot->bytes += length;
    }
  else
    {
      atomic_fetch_add_explicit (&ring->slot->others_messages, 1, memory_order_relaxed);
      atomic_fetch_add_explicit (&ring->slot->others_bytes, length, memory_order_relaxed);
    }
}

/* Full, or empty. */
static inline void
count_refusal (struct ring *ring)
{
  atomic_fetch_add_explicit (&ring->slot->refused, 1, memory_order_relaxed);
}

/* Was it there when a reader began to wait for a record that was not committed? */
static inline bool
has_stood (struct ring *ring, uint64_t position)
{
  /* Acquires: pairs with the release in has_stalled(), or another thread's place would come with an
   * old time. */
  uint64_t at = atomic_load_explicit (&ring->stalled_at, memory_order_acquire);

  return position - at < atomic_load_explicit (&ring->stalled_span, memory_order_relaxed);
}

/* A record that was not committed, whose writer may be dead. Nobody rings for that. */
static inline bool
stands_at_uncommitted (struct ring *ring, int lane)
{
  return ring->role == IPQ_SUBSCRIBER && has_stood (ring, place_of (ring, lane));
}

/* What the endpoint itself sleeps on, or polls. */
static inline struct ipq_bell *
own_bell (struct ring *ring)
{
  return ring->role == IPQ_SUBSCRIBER ? &ring->readers : &ring->writers;
}

/* Somebody may sleep, or poll. */
void ipq_ring_answer_readers (struct ring *ring);
void ipq_ring_answer_writers (struct ring *ring);

/* A record was given up or taken: does a publisher sleep for that? Each of them needs another
 * length, so all are woken. */
static inline void
made_room (struct ring *ring)
{
  ipq_fence_light (); /* pairs with the heavy fence in ipq_bell_announce() */
  if (ipq_bell_asks (&ring->writers))
    ipq_ring_answer_writers (ring);
}

/* ---- chain.c: walking, reclaiming, carrying -------------------------------------------------- */

/* Remembers what was found and answers IPQ_CORRUPT. */
int ipq_ring_corrupt (struct ring *ring, const char *what, uint64_t position);

/* The place behind the record at `position`, whose con is not of an older lap. 0: con cannot be. */
uint64_t ipq_chain_step_over (struct ring *ring, uint64_t position, uint64_t con);

/* The end of the chain with `extent` free granules behind it, and the word there. IPQ_OK, IPQ_FULL
 * or IPQ_CORRUPT. Also makes that the lane's place. */
int ipq_chain_make_room (struct ring *ring,
                         int lane,
                         uint64_t extent,
                         uint64_t *position,
                         uint64_t *word,
                         int64_t *budget);

/* ---- sweep.c: laps of long ago --------------------------------------------------------------- */

void ipq_ring_sweep (struct ring *ring, uint64_t head, uint64_t due);

/* To be called before head goes on to `to`. */
static inline void
sweep_before (struct ring *ring, uint64_t head, uint64_t to)
{
  uint64_t due = to >> ring->words.sweep_shift;

  if (IPQ_UNLIKELY ((int64_t) (due - atomic_load (&ring->header->swept)) > 0))
    ipq_ring_sweep (ring, head, due);
}

/* ---- settle.c: what others left -------------------------------------------------------------- */

bool ipq_record_is_committed (struct ring *ring, uint64_t position, uint64_t con);
bool ipq_record_is_dead (struct ring *ring, uint64_t con);

/* con is BUSY, DOUBT or REVOKED, and its owner was found dead after con was read. */
void ipq_record_bury (struct ring *ring, uint64_t position, uint64_t con);

/* con is BUSY or DOUBT, and its living owner does not go on. */
void ipq_record_revoke (struct ring *ring, uint64_t position, uint64_t con);

/* The owner of a revoked record gives its place back. */
void ipq_record_acknowledge (struct ring *ring, uint64_t position, uint32_t owner);

/* ---- watch.c: main loops ---------------------------------------------------------------------- */

/* While a record is uncommitted nobody may ring: its writer may be dead. */
#define UNCOMMITTED_NAP IPQ_NS_PER_MS

/* Who waits looks by himself after so long, and then at doubling intervals. */
#ifndef FIRST_NAP /* tests set it, to see whether a ring was lost */
#define FIRST_NAP (50 * IPQ_NS_PER_MS)
#endif
#define LONGEST_NAP (1000 * IPQ_NS_PER_MS)

static inline uint64_t
nap_behind (uint64_t nap)
{
  return nap * 2 < LONGEST_NAP ? nap * 2 : LONGEST_NAP;
}

static inline bool
is_watched (struct ring *ring)
{
  return atomic_load_explicit (&ring->watch.watchers, memory_order_relaxed) != 0;
}

/* A call that does not wait found nothing to do, and somebody polls. True: it has to try again. */
bool ipq_watch_announce (struct ring *ring);

/* Behind it: is there still `nothing` to do? */
void ipq_watch_rest (struct ring *ring, int lane, bool nothing);

void ipq_watch_init (struct ring *ring);
void ipq_watch_tell_closed (struct ring *ring);
void ipq_watch_clear (struct ring *ring);

/* ---- the operations -------------------------------------------------------------------------- */

/* Whole calls: they enter and leave (calls.h). */
int ipq_ring_try_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length);
int ipq_ring_try_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length);

/* The same by one who is alone in his role: no read-modify-write. */
int ipq_ring_try_enqueue_alone (struct ipq_endpoint *endpoint, const void *data, size_t length);
int
ipq_ring_try_dequeue_alone (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length);

/* One attempt of a call that has entered. */
int ipq_ring_enqueue_once (struct ring *ring, int lane, const void *data, size_t length);
int ipq_ring_dequeue_once (struct ring *ring, int lane, void *buffer, size_t size, size_t *length);

/* Would it find nothing? */
bool ipq_ring_is_empty (struct ring *ring, int lane);

int ipq_ring_enqueue (struct ipq_endpoint *endpoint,
                      int lane,
                      const void *data,
                      size_t length,
                      const struct ipq_wait *wait);
int ipq_ring_dequeue (struct ipq_endpoint *endpoint,
                      int lane,
                      void *buffer,
                      size_t size,
                      size_t *length,
                      const struct ipq_wait *wait);

/* attach.c */
int ipq_ring_attach (struct ring *ring, struct ipq_error *error);
void ipq_ring_detach (struct ring *ring);
