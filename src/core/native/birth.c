/* SPDX-License-Identifier: MIT */
/* Making a queue. It is built whole where nobody looks, in a directory with a hidden name, and then
 * renamed. That succeeds only if nothing, or an empty directory, has the name: the one step of the file
 * system by which one of several builders wins.
 *
 * Killed before the rename: a hidden directory stays. The next one who makes a queue of that name takes
 * it away. Stopped anywhere: nobody waits for it. */
#include "native/file.h"

#include "native/life.h"
#include "platform/doorbell.h"
#include "platform/liveness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* A builder names its directory and puts the ring into it at once. */
#define LONGEST_EMPTY 60 /* seconds */

static const char *
name_in (const char *path)
{
  return strrchr (path, '/') + 1;
}

/* ---- what killed builders left ---------------------------------------------------------------- */

/* A ring that was built, never got its name, and whose builder is dead: it has an identity, and
 * that was written under the lock. */
static void
remove_unborn (int directory)
{
  struct queue_file file = { .path = NULL };
  struct ipq_error ignored;
  struct stat found;

  file.fd = openat (directory, RING_NAME, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file.fd < 0)
    return;
  if (fstat (file.fd, &found) == 0 && S_ISREG (found.st_mode) && found.st_uid == geteuid () &&
      pread (file.fd, &file.identity, sizeof file.identity, 0) == (ssize_t) sizeof file.identity &&
      ipq_layout_check_identity (&file.identity, (uint64_t) found.st_size, "", &file.layout,
                                 &ignored) == IPQ_OK)
    {
      /* The header alone: the builder may be alive, and its ring large. */
      size_t length = file.layout.slots;
      void *start = mmap (NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd, 0);

      if (start != MAP_FAILED)
        {
          file.mapping.start = start;
          if (ipq_life_end_unborn (&file_header (&file)->life, file.fd))
            {
              ipq_file_remove_doorbells (directory);
              unlinkat (directory, RING_NAME, 0);
            }
          munmap (start, length);
        }
    }
  close (file.fd);
}

static void
remove_leftover (int parent, const char *name)
{
  int directory = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat found;

  if (directory < 0)
    return;
  remove_unborn (directory);
  /* Its builder may be about to fill it; without it, it begins again. */
  if (fstat (directory, &found) == 0 && time (NULL) - found.st_mtime > LONGEST_EMPTY &&
      faccessat (directory, RING_NAME, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
    {
      ipq_file_remove_doorbells (directory);
      unlinkat (parent, name, AT_REMOVEDIR);
    }
  close (directory);
}

static void
remove_leftovers (const struct queue_file *file)
{
  const char *name = name_in (file->path);
  size_t length = strlen (name);
  char *parent = strndup (file->path, (size_t) (name - file->path));
  const struct dirent *entry;
  DIR *directory;

  ipq_fork_hold (); /* a child is to inherit none of what is open here */
  directory = parent != NULL ? opendir (parent) : NULL;
  while (directory != NULL && (entry = readdir (directory)) != NULL)
    if (entry->d_name[0] == '.' && strncmp (entry->d_name + 1, name, length) == 0 &&
        entry->d_name[1 + length] == '.')
      remove_leftover (dirfd (directory), entry->d_name);
  if (directory != NULL)
    closedir (directory);
  ipq_fork_release ();
  free (parent);
}

/* ---- the ring --------------------------------------------------------------------------------- */

/* Now, or a full file system would be a SIGBUS in the middle of a message. As a whole first: what
 * cannot be had is refused at once then, and not when all memory is taken. A signal undoes what it
 * interrupts (on a tmpfs, before Linux 6.18), so each makes the next piece smaller: one of a page
 * is done before the next signal, however many come. 0 or an errno. */
static int
allocate (int fd, uint64_t size)
{
  uint64_t page = (uint64_t) sysconf (_SC_PAGESIZE);
  uint64_t piece = size;

  for (uint64_t done = 0; done < size;)
    {
      uint64_t length = size - done < piece ? size - done : piece;
      int number = posix_fallocate (fd, (off_t) done, (off_t) length);

      if (number == 0)
        done += length;
      else if (number != EINTR)
        return number;
      else if (piece > page)
        piece /= 2;
    }
  return 0;
}

/* The file is ours alone, and has no name that others look for. */
static int
give_to_users (int fd, const struct ipq_options *options, mode_t mode)
{
  if (options->has_group && fchown (fd, (uid_t) -1, (gid_t) options->group) != 0)
    return errno;
  return fchmod (fd, mode) == 0 ? 0 : errno; /* behind it, since a change of group may clear bits */
}

static int
fail_to_give (const struct queue_file *file,
              const struct ipq_options *options,
              int number,
              struct ipq_error *error)
{
  char group[32] = "";

  if (options->has_group)
    snprintf (group, sizeof group, " and the group %lu", (unsigned long) options->group);
  return ipq_fail_errno (error, number, "Cannot give the queue %.400s the mode %03o%s", file->path,
                         (unsigned) options->mode, group);
}

/* Before it has a name. Zero would be alive. */
static int
write_unborn (const struct queue_file *file)
{
  const uint32_t unborn = IPQ_LIFE_UNBORN;
  off_t place = (off_t) (file->layout.header + offsetof (struct header, life));

  return pwrite (file->fd, &unborn, sizeof unborn, place) == (ssize_t) sizeof unborn ? 0 : errno;
}

/* The lock before the identity: what has an identity is alive, or its builder is dead. */
static int
fill (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct rlimit largest;
  int number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_SHARED);
  int result;

  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot lock the file of the queue %.400s", file->path);
  result = ipq_layout_new_identity (&file->layout, options->retention, &file->identity, error);
  if (result != IPQ_OK)
    return result;
  /* Beyond this limit the kernel sends a signal rather than an error. */
  if (getrlimit (RLIMIT_FSIZE, &largest) == 0 && largest.rlim_cur < file->layout.size)
    return ipq_fail_errno (error, EFBIG,
                           "The queue %.300s needs %zu bytes and this process may write files of "
                           "%llu",
                           file->path, file->layout.size, (unsigned long long) largest.rlim_cur);
  number = allocate (file->fd, file->layout.size);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot allocate %zu bytes for the queue %.300s",
                           file->layout.size, file->path);
  number = give_to_users (file->fd, options, options->mode);
  if (number != 0)
    return fail_to_give (file, options, number, error);
  number = write_unborn (file);
  if (number == 0 && pwrite (file->fd, &file->identity, sizeof file->identity, 0) !=
                       (ssize_t) sizeof file->identity)
    number = errno;
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot write the file of the queue %.400s", file->path);
  return ipq_file_map (file, error);
}

/* ---- the hidden directory --------------------------------------------------------------------- */

struct nest
{
  char path[4096 + 16]; /* of file->directory */
  bool has_ring;        /* it is to be removed from there, if nothing comes of it */
};

static int
fail_to_create (const struct queue_file *file, int number, struct ipq_error *error)
{
  return ipq_fail_errno (error, number, "%.400s cannot be made", file->path);
}

/* It may have taken even the owner's rights. By the inode, since the name may have come to mean
 * something else where others may write. */
static void
undo_umask (const char *path)
{
  char inode[32];
  struct stat found;
  int fd;

  ipq_fork_hold ();
  fd = open (path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  snprintf (inode, sizeof inode, "/proc/self/fd/%d", fd);
  if (fd >= 0 && fstat (fd, &found) == 0 && found.st_uid == geteuid ())
    chmod (inode, 0700);
  if (fd >= 0)
    close (fd);
  ipq_fork_release ();
}

static int
make_nest (struct queue_file *file, struct nest *nest, struct ipq_error *error)
{
  const char *name = name_in (file->path);
  int number;

  snprintf (nest->path, sizeof nest->path, "%.*s.%s.XXXXXX", (int) (name - file->path), file->path,
            name);
  if (mkdtemp (nest->path) == NULL)
    return fail_to_create (file, errno, error);
  number = ipq_file_open_directory (file, nest->path);
  if (number == EACCES)
    {
      undo_umask (nest->path);
      number = ipq_file_open_directory (file, nest->path);
    }
  if (number == 0)
    return IPQ_OK;
  rmdir (nest->path);
  return number == ENOENT ? AGAIN /* taken for a leftover */ : fail_to_create (file, number, error);
}

static void
remove_nest (const struct queue_file *file, const struct nest *nest)
{
  ipq_file_remove_doorbells (file->directory);
  if (nest->has_ring)
    unlinkat (file->directory, RING_NAME, 0);
  rmdir (nest->path);
}

/* Without a name, where the system has such files and a way to name them later: killed with it,
 * nothing is left. 0 or an errno. */
static int
open_ring (struct queue_file *file, struct nest *nest)
{
#ifdef O_TMPFILE
  if (access ("/proc/self/fd", X_OK) == 0)
    {
      int number = ipq_file_open_ring (file, ".", O_TMPFILE);

      if (number != EOPNOTSUPP && number != EISDIR && number != EINVAL)
        return number;
    }
#endif
  nest->has_ring = true;
  return ipq_file_open_ring (file, RING_NAME, O_CREAT | O_EXCL);
}

static int
name_ring (struct queue_file *file, struct nest *nest)
{
  char unnamed[32];

  if (nest->has_ring)
    return 0;
  snprintf (unnamed, sizeof unnamed, "/proc/self/fd/%d", file->fd);
  if (linkat (AT_FDCWD, unnamed, file->directory, RING_NAME, AT_SYMLINK_FOLLOW) != 0)
    return errno;
  nest->has_ring = true;
  return 0;
}

/* The directory lets in whom the ring lets in. */
static mode_t
directory_mode (mode_t mode)
{
  return mode | (mode & 0444) >> 2;
}

/* For a leftover, by one who did not know that we are only slow. */
static bool
was_taken (const struct queue_file *file)
{
  struct stat found;

  return fstat (file->directory, &found) == 0 && found.st_nlink == 0;
}

static int
make_doorbells (struct queue_file *file, const struct ipq_options *options)
{
  int number = ipq_doorbell_make (file->directory, MESSAGES_NAME, options->has_group,
                                  (gid_t) options->group, options->mode);

  if (number == 0)
    number = ipq_doorbell_make (file->directory, ROOM_NAME, options->has_group,
                                (gid_t) options->group, options->mode);
  return number;
}

static int
build (struct queue_file *file,
       struct nest *nest,
       const struct ipq_options *options,
       struct ipq_error *error)
{
  int number = open_ring (file, nest);
  int result;

  if (number != 0)
    return was_taken (file) ? AGAIN : fail_to_create (file, number, error);
  result = fill (file, options, error);
  if (result != IPQ_OK)
    return result;
  number = make_doorbells (file, options);
  if (number != 0)
    return was_taken (file) ? AGAIN : fail_to_create (file, number, error);
  number = give_to_users (file->directory, options, directory_mode (options->mode));
  if (number != 0)
    return fail_to_give (file, options, number, error);
  number = name_ring (file, nest);
  if (number != 0 && was_taken (file))
    return AGAIN;
  if (number == 0 && rename (nest->path, file->path) != 0)
    number = errno;
  if (number == EEXIST || number == ENOTEMPTY || number == ENOTDIR || number == ENOENT)
    return AGAIN; /* another was faster, or what stands there is no queue */
  return number == 0 ? IPQ_OK : fail_to_create (file, number, error);
}

int
ipq_file_create (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct nest nest = { .has_ring = false };
  int result;

  remove_leftovers (file);
  file->layout = ipq_layout_for (options->capacity, options->max_endpoints);
  result = make_nest (file, &nest, error);
  if (result != IPQ_OK)
    return result;
  result = build (file, &nest, options, error);
  /* Nobody can have ended it meanwhile: it is locked since before it had an identity. */
  file->joined = file->created = result == IPQ_OK && ipq_life_join (&file_header (file)->life);
  if (result != IPQ_OK)
    remove_nest (file, &nest);
  return result;
}
