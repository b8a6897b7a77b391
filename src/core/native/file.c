/* SPDX-License-Identifier: MIT */
#include "native/file.h"

#include "platform/clock.h"
#include "platform/directory.h"
#include "platform/liveness.h"
#include "platform/semaphore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long an opener waits for one who is just opening or removing the same file. */
#define PATIENCE (5 * IPQ_NS_PER_S)

/* Not a result of the public kind: what was found is gone or going, look again. */
#define AGAIN 100

/* ---- names ------------------------------------------------------------------------------------ */

static int
check_directory (const char *directory, struct ipq_error *error)
{
  struct stat found;

  if (stat (directory, &found) != 0)
    return ipq_fail_errno (error, errno, "Cannot use the directory %.400s%s", directory,
                           errno == ENOENT ? ", make it first" : "");
  if (!S_ISDIR (found.st_mode))
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The path %.400s is not a directory; give the directory that is to hold the "
                     "queue",
                     directory);
  return IPQ_OK;
}

static int
make_path (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  char buffer[4096];
  const char *directory = options->directory;
  int result;

  if (directory != NULL)
    {
      result = check_directory (directory, error);
    }
  else
    {
      result = ipq_directory_default (buffer, sizeof buffer, error);
      directory = buffer;
    }
  if (result != IPQ_OK)
    return result;
  if (asprintf (&file->path, "%s/%s.queue", directory, options->name) < 0)
    return ipq_fail_errno (error, ENOMEM, "Cannot name the queue's file");
  return IPQ_OK;
}

/* Does the path still lead to the open file? Others may have removed or replaced it. */
static bool
is_current (const struct queue_file *file)
{
  struct stat ours, named;

  return fstat (file->fd, &ours) == 0 && lstat (file->path, &named) == 0 &&
         ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

/* 0 or an errno. The semaphores first: their names are in the file alone. */
static int
remove_name (const struct queue_file *file)
{
  ipq_semaphore_unlink (file->id, 'r');
  ipq_semaphore_unlink (file->id, 'w');
  return unlink (file->path) == 0 || errno == ENOENT ? 0 : errno;
}

/* ---- descriptors ------------------------------------------------------------------------------ */

static int
open_file (struct queue_file *file, const char *path, int flags)
{
  int number;

  ipq_fork_hold ();
  file->fd = open (path, flags | O_RDWR | O_CLOEXEC, 0600);
  number = errno;
  ipq_fork_release ();
  return file->fd >= 0 ? 0 : number;
}

static void
close_file (struct queue_file *file)
{
  close (file->fd);
  file->fd = -1;
  file->joined = false;
}

/* ---- birth ------------------------------------------------------------------------------------ */

struct unnamed
{
  char path[4096 + 16];
  bool has_name; /* a hidden one, which is to be removed */
};

static int
create_hidden (struct queue_file *file, struct unnamed *unnamed)
{
  int number;

  unnamed->has_name = true;
  ipq_fork_hold ();
  file->fd = mkostemp (unnamed->path, O_CLOEXEC);
  number = errno;
  ipq_fork_release ();
  return file->fd >= 0 ? 0 : number;
}

/* A file without a name, where the system has such and a way to name it later: killed with it, nothing
 * is left. Else one with a hidden name. 0 or an errno. */
static int
create_unnamed (struct queue_file *file, struct unnamed *unnamed)
{
  const char *slash = strrchr (file->path, '/');
  int directory = (int) (slash - file->path);

  unnamed->has_name = false;
#ifdef O_TMPFILE
  if (access ("/proc/self/fd", X_OK) == 0)
    {
      int number;

      snprintf (unnamed->path, sizeof unnamed->path, "%.*s", directory, file->path);
      number = open_file (file, unnamed->path, O_TMPFILE);
      snprintf (unnamed->path, sizeof unnamed->path, "/proc/self/fd/%d", file->fd);
      if (number != EOPNOTSUPP && number != EISDIR && number != EINVAL)
        return number;
    }
#endif
  snprintf (unnamed->path, sizeof unnamed->path, "%.*s/.%s.XXXXXX", directory, file->path,
            slash + 1);
  return create_hidden (file, unnamed);
}

static int
fill (int fd, const struct layout *layout, uint64_t *id, const char *path, struct ipq_error *error)
{
  struct identity identity;
  struct rlimit largest;
  int number;
  int result = ipq_layout_new_identity (layout, &identity, error);

  if (result != IPQ_OK)
    return result;
  /* Beyond this limit the kernel sends a signal rather than an error. */
  if (getrlimit (RLIMIT_FSIZE, &largest) == 0 && largest.rlim_cur < layout->size)
    return ipq_fail_errno (error, EFBIG,
                           "The queue %.300s needs %zu bytes and this process may write files of "
                           "%llu",
                           path, layout->size, (unsigned long long) largest.rlim_cur);
  /* Allocated now, or a full file system would be a SIGBUS in the middle of a message. */
  do
    number = posix_fallocate (fd, 0, (off_t) layout->size);
  while (number == EINTR);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot allocate %zu bytes for the queue %.300s",
                           layout->size, path);
  if (fchmod (fd, 0600) != 0 ||
      pwrite (fd, &identity, sizeof identity, 0) != (ssize_t) sizeof identity)
    return ipq_fail_errno (error, errno, "Cannot write the queue's file %.400s", path);
  *id = identity.id[0];
  return IPQ_OK;
}

static int
give_name (int fd, const char *unnamed, const char *path, struct ipq_error *error)
{
  /* Before the name: whoever finds the file finds it alive. */
  int number = ipq_lock_set (fd, LOCK_LIFE, IPQ_LOCK_SHARED);

  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot lock the queue's file %.400s", path);
  /* Killed before this, there never was a file. Behind it, there is a stale one. */
  if (linkat (AT_FDCWD, unnamed, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
    return IPQ_OK;
  if (errno == EEXIST)
    return AGAIN; /* another was faster */
  return ipq_fail_errno (error, errno, "Cannot create the queue's file %.400s", path);
}

static int
create (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct unnamed unnamed;
  int number;
  int result;

  file->layout = ipq_layout_for (options->capacity, LAYOUT_MAX_ENDPOINTS);
  number = create_unnamed (file, &unnamed);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot create the queue's file %.400s", file->path);
  result = fill (file->fd, &file->layout, &file->id, file->path, error);
  if (result == IPQ_OK)
    result = give_name (file->fd, unnamed.path, file->path, error);
  if (unnamed.has_name)
    unlink (unnamed.path);
  file->joined = file->created = result == IPQ_OK;
  return result;
}

/* ---- joining ---------------------------------------------------------------------------------- */

static int
fail_not_regular (const struct queue_file *file, struct ipq_error *error)
{
  return ipq_fail (error, IPQ_INCOMPATIBLE,
                   "%.400s is not a regular file, so it is not a queue; remove it, or choose "
                   "another name or path",
                   file->path);
}

static int
check_file (const struct queue_file *file, struct stat *found, struct ipq_error *error)
{
  if (fstat (file->fd, found) != 0)
    return ipq_fail_errno (error, errno, "Cannot look at %.400s", file->path);
  if (!S_ISREG (found->st_mode))
    return fail_not_regular (file, error);
  if (found->st_uid != geteuid () && found->st_uid != 0)
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "%.400s belongs to user %lu, neither to us (user %lu) nor to root; choose a "
                     "path that only we can write to",
                     file->path, (unsigned long) found->st_uid, (unsigned long) geteuid ());
  return IPQ_OK;
}

static int
read_identity (struct queue_file *file, uint64_t size, struct ipq_error *error)
{
  struct identity identity = { .version = 0 };
  int result;

  if (pread (file->fd, &identity, sizeof identity, 0) < 0)
    return ipq_fail_errno (error, errno, "Cannot read %.400s", file->path);
  result = ipq_layout_check_identity (&identity, size, file->path, &file->layout, error);
  file->id = identity.id[0];
  return result;
}

/* Did somebody end without detaching? Else the last one is just leaving. */
static bool
was_abandoned (const struct queue_file *file)
{
  for (uint32_t number = 1; number <= file->layout.max_endpoints; number++)
    {
      struct slot slot;
      off_t place = (off_t) (file->layout.slots + number * sizeof slot);

      if (pread (file->fd, &slot, sizeof slot, place) != (ssize_t) sizeof slot)
        return false;
      if (slot.pid != 0)
        return true;
    }
  return false;
}

/* All that used it are gone. Killed before the name is removed: the next opener does it. */
static int
remove_stale (struct queue_file *file, struct ipq_error *error)
{
  int number;

  if (!is_current (file))
    return AGAIN;
  file->took_over |= was_abandoned (file);
  number = remove_name (file);
  if (number == 0)
    return AGAIN;
  return ipq_fail_errno (error, number,
                         "Nobody uses the queue %.400s any more, and it cannot be removed",
                         file->path);
}

/* Becomes one of those that keep the file alive. AGAIN: it was stale, or another is about to remove it. */
static int
join_life (struct queue_file *file, struct ipq_error *error)
{
  int number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_EXCLUSIVE);

  if (number == 0)
    return remove_stale (file, error);
  if (number == EAGAIN)
    number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_SHARED);
  if (number == EAGAIN)
    return AGAIN;
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot lock the queue's file %.400s", file->path);
  file->joined = is_current (file);
  return file->joined ? IPQ_OK : AGAIN;
}

static int
check_capacity (const struct queue_file *file,
                const struct ipq_options *options,
                struct ipq_error *error)
{
  struct layout asked = ipq_layout_for (options->capacity, LAYOUT_MAX_ENDPOINTS);

  if (asked.granules == file->layout.granules)
    return IPQ_OK;
  return ipq_fail (error, IPQ_CAPACITY_MISMATCH,
                   "The queue %.300s is in use with a capacity of %zu bytes and %zu were asked for "
                   "(%llu, rounded up); "
                   "ask for %zu, or close all its users first",
                   file->path, file->layout.payload_size, asked.payload_size,
                   (unsigned long long) options->capacity, file->layout.payload_size);
}

static int
join_open_file (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct stat found;
  int result = check_file (file, &found, error);

  if (result == IPQ_OK)
    result = read_identity (file, (uint64_t) found.st_size, error);
  if (result == IPQ_OK)
    result = join_life (file, error);
  if (result == IPQ_OK)
    result = check_capacity (file, options, error);
  return result;
}

static int
fail_to_open (const struct queue_file *file, int number, struct ipq_error *error)
{
  switch (number)
    {
    case ELOOP:
      return ipq_fail (error, IPQ_UNTRUSTED,
                       "%.400s is a symbolic link; remove it, or choose another name or path",
                       file->path);
    case EISDIR:
    case ENXIO:
      return fail_not_regular (file, error);
    case ENOENT:
      return ipq_fail (error, IPQ_NOT_FOUND,
                       "There is no queue %.400s; open its other end first, or let it be created",
                       file->path);
    default:
      return ipq_fail_errno (error, number, "Cannot open the queue %.400s", file->path);
    }
}

static int
join_or_create (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  /* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
  int number = open_file (file, file->path, O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

  if (number == 0)
    return join_open_file (file, options, error);
  if (number == ENOENT && options->create)
    return create (file, options, error);
  return fail_to_open (file, number, error);
}

int
ipq_file_open (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  uint64_t deadline = ipq_clock_now () + PATIENCE;
  int result = make_path (file, options, error);

  if (result != IPQ_OK)
    return result;
  while ((result = join_or_create (file, options, error)) != IPQ_OK)
    {
      struct timespec pause = ipq_clock_timespec (IPQ_NS_PER_MS / 10);

      ipq_fork_hold ();
      if (file->fd >= 0)
        ipq_file_close (file); /* all others may have left while this one looked */
      ipq_fork_release ();
      if (result != AGAIN)
        return result;
      if (ipq_clock_now () > deadline)
        return ipq_fail (error, IPQ_FAILED,
                         "Another process is opening or removing %.400s and does not finish; look "
                         "for a stopped one",
                         file->path);
      nanosleep (&pause, NULL);
    }
  return IPQ_OK;
}

/* ---- death ------------------------------------------------------------------------------------ */

void
ipq_file_close (struct queue_file *file)
{
  /* First out, then ask: of several who leave at once the last to ask is granted. Killed in between:
   * the file is stale, and the next opener replaces it. */
  if (ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_NONE) == 0 && file->joined &&
      ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_EXCLUSIVE) == 0 && is_current (file))
    remove_name (file);
  close_file (file);
}
