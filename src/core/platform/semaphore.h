/* SPDX-License-Identifier: MIT */
#pragma once

/* What a bell sleeps on. Two backends fill this header and the build option "semaphore" picks one:
 * futexes on the bell's own word, or, where there is no shared futex, a named POSIX semaphore beside
 * the queue. All endpoints of one queue use the same; the queue's file says which. */

#include <stdatomic.h>
#include <stdint.h>

#define IPQ_SEMAPHORE_FUTEX 1
#define IPQ_SEMAPHORE_POSIX 2

/* Which backend this build has, one of the above. */
extern const uint32_t ipq_semaphore_backend;

struct ipq_semaphore
{
  _Atomic uint32_t *word; /* in shared memory */
  void *handle;           /* the backend's own */
};

/* `queue` and `which` name the semaphore on the whole machine. 0 or an errno. */
int ipq_semaphore_open (struct ipq_semaphore *semaphore,
                        _Atomic uint32_t *word,
                        uint64_t queue,
                        char which);
void ipq_semaphore_close (struct ipq_semaphore *semaphore);

/* Removes the name, for the last one who closes the queue. */
void ipq_semaphore_unlink (uint64_t queue, char which);

/* Sleeps while the word is `value`, at most `ns` nanoseconds. May return early for any reason. */
void ipq_semaphore_sleep (struct ipq_semaphore *semaphore, uint32_t value, uint64_t ns);

/* Wakes one sleeper, after the word was changed. 0: certainly nobody slept. */
int ipq_semaphore_wake_one (struct ipq_semaphore *semaphore);

/* Wakes all sleepers, after the word was changed. A backend that cannot reach them all limits how
 * long each one sleeps without a look. */
void ipq_semaphore_wake_all (struct ipq_semaphore *semaphore);
