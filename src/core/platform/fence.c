/* SPDX-License-Identifier: MIT */
#include "platform/fence.h"

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
  ipq_fence_light_is_full = !membarrier_works (MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED);
  ipq_fence_heavy_is_own = !membarrier_works (MEMBARRIER_CMD_GLOBAL_EXPEDITED);
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
  if (ipq_fence_heavy_is_own || !membarrier_works (MEMBARRIER_CMD_GLOBAL_EXPEDITED))
    atomic_thread_fence (memory_order_seq_cst);
}
