/* SPDX-License-Identifier: MIT */
#include "native/life.h"

#include "native/file.h"
#include "platform/liveness.h"

#define STATE 3u
#define ALIVE 0u
#define ENDING 1u
#define ENDED 2u

#define ALIVE_TO_ENDING 1u
#define ENDING_TO_ENDED 1u
#define ENDING_TO_ALIVE 3u /* of the next version, so that no word comes again */

/* A hostile peer may change the word for ever; an honest one never makes a swap fail this often. */
#define MOST_SWAPS 1000

bool
ipq_life_end (_Atomic uint32_t *life, int fd)
{
  uint32_t word = atomic_load (life);

  for (int i = 0; i < MOST_SWAPS && !ipq_lock_is_held (fd, LOCK_LIFE); i++)
    switch (word & STATE)
      {
      case ALIVE:
        /* Killed or stopped behind it: who joins swaps it back, who leaves goes on from it. */
        if (atomic_compare_exchange_strong (life, &word, word + ALIVE_TO_ENDING))
          word += ALIVE_TO_ENDING;
        break; /* asks again whether the lock is held: that look counts */
      case ENDING:
        if (atomic_compare_exchange_strong (life, &word, word + ENDING_TO_ENDED))
          return true;
        break;
      default:
        return true;
      }
  return (word & STATE) >= ENDED;
}

bool
ipq_life_join (_Atomic uint32_t *life)
{
  uint32_t word = atomic_load (life);

  for (int i = 0; i < MOST_SWAPS && (word & STATE) == ENDING; i++)
    if (atomic_compare_exchange_strong (life, &word, word + ENDING_TO_ALIVE))
      return true;
  return (word & STATE) == ALIVE;
}
