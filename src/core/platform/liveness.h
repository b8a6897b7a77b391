/* SPDX-License-Identifier: MIT */
#pragma once

/* Who is alive. An endpoint holds open-file-description locks on single bytes far past the end of
 * the queue's file. The kernel drops them when the last descriptor of that opening is gone, however
 * the process ended and in whatever PID namespace it was; nothing else ever says "dead".
 *
 * One's own locks are invisible to ipq_lock_is_held(): a process must know its own bytes.
 *
 * Source: fcntl_locking(2), F_OFD_SETLK. */

#include <stdbool.h>
#include <stdint.h>

enum ipq_lock
{
  IPQ_LOCK_NONE,
  IPQ_LOCK_SHARED,
  IPQ_LOCK_EXCLUSIVE,
};

/* Sets the lock on one byte and never waits. 0, EAGAIN if another has it, or another errno. */
int ipq_lock_set (int fd, uint32_t byte, enum ipq_lock lock);

/* Does another opening of the file hold any lock on this byte? When the kernel does not answer: yes,
 * for only the kernel says "dead". */
bool ipq_lock_is_held (int fd, uint32_t byte);
