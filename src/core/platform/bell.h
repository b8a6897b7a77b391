/* SPDX-License-Identifier: MIT */
#pragma once

/* An event count: sleepers wait for it to change, and those who have news ring it only if somebody
 * said that he sleeps. The word in shared memory is a sequence and some bits. Nothing in it counts
 * sleepers, so one that is killed leaves nothing wrong behind: at most a bit, and the first ring that
 * finds nobody clears it.
 *
 * A main loop does not sleep here but polls the bell's doorbell. It has a bit of its own, which a ring
 * clears: from then on nobody rings until one of those who poll has looked and says that he polls again.
 *
 * The protocol, "store, fence, load" on both sides:
 *   sleeper: announce (sets the bit), heavy fence, look for news, sleep on the announced value
 *   ringer:  publish news, light fence, look at the word, ring if the bit is set
 * so one of the two sees the other.
 *
 * A ringer that finds any bit runs a full fence and looks again. So one heavy fence does for all
 * who announce themselves later, as long as the word has not been without a bit since. FENCED says
 * so, and is such a bit. The first ringer that finds nobody waiting takes it away, so that the next
 * one pays for no fence.
 *
 * A ringer killed before it rang leaves the sleeper asleep: hence a sleeper wakes by itself now and
 * then (wait.c). */

#include "platform/doorbell.h"
#include "platform/semaphore.h"

#include <stdbool.h>

enum
{
  IPQ_BELL_SLEEPER = 1, /* somebody may sleep */
  IPQ_BELL_FENCE = 2,   /* a peer cannot issue heavy fences: full fences instead of light ones */
  IPQ_BELL_WATCHER = 4, /* somebody may poll the doorbell */
  IPQ_BELL_FENCED = 8,  /* no heavy fence is needed: the ringers run full ones */
  IPQ_BELL_STEP = 16,
};

struct ipq_bell
{
  _Atomic uint32_t *word; /* in shared memory */
  struct ipq_semaphore semaphore;
  struct ipq_doorbell doorbell;
};

int ipq_bell_open (struct ipq_bell *bell, _Atomic uint32_t *word, uint64_t queue, char which);
void ipq_bell_close (struct ipq_bell *bell);

/* Says that somebody is about to sleep, or to poll: one of the two bits. With a heavy fence, if
 * need be. Answers the word, which is the value to sleep on. */
uint32_t ipq_bell_announce (struct ipq_bell *bell, uint32_t bit);
void ipq_bell_sleep (struct ipq_bell *bell, uint32_t value, uint64_t ns);

/* Ringer: the frequent look, after a light fence. Relaxed; whoever finds a bit looks again. */
static inline bool
ipq_bell_asks (const struct ipq_bell *bell)
{
  return (atomic_load_explicit (bell->word, memory_order_relaxed) & (IPQ_BELL_STEP - 1)) != 0;
}

/* After ipq_bell_asks(): the full fence for a peer that needs it, then wakes one who sleeps, and
 * rings the doorbell if somebody polls it. 0, or the errno for which it could not be rung. */
int ipq_bell_answer (struct ipq_bell *bell);

/* The same, for sleepers who do not wait for the same thing: wakes them all. */
int ipq_bell_answer_all (struct ipq_bell *bell);

/* Wakes everybody, so that each looks at what only his own process knows. */
void ipq_bell_interrupt (struct ipq_bell *bell);

/* Tells all peers for the queue's whole life that light fences will not do. */
void ipq_bell_require_fences (struct ipq_bell *bell);
