/* SPDX-License-Identifier: MIT */
#include "platform/bell.h"

#include "platform/fence.h"

/* A hostile peer may change the word for ever; an honest one never makes a swap fail this often. */
#define MOST_SWAPS 1000

int
ipq_bell_open (struct ipq_bell *bell, _Atomic uint32_t *word, uint64_t queue, char which)
{
  bell->word = word;
  return ipq_semaphore_open (&bell->semaphore, word, queue, which);
}

void
ipq_bell_close (struct ipq_bell *bell)
{
  ipq_semaphore_close (&bell->semaphore);
}

uint32_t
ipq_bell_announce (struct ipq_bell *bell, uint32_t bit)
{
  uint32_t was = atomic_load_explicit (bell->word, memory_order_relaxed);
  uint32_t announced = was;

  for (int i = 0; i < MOST_SWAPS; i++)
    {
      announced = (was + IPQ_BELL_STEP) | bit;
      /* Pairs with the look in ipq_bell_asks(), by the fence below. Killed behind it: the bit stays
       * until a ring finds nobody. */
      if (atomic_compare_exchange_weak (bell->word, &was, announced))
        break;
    }
  ipq_fence_heavy ();
  return announced;
}

void
ipq_bell_sleep (struct ipq_bell *bell, uint32_t value, uint64_t ns)
{
  ipq_semaphore_sleep (&bell->semaphore, value, ns);
}

/* Somebody polls, according to the word. Before the bit is cleared: killed in between, the next ringer does
 * it again. Whoever announces himself between the two changes the word, and his bit stays. */
static int
ring_for_watchers (struct ipq_bell *bell, uint32_t word)
{
  return word & IPQ_BELL_WATCHER ? ipq_doorbell_ring (&bell->doorbell) : 0;
}

static bool
is_awaited (uint32_t word)
{
  return (word & (IPQ_BELL_SLEEPER | IPQ_BELL_WATCHER)) != 0;
}

int
ipq_bell_answer (struct ipq_bell *bell)
{
  int failure = 0;
  uint32_t was;

  /* Pairs with the peer's own fence in ipq_fence_heavy(), where it has no better one. */
  atomic_thread_fence (memory_order_seq_cst);
  was = atomic_load_explicit (bell->word, memory_order_relaxed);
  for (int i = 0; i < MOST_SWAPS && is_awaited (was); i++)
    {
      uint32_t rung = (was + IPQ_BELL_STEP) & ~(uint32_t) IPQ_BELL_WATCHER;

      failure = ring_for_watchers (bell, was);
      /* The new sequence keeps one who has announced and does not sleep yet from sleeping. */
      if (!atomic_compare_exchange_strong (bell->word, &was, rung))
        continue;
      /* Killed here: the bit is still set, and the next ringer wakes him. */
      if ((rung & IPQ_BELL_SLEEPER) && ipq_semaphore_wake_one (&bell->semaphore) == 0)
        atomic_compare_exchange_strong (bell->word, &rung, rung & ~(uint32_t) IPQ_BELL_SLEEPER);
      break;
    }
  return failure;
}

int
ipq_bell_answer_all (struct ipq_bell *bell)
{
  int failure = 0;
  uint32_t was;

  /* As above. */
  atomic_thread_fence (memory_order_seq_cst);
  was = atomic_load_explicit (bell->word, memory_order_relaxed);
  for (int i = 0; i < MOST_SWAPS && is_awaited (was); i++)
    {
      bool sleep = (was & IPQ_BELL_SLEEPER) != 0;

      failure = ring_for_watchers (bell, was);
      if (!atomic_compare_exchange_strong (bell->word, &was,
                                           (was + IPQ_BELL_STEP) &
                                             ~(uint32_t) (IPQ_BELL_SLEEPER | IPQ_BELL_WATCHER)))
        continue;
      /* Killed here: the bit is gone, and they sleep until they wake by themselves. */
      if (sleep)
        ipq_semaphore_wake_all (&bell->semaphore);
      break;
    }
  return failure;
}

void
ipq_bell_interrupt (struct ipq_bell *bell)
{
  /* Releases what the interrupter wrote before to those who announce from now on. */
  atomic_fetch_add (bell->word, IPQ_BELL_STEP);
  ipq_semaphore_wake_all (&bell->semaphore);
}

void
ipq_bell_require_fences (struct ipq_bell *bell)
{
  atomic_fetch_or (bell->word, IPQ_BELL_FENCE);
}
