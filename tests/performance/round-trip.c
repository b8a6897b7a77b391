/* SPDX-License-Identifier: MIT */
/* A message goes to another process and comes back through a second queue; both wait for it in a
 * blocking call. */
#include "measurement.h"

/* Long enough for a waiting process to have gone to sleep, whatever it does before. */
#define PAUSE 300e3

static void
open_echo (Lane *lane)
{
  lane->there = lane_open (lane, lane->there_name, END_RECEIVES);
  lane->back = lane_open (lane, lane->back_name, END_SENDS);
}

static void
echo_all (Lane *lane)
{
  for (guint64 i = 0; i < lane->iterations; i++)
    {
      lane_receive_waiting (lane, lane->there);
      lane_send (lane, lane->back);
    }
  lane_check_content (lane);
}

static const PeerWork echo = { open_echo, echo_all };

static void
set_up (Lane *lane)
{
  lane->there = lane_open (lane, lane->there_name, END_CREATES | END_SENDS);
  lane->back = lane_open (lane, lane->back_name, END_CREATES | END_RECEIVES);
  lane_start_peer (lane, &echo);
}

static void
pause_for (double time)
{
  if (time > 0)
    g_usleep ((gulong) (time / 1e3));
}

static double
round_trip (Lane *lane)
{
  double start = clock_now ();

  lane_send (lane, lane->there);
  lane_receive_waiting (lane, lane->back);
  return clock_now () - start;
}

/* The median of the batch. */
static double
batch_with_pauses (Lane *lane, double pause)
{
  guint first = lane->samples->len;
  g_autofree double *own = NULL;

  lane_tell_peer (lane, lane->iterations);
  for (guint64 i = 0; i < lane->iterations; i++)
    {
      double taken;

      pause_for (pause);
      taken = round_trip (lane);
      g_array_append_val (lane->samples, taken);
    }
  lane_hear_peer (lane);
  lane_check_content (lane);
  own = g_memdup2 (&g_array_index (lane->samples, double, first), lane->iterations * sizeof *own);
  return quantile (own, (guint) lane->iterations, 0.5);
}

static double
batch (Lane *lane)
{
  return batch_with_pauses (lane, 0);
}

static double
batch_asleep (Lane *lane)
{
  return batch_with_pauses (lane, PAUSE);
}

static const gsize sizes[] = { 64, SIZES_END };

const Measurement measurement_round_trip = {
  .name = "round-trip",
  .title = "Round trip to a process on another processor: microseconds",
  .columns = { "median", "p99" },
  .unit = 1e3,
  .waits = TRUE,
  .sizes = sizes,
  .set_up = set_up,
  .batch = batch,
};

const Measurement measurement_round_trip_together = {
  .name = "round-trip-together",
  .title = "Round trip to a process on the same processor: microseconds",
  .columns = { "median", "p99" },
  .unit = 1e3,
  .waits = TRUE,
  .together = TRUE,
  .sizes = sizes,
  .set_up = set_up,
  .batch = batch,
};

const Measurement measurement_round_trip_asleep = {
  .name = "round-trip-asleep",
  .title = "Round trip to a process on another processor that has fallen asleep: microseconds",
  .columns = { "median", "p99" },
  .unit = 1e3,
  .waits = TRUE,
  .sizes = sizes,
  .set_up = set_up,
  .batch = batch_asleep,
};
