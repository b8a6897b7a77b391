/* SPDX-License-Identifier: MIT */
/* One thread puts a message in and takes it out again: what the calls themselves cost. */
#include "measurement.h"

#include <time.h>

static void
set_up (Lane *lane)
{
  lane->there = lane_open (lane, lane->there_name, END_CREATES | END_SENDS | END_RECEIVES);
}

/* The thread's own time: nothing waits here, and what other programs take does not count. */
static double
own_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static double
batch (Lane *lane)
{
  const Contestant *contestant = lane->contestant;
  const guint8 *message = lane->message;
  guint8 *buffer = lane->buffer;
  void *queue = lane->there;
  gsize size = lane->size;
  double start = own_time ();
  double taken;

  for (guint64 i = 0; i < lane->iterations; i++)
    {
      gsize length;

      if (contestant->send (queue, message, size) != OUTCOME_DONE ||
          contestant->receive (queue, buffer, size, &length) != OUTCOME_DONE || length != size)
        lane_fail (lane, "a message does not go in and out");
    }
  taken = own_time () - start;
  lane_check_content (lane);
  return taken / (double) lane->iterations;
}

static const gsize sizes[] = { 3, 64, 1024, 65536, SIZES_END };

const Measurement measurement_one_thread = {
  .name = "one-thread",
  .title = "One thread: a message in and out again, nanoseconds of processor time",
  .columns = { "median", "fastest" },
  .unit = 1,
  .shows_rate = TRUE,
  .sizes = sizes,
  .set_up = set_up,
  .batch = batch,
};
