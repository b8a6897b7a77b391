/* SPDX-License-Identifier: MIT */
#include "platform/doorbell.h"

#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int
ipq_doorbell_make (int directory, const char *name, bool has_group, gid_t group, mode_t mode)
{
  if (mkfifoat (directory, name, 0600) != 0 && errno != EEXIST)
    return errno;
  if (has_group && fchownat (directory, name, (uid_t) -1, group, AT_SYMLINK_NOFOLLOW) != 0)
    return errno;
  /* Behind it, since a change of group may clear bits, and whatever the umask. */
  return fchmodat (directory, name, mode, 0) == 0 ? 0 : errno;
}

/* Whoever may write the queue's directory could put something else there. */
static bool
is_what_was_made (int fd, int like)
{
  struct stat found, expected;

  return fstat (fd, &found) == 0 && fstat (like, &expected) == 0 && S_ISFIFO (found.st_mode) &&
         found.st_uid == expected.st_uid && found.st_gid == expected.st_gid &&
         ((found.st_mode ^ expected.st_mode) & 0777) == 0;
}

/* Is it the queue's directory still? */
static bool
has_ring (int directory, const struct ipq_doorbell *doorbell)
{
  struct stat named, expected;

  return fstatat (directory, doorbell->beside, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         fstat (doorbell->like, &expected) == 0 && named.st_dev == expected.st_dev &&
         named.st_ino == expected.st_ino;
}

static int
open_fifo (struct ipq_doorbell *doorbell)
{
  int directory = open (doorbell->directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int number = errno;
  int fd;

  if (directory < 0)
    return number;
  if (!has_ring (directory, doorbell))
    {
      close (directory);
      return ENOENT; /* the name has come to mean another queue */
    }
  fd = openat (directory, doorbell->name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
  number = fd >= 0 ? 0 : errno;
  close (directory);
  if (number == 0 && !is_what_was_made (fd, doorbell->like))
    {
      close (fd);
      number = EPERM;
    }
  if (number == 0)
    atomic_store (&doorbell->fd, fd);
  return number == ELOOP ? EPERM : number;
}

int
ipq_doorbell_open (struct ipq_doorbell *doorbell)
{
  int number = 0;

  if (atomic_load (&doorbell->fd) >= 0)
    return 0;
  ipq_fork_hold ();
  if (atomic_load (&doorbell->fd) < 0)
    number = open_fifo (doorbell);
  ipq_fork_release ();
  return number;
}

void
ipq_doorbell_close (struct ipq_doorbell *doorbell)
{
  int fd = atomic_exchange (&doorbell->fd, -1);

  if (fd >= 0)
    close (fd);
}

int
ipq_doorbell_ring (struct ipq_doorbell *doorbell)
{
  int number = ipq_doorbell_open (doorbell);

  /* Full: it has been rung. */
  if (number == 0 && write (atomic_load (&doorbell->fd), "", 1) != 1 && errno != EAGAIN)
    number = errno;
  return number;
}

bool
ipq_doorbell_silence (struct ipq_doorbell *doorbell)
{
  char bytes[64];

  /* More than that: it stays readable, and the next look empties it. */
  return read (atomic_load (&doorbell->fd), bytes, sizeof bytes) > 0;
}
