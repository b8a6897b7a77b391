/* SPDX-License-Identifier: MIT */
#include "native/life.h"

#include "native/file.h"
#include "platform/liveness.h"

#define STATE 3u
#define ALIVE 0u
#define ENDING 1u
#define ENDED 2u
#define UNBORN IPQ_LIFE_UNBORN

#define ALIVE_TO_ENDING 1u
#define ENDING_TO_ENDED 1u
#define ENDING_TO_ALIVE 3u  /* of the next version, so that no word comes again; likewise: */
#define UNBORN_TO_ALIVE 1u
#define UNBORN_TO_ENDING 2u

/* A hostile peer may change the word for ever; an honest one never makes a swap fail this often. */
#define MOST_SWAPS 1000

static bool
end_life (_Atomic uint32_t *life, int fd, bool begun)
{
  uint32_t word = atomic_load (life);

  for (int i = 0; i < MOST_SWAPS && !ipq_lock_is_held (fd, LOCK_LIFE); i++)
    {
      uint32_t step = (word & STATE) == UNBORN ? UNBORN_TO_ENDING : ALIVE_TO_ENDING;

      if ((word & STATE) == ENDED)
        return true;
      if ((word & STATE) == ALIVE && !begun)
        return false;
      if ((word & STATE) == ENDING)
        {
          if (atomic_compare_exchange_strong (life, &word, word + ENDING_TO_ENDED))
            return true;
        }
      /* Killed or stopped behind it: who joins swaps it back, who leaves goes on from it. If it succeeds
       * the lock is asked for again, and that look counts. */
      else if (atomic_compare_exchange_strong (life, &word, word + step))
        {
          word += step;
          atomic_thread_fence (memory_order_seq_cst); /* the kernel may look without a lock of its own */
        }
    }
  return (word & STATE) == ENDED;
}

bool
ipq_life_end (_Atomic uint32_t *life, int fd)
{
  return end_life (life, fd, true);
}

bool
ipq_life_end_unborn (_Atomic uint32_t *life, int fd)
{
  return end_life (life, fd, false);
}

bool
ipq_life_join (_Atomic uint32_t *life)
{
  uint32_t word = atomic_load (life);

  for (int i = 0; i < MOST_SWAPS && (word & STATE) != ALIVE && (word & STATE) != ENDED; i++)
    if (atomic_compare_exchange_strong (
          life, &word, word + ((word & STATE) == UNBORN ? UNBORN_TO_ALIVE : ENDING_TO_ALIVE)))
      return true;
  return (word & STATE) == ALIVE;
}
