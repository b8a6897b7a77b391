/* SPDX-License-Identifier: MIT */
/* Waiting for a message, or for room: try, spin a little, then sleep on the bell.
 *
 * Killed while asleep: nothing but a bit in the bell, which the next ring clears. A ringer killed
 * before it rang, or a sleeper killed after it was woken, leave the others asleep: so each wakes by
 * itself, first after FIRST_NAP, then at doubling intervals up to LONGEST_NAP. */
#include "native/ring.h"

#include "calls.h"

#include "platform/clock.h"

#include <unistd.h>

/* Spinning pays when the other side is at work on another core: it saves two system calls and a
 * change of context (some 50 µs), and costs at most this. */
#define SPINS_A_LOOK 16
#define SPIN_HALVED 8       /* times, then not at all */
#define SPIN_TRIED_AGAIN 256 /* after so many waits */

/* One waiting call. */
struct waiting
{
  struct ring *ring;
  struct ipq_bell *bell;
  const struct ipq_wait *wait;
  uint64_t start;
  uint64_t now; /* or a little earlier: a clock costs as much as an attempt */
  uint64_t nap;

  /* The call: its arguments, and one attempt at it. */
  int (*attempt) (struct waiting *);
  int lane;
  const void *data;
  void *buffer;
  size_t size;
  size_t *length;
};

static bool
must_go_on (int result)
{
  return result == IPQ_EMPTY || result == IPQ_FULL;
}

static bool
has_several_cores (void)
{
  static atomic_long cores;

  if (atomic_load_explicit (&cores, memory_order_relaxed) == 0)
    atomic_store_explicit (&cores, sysconf (_SC_NPROCESSORS_ONLN), memory_order_relaxed);
  return atomic_load_explicit (&cores, memory_order_relaxed) > 1;
}

static uint64_t
time_left (const struct waiting *w)
{
  uint64_t passed = w->now - w->start;
  uint64_t timeout = (uint64_t) w->wait->timeout;

  if (w->wait->timeout < 0)
    return UINT64_MAX;
  return passed < timeout ? timeout - passed : 0;
}

/* IPQ_OK: go on waiting. */
static int
reason_to_stop (const struct waiting *w)
{
  int state = atomic_load (&w->ring->base.state);

  if (state != IPQ_OK)
    return state;
  return w->wait->stop != NULL && w->wait->stop (w->wait->data) ? IPQ_STOPPED : IPQ_OK;
}

/* Spinning that was of no use is halved each time: the other side is slow, or is on this very core
 * and cannot run until the spinning ends. Now and then it is tried again. */
static uint64_t
time_to_spin (uint64_t longest, uint32_t misses)
{
  if (misses % SPIN_TRIED_AGAIN == 0)
    return longest;
  return misses < SPIN_HALVED ? longest >> misses : 0;
}

static int
spin (struct waiting *w, int result)
{
  uint32_t misses = atomic_load_explicit (&w->ring->spin_misses, memory_order_relaxed);
  uint64_t longest = time_to_spin (w->ring->spin, misses);

  while (must_go_on (result) && w->now - w->start < longest)
    {
      for (int i = 0; i < SPINS_A_LOOK; i++)
        ipq_cpu_relax ();
      result = w->attempt (w);
      w->now = ipq_clock_now ();
    }
  misses = must_go_on (result) ? misses + 1 : 0;
  atomic_store_explicit (&w->ring->spin_misses, misses, memory_order_relaxed);
  return result;
}

static void
sleep_once (struct waiting *w, uint32_t announced)
{
  uint64_t before = w->now;
  uint64_t longest = stands_at_uncommitted (w->ring, w->lane) ? UNCOMMITTED_NAP : w->nap;
  uint64_t left = time_left (w);

  ipq_begin_sleep (&w->ring->base, w->lane);
  ipq_bell_sleep (w->bell, announced, left < longest ? left : longest);
  ipq_end_sleep (&w->ring->base, w->lane);
  w->now = ipq_clock_now ();
  if (w->nap < LONGEST_NAP && w->now - before >= w->nap)
    w->nap = nap_behind (w->nap);
}

static int
sleep_until_done (struct waiting *w)
{
  for (;;)
    {
      /* Announced before both looks, so that a change after them changes the bell's value. */
      uint32_t announced = ipq_bell_announce (w->bell, IPQ_BELL_SLEEPER);
      int result = reason_to_stop (w);

      if (result == IPQ_OK)
        result = w->attempt (w);
      if (must_go_on (result) && time_left (w) == 0)
        result = IPQ_TIMED_OUT;
      if (!must_go_on (result))
        {
          /* If one leaves with empty hands, the ring that woke him was for another: pass it on. */
          if (result != IPQ_OK)
            ipq_bell_answer (w->bell);
          return result;
        }
      sleep_once (w, announced);
      /* Without an announcement, which costs a heavy fence and the next peer a ring for nobody. */
      if (w->attempt (w) == IPQ_OK)
        return IPQ_OK;
    }
}

static void
note_wait (struct ring *ring, uint64_t ns)
{
  uint64_t longest = atomic_load_explicit (&ring->slot->longest_wait, memory_order_relaxed);

  /* A failure: another thread's was about as long. */
  if (ns > longest)
    atomic_compare_exchange_strong (&ring->slot->longest_wait, &longest, ns);
}

static int
wait_for (struct waiting *w)
{
  int result = w->attempt (w);

  if (!must_go_on (result))
    return result;
  if (w->wait->timeout == 0)
    return IPQ_TIMED_OUT;
  w->start = w->now = ipq_clock_now ();
  w->nap = FIRST_NAP;
  if (w->ring->spin > 0 && has_several_cores ())
    result = spin (w, result);
  if (must_go_on (result))
    result = sleep_until_done (w);
  note_wait (w->ring, w->now - w->start);
  return result;
}

static int
attempt_enqueue (struct waiting *w)
{
  return ipq_ring_enqueue_once (w->ring, w->lane, w->data, w->size);
}

static int
attempt_dequeue (struct waiting *w)
{
  return ipq_ring_dequeue_once (w->ring, w->lane, w->buffer, w->size, w->length);
}

int
ipq_ring_enqueue (struct ipq_endpoint *endpoint,
                  int lane,
                  const void *data,
                  size_t length,
                  const struct ipq_wait *wait)
{
  struct ring *ring = ring_of (endpoint);
  struct waiting w = {
    .ring = ring,
    .bell = &ring->writers,
    .wait = wait,
    .attempt = attempt_enqueue,
    .lane = lane,
    .data = data,
    .size = length,
  };

  return wait_for (&w);
}

int
ipq_ring_dequeue (struct ipq_endpoint *endpoint,
                  int lane,
                  void *buffer,
                  size_t size,
                  size_t *length,
                  const struct ipq_wait *wait)
{
  struct ring *ring = ring_of (endpoint);
  struct waiting w = {
    .ring = ring,
    .bell = &ring->readers,
    .wait = wait,
    .attempt = attempt_dequeue,
    .lane = lane,
    .buffer = buffer,
    .size = size,
    .length = length,
  };

  return wait_for (&w);
}
