/* SPDX-License-Identifier: MIT */
#pragma once

/* What a queue of any protocol can do. An endpoint is one publisher's or subscriber's attachment to
 * one queue; any number of threads may use it at once, unless it is exclusive. All functions may be
 * called from any thread. Only the two with a wait block; only ipq_open() allocates, and it waits
 * for nobody. */

#include "error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ipq_role
{
  IPQ_PUBLISHER,
  IPQ_SUBSCRIBER,
};

/* The smallest and the largest capacity, in bytes. */
#define IPQ_MIN_CAPACITY (UINT64_C (1) << 10)
#define IPQ_MAX_CAPACITY (UINT64_C (1) << 36)

/* How long a waiting call spins before it sleeps, in ns. */
#define IPQ_DEFAULT_SPIN INT64_C (20000)
#define IPQ_LONGEST_SPIN INT64_C (1000000000)
#define IPQ_NEVER_SPIN INT64_C (-1)

/* How many endpoints a queue admits, unless told otherwise, and at most. */
#define IPQ_DEFAULT_ENDPOINTS 255u
#define IPQ_MOST_ENDPOINTS 4095u

enum ipq_retention
{
  IPQ_UNTIL_LAST_CLOSE, /* the last one to leave removes the queue */
  IPQ_KEEP,             /* it stays, with its messages, until the machine restarts */
};

struct ipq_options
{
  const char *name;      /* a file's name: not empty, no slash, no leading dot */
  const char *directory; /* NULL: the default one */
  uint64_t capacity;     /* bytes; rounded up to a power of two, at least a page */
  bool create;           /* make the queue if it is not there */
  int64_t spin;          /* 0: IPQ_DEFAULT_SPIN */
  bool exclusive;        /* the only endpoint of its role; used by one thread at a time */

  /* For the one who makes the queue; others find it as it is. */
  uint32_t max_endpoints; /* 0: IPQ_DEFAULT_ENDPOINTS */
  uint32_t mode;          /* who may open it, as bits of 0666; 0: 0600 */
  bool has_group;
  uint32_t group;         /* the group that it is given to */
  enum ipq_retention retention;
};

/* How long a call may wait. */
struct ipq_wait
{
  int64_t timeout;            /* nanoseconds; below 0: for ever; 0: tries once */
  bool (*stop) (void *data);  /* NULL, or asked after every wake-up; see ipq_interrupt(); must not call
                               * the endpoint */
  void *data;
};

#define IPQ_MOST_LOST 65536u

/* What happened on the seldom paths, for a log. */
enum ipq_notice
{
  IPQ_NOTICE_CREATED,    /* a new file was made */
  IPQ_NOTICE_ATTACHED,   /* a living queue was joined */
  IPQ_NOTICE_TOOK_OVER,  /* the file was left behind by those who ended, and replaced */
  IPQ_NOTICE_LOST,       /* messages that were in it, each; IPQ_MOST_LOST: or more */
  IPQ_NOTICE_RECOVERED,  /* the place of a peer that did not detach was taken */
  IPQ_NOTICE_BURIED,     /* a dead peer's unfinished record was dropped */
  IPQ_NOTICE_REVOKED,    /* a stopped peer's record was stepped over */
  IPQ_NOTICE_SENT_AGAIN, /* this endpoint was stopped, its record stepped over, and sent again */
  IPQ_NOTICE_SILENT,     /* somebody polls a doorbell that cannot be rung: he looks by himself */
  IPQ_NOTICE_CORRUPT,    /* shared memory holds what no honest peer writes */
  IPQ_NOTICE_NOT_DELETED, /* the last to leave could not delete the file */
  IPQ_N_NOTICES
};

struct ipq_endpoint;

struct ipq_protocol
{
  /* Whole calls: they enter and leave. */
  int (*try_enqueue) (struct ipq_endpoint *, const void *data, size_t length);
  int (*try_dequeue) (struct ipq_endpoint *, void *buffer, size_t size, size_t *length);

  int (*enqueue) (struct ipq_endpoint *,
                  int lane,
                  const void *data,
                  size_t length,
                  const struct ipq_wait *);
  int (*dequeue) (struct ipq_endpoint *,
                  int lane,
                  void *buffer,
                  size_t size,
                  size_t *length,
                  const struct ipq_wait *);
  void (*interrupt) (struct ipq_endpoint *);
  void (*describe_corruption) (struct ipq_endpoint *, char *text, size_t size);
  /* In a child: lets go of what keeps the parent's locks. */
  void (*forked) (struct ipq_endpoint *);
  /* No call is under way and none will be; forks are held. */
  void (*release) (struct ipq_endpoint *);
  /* The memory alone. */
  void (*free) (struct ipq_endpoint *);
};

/* For the protocols; users see functions only. */
struct ipq_endpoint
{
  const struct ipq_protocol *protocol;
  uint64_t capacity;
  uint64_t longest; /* bytes of the longest message */
  char *path;       /* of the queue */
  bool exclusive;   /* one thread at a time uses it, in lane 0 (calls.h) */

  atomic_int state; /* IPQ_OK while open, else the failure that every call answers */
  _Atomic uint32_t notices; /* bits, 1 << enum ipq_notice */

  /* Calls under way (calls.h): the thread whose turn it is has a flag of its own, all others count.
   * Each is on a line of its own, or they would have to fetch it from each other for every call. */
  _Atomic uintptr_t first_thread;
  _Atomic uintptr_t asker;    /* wants to be the next */
  _Atomic uint64_t asked_at;
  _Alignas (64) atomic_int first_inside;
  _Alignas (64) atomic_int others_inside;

  atomic_int released;
  _Atomic uint64_t counts[IPQ_N_NOTICES];

  struct ipq_endpoint *next, **link; /* all of the process, for fork */
};

int ipq_open (const struct ipq_options *options,
              enum ipq_role role,
              struct ipq_endpoint **endpoint,
              struct ipq_error *error);

/* An endpoint that is closed and always was. */
struct ipq_endpoint *ipq_unopened (void);

/* Ends the endpoint. Waiting calls return IPQ_CLOSED at once; what it holds is released when the
 * last call under way has returned. Any number of times. */
void ipq_close (struct ipq_endpoint *endpoint);

/* Closes, and frees the memory; nobody may use the endpoint any more. */
void ipq_free (struct ipq_endpoint *endpoint);

static inline bool
ipq_is_open (const struct ipq_endpoint *endpoint)
{
  return atomic_load_explicit (&endpoint->state, memory_order_relaxed) == IPQ_OK;
}

/* IPQ_OK, IPQ_FULL, or a failure. */
static inline int
ipq_try_enqueue (struct ipq_endpoint *endpoint, const void *data, size_t length)
{
  return endpoint->protocol->try_enqueue (endpoint, data, length);
}

/* IPQ_OK, IPQ_EMPTY, IPQ_BUFFER_TOO_SMALL, or a failure. *length is the message's under IPQ_OK and
 * IPQ_BUFFER_TOO_SMALL. Unless IPQ_OK, what the buffer holds is unspecified. */
static inline int
ipq_try_dequeue (struct ipq_endpoint *endpoint, void *buffer, size_t size, size_t *length)
{
  return endpoint->protocol->try_dequeue (endpoint, buffer, size, length);
}

/* Like ipq_try_enqueue(), and IPQ_TIMED_OUT, IPQ_STOPPED; never IPQ_FULL. */
int ipq_enqueue (struct ipq_endpoint *endpoint,
                 const void *data,
                 size_t length,
                 const struct ipq_wait *wait);

/* Like ipq_try_dequeue(), and IPQ_TIMED_OUT, IPQ_STOPPED; never IPQ_EMPTY. */
int ipq_dequeue (struct ipq_endpoint *endpoint,
                 void *buffer,
                 size_t size,
                 size_t *length,
                 const struct ipq_wait *wait);

/* For a subscriber: would ipq_try_dequeue() find one now? */
bool ipq_has_message (struct ipq_endpoint *endpoint);

/* Makes the waiting calls of this endpoint ask their stop functions. What these look at has to be
 * written before. */
void ipq_interrupt (struct ipq_endpoint *endpoint);

/* ---- main loops --------------------------------------------------------------------------------
 * A descriptor that is readable while a call that does not wait may have something to do: a message for a
 * subscriber, room for a publisher. Nobody reads from it. Whoever polls it and finds it readable calls,
 * as often as he likes: it stays readable until a call has found the queue empty, or full. It is the
 * endpoint's, and is closed by ipq_free(). */

/* The doorbell. It says nothing when the endpoint is closed, nor when a peer was killed before it
 * could ring: so one has to call after ipq_watch_nap() too. Both in the beginning and whenever that
 * call was made, one has to go on calling until a call has found nothing: ipq_watch_rests() counts
 * those. Each watch is ended by ipq_unwatch(). */
int ipq_watch (struct ipq_endpoint *endpoint, int *fd, struct ipq_error *error);
uint32_t ipq_watch_rests (struct ipq_endpoint *endpoint);
void ipq_unwatch (struct ipq_endpoint *endpoint);

/* The same as such a call for one who has just taken a message, without taking another. True: there
 * may be more, and the doorbell need not say so. Of room it knows nothing, since that depends on
 * the message. */
bool ipq_watch_look (struct ipq_endpoint *endpoint);

/* After how many ns to look by oneself; `last` is what it was before, 0 if the doorbell has rung
 * since. */
uint64_t ipq_watch_nap (struct ipq_endpoint *endpoint, uint64_t last);

/* One for all that: it is readable for these reasons as well. The same one each time, and each time
 * to be released, which leaves it open. False: it was released as often as it was got. */
int ipq_pollable (struct ipq_endpoint *endpoint, int *fd, struct ipq_error *error);
bool ipq_release_pollable (struct ipq_endpoint *endpoint);

/* What was found, and where; “nothing” if nothing was. */
void ipq_describe_corruption (struct ipq_endpoint *endpoint, char *text, size_t size);

/* Is there anything for ipq_take_notices()? */
static inline bool
ipq_has_notices (const struct ipq_endpoint *endpoint)
{
  return atomic_load_explicit (&endpoint->notices, memory_order_relaxed) != 0;
}

/* The notices since the last call, as bits 1 << enum ipq_notice. */
uint32_t ipq_take_notices (struct ipq_endpoint *endpoint);

/* How often it happened since the endpoint was opened. */
uint64_t ipq_count_of (struct ipq_endpoint *endpoint, enum ipq_notice notice);

/* For the protocols. An endpoint is known to the process from init to clear, so that a forked child
 * finds what it has to let go of; between hold and release nobody forks, so that it finds it
 * whole. */
void ipq_endpoint_init (struct ipq_endpoint *endpoint, const struct ipq_protocol *protocol);
void ipq_endpoint_clear (struct ipq_endpoint *endpoint);
void ipq_fork_hold (void);
void ipq_fork_release (void);
void ipq_notify (struct ipq_endpoint *endpoint, enum ipq_notice notice);
void ipq_notify_times (struct ipq_endpoint *endpoint, enum ipq_notice notice, uint64_t times);
