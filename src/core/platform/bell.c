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

/* Answers the word, with a new sequence. */
static uint32_t
set_bit (struct ipq_bell *bell, uint32_t bit)
{
  uint32_t was = atomic_load_explicit (bell->word, memory_order_relaxed);
  uint32_t announced = was;

  for (int i = 0; i < MOST_SWAPS; i++)
    {
      announced = (was + IPQ_BELL_STEP) | bit;
      /* Pairs with the look in ipq_bell_asks(), by the fence that follows. Killed behind it: the
       * bit stays until a ring finds nobody. */
      if (atomic_compare_exchange_weak (bell->word, &was, announced))
        break;
    }
  return announced;
}

uint32_t
ipq_bell_announce (struct ipq_bell *bell, uint32_t bit)
{
  uint32_t announced = set_bit (bell, bit);
  uint32_t was = announced;

  if (announced & IPQ_BELL_FENCED)
    {
      atomic_thread_fence (memory_order_seq_cst); /* pairs with the one in look_again() */
      return announced;
    }
  ipq_fence_heavy ();
  /* Only if nothing has changed: then all who have looked since before the fence have found the
   * bit. */
  if (!ipq_fence_heavy_is_own &&
      atomic_compare_exchange_strong (bell->word, &was, announced | IPQ_BELL_FENCED))
    announced |= IPQ_BELL_FENCED;
  return announced;
}

void
ipq_bell_sleep (struct ipq_bell *bell, uint32_t value, uint64_t ns)
{
  ipq_semaphore_sleep (&bell->semaphore, value, ns);
}

/* The word, for a ringer who has found a bit in it. */
static uint32_t
look_again (struct ipq_bell *bell)
{
  uint32_t word;

  /* Pairs with the fences in ipq_bell_announce(), if they are not heavy ones. */
  atomic_thread_fence (memory_order_seq_cst);
  word = atomic_load_explicit (bell->word, memory_order_relaxed);
  if ((word & IPQ_BELL_FENCED) && !(word & (IPQ_BELL_SLEEPER | IPQ_BELL_WATCHER)))
    /* A failure: somebody has announced himself, and looks behind it. */
    atomic_compare_exchange_strong (bell->word, &word, word & ~(uint32_t) IPQ_BELL_FENCED);
  return word;
}

/* Rings the doorbell for those who poll, then takes their bit and `bits` from the word, and changes
 * its sequence: that keeps one who has announced himself and does not sleep yet from sleeping.
 * Killed in between, the next ringer does it again. True: somebody may sleep. */
static bool
tell (struct ipq_bell *bell, uint32_t bits, uint32_t *word, int *failure)
{
  uint32_t was = look_again (bell);
  uint32_t rung = was & IPQ_BELL_WATCHER;

  *failure = rung ? ipq_doorbell_ring (&bell->doorbell) : 0;
  for (int i = 0; i < MOST_SWAPS && (was & (IPQ_BELL_SLEEPER | rung)); i++)
    {
      *word = (was + IPQ_BELL_STEP) & ~(rung | bits);
      if (atomic_compare_exchange_strong (bell->word, &was, *word))
        return (was & IPQ_BELL_SLEEPER) != 0;
      /* By now the bit may be of one who has announced himself behind the news. He looks for
       * himself, and asks for what comes later. */
      rung = 0;
    }
  return false;
}

int
ipq_bell_answer (struct ipq_bell *bell)
{
  uint32_t word;
  int failure;

  /* Killed before it wakes: the bit is still set, and the next ringer wakes him. */
  if (tell (bell, 0, &word, &failure) && ipq_semaphore_wake_one (&bell->semaphore) == 0)
    atomic_compare_exchange_strong (bell->word, &word, word & ~(uint32_t) IPQ_BELL_SLEEPER);
  return failure;
}

int
ipq_bell_answer_all (struct ipq_bell *bell)
{
  uint32_t word;
  int failure;

  /* Killed before it wakes: the bit is gone, and they sleep until they wake by themselves. */
  if (tell (bell, IPQ_BELL_SLEEPER, &word, &failure))
    ipq_semaphore_wake_all (&bell->semaphore);
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
