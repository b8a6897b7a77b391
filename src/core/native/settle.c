/* SPDX-License-Identifier: MIT */
/* Settling what dead and stopped writers left. Anyone may do any of it, at any time, and be killed at
 * any step: the next one goes on from the word that is there. */
#include "native/ring.h"

#include "platform/clock.h"
#include "platform/fence.h"
#include "platform/liveness.h"

bool
ipq_record_is_committed (struct ring *ring, uint64_t position, uint64_t con)
{
  /* Pairs with the commit in enqueue.c. */
  uint64_t pub = atomic_load_explicit (&control_at (ring, position)->pub, memory_order_acquire);

  return pub_commits (&ring->words, pub, con);
}

bool
ipq_record_is_dead (struct ring *ring, uint64_t con)
{
  uint32_t endpoint = con_endpoint (&ring->words, con);

  return endpoint != ring->endpoint && !ipq_lock_is_held (ring->file.fd, LOCK_ENDPOINT + endpoint);
}

/* The order of the questions matters: con first, then "is it dead?", then pub, which is final since
 * the dead write no more. */
void
ipq_record_bury (struct ring *ring, uint64_t position, uint64_t con)
{
  const struct words *w = &ring->words;
  bool keep = con_kind (w, con) != KIND_REVOKED && ipq_record_is_committed (ring, position, con);

  if (!swap_con (ring, position, &con, with_kind (w, con, keep ? KIND_READY : KIND_DONE, NOBODY)) ||
      keep)
    return;
  ipq_notify (&ring->base, IPQ_NOTICE_BURIED);
  made_room (ring);
}

/* BUSY -> DOUBT -> READY or REVOKED. The writer commits and then, with no fence of its own, looks at
 * con. After the heavy fence either it sees DOUBT, or its commit is seen here. Killed in between, the
 * DOUBT stays: whoever meets it comes here again. */
void
ipq_record_revoke (struct ring *ring, uint64_t position, uint64_t con)
{
  const struct words *w = &ring->words;
  bool keep;

  /* A store from before the fence bit was set may still be on its way. */
  if (ipq_fence_heavy_is_own && ipq_clock_now () - ring->fence_since < IPQ_FENCE_SETTLES)
    return;
  if (con_kind (w, con) == KIND_BUSY)
    {
      uint64_t doubt = with_kind (w, con, KIND_DOUBT, con_owner (w, con));

      if (!swap_con (ring, position, &con, doubt))
        return;
      con = doubt;
    }
  ipq_fence_heavy (); /* pairs with the light fence in commit(), enqueue.c */
  keep = ipq_record_is_committed (ring, position, con);
  if (swap_con (ring, position, &con,
                with_kind (w, con, keep ? KIND_READY : KIND_REVOKED,
                           keep ? NOBODY : con_owner (w, con))) &&
      !keep)
    ipq_notify (&ring->base, IPQ_NOTICE_REVOKED);
}

void
ipq_record_acknowledge (struct ring *ring, uint64_t position, uint32_t owner)
{
  const struct words *w = &ring->words;
  uint64_t con = load_con (ring, position);

  /* A swap fails only because the hole was carried into the next lap, and that waits for us at most
   * once a lap; a hostile peer can go on, so there is a bound. */
  for (int i = 0; i < 1000; i++)
    {
      if (con_kind (w, con) != KIND_REVOKED || con_owner (w, con) != owner)
        return;
      /* What this record's owner wrote there, perhaps long ago, is not to pass for a later commit. */
      atomic_store_explicit (&control_at (ring, position)->pub, word_lap (w, con) - w->lap_unit,
                             memory_order_relaxed);
      if (swap_con (ring, position, &con, with_kind (w, con, KIND_DONE, NOBODY)))
        break;
    }
  made_room (ring);
}
