/* SPDX-License-Identifier: MIT */
/* Taking a place among the queue's endpoints. */
#include "native/ring.h"

#include "platform/liveness.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

/* Settles one record that the dead owner of `number` left. */
static bool
clean_record (struct ring *ring, uint64_t position, uint64_t con, uint32_t number)
{
  enum kind kind = con_kind (&ring->words, con);
  bool is_mine = number == ring->endpoint;

  if (con_endpoint (&ring->words, con) != number ||
      (kind != KIND_BUSY && kind != KIND_DOUBT && kind != KIND_REVOKED))
    return false;
  /* Committed: nobody will ask for its owner any more. */
  if (kind == KIND_BUSY && ipq_record_is_committed (ring, position, con))
    return false;
  if (!is_mine && !ipq_record_is_dead (ring, con))
    return false;
  ipq_record_bury (ring, position, con);
  return is_mine; /* somebody may have doubted it meanwhile: look again */
}

/* Settles what the dead owner of a number left, so that no old word can be mistaken for one of its
 * next owner. Run before the number is taken, so that an opener stopped here holds nothing back, and
 * again behind it, for what the last owner's death left in between. */
static void
clean (struct ring *ring, uint32_t number)
{
  uint64_t position = load_head (ring);

  for (int64_t budget = step_budget (ring); budget > 0; budget--)
    {
      uint64_t con = load_con (ring, position);
      int64_t difference = lap_difference (&ring->words, con, position);

      if (difference < 0)
        return;
      if (difference == 0 && clean_record (ring, position, con, number))
        continue;
      position = ipq_chain_step_over (ring, position, con);
      if (position == 0)
        return;
    }
}

static int
take_number (struct ring *ring, struct ipq_error *error)
{
  uint32_t most = ring->file.layout.max_endpoints;

  for (uint32_t number = 1; number <= most; number++)
    {
      int failure;

      if (ipq_lock_is_held (ring->file.fd, LOCK_ENDPOINT + number))
        continue;
      clean (ring, number);
      failure = ipq_lock_set (ring->file.fd, LOCK_ENDPOINT + number, IPQ_LOCK_EXCLUSIVE);
      if (failure == EAGAIN)
        continue; /* another was faster */
      if (failure != 0)
        return ipq_fail_errno (error, failure, "Cannot lock the queue's file %.400s",
                               ring->file.path);
      ring->endpoint = number;
      clean (ring, number);
      return IPQ_OK;
    }
  return ipq_fail (error, IPQ_TOO_MANY_ENDPOINTS,
                   "The queue %.400s has %u endpoints, all of them alive, and room for no more; "
                   "close one",
                   ring->file.path, most);
}

int
ipq_ring_attach (struct ring *ring, struct ipq_error *error)
{
  struct slot *slot;
  int result = take_number (ring, error);

  if (result != IPQ_OK)
    return result;
  slot = file_slot (&ring->file, ring->endpoint);
  /* For people who inspect the queue and read its log; no decision rests on it. */
  if (atomic_exchange_explicit (&slot->pid, (uint32_t) getpid (), memory_order_relaxed) != 0)
    /* the last owner did not get as far as detaching */
    ipq_notify (&ring->base, IPQ_NOTICE_RECOVERED);
  atomic_store_explicit (&slot->role, (uint32_t) ring->role, memory_order_relaxed);
  atomic_store_explicit (&slot->opened, (uint64_t) time (NULL), memory_order_relaxed);
  return IPQ_OK;
}

void
ipq_ring_detach (struct ring *ring)
{
  atomic_store_explicit (&file_slot (&ring->file, ring->endpoint)->pid, 0, memory_order_relaxed);
}
