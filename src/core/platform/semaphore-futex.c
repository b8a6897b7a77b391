/* SPDX-License-Identifier: MIT */
#include "platform/clock.h"
#include "platform/semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

const uint32_t ipq_semaphore_backend = IPQ_SEMAPHORE_FUTEX;

int
ipq_semaphore_open (struct ipq_semaphore *semaphore,
                    _Atomic uint32_t *word,
                    uint64_t queue,
                    char which)
{
  (void) queue;
  (void) which;
  *semaphore = (struct ipq_semaphore) { .word = word };
  return 0;
}

void
ipq_semaphore_close (struct ipq_semaphore *semaphore)
{
  semaphore->word = NULL;
}

void
ipq_semaphore_unlink (uint64_t queue, char which)
{
  (void) queue;
  (void) which;
}

void
ipq_semaphore_sleep (struct ipq_semaphore *semaphore, uint32_t value, uint64_t ns)
{
  struct timespec longest = ipq_clock_timespec (ns);

  syscall (SYS_futex, semaphore->word, FUTEX_WAIT, value, &longest, NULL, 0);
}

int
ipq_semaphore_wake_one (struct ipq_semaphore *semaphore)
{
  return (int) syscall (SYS_futex, semaphore->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void
ipq_semaphore_wake_all (struct ipq_semaphore *semaphore)
{
  syscall (SYS_futex, semaphore->word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
