/* SPDX-License-Identifier: MIT */
#include "platform/clock.h"
#include "platform/semaphore.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <semaphore.h>
#include <stdio.h>

/* A permit may be taken by another sleeper than the one it was meant for, so nobody sleeps longer
 * than this without a look. */
#define LONGEST_SLEEP (5 * IPQ_NS_PER_MS)

/* More permits than this waiting say that nobody sleeps: they are not posted, so none pile up. */
#define MOST_PERMITS 8

const uint32_t ipq_semaphore_backend = IPQ_SEMAPHORE_POSIX;

/* 23 bytes: macOS allows 30. */
static void
name_of (char name[32], uint64_t queue, char which)
{
  snprintf (name, 32, "/ipq.%016" PRIx64 ".%c", queue, which);
}

int
ipq_semaphore_open (struct ipq_semaphore *semaphore,
                    _Atomic uint32_t *word,
                    uint64_t queue,
                    char which)
{
  char name[32];
  sem_t *handle;

  name_of (name, queue, which);
  handle = sem_open (name, O_CREAT, 0600, 0);
  if (handle == SEM_FAILED && errno != EACCES)
    return errno;
  *semaphore = (struct ipq_semaphore) { .word = word };
  /* Whoever made it cannot let others in at once, whatever the queue's mode: the umask is the process's.
   * Another user does without, like one whom no permit reaches. */
  if (handle != SEM_FAILED)
    semaphore->handle = handle;
  return 0;
}

void
ipq_semaphore_close (struct ipq_semaphore *semaphore)
{
  if (semaphore->handle != NULL)
    sem_close (semaphore->handle);
  semaphore->handle = NULL;
}

void
ipq_semaphore_unlink (uint64_t queue, char which)
{
  char name[32];

  name_of (name, queue, which);
  sem_unlink (name);
}

void
ipq_semaphore_sleep (struct ipq_semaphore *semaphore, uint32_t value, uint64_t ns)
{
  struct timespec until;

  if (atomic_load_explicit (semaphore->word, memory_order_acquire) != value)
    return;
  if (semaphore->handle == NULL)
    {
      until = ipq_clock_timespec (ns < LONGEST_SLEEP ? ns : LONGEST_SLEEP);
      nanosleep (&until, NULL);
      return;
    }
#ifdef __GLIBC__
  until = ipq_clock_timespec (ipq_clock_now () + (ns < LONGEST_SLEEP ? ns : LONGEST_SLEEP));
  sem_clockwait (semaphore->handle, CLOCK_MONOTONIC, &until);
#else
  clock_gettime (CLOCK_REALTIME, &until);
  until = ipq_clock_timespec ((uint64_t) until.tv_sec * IPQ_NS_PER_S + (uint64_t) until.tv_nsec +
                              (ns < LONGEST_SLEEP ? ns : LONGEST_SLEEP));
  sem_timedwait (semaphore->handle, &until);
#endif
}

int
ipq_semaphore_wake_one (struct ipq_semaphore *semaphore)
{
  int permits = 0;

  if (semaphore->handle == NULL)
    return 1; /* perhaps */
  if (sem_getvalue (semaphore->handle, &permits) == 0 && permits >= MOST_PERMITS)
    return 0;
  return sem_post (semaphore->handle) == 0;
}

void
ipq_semaphore_wake_all (struct ipq_semaphore *semaphore)
{
  /* They take permits while these are posted; whom none reaches wakes by himself. */
  for (int i = 0; i < MOST_PERMITS && ipq_semaphore_wake_one (semaphore); i++)
    ;
}
