/* SPDX-License-Identifier: MIT */
/* What all protocols share: the calls under way, closing, and fork. */
#include "queue.h"

#include "native/native.h"
#include "platform/fence.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- fork -------------------------------------------------------------------------------------
 * A child has the descriptors of its parent's endpoints, and as long as it keeps them the kernel
 * calls a dead parent alive. So it lets go of them at once, and its copies answer IPQ_FORKED. */

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct ipq_endpoint *all;

static void
before_fork (void)
{
  pthread_mutex_lock (&all_lock);
}

static void
after_fork_in_parent (void)
{
  pthread_mutex_unlock (&all_lock);
}

static void
after_fork_in_child (void)
{
  for (struct ipq_endpoint *endpoint = all; endpoint != NULL; endpoint = endpoint->next)
    {
      atomic_store (&endpoint->state, IPQ_FORKED);
      if (!atomic_exchange (&endpoint->released, 1))
        endpoint->protocol->forked (endpoint);
    }
  pthread_mutex_unlock (&all_lock);
}

static void
watch_forks (void)
{
  pthread_atfork (before_fork, after_fork_in_parent, after_fork_in_child);
}

/* ---- calls under way --------------------------------------------------------------------------
 * A close must not take the memory from under a call in another thread, and nobody should wait for
 * anybody: whoever is the last to leave a closed endpoint releases it. "I am inside, is it open?"
 * against "it is closed, is anybody inside?" is store-load on both sides; calls are frequent and
 * closes are not, hence the asymmetric fence. The first thread that uses an endpoint has a flag to
 * itself and pays two plain stores; others share a counter. */

#define CLOSED_LANE -1

static inline uintptr_t
this_thread (void)
{
  static _Thread_local char here __attribute__ ((tls_model ("initial-exec")));

  return (uintptr_t) &here;
}

static inline bool
is_open (const struct ipq_endpoint *endpoint)
{
  return atomic_load_explicit (&endpoint->state, memory_order_relaxed) == IPQ_OK;
}

static __attribute__ ((cold)) void
release_if_last (struct ipq_endpoint *endpoint)
{
  /* Whoever sees "closed" sees the closer inside, until he has run his heavy fence; and acquires what
   * the last calls did: pairs with the releases in leave(). */
  atomic_thread_fence (memory_order_seq_cst);
  if (atomic_load (&endpoint->first_inside) != 0 || atomic_load (&endpoint->others_inside) != 0)
    return;
  if (!atomic_exchange (&endpoint->released, 1))
    endpoint->protocol->release (endpoint);
}

static inline void
leave (struct ipq_endpoint *endpoint, int lane)
{
  if (__builtin_expect (lane == 0, 1))
    atomic_store_explicit (&endpoint->first_inside, 0, memory_order_release);
  else
    atomic_fetch_sub (&endpoint->others_inside, 1);
  ipq_fence_light (); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (!is_open (endpoint), 0))
    release_if_last (endpoint);
}

/* The lane to use: 0 for the first thread, 1 for all others, CLOSED_LANE if the endpoint is not open. */
static inline int
enter (struct ipq_endpoint *endpoint)
{
  uintptr_t me = this_thread ();
  uintptr_t nobody = 0;
  int lane = 0;

  if (__builtin_expect (atomic_load_explicit (&endpoint->first_thread, memory_order_relaxed) == me, 1) ||
      atomic_compare_exchange_strong (&endpoint->first_thread, &nobody, me))
    {
      atomic_store_explicit (&endpoint->first_inside, 1, memory_order_relaxed);
    }
  else
    {
      atomic_fetch_add (&endpoint->others_inside, 1);
      lane = 1;
    }
  ipq_fence_light (); /* pairs with the heavy fence in ipq_close() */
  if (__builtin_expect (is_open (endpoint), 1))
    return lane;
  leave (endpoint, lane);
  return CLOSED_LANE;
}

int
ipq_try_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  int lane = enter (endpoint);
  int result;

  if (__builtin_expect (lane == CLOSED_LANE, 0))
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->try_enqueue (endpoint, lane, data, length);
  leave (endpoint, lane);
  return result;
}

int
ipq_try_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  int lane = enter (endpoint);
  int result;

  if (__builtin_expect (lane == CLOSED_LANE, 0))
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->try_dequeue (endpoint, buffer, size, length);
  leave (endpoint, lane);
  return result;
}

int
ipq_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length, const struct ipq_wait *wait)
{
  int lane = enter (endpoint);
  int result;

  if (lane == CLOSED_LANE)
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->enqueue (endpoint, lane, data, length, wait);
  leave (endpoint, lane);
  return result;
}

int
ipq_dequeue (struct ipq_endpoint *endpoint,
             void *buffer,
             size_t size,
             size_t *length,
             const struct ipq_wait *wait)
{
  int lane = enter (endpoint);
  int result;

  if (lane == CLOSED_LANE)
    return atomic_load (&endpoint->state);
  result = endpoint->protocol->dequeue (endpoint, buffer, size, length, wait);
  leave (endpoint, lane);
  return result;
}

void
ipq_interrupt (struct ipq_endpoint *endpoint)
{
  int lane = enter (endpoint);

  if (lane == CLOSED_LANE)
    return;
  endpoint->protocol->interrupt (endpoint);
  leave (endpoint, lane);
}

/* ---- life ------------------------------------------------------------------------------------- */

void
ipq_endpoint_init (struct ipq_endpoint *endpoint, const struct ipq_protocol *protocol)
{
  endpoint->protocol = protocol;
  atomic_init (&endpoint->state, IPQ_OK);
}

struct ipq_endpoint *
ipq_unopened (void)
{
  static struct ipq_endpoint unopened = { .state = IPQ_CLOSED, .released = 1 };

  return &unopened;
}

static void
remember (struct ipq_endpoint *endpoint)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, watch_forks);
  pthread_mutex_lock (&all_lock);
  endpoint->next = all;
  endpoint->link = &all;
  if (all != NULL)
    all->link = &endpoint->next;
  all = endpoint;
  pthread_mutex_unlock (&all_lock);
}

static void
forget (struct ipq_endpoint *endpoint)
{
  pthread_mutex_lock (&all_lock);
  *endpoint->link = endpoint->next;
  if (endpoint->next != NULL)
    endpoint->next->link = endpoint->link;
  pthread_mutex_unlock (&all_lock);
}

int
ipq_open (const struct ipq_options *options,
          enum ipq_role role,
          struct ipq_endpoint **endpoint,
          struct ipq_error *error)
{
  int result;

  if (options->capacity < IPQ_MIN_CAPACITY || options->capacity > IPQ_MAX_CAPACITY)
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The capacity %llu is out of range; ask for %llu to %llu bytes",
                     (unsigned long long) options->capacity, (unsigned long long) IPQ_MIN_CAPACITY,
                     (unsigned long long) IPQ_MAX_CAPACITY);
  ipq_fence_set_up ();
  result = ipq_native_open (options, role, endpoint, error);
  if (result == IPQ_OK)
    remember (*endpoint);
  return result;
}

void
ipq_close (struct ipq_endpoint *endpoint)
{
  int open = IPQ_OK;

  /* Inside like any other call, so that the memory stays while the sleepers are woken. */
  atomic_fetch_add (&endpoint->others_inside, 1);
  if (atomic_compare_exchange_strong (&endpoint->state, &open, IPQ_CLOSED))
    {
      ipq_fence_heavy (); /* pairs with the light fences in enter() and leave() */
      endpoint->protocol->interrupt (endpoint);
    }
  leave (endpoint, 1);
}

void
ipq_free (struct ipq_endpoint *endpoint)
{
  ipq_close (endpoint);
  forget (endpoint);
  endpoint->protocol->free (endpoint);
}

bool
ipq_is_open (const struct ipq_endpoint *endpoint)
{
  return is_open (endpoint);
}

/* ---- notices ---------------------------------------------------------------------------------- */

void
ipq_notify (struct ipq_endpoint *endpoint, enum ipq_notice notice)
{
  atomic_fetch_add_explicit (&endpoint->counts[notice], 1, memory_order_relaxed);
  atomic_fetch_or_explicit (&endpoint->notices, 1u << notice, memory_order_relaxed);
}

uint32_t
ipq_take_notices (struct ipq_endpoint *endpoint)
{
  return atomic_exchange_explicit (&endpoint->notices, 0, memory_order_relaxed);
}

uint64_t
ipq_count_of (struct ipq_endpoint *endpoint, enum ipq_notice notice)
{
  return atomic_load_explicit (&endpoint->counts[notice], memory_order_relaxed);
}

void
ipq_describe_corruption (struct ipq_endpoint *endpoint, char *text, size_t size)
{
  endpoint->protocol->describe_corruption (endpoint, text, size);
}
