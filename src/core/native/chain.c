/* SPDX-License-Identifier: MIT */
/* The chain of records: walking along it, freeing its beginning, finding room at its end. */
#include "native/ring.h"

int
ipq_ring_corrupt (struct ring *ring, const char *what, uint64_t position)
{
  const char *nothing = NULL;

  if (atomic_compare_exchange_strong (&ring->corrupt_what, &nothing, what))
    {
      atomic_store (&ring->corrupt_position, position);
      atomic_store (&ring->corrupt_con, load_con (ring, position));
      atomic_store (&ring->corrupt_pub, atomic_load (&control_at (ring, position)->pub));
      ipq_notify (&ring->base, IPQ_NOTICE_CORRUPT);
    }
  return IPQ_CORRUPT;
}

uint64_t
ipq_chain_step_over (struct ring *ring, uint64_t position, uint64_t con)
{
  if (lap_difference (&ring->words, con, position) > 0)
    {
      /* Used again, so head has passed it; or, at or behind head, a hole that was carried on. */
      uint64_t head = load_head (ring);

      if ((int64_t) (head - position) > 0)
        return head;
    }
  return is_possible_extent (ring, con) ? position + con_extent (&ring->words, con) : 0;
}

/* ---- reclaim ---------------------------------------------------------------------------------- */

/* What holds the head. */
struct pin
{
  bool hole; /* a living owner's hole, which can be carried on */
  uint64_t position;
};

/* Steps of the budget that a question to the kernel is worth; all endpoints may have died at once. */
#define QUESTION_STEPS 20

/* May head pass the record? What the dead left is settled, so that the answer changes. */
static bool
is_passable (struct ring *ring, uint64_t position, uint64_t con, struct pin *pin, int64_t *budget)
{
  enum kind kind = con_kind (&ring->words, con);

  if (kind == KIND_DONE)
    return true;
  if (kind == KIND_REVOKED ||
      ((kind == KIND_BUSY || kind == KIND_DOUBT) && !ipq_record_is_committed (ring, position, con)))
    {
      *budget -= QUESTION_STEPS;
      if (ipq_record_is_dead (ring, con))
        ipq_record_bury (ring, position, con);
      else if (kind == KIND_REVOKED)
        *pin = (struct pin) { true, position };
    }
  return false;
}

/* Past what was taken, which is nearly all there is: a message costs one such step. Kind and lap are
 * compared at once. Each place follows from the word before, and to wait for one load after another would
 * take as long as a tenth of all that a message costs. But nearly all records are as long as the one
 * before. So the next place is guessed by that, which takes a branch: the processor predicts it, and
 * fetches many words at a time. */
static uint64_t
pass_done (struct ring *ring, uint64_t position, uint64_t until, int64_t *budget)
{
  const struct words w = ring->words;
  struct control *control = ring->control;
  uint64_t usual = 1;

  while (*budget > 0 && (int64_t) (position - until) < 0)
    {
      /* pairs with the reader's swap: its copy is over */
      uint64_t con = atomic_load_explicit (&control[position & w.mask].con, memory_order_acquire);
      uint64_t extent = con_extent (&w, con);
      uint64_t guess = usual;

      if ((con ^ (lap_of (&w, position) + KIND_DONE * w.kind_unit)) >= w.kind_unit ||
          extent - 1 > w.mask)
        break;
      --*budget;
      __asm__ ("" : "+r"(guess)); /* or the compiler, which sees that they are equal, adds the extent */
      if (IPQ_LIKELY (extent == usual))
        {
          position += guess;
          continue;
        }
      __asm__ volatile (""); /* or it makes one path of both */
      usual = extent;
      position += extent;
    }
  return position;
}

/* Granules: one call must not pay for a large ring, nor hold up other threads, who wait for its turn
 * to end. */
#define MOST_AHEAD 512

/* Moves head until the ring is free up to `need`, and a quarter of the ring further. The memory of
 * living owners is never freed. Killed before the swap: nothing moved. */
static bool
reclaim (struct ring *ring, uint64_t need, struct pin *pin, int64_t *budget)
{
  uint64_t head = load_head (ring);
  uint64_t until = need + (ring->granules / 4 < MOST_AHEAD ? ring->granules / 4 : MOST_AHEAD);
  uint64_t position = head;

  *pin = (struct pin) { false, 0 };
  for (;;)
    {
      uint64_t con;
      int64_t difference;

      position = pass_done (ring, position, until, budget);
      if (--*budget <= 0 || (int64_t) (position - until) >= 0)
        break;
      con = load_con (ring, position); /* pairs with the reader's swap: its copy is over */
      difference = lap_difference (&ring->words, con, position);
      if (difference < 0 || !is_possible_extent (ring, con))
        break;
      if (difference == 0 && !is_passable (ring, position, con, pin, budget))
        {
          if (load_con (ring, position) == con)
            break;
          pin->hole = false;
          continue; /* it changed: look again */
        }
      if (difference > 0 && load_head (ring) != head)
        {
          head = position = load_head (ring); /* somebody else moved it */
          continue;
        }
      position += con_extent (&ring->words, con);
    }
  if (position != head)
    {
      sweep_before (ring, head, position);
      /* Releases the freed granules; pairs with load_head(). A failure: somebody else moved it. */
      atomic_compare_exchange_strong (&ring->header->head, &head, position);
    }
  return (int64_t) (load_head (ring) - need) >= 0;
}

/* ---- the end ---------------------------------------------------------------------------------- */

/* Beyond this many records from the private hint the shared one is worth a look. */
#define NEAR 8

/* Where to go on from: the shared tail, or head if the tail cannot be true. */
static uint64_t
far_hint (struct ring *ring, uint64_t position)
{
  uint64_t head = load_head (ring);
  /* a hint: any past value */
  uint64_t tail = atomic_load_explicit (&ring->header->tail, memory_order_relaxed);
  uint64_t far = tail - head <= ring->granules ? tail : head;

  return (int64_t) (far - position) > 0 ? far : position;
}

static int
find_end (struct ring *ring, int lane, uint64_t *end, uint64_t *word, int64_t *budget)
{
  uint64_t position = place_of (ring, lane);
  uint64_t head = load_head (ring);

  /* One who was idle for half of all laps would take new words for old. */
  if ((int64_t) (head - position) > 0)
    position = head;
  for (uint64_t step = 0; --*budget > 0; step++)
    {
      uint64_t con = load_con (ring, position); /* pairs with the swap that reserves */
      uint64_t next;

      if (lap_difference (&ring->words, con, position) < 0)
        {
          set_place (ring, lane, position);
          *end = position;
          *word = con;
          return IPQ_OK;
        }
      next = step == NEAR ? far_hint (ring, position) : position;
      if (next == position)
        next = ipq_chain_step_over (ring, position, con);
      if (next == 0)
        return ipq_ring_corrupt (ring, "a record whose extent is not possible", position);
      position = next;
    }
  return ipq_ring_corrupt (ring, "records without an end", position);
}

/* ---- holes ------------------------------------------------------------------------------------ */

/* Is there something behind the hole that head could free, once the hole is out of its way? */
static bool
is_worth_carrying (struct ring *ring, uint64_t next, uint64_t end)
{
  uint64_t con;
  enum kind kind;

  if (next == end)
    return false;
  con = load_con (ring, next);
  kind = con_kind (&ring->words, con);
  return lap_difference (&ring->words, con, next) != 0 ||
         (kind != KIND_READY && kind != KIND_BUSY && kind != KIND_DOUBT);
}

/* A living owner's hole holds head, and the chain ends at `end`, where con is `word`. Fills the gap
 * up to the hole's place in the next lap by a DONE record, then lifts the hole into that lap, so that
 * the ring flows round it. Adds to *carried by how much this call has moved the end. False: that would
 * free nothing. Killed in between: the gap is reclaimed like any other record, and the next one
 * carries. */
static bool
carry (struct ring *ring, uint64_t hole, uint64_t end, uint64_t word, uint64_t *carried)
{
  const struct words *w = &ring->words;
  uint64_t con = load_con (ring, hole);
  uint64_t gap = hole + ring->granules - end;

  if (lap_difference (w, con, hole) != 0 || con_kind (w, con) != KIND_REVOKED ||
      gap > ring->granules)
    return true; /* settled meanwhile */
  if (!is_worth_carrying (ring, hole + con_extent (w, con), end))
    return false;
  if (gap != 0)
    *carried +=
      swap_con (ring, end, &word, make_con (w, lap_of (w, end), KIND_DONE, NOBODY, gap)) ? gap : 0;
  else
    *carried += swap_con (ring, hole, &con, con + w->lap_unit) ? con_extent (w, con) : 0;
  return true;
}

int
ipq_chain_make_room (struct ring *ring,
                     int lane,
                     uint64_t extent,
                     uint64_t *position,
                     uint64_t *word,
                     int64_t *budget)
{
  uint64_t carried = 0;

  while (*budget > 0)
    {
      struct pin pin;
      int result = find_end (ring, lane, position, word, budget);

      if (result != IPQ_OK)
        return result;
      if (*position + extent - load_head (ring) <= ring->granules)
        return IPQ_OK;
      if (reclaim (ring, *position + extent - ring->granules, &pin, budget))
        continue;
      if (load_con (ring, *position) != *word)
        continue; /* the chain grew: look again */
      if (!pin.hole)
        return IPQ_FULL;
      /* Once it has carried for a whole lap, living holes leave no stretch that long. */
      if (carried > ring->granules || !carry (ring, pin.position, *position, *word, &carried))
        return IPQ_FULL;
    }
  return ipq_ring_corrupt (ring, "a ring whose beginning and end do not meet", *position);
}
