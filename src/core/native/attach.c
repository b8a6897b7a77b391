/* SPDX-License-Identifier: MIT */
/* Taking a place among the queue's endpoints: a number, and a role. */
#include "native/ring.h"

#include "platform/liveness.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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
 * next owner. Run before the number is taken, so that an opener stopped here holds nothing back,
 * and again behind it, for what the last owner's death left in between. */
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

/* Of the numbers whose owners are there, or died, so many are asked about before any free one is
 * taken: the next opener cleans up after the dead, but need not look at all the living. */
#define MOST_QUESTIONS 64

/* Takes the number unless it has an owner. 0, EAGAIN or another errno. */
static int
try_number (struct ring *ring, uint32_t number, uint32_t *questions)
{
  struct slot *slot = file_slot (&ring->file, number);
  int failure;

  if (atomic_load_explicit (&slot->pid, memory_order_relaxed) != 0)
    {
      if (*questions == 0)
        return EAGAIN;
      --*questions;
      if (ipq_lock_is_held (ring->file.fd, LOCK_ENDPOINT + number))
        return EAGAIN;
      clean (ring, number);
    }
  failure = ipq_lock_set (ring->file.fd, LOCK_ENDPOINT + number, IPQ_LOCK_EXCLUSIVE);
  if (failure != 0)
    return failure;
  ring->endpoint = number;
  if (atomic_load_explicit (&slot->pid, memory_order_relaxed) != 0)
    clean (ring, number);
  return 0;
}

static int
take_number (struct ring *ring, struct ipq_error *error)
{
  uint32_t most = ring->file.layout.max_endpoints;
  const uint32_t questions[] = { MOST_QUESTIONS, most };

  for (int pass = 0; pass < 2; pass++)
    {
      uint32_t left = questions[pass];

      for (uint32_t number = 1; number <= most; number++)
        {
          int failure = try_number (ring, number, &left);

          if (failure == 0)
            return IPQ_OK;
          if (failure != EAGAIN)
            return ipq_fail_errno (error, failure, "Cannot lock the file of the queue %.400s",
                                   ring->file.path);
        }
    }
  return ipq_fail (error, IPQ_TOO_MANY_ENDPOINTS,
                   "The queue %.400s has %u endpoints, all of them alive, and its max-endpoints "
                   "admits no more; close one, or make the queue with a larger max-endpoints",
                   ring->file.path, most);
}

/* ---- who it is -------------------------------------------------------------------------------- */

/* What tells it from others, or 0. */
static uint64_t
pid_namespace (void)
{
  struct stat found;

  return stat ("/proc/self/ns/pid", &found) == 0 ? found.st_ino : 0;
}

static void
clear_counters (struct slot *slot)
{
  slot->messages = slot->bytes = 0;
  atomic_store_explicit (&slot->others_messages, 0, memory_order_relaxed);
  atomic_store_explicit (&slot->others_bytes, 0, memory_order_relaxed);
  atomic_store_explicit (&slot->refused, 0, memory_order_relaxed);
  atomic_store_explicit (&slot->longest_wait, 0, memory_order_relaxed);
}

static void
fill_slot (struct ring *ring)
{
  struct slot *slot = file_slot (&ring->file, ring->endpoint);
  uint32_t role = (uint32_t) ring->role | (ring->alone ? SLOT_ALONE : 0);
  uint64_t name[2] = { 0, 0 };

  ring->slot = slot;
  clear_counters (slot);
  strncpy ((char *) name, program_invocation_short_name, sizeof name - 1);
  atomic_store_explicit (&slot->name[0], name[0], memory_order_relaxed);
  atomic_store_explicit (&slot->name[1], name[1], memory_order_relaxed);
  atomic_store_explicit (&slot->role, role, memory_order_relaxed);
  atomic_store_explicit (&slot->pid_namespace, pid_namespace (), memory_order_relaxed);
  atomic_store_explicit (&slot->opened, (uint64_t) time (NULL), memory_order_relaxed);
  if (atomic_exchange_explicit (&slot->pid, (uint32_t) getpid (), memory_order_relaxed) != 0)
    /* the last owner did not get as far as detaching */
    ipq_notify (&ring->base, IPQ_NOTICE_RECOVERED);
}

void
ipq_ring_detach (struct ring *ring)
{
  atomic_store_explicit (&ring->slot->pid, 0, memory_order_relaxed);
}

/* ---- roles ------------------------------------------------------------------------------------ */

/* Does the number belong to a living endpoint of the role, other than ours? */
static bool
has_role (struct ring *ring, uint32_t number)
{
  struct slot *slot = file_slot (&ring->file, number);
  uint32_t role = atomic_load_explicit (&slot->role, memory_order_relaxed);

  return number != ring->endpoint && (role & ~SLOT_ALONE) == (uint32_t) ring->role &&
         atomic_load_explicit (&slot->pid, memory_order_relaxed) != 0 &&
         ipq_lock_is_held (ring->file.fd, LOCK_ENDPOINT + number);
}

/* 0: one that is just opening or closing. */
static uint32_t
find_holder (struct ring *ring)
{
  uint32_t most = ring->file.layout.max_endpoints;
  uint32_t number =
    atomic_load_explicit (&ring->header->exclusive[ring->role], memory_order_relaxed);

  if (number >= 1 && number <= most && has_role (ring, number))
    return number;
  for (number = 1; number <= most; number++)
    if (has_role (ring, number))
      return number;
  return 0;
}

/* A peer wrote it: what a terminal might obey is not shown. */
static void
describe_holder (struct ring *ring, uint32_t number, char *text, size_t size)
{
  struct slot *slot = file_slot (&ring->file, number);
  uint64_t name[2] = { atomic_load_explicit (&slot->name[0], memory_order_relaxed),
                       atomic_load_explicit (&slot->name[1], memory_order_relaxed) };
  uint64_t namespace = atomic_load_explicit (&slot->pid_namespace, memory_order_relaxed);
  char shown[sizeof name + 1] = "";

  memcpy (shown, name, sizeof name);
  for (char *c = shown; *c != '\0'; c++)
    if (*c < ' ' || *c > '~')
      *c = '?';
  snprintf (text, size, "process %u%s (%s)",
            atomic_load_explicit (&slot->pid, memory_order_relaxed),
            namespace == pid_namespace () ? "" : " of another PID namespace", shown);
}

static int
fail_role_is_taken (struct ring *ring, struct ipq_error *error)
{
  const char *role = ring->role == IPQ_PUBLISHER ? "publisher" : "subscriber";
  char holder[96] = "a process that is just opening or closing it";
  uint32_t number = find_holder (ring);

  if (number != 0)
    describe_holder (ring, number, holder, sizeof holder);
  if (ring->alone)
    return ipq_fail (error, IPQ_EXCLUSIVE,
                     "The queue %.400s has a %s already, of %s, and an exclusive one has to be the "
                     "only one; close it first, or open both as shared ones",
                     ring->file.path, role, holder);
  return ipq_fail (error, IPQ_EXCLUSIVE,
                   "The queue %.400s has an exclusive %s, of %s, and admits no other; close it "
                   "first, or open both as shared ones",
                   ring->file.path, role, holder);
}

/* The kernel decides, and replaces the dead. */
static int
take_role (struct ring *ring, struct ipq_error *error)
{
  int failure = ipq_lock_set (ring->file.fd, LOCK_ROLE + (uint32_t) ring->role,
                              ring->alone ? IPQ_LOCK_EXCLUSIVE : IPQ_LOCK_SHARED);

  if (failure == EAGAIN)
    return fail_role_is_taken (ring, error);
  if (failure != 0)
    return ipq_fail_errno (error, failure, "Cannot lock the file of the queue %.400s",
                           ring->file.path);
  if (ring->alone)
    /* For the error of the next who asks. */
    atomic_store_explicit (&ring->header->exclusive[ring->role], ring->endpoint,
                           memory_order_relaxed);
  return IPQ_OK;
}

int
ipq_ring_attach (struct ring *ring, struct ipq_error *error)
{
  int result = take_number (ring, error);

  if (result != IPQ_OK)
    return result;
  fill_slot (ring);
  result = take_role (ring, error);
  if (result != IPQ_OK)
    ipq_ring_detach (ring);
  return result;
}
