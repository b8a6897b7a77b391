/* SPDX-License-Identifier: MIT */
/* One process sends as fast as it can, another receives as fast as it can. Both try again when the
 * queue is full, or empty, and nobody sleeps. */
#include "measurement.h"

static void
open_receiver (Lane *lane)
{
  lane->there = lane_open (lane, lane->there_name, END_RECEIVES);
}

static void
receive_all (Lane *lane)
{
  for (guint64 i = 0; i < lane->iterations; i++)
    lane_receive (lane, lane->there);
  lane_check_content (lane);
}

static const PeerWork receiver = { open_receiver, receive_all };

static void
set_up (Lane *lane)
{
  lane->there = lane_open (lane, lane->there_name, END_CREATES | END_SENDS);
  lane_start_peer (lane, &receiver);
}

static double
batch (Lane *lane)
{
  double start = clock_now ();

  lane_tell_peer (lane, lane->iterations);
  for (guint64 i = 0; i < lane->iterations; i++)
    lane_send (lane, lane->there);
  lane_hear_peer (lane);
  return (clock_now () - start) / (double) lane->iterations;
}

static const gsize sizes[] = { 3, 64, 1024, 65536, SIZES_END };

const Measurement measurement_two_processes = {
  .name = "two-processes",
  .title = "Two processes, both busy, on two processors: nanoseconds from message to message",
  .columns = { "median", "fastest" },
  .unit = 1,
  .shows_rate = TRUE,
  .sizes = sizes,
  .set_up = set_up,
  .batch = batch,
};
