/* SPDX-License-Identifier: MIT */
#include "platform/liveness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

/* Past the end of the largest file that a queue can have. */
#define FIRST_BYTE ((off_t) 1 << 40)

static struct flock
lock_on (uint32_t byte, short type)
{
  return (struct flock) {
    .l_type = type,
    .l_whence = SEEK_SET,
    .l_start = FIRST_BYTE + (off_t) byte,
    .l_len = 1,
  };
}

int
ipq_lock_set (int fd, uint32_t byte, enum ipq_lock lock)
{
  static const short types[] = {
    [IPQ_LOCK_NONE] = F_UNLCK,
    [IPQ_LOCK_SHARED] = F_RDLCK,
    [IPQ_LOCK_EXCLUSIVE] = F_WRLCK,
  };
  struct flock l = lock_on (byte, types[lock]);

  if (fcntl (fd, F_OFD_SETLK, &l) == 0)
    return 0;
  return errno == EACCES ? EAGAIN : errno;
}

bool
ipq_lock_is_held (int fd, uint32_t byte)
{
  struct flock l = lock_on (byte, F_WRLCK);

  return fcntl (fd, F_OFD_GETLK, &l) != 0 || l.l_type != F_UNLCK;
}
