/* SPDX-License-Identifier: MIT */
/* What all protocols share: the calls under way, closing, and fork. */
#include "queue.h"

#include "calls.h"

#include "native/native.h"
#include "platform/fence.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- fork -------------------------------------------------------------------------------------
 * A child has the descriptors of its parent's endpoints, and as long as it keeps them the kernel
 * calls a dead parent alive. So it lets go of them at once, and its copies answer IPQ_FORKED. */

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct ipq_endpoint *all;

void
ipq_fork_hold (void)
{
  pthread_mutex_lock (&all_lock);
}

void
ipq_fork_release (void)
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
  ipq_fork_release ();
}

static void
watch_forks (void)
{
  pthread_atfork (ipq_fork_hold, ipq_fork_release, after_fork_in_child);
}

/* ---- calls under way (calls.h) ---------------------------------------------------------------- */

int
ipq_leave_closed (struct ipq_endpoint *endpoint)
{
  /* Whoever sees "closed" sees the closer inside, until he has run his heavy fence; and acquires
   * what the last calls did: pairs with the releases of those who left. */
  atomic_thread_fence (memory_order_seq_cst);
  if (atomic_load (&endpoint->first_inside) != IPQ_OUTSIDE ||
      atomic_load (&endpoint->others_inside) != 0)
    return IPQ_OK;
  ipq_fork_hold ();
  if (!atomic_exchange (&endpoint->released, 1))
    endpoint->protocol->release (endpoint);
  ipq_fork_release ();
  return IPQ_OK;
}

int
ipq_refusal (struct ipq_endpoint *endpoint, int lane)
{
  return lane == IPQ_LANE_IN_USE ? IPQ_MISUSED : atomic_load (&endpoint->state);
}

int
ipq_enter_slowly (struct ipq_endpoint *endpoint)
{
  int lane = 1;

  /* A flag of its own needs a light fence that costs nothing. An exclusive endpoint's is not for
   * those who only interrupt. */
  if (!ipq_fence_light_is_full && !endpoint->exclusive && ipq_turn_take (endpoint))
    {
      atomic_store_explicit (&endpoint->first_inside, IPQ_INSIDE, memory_order_relaxed);
      lane = 0;
    }
  else
    {
      atomic_fetch_add (&endpoint->others_inside, 1);
    }
  ipq_fence_light (); /* pairs with the heavy fence in ipq_close() */
  if (ipq_is_open (endpoint))
    return lane;
  ipq_leave (endpoint, lane);
  return IPQ_NO_LANE;
}

void
ipq_leave_slowly (struct ipq_endpoint *endpoint)
{
  atomic_fetch_sub (&endpoint->others_inside, 1);
  ipq_fence_light (); /* pairs with the heavy fence in ipq_close() */
  if (!ipq_is_open (endpoint))
    ipq_leave_closed (endpoint);
}

int
ipq_enqueue (struct ipq_endpoint *endpoint,
             const void *data,
             size_t length,
             const struct ipq_wait *wait)
{
  int lane = ipq_enter_either (endpoint);
  int result;

  if (lane < 0)
    return ipq_refusal (endpoint, lane);
  result = endpoint->protocol->enqueue (endpoint, lane, data, length, wait);
  ipq_leave (endpoint, lane);
  return result;
}

int
ipq_dequeue (struct ipq_endpoint *endpoint,
             void *buffer,
             size_t size,
             size_t *length,
             const struct ipq_wait *wait)
{
  int lane = ipq_enter_either (endpoint);
  int result;

  if (lane < 0)
    return ipq_refusal (endpoint, lane);
  result = endpoint->protocol->dequeue (endpoint, lane, buffer, size, length, wait);
  ipq_leave (endpoint, lane);
  return result;
}

void
ipq_interrupt (struct ipq_endpoint *endpoint)
{
  int lane = ipq_enter (endpoint);

  if (lane < 0)
    return;
  endpoint->protocol->interrupt (endpoint);
  ipq_leave (endpoint, lane);
}

/* ---- life ------------------------------------------------------------------------------------- */

void
ipq_endpoint_init (struct ipq_endpoint *endpoint, const struct ipq_protocol *protocol)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  endpoint->protocol = protocol;
  atomic_init (&endpoint->state, IPQ_OK);
  pthread_once (&once, watch_forks);
  ipq_fork_hold ();
  endpoint->next = all;
  endpoint->link = &all;
  if (all != NULL)
    all->link = &endpoint->next;
  all = endpoint;
  ipq_fork_release ();
}

void
ipq_endpoint_clear (struct ipq_endpoint *endpoint)
{
  ipq_fork_hold ();
  *endpoint->link = endpoint->next;
  if (endpoint->next != NULL)
    endpoint->next->link = endpoint->link;
  ipq_fork_release ();
}

static int
refuse_to_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  return atomic_load (&endpoint->state);
}

static int
refuse_to_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  return atomic_load (&endpoint->state);
}

struct ipq_endpoint *
ipq_unopened (void)
{
  static const struct ipq_protocol none = {
    .try_enqueue = refuse_to_enqueue,
    .try_dequeue = refuse_to_dequeue,
  };
  static struct ipq_endpoint unopened = {
    .protocol = &none,
    .state = IPQ_CLOSED,
    .released = 1,
  };

  return &unopened;
}

static int
check_options (const struct ipq_options *options, struct ipq_error *error)
{
  uint32_t mode = options->mode;

  if (options->capacity < IPQ_MIN_CAPACITY || options->capacity > IPQ_MAX_CAPACITY)
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The capacity %llu is out of range; ask for %llu to %llu bytes",
                     (unsigned long long) options->capacity, (unsigned long long) IPQ_MIN_CAPACITY,
                     (unsigned long long) IPQ_MAX_CAPACITY);
  if (options->max_endpoints < 1 || options->max_endpoints > IPQ_MOST_ENDPOINTS)
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "A queue cannot have %u endpoints; ask for 1 to %u", options->max_endpoints,
                     IPQ_MOST_ENDPOINTS);
  /* Whoever uses a queue reads and writes it. */
  if ((mode & ~0666u) != 0 || (mode & 0600) != 0600 || (mode & 0444) >> 1 != (mode & 0222))
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The mode %03o is not one of a queue; use 0600, 0660, 0606 or 0666", mode);
  return IPQ_OK;
}

int
ipq_open (const struct ipq_options *options,
          enum ipq_role role,
          struct ipq_endpoint **endpoint,
          struct ipq_error *error)
{
  struct ipq_options asked = *options;
  int result;

  if (asked.max_endpoints == 0)
    asked.max_endpoints = IPQ_DEFAULT_ENDPOINTS;
  if (asked.mode == 0)
    asked.mode = 0600;
  if (asked.spin == 0)
    asked.spin = IPQ_DEFAULT_SPIN;
  result = check_options (&asked, error);
  if (result != IPQ_OK)
    return result;
  ipq_fence_set_up ();
  return ipq_native_open (&asked, role, endpoint, error);
}

void
ipq_close (struct ipq_endpoint *endpoint)
{
  int open = IPQ_OK;

  /* Inside like any other call, so that the memory stays while the sleepers are woken. */
  atomic_fetch_add (&endpoint->others_inside, 1);
  if (atomic_compare_exchange_strong (&endpoint->state, &open, IPQ_CLOSED))
    {
      ipq_fence_heavy (); /* pairs with the light fences in ipq_enter() and ipq_leave() */
      endpoint->protocol->interrupt (endpoint);
    }
  ipq_leave (endpoint, 1);
}

void
ipq_free (struct ipq_endpoint *endpoint)
{
  ipq_close (endpoint);
  ipq_endpoint_clear (endpoint);
  endpoint->protocol->free (endpoint);
}

/* ---- notices ---------------------------------------------------------------------------------- */

void
ipq_notify_times (struct ipq_endpoint *endpoint, enum ipq_notice notice, uint64_t times)
{
  if (times == 0)
    return;
  atomic_fetch_add_explicit (&endpoint->counts[notice], times, memory_order_relaxed);
  atomic_fetch_or_explicit (&endpoint->notices, 1u << notice, memory_order_relaxed);
}

void
ipq_notify (struct ipq_endpoint *endpoint, enum ipq_notice notice)
{
  ipq_notify_times (endpoint, notice, 1);
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
