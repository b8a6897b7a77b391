/* SPDX-License-Identifier: MIT */
/* A native endpoint's life: open, interrupt, release. */
#include "native/native.h"

#include "native/ring.h"
#include "platform/clock.h"
#include "platform/fence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
interrupt (struct ipq_endpoint *endpoint)
{
  struct ring *ring = ring_of (endpoint);

  ipq_bell_interrupt (own_bell (ring));
  if (!ipq_is_open (endpoint))
    ipq_watch_tell_closed (ring);
}

static void
describe_corruption (struct ipq_endpoint *endpoint, char *text, size_t size)
{
  struct ring *ring = ring_of (endpoint);
  const char *what = atomic_load (&ring->corrupt_what);

  if (what == NULL)
    snprintf (text, size, "nothing");
  else
    snprintf (text, size,
              "%s, at position %" PRIu64 " (con 0x%016" PRIx64 ", pub 0x%016" PRIx64 ")", what,
              atomic_load (&ring->corrupt_position), atomic_load (&ring->corrupt_con),
              atomic_load (&ring->corrupt_pub));
}

static void
release (struct ipq_endpoint *endpoint)
{
  struct ring *ring = ring_of (endpoint);

  ipq_ring_detach (ring);
  ipq_bell_close (&ring->readers);
  ipq_bell_close (&ring->writers);
  /* Not the one that may be polled: its number must not mean another file yet. */
  ipq_doorbell_close (ring->role == IPQ_SUBSCRIBER ? &ring->writers.doorbell
                                                   : &ring->readers.doorbell);
  if (ipq_file_close (&ring->file) != 0)
    ipq_notify (endpoint, IPQ_NOTICE_NOT_DELETED);
}

/* The mapping did not come along (platform/mapping.c); what keeps the parent's locks is this. */
static void
forked (struct ipq_endpoint *endpoint)
{
  struct ring *ring = ring_of (endpoint);
  const struct queue_file *file = &ring->file;

  ipq_watch_clear (ring);
  ipq_doorbell_close (&ring->readers.doorbell);
  ipq_doorbell_close (&ring->writers.doorbell);
  if (file->fd >= 0)
    close (file->fd);
  if (file->directory >= 0)
    close (file->directory);
}

static void
free_memory (struct ipq_endpoint *endpoint)
{
  struct ring *ring = ring_of (endpoint);

  ipq_watch_clear (ring);
  pthread_mutex_destroy (&ring->lane_lock);
  free (ring->file.path);
  free (ring);
}

#define NATIVE_PROTOCOL(try_enqueue_, try_dequeue_)                                                \
  {                                                                                                \
    .try_enqueue = try_enqueue_, .try_dequeue = try_dequeue_, .enqueue = ipq_ring_enqueue,         \
    .dequeue = ipq_ring_dequeue, .interrupt = interrupt,                                           \
    .describe_corruption = describe_corruption, .forked = forked, .release = release,              \
    .free = free_memory,                                                                           \
  }

static const struct ipq_protocol shared_protocol =
  NATIVE_PROTOCOL (ipq_ring_try_enqueue, ipq_ring_try_dequeue);
static const struct ipq_protocol exclusive_protocol =
  NATIVE_PROTOCOL (ipq_ring_try_enqueue_alone, ipq_ring_try_dequeue_alone);

static void
look_into (struct ring *ring)
{
  const struct layout *l = &ring->file.layout;
  uint8_t *start = ring->file.mapping.start;

  ring->header = file_header (&ring->file);
  ring->control = (void *) (start + l->control);
  ring->payload = start + l->payload;
  ring->granules = l->granules;
  ring->words = l->words;
}

static int
open_bells (struct ring *ring, struct ipq_error *error)
{
  int failure = ipq_bell_open (&ring->readers, &ring->header->readers_bell, ring->file.identity.id[0], 'r');

  if (failure == 0)
    {
      failure = ipq_bell_open (&ring->writers, &ring->header->writers_bell, ring->file.identity.id[0], 'w');
      if (failure == 0)
        return IPQ_OK;
      ipq_bell_close (&ring->readers);
    }
  return ipq_fail_errno (error, failure, "Cannot open the semaphores of %.400s", ring->file.path);
}

static void
set_up_operations (struct ring *ring)
{
  uint64_t head = load_head (ring);

  for (int lane = 0; lane < 2; lane++)
    ring->busy_by_me[lane] =
      make_con (&ring->words, 0, KIND_BUSY, owner_of (ring->endpoint, lane), 0);
  for (int lane = 0; lane < 2; lane++)
    set_place (ring, lane, head);
  ring->limit = head; /* nothing is known to be free: the end of the chain is to be found first */
  atomic_init (&ring->stalled_at, UINT64_MAX);
  if (ipq_fence_heavy_is_own)
    {
      ipq_bell_require_fences (&ring->readers);
      ipq_bell_require_fences (&ring->writers);
    }
  ring->fence_since = ipq_clock_now ();
}

static struct ipq_doorbell
doorbell_named (const struct ring *ring, const char *name)
{
  return (struct ipq_doorbell) {
    .fd = -1,
    .directory = ring->file.path,
    .name = name,
    .beside = RING_NAME,
    .like = ring->file.fd,
  };
}

static int
enter_queue (struct ring *ring, struct ipq_error *error)
{
  int result;

  look_into (ring);
  ring->readers.doorbell = doorbell_named (ring, MESSAGES_NAME);
  ring->writers.doorbell = doorbell_named (ring, ROOM_NAME);
  result = open_bells (ring, error);
  if (result != IPQ_OK)
    return result;
  result = ipq_ring_attach (ring, error);
  if (result == IPQ_OK)
    {
      set_up_operations (ring);
      return IPQ_OK;
    }
  ipq_bell_close (&ring->readers);
  ipq_bell_close (&ring->writers);
  return result;
}

static void
announce_life (struct ring *ring)
{
  if (ring->file.took_over)
    ipq_notify (&ring->base, IPQ_NOTICE_TOOK_OVER);
  ipq_notify_times (&ring->base, IPQ_NOTICE_LOST, ring->file.lost);
  ipq_notify (&ring->base, ring->file.created ? IPQ_NOTICE_CREATED : IPQ_NOTICE_ATTACHED);
}

int
ipq_native_open (const struct ipq_options *options,
                 enum ipq_role role,
                 struct ipq_endpoint **endpoint,
                 struct ipq_error *error)
{
  struct ring *ring = aligned_alloc (_Alignof (struct ring), sizeof *ring);
  int result;

  if (ring == NULL)
    return ipq_fail (error, IPQ_NO_SPACE, "No memory for an endpoint");
  *ring = (struct ring) {
    .role = role,
    .alone = options->exclusive,
    .lane_lock = PTHREAD_MUTEX_INITIALIZER,
    .readers = { .doorbell = { .fd = -1 } },
    .writers = { .doorbell = { .fd = -1 } },
    .file = { .fd = -1, .directory = -1 },
  };
  ring->spin = options->spin < 0 ? 0 : (uint64_t) options->spin;
  ipq_watch_init (ring);
  ring->base.exclusive = ring->alone && !ipq_fence_light_is_full;
  ipq_endpoint_init (&ring->base, ring->base.exclusive ? &exclusive_protocol : &shared_protocol);
  result = ipq_file_open (&ring->file, options, error);
  if (result == IPQ_OK)
    {
      result = enter_queue (ring, error);
      if (result != IPQ_OK)
        {
          ipq_fork_hold ();
          ipq_file_close (&ring->file);
          ipq_fork_release ();
        }
    }
  if (result != IPQ_OK)
    {
      ipq_endpoint_clear (&ring->base);
      free_memory (&ring->base);
      return result;
    }
  ring->base.capacity = ring->file.layout.payload_size;
  ring->base.longest = ring->base.capacity / 2;
  ring->base.path = ring->file.path;
  announce_life (ring);
  *endpoint = &ring->base;
  return IPQ_OK;
}
