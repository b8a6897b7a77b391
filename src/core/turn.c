/* SPDX-License-Identifier: MIT */
/* Threads that share an endpoint take turns in lane 0: see calls.h.
 *
 * A turn ends at its holder's next call after another thread has asked for it, so never in the middle
 * of one. A holder that does not call leaves the others where they were, in lane 1; nobody waits
 * longer for it than PATIENCE_NS, and then not again until the turn has changed. */
#include "calls.h"

#include "platform/clock.h"

#include <sched.h>

/* In first_thread, beside a thread: its turn is to end. */
#define ASKED ((uintptr_t) 1)

/* So many more calls have found the holder inside than outside: it is no chance. */
#define MEETINGS 4

/* Long beside what a change of turn costs: 2 µs of fetching lines from another core's cache. */
#define TURN_NS 200000

/* A holder that is at work calls much sooner. */
#define PATIENCE_NS 10000
#define SOON_NS 3000

/* Of others, before one's own. */
#define MOST_TURNS 8

/* How often this thread has met a holder inside. Its address names the thread. */
_Thread_local uint32_t ipq_thread;

/* This thread's own turn, between two of its calls. Whoever asked has it now. */
static void
hand_over (struct ipq_endpoint *endpoint)
{
  uintptr_t next = atomic_load_explicit (&endpoint->asker, memory_order_relaxed);
  uint64_t asked_at = atomic_load_explicit (&endpoint->asked_at, memory_order_relaxed);

  ipq_thread = ipq_clock_now () - asked_at < SOON_NS ? MEETINGS : 0;
  atomic_store_explicit (&endpoint->asker, 0, memory_order_relaxed);
  /* Releases what this thread did in lane 0; pairs with the acquire loads of first_thread. */
  atomic_store_explicit (&endpoint->first_thread, next, memory_order_release);
}

/* False: somebody else is about to. */
static bool
ask (struct ipq_endpoint *endpoint, uintptr_t turn, uint64_t now)
{
  uintptr_t nobody = 0;

  if (!atomic_compare_exchange_strong (&endpoint->asker, &nobody, ipq_this_thread ()))
    return false;
  atomic_store_explicit (&endpoint->asked_at, now, memory_order_relaxed);
  if (!atomic_compare_exchange_strong (&endpoint->first_thread, &turn, turn | ASKED))
    atomic_store (&endpoint->asker, 0); /* it has just changed */
  return true;
}

static bool
wait_for_turn (struct ipq_endpoint *endpoint)
{
  uintptr_t seen = 0;
  uint64_t since = 0;
  int turns = 0;

  while (turns < MOST_TURNS && ipq_is_open (endpoint))
    {
      /* pairs with the release in hand_over() */
      uintptr_t turn = atomic_load_explicit (&endpoint->first_thread, memory_order_acquire);
      uint64_t asked_at = atomic_load_explicit (&endpoint->asked_at, memory_order_relaxed);
      uint64_t now = ipq_clock_now ();

      if ((turn & ~ASKED) == ipq_this_thread ())
        return true;
      if ((turn & ~ASKED) != seen)
        {
          seen = turn & ~ASKED;
          since = now;
          turns++;
        }
      if (turn & ASKED)
        {
          if ((int64_t) (now - asked_at) > PATIENCE_NS)
            return false;
        }
      else if (now - since >= TURN_NS && !ask (endpoint, turn, now) &&
               now - since >= TURN_NS + PATIENCE_NS)
        {
          return false; /* that one does not get on with it */
        }
      sched_yield (); /* the holder may be waiting for this very core */
    }
  return false;
}

bool
ipq_turn_take (struct ipq_endpoint *endpoint)
{
  uintptr_t turn = atomic_load_explicit (&endpoint->first_thread, memory_order_acquire);
  bool meets = atomic_load_explicit (&endpoint->first_inside, memory_order_relaxed) == IPQ_INSIDE;

  if (turn == 0)
    return atomic_compare_exchange_strong (&endpoint->first_thread, &turn, ipq_this_thread ());
  if (turn == (ipq_this_thread () | ASKED))
    {
      if (meets)
        return false; /* itself: a stop function calls its own endpoint */
      hand_over (endpoint);
    }
  else if (meets)
    ipq_thread += ipq_thread < MEETINGS;
  else
    ipq_thread -= ipq_thread > 0;
  if (ipq_thread < MEETINGS)
    return false;
  if (wait_for_turn (endpoint))
    return true;
  ipq_thread = 0;
  return false;
}
