/* SPDX-License-Identifier: MIT */
/* Waiting in a main loop: what a call that does not wait leaves behind when there was nothing to
 * do.
 *
 * Once it has begun, the doorbell of the endpoint's bell is readable, unless the endpoint has
 * announced itself as a watcher, emptied the doorbell, looked behind both, and found nothing. Then
 * the next one with news sees the bit and rings. Which of them are first does not matter: whoever
 * empties the doorbell looks afterwards, and if he finds something he rings it himself, since
 * others may poll it too and may have missed it.
 *
 * Killed between emptying and looking, or between news and ringing: all others who poll look by
 * themselves, like those who sleep (wait.c), after FIRST_NAP and then at doubling intervals. */
#include "native/ring.h"

#include "calls.h"

#include "platform/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Instead of a bell's word. */
#define NEVER UINT64_MAX

void
ipq_ring_answer_readers (struct ring *ring)
{
  if (ipq_bell_answer (&ring->readers) != 0)
    ipq_notify (&ring->base, IPQ_NOTICE_SILENT);
}

void
ipq_ring_answer_writers (struct ring *ring)
{
  if (ipq_bell_answer_all (&ring->writers) != 0)
    ipq_notify (&ring->base, IPQ_NOTICE_SILENT);
}

uint64_t
ipq_watch_nap (struct ipq_endpoint *endpoint, uint64_t last)
{
  struct watch *watch = &ring_of (endpoint)->watch;

  if (atomic_load_explicit (&watch->stands, memory_order_relaxed))
    return UNCOMMITTED_NAP;
  return last < FIRST_NAP ? FIRST_NAP : nap_behind (last);
}

/* ---- between two polls ------------------------------------------------------------------------ */

static void
set_timer (int timer, uint64_t ns)
{
  const struct itimerspec next = { .it_value = ipq_clock_timespec (ns) };

  timerfd_settime (timer, 0, &next, NULL);
}

/* That of ipq_pollable(). A call out of turn that finds nothing leaves it as it is. */
static void
rest_timer (struct ring *ring)
{
  struct watch *watch = &ring->watch;
  int timer = atomic_load (&watch->timer);
  uint64_t nap = atomic_load_explicit (&watch->nap, memory_order_relaxed);
  uint64_t expirations;

  if (timer < 0 || (read (timer, &expirations, sizeof expirations) < 0 && nap != 0 &&
                    !atomic_load_explicit (&watch->stands, memory_order_relaxed)))
    return;
  nap = ipq_watch_nap (&ring->base, nap);
  atomic_store_explicit (&watch->nap, nap, memory_order_relaxed);
  set_timer (timer, nap);
}

bool
ipq_watch_announce (struct ring *ring)
{
  struct watch *watch = &ring->watch;
  struct ipq_bell *bell = own_bell (ring);
  uint64_t announced = atomic_load_explicit (&watch->announced, memory_order_relaxed);
  bool had_rung = ipq_doorbell_silence (&bell->doorbell);

  /* Others who announce themselves change the word, too: that is no news. */
  if (had_rung || announced == NEVER)
    atomic_store_explicit (&watch->nap, 0, memory_order_relaxed);
  /* Still announced, and since then nobody had news. */
  if (!had_rung && atomic_load_explicit (bell->word, memory_order_relaxed) == announced)
    return false;
  atomic_store_explicit (&watch->announced, ipq_bell_announce (bell, IPQ_BELL_WATCHER),
                         memory_order_relaxed);
  return true;
}

void
ipq_watch_rest (struct ring *ring, int lane, bool nothing)
{
  struct watch *watch = &ring->watch;
  bool stands = stands_at_uncommitted (ring, lane);

  if (!nothing)
    {
      /* Others who poll may have missed it. */
      ipq_doorbell_ring (&own_bell (ring)->doorbell);
      return;
    }
  atomic_store_explicit (&watch->stands, stands, memory_order_relaxed);
  rest_timer (ring);
  atomic_fetch_add (&watch->rests, 1);
}

/* Of room one cannot know: that depends on the message. */
static bool
may_have_something (struct ring *ring, int lane)
{
  bool nothing = ring->role == IPQ_SUBSCRIBER && ipq_ring_is_empty (ring, lane);

  if (!nothing)
    return true;
  if (ipq_watch_announce (ring))
    nothing = ipq_ring_is_empty (ring, lane);
  ipq_watch_rest (ring, lane, nothing);
  return !nothing;
}

bool
ipq_watch_look (struct ipq_endpoint *endpoint)
{
  int lane = ipq_enter_either (endpoint);
  bool may_have;

  if (lane < 0)
    return true;
  may_have = may_have_something (ring_of (endpoint), lane);
  ipq_leave (endpoint, lane);
  return may_have;
}

bool
ipq_has_message (struct ipq_endpoint *endpoint)
{
  int lane = ipq_enter_either (endpoint);
  bool has;

  if (lane < 0)
    return false;
  has = !ipq_ring_is_empty (ring_of (endpoint), lane);
  ipq_leave (endpoint, lane);
  return has;
}

/* ---- beginning -------------------------------------------------------------------------------- */

#define STILL_WORKS " (calls that block still work)"

static int
fail_to_watch (struct ring *ring, int number, struct ipq_error *error)
{
  const char *name = own_bell (ring)->doorbell.name;

  if (number == ENOENT)
    return ipq_fail (error, IPQ_NOT_FOUND,
                     "The doorbell %.400s/%s was removed, so that no main loop can wait for the "
                     "queue; close all its users and begin anew" STILL_WORKS,
                     ring->file.path, name);
  if (number == EPERM)
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "The doorbell %.400s/%s is not what was made with the queue, a FIFO of its "
                     "owner, group and mode; close all its users and begin anew" STILL_WORKS,
                     ring->file.path, name);
  return ipq_fail_errno (error, number, "Cannot open the doorbell %.400s/%s" STILL_WORKS,
                         ring->file.path, name);
}

static int
watch (struct ring *ring, int *fd, struct ipq_error *error)
{
  struct ipq_doorbell *doorbell = &own_bell (ring)->doorbell;
  int number = ipq_doorbell_open (doorbell);

  if (number != 0)
    return fail_to_watch (ring, number, error);
  if (atomic_fetch_add (&ring->watch.watchers, 1) == 0)
    atomic_store (&ring->watch.announced, NEVER); /* what was announced may be long ago */
  *fd = atomic_load (&doorbell->fd);
  return IPQ_OK;
}

int
ipq_watch (struct ipq_endpoint *endpoint, int *fd, struct ipq_error *error)
{
  int lane = ipq_enter (endpoint);
  int result;

  if (lane < 0)
    return ipq_refusal (endpoint, lane);
  result = watch (ring_of (endpoint), fd, error);
  ipq_leave (endpoint, lane);
  return result;
}

uint32_t
ipq_watch_rests (struct ipq_endpoint *endpoint)
{
  return atomic_load (&ring_of (endpoint)->watch.rests);
}

void
ipq_unwatch (struct ipq_endpoint *endpoint)
{
  atomic_fetch_sub (&ring_of (endpoint)->watch.watchers, 1);
}

/* ---- one descriptor for everything -------------------------------------------------------------
 * For loops that know nothing of naps and closing: an epoll instance, which can be polled itself,
 * with the doorbell, a timer, and an event that says "closed". */

static int
add (int epoll, int fd)
{
  struct epoll_event event = { .events = EPOLLIN };

  return fd >= 0 && epoll_ctl (epoll, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

static void
close_pollable (struct watch *watch)
{
  atomic_int *const all[] = { &watch->pollable, &watch->timer, &watch->closed };

  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    {
      int fd = atomic_exchange (all[i], -1);

      if (fd >= 0)
        close (fd);
    }
}

/* 0 or an errno. */
static int
open_pollable (struct watch *watch, int doorbell)
{
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  int number = epoll >= 0 ? add (epoll, doorbell) : errno;

  if (number == 0)
    {
      atomic_store (&watch->closed, eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK));
      number = add (epoll, atomic_load (&watch->closed));
    }
  if (number == 0)
    {
      atomic_store (&watch->timer, timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
      number = add (epoll, atomic_load (&watch->timer));
    }
  atomic_store (&watch->pollable, epoll);
  if (number != 0)
    close_pollable (watch);
  return number;
}

static int
make_pollable (struct ring *ring, int lane, int *fd, struct ipq_error *error)
{
  struct watch *w = &ring->watch;
  bool first = false;
  int number = 0;
  int doorbell;
  int result = watch (ring, &doorbell, error);

  if (result != IPQ_OK)
    return result;
  ipq_fork_hold ();
  if (atomic_load (&w->pollable) < 0)
    number = open_pollable (w, doorbell);
  if (number == 0)
    first = atomic_fetch_add (&w->pollers, 1) == 0;
  *fd = atomic_load (&w->pollable);
  ipq_fork_release ();
  /* Nobody has looked yet. */
  if (first && may_have_something (ring, lane))
    set_timer (atomic_load (&w->timer), 1);
  if (number == 0)
    return IPQ_OK;
  ipq_unwatch (&ring->base);
  return ipq_fail_errno (error, number,
                         "Cannot make a descriptor to poll for the queue %.400s" STILL_WORKS,
                         ring->file.path);
}

int
ipq_pollable (struct ipq_endpoint *endpoint, int *fd, struct ipq_error *error)
{
  int lane = ipq_enter (endpoint);
  int result;

  if (lane < 0)
    return ipq_refusal (endpoint, lane);
  result = make_pollable (ring_of (endpoint), lane, fd, error);
  if (!ipq_is_open (endpoint))
    ipq_watch_tell_closed (ring_of (endpoint)); /* meanwhile, by one who did not see it yet */
  ipq_leave (endpoint, lane);
  return result;
}

bool
ipq_release_pollable (struct ipq_endpoint *endpoint)
{
  atomic_uint *pollers = &ring_of (endpoint)->watch.pollers;
  unsigned before = atomic_load (pollers);

  do
    if (before == 0)
      return false;
  while (!atomic_compare_exchange_weak (pollers, &before, before - 1));
  ipq_unwatch (endpoint);
  return true;
}

/* ---- the end ---------------------------------------------------------------------------------- */

void
ipq_watch_init (struct ring *ring)
{
  struct watch *w = &ring->watch;

  atomic_init (&w->announced, NEVER);
  atomic_init (&w->pollable, -1);
  atomic_init (&w->timer, -1);
  atomic_init (&w->closed, -1);
}

void
ipq_watch_tell_closed (struct ring *ring)
{
  int closed = atomic_load (&ring->watch.closed);
  uint64_t one = 1;

  if (closed >= 0 && write (closed, &one, sizeof one) < 0)
    return; /* it was told already */
}

void
ipq_watch_clear (struct ring *ring)
{
  close_pollable (&ring->watch);
  ipq_doorbell_close (&own_bell (ring)->doorbell);
}
