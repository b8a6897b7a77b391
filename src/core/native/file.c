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
    return ipq_fail (error, IPQ_INVALID_OPTIONS, "The path %.400s is not a directory; give the directory that is to hold the queue",
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

  return fstat (file->fd, &ours) == 0 && lstat (file->path, &named) == 0 && ours.st_dev == named.st_dev &&
         ours.st_ino == named.st_ino;
}

static void
remove_name (const struct queue_file *file)
{
  unlink (file->path);
  ipq_semaphore_unlink (file->id, 'r');
  ipq_semaphore_unlink (file->id, 'w');
}

/* ---- birth ------------------------------------------------------------------------------------ */

/* A file without a name, where the system has such: killed with it, nothing is left. Else one with
 * a hidden name in `unnamed`. */
static int
create_unnamed (const char *path, char *unnamed, size_t size)
{
  const char *slash = strrchr (path, '/');
  int directory = (int) (slash - path);
  int fd = -1;

#ifdef O_TMPFILE
  snprintf (unnamed, size, "%.*s", directory, path);
  fd = open (unnamed, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      snprintf (unnamed, size, "/proc/self/fd/%d", fd);
      return fd;
    }
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
    return -1;
#endif
  snprintf (unnamed, size, "%.*s/.%s.XXXXXX", directory, path, slash + 1);
  return mkostemp (unnamed, O_CLOEXEC);
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
    return ipq_fail_errno (error, EFBIG, "The queue %.300s needs %zu bytes and this process may write files of %llu",
                           path, layout->size, (unsigned long long) largest.rlim_cur);
  /* Allocated now, or a full file system would be a SIGBUS in the middle of a message. */
  do
    number = posix_fallocate (fd, 0, (off_t) layout->size);
  while (number == EINTR);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot allocate %zu bytes for the queue %.300s", layout->size, path);
  if (fchmod (fd, 0600) != 0 || pwrite (fd, &identity, sizeof identity, 0) != (ssize_t) sizeof identity)
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
  char unnamed[4096 + 16];
  int result;

  file->layout = ipq_layout_for (options->capacity, LAYOUT_MAX_ENDPOINTS);
  file->fd = create_unnamed (file->path, unnamed, sizeof unnamed);
  if (file->fd < 0)
    return ipq_fail_errno (error, errno, "Cannot create the queue's file %.400s", file->path);
  result = fill (file->fd, &file->layout, &file->id, file->path, error);
  if (result == IPQ_OK)
    result = give_name (file->fd, unnamed, file->path, error);
  if (strncmp (unnamed, "/proc/", 6) != 0)
    unlink (unnamed);
  file->created = result == IPQ_OK;
  if (result != IPQ_OK)
    close (file->fd);
  return result;
}

/* ---- joining ---------------------------------------------------------------------------------- */

static int
check_file (const struct queue_file *file, struct stat *found, struct ipq_error *error)
{
  if (fstat (file->fd, found) != 0)
    return ipq_fail_errno (error, errno, "Cannot look at %.400s", file->path);
  if (!S_ISREG (found->st_mode))
    return ipq_fail (error, IPQ_INCOMPATIBLE, "%.400s is not a regular file, so it is not a queue; remove it, or choose another name or path",
                     file->path);
  if (found->st_uid != geteuid () && found->st_uid != 0)
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "%.400s belongs to user %lu, neither to us (user %lu) nor to root; choose a path that only we can write to",
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

/* Becomes one of those that keep the file alive. AGAIN: it was stale, or another is about to remove it. */
static int
join_life (struct queue_file *file, struct ipq_error *error)
{
  int number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_EXCLUSIVE);

  if (number == 0)
    {
      /* All that used it are gone. Killed before the name is removed: the next opener does it. */
      if (is_current (file))
        {
          remove_name (file);
          file->took_over = true;
        }
      return AGAIN;
    }
  if (number == EAGAIN)
    number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_SHARED);
  if (number == EAGAIN)
    return AGAIN;
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot lock the queue's file %.400s", file->path);
  return is_current (file) ? IPQ_OK : AGAIN;
}

static int
check_capacity (const struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct layout asked = ipq_layout_for (options->capacity, LAYOUT_MAX_ENDPOINTS);

  if (asked.granules == file->layout.granules)
    return IPQ_OK;
  return ipq_fail (error, IPQ_CAPACITY_MISMATCH,
                   "The queue %.300s is in use with a capacity of %zu bytes and %zu were asked for (%llu, rounded up); "
                   "ask for %zu, or close all its users first",
                   file->path, file->layout.payload_size, asked.payload_size,
                   (unsigned long long) options->capacity, file->layout.payload_size);
}

static int
join (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct stat found;
  /* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
  int result;

  file->fd = open (file->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (file->fd < 0)
    {
      if (errno == ENOENT && options->create)
        return create (file, options, error);
      if (errno == ELOOP)
        return ipq_fail (error, IPQ_UNTRUSTED, "%.400s is a symbolic link; remove it, or choose another name or path", file->path);
      if (errno == EISDIR || errno == ENXIO)
        return ipq_fail (error, IPQ_INCOMPATIBLE, "%.400s is not a regular file, so it is not a queue; remove it, or choose another name or path", file->path);
      if (errno == ENOENT)
        return ipq_fail (error, IPQ_NOT_FOUND, "There is no queue %.400s; open its other end first, or let it be created", file->path);
      return ipq_fail_errno (error, errno, "Cannot open the queue %.400s", file->path);
    }
  result = check_file (file, &found, error);
  if (result == IPQ_OK)
    result = read_identity (file, (uint64_t) found.st_size, error);
  if (result == IPQ_OK)
    result = join_life (file, error);
  if (result == IPQ_OK)
    result = check_capacity (file, options, error);
  if (result != IPQ_OK)
    close (file->fd);
  return result;
}

int
ipq_file_open (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  uint64_t deadline = ipq_clock_now () + PATIENCE;
  int result;

  *file = (struct queue_file) { .fd = -1 };
  result = make_path (file, options, error);
  if (result != IPQ_OK)
    return result;
  while ((result = join (file, options, error)) == AGAIN)
    {
      struct timespec pause = ipq_clock_timespec (IPQ_NS_PER_MS / 10);

      if (ipq_clock_now () > deadline)
        {
          result = ipq_fail (error, IPQ_FAILED,
                             "Another process is opening or removing %.400s and does not finish; look for a stopped one",
                             file->path);
          break;
        }
      nanosleep (&pause, NULL);
    }
  if (result != IPQ_OK)
    {
      free (file->path);
      file->path = NULL;
      file->fd = -1;
    }
  return result;
}

/* ---- death ------------------------------------------------------------------------------------ */

void
ipq_file_close (struct queue_file *file)
{
  /* First out, then ask: of several who leave at once the last to ask is granted. Killed in between:
   * the file is stale, and the next opener replaces it. */
  ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_NONE);
  if (ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_EXCLUSIVE) == 0 && is_current (file))
    remove_name (file);
  close (file->fd);
  file->fd = -1;
}
