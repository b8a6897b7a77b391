/* SPDX-License-Identifier: MIT */
#include "platform/fence.h"

#include "platform/clock.h"

#include <pthread.h>

#ifdef __linux__
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool
membarrier_works (int command)
{
  return syscall (SYS_membarrier, command, 0, 0) == 0;
}
#else
enum
{
  MEMBARRIER_CMD_GLOBAL_EXPEDITED,
  MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED
};

static bool
membarrier_works (int command)
{
  (void) command;
  return false;
}
#endif

bool ipq_fence_light_is_full;
bool ipq_fence_heavy_is_own;

static void
find_out (void)
{
  bool registered = membarrier_works (MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);

  ipq_fence_heavy_is_own = !membarrier_works (MEMBARRIER_CMD_GLOBAL_EXPEDITED);
  /* Within this process the heavy side is as weak as its fence, so the light one has to be strong. */
  ipq_fence_light_is_full = !registered || ipq_fence_heavy_is_own;
}

void
ipq_fence_set_up (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, find_out);
  /* A forked child is another process to the kernel; for others this changes nothing. */
  membarrier_works (MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);
}

void
ipq_fence_heavy (void)
{
  struct timespec pause = ipq_clock_timespec (IPQ_FENCE_SETTLES);

  if (!ipq_fence_heavy_is_own && membarrier_works (MEMBARRIER_CMD_GLOBAL_EXPEDITED))
    return;
  atomic_thread_fence (memory_order_seq_cst);
  /* The process has lost the right since it was found out (a sandbox), and nobody was told to fence
   * for it. What they have stored is visible as soon as their processors have drained. */
  if (!ipq_fence_heavy_is_own)
    nanosleep (&pause, NULL);
}
