/* SPDX-License-Identifier: MIT */
/* Finding the queue, joining it, and leaving it. */
#include "native/file.h"

#include "native/life.h"
#include "platform/boot.h"
#include "platform/directory.h"
#include "platform/liveness.h"
#include "platform/semaphore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So many lives of the queue may begin and end under one who wants to join. */
#define MOST_LIVES 10000

/* ---- names ------------------------------------------------------------------------------------ */

static int
check_directory (struct queue_file *file, const char *directory, struct ipq_error *error)
{
  struct stat found;

  if (stat (directory, &found) != 0)
    return ipq_fail_errno (error, errno, "Cannot use the directory %.400s", directory);
  if (!S_ISDIR (found.st_mode))
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The path %.400s is not a directory; give the directory that is to hold the "
                     "queue",
                     directory);
  file->is_open_to_all = (found.st_mode & S_IWOTH) != 0;
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
      result = check_directory (file, directory, error);
    }
  else
    {
      result = ipq_directory_default (buffer, sizeof buffer, error);
      directory = buffer;
    }
  if (result != IPQ_OK)
    return result;
  if (asprintf (&file->path, "%s/%s.queue", directory, options->name) < 0)
    return ipq_fail_errno (error, ENOMEM, "Cannot name the queue");
  return IPQ_OK;
}

/* ---- descriptors ------------------------------------------------------------------------------ */

int
ipq_file_open_directory (struct queue_file *file, const char *path)
{
  int number;

  ipq_fork_hold ();
  file->directory = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  number = errno;
  ipq_fork_release ();
  return file->directory >= 0 ? 0 : number;
}

int
ipq_file_open_ring (struct queue_file *file, const char *name, int flags)
{
  int number;

  ipq_fork_hold ();
  file->fd = openat (file->directory, name, flags | O_RDWR | O_CLOEXEC, 0600);
  number = errno;
  ipq_fork_release ();
  return file->fd >= 0 ? 0 : number;
}

void
ipq_file_close_directory (struct queue_file *file)
{
  ipq_fork_hold ();
  if (file->directory >= 0)
    close (file->directory);
  file->directory = -1;
  ipq_fork_release ();
}

int
ipq_file_map (struct queue_file *file, struct ipq_error *error)
{
  const struct layout *l = &file->layout;
  int number;

  ipq_fork_hold (); /* a child must not get the mapping before it is marked */
  number = ipq_mapping_open (&file->mapping, file->fd, l->size, l->payload_size);
  ipq_fork_release ();
  if (number == 0)
    return IPQ_OK;
  return ipq_fail_errno (error, number, "Cannot map the %zu bytes of %.400s", l->size, file->path);
}

/* ---- the end ---------------------------------------------------------------------------------- */

static void
remove_semaphores (const struct queue_file *file)
{
  ipq_semaphore_unlink (file->identity.id[0], 'r');
  ipq_semaphore_unlink (file->identity.id[0], 'w');
}

void
ipq_file_remove_doorbells (int directory)
{
  unlinkat (directory, MESSAGES_NAME, 0);
  unlinkat (directory, ROOM_NAME, 0);
}

/* The life is over for good. The ring last: as long as it is there, the next one who comes removes
 * what is left. 0 or an errno. */
static int
remove_names (const struct queue_file *file)
{
  int number = 0;

  remove_semaphores (file);
  ipq_file_remove_doorbells (file->directory);
  if (unlinkat (file->directory, RING_NAME, 0) != 0 && errno != ENOENT)
    number = errno;
  /* If it cannot be, an empty directory stays, which the next life replaces. In a directory with
   * the sticky bit only its owner can do either. */
  rmdir (file->path);
  return number;
}

/* Another's ring may have the name by now, or none; the semaphores are ours in any case. */
static int
remove_own_names (struct queue_file *file)
{
  struct stat ours, named;

  if (file->directory >= 0)
    close (file->directory); /* we wanted to join, and all others have left meanwhile */
  file->directory = open (file->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (file->directory >= 0 && fstat (file->fd, &ours) == 0 &&
      fstatat (file->directory, RING_NAME, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
      ours.st_dev == named.st_dev && ours.st_ino == named.st_ino)
    return remove_names (file);
  remove_semaphores (file);
  return 0;
}

static int
leave_life (struct queue_file *file)
{
  if (file->identity.retention != IPQ_KEEP)
    {
      if (ipq_life_end (&file_header (file)->life, file->fd))
        return remove_own_names (file);
    }
  /* Whoever removes the queue by hand knows nothing of semaphores; the next who opens it makes
   * others. One who opens it at this very moment has the old ones, and wakes others late by one of
   * their looks. */
  else if (!ipq_lock_is_held (file->fd, LOCK_LIFE))
    remove_semaphores (file);
  return 0;
}

int
ipq_file_close (struct queue_file *file)
{
  int number = 0;

  /* Killed on the way: the next to leave, or to open, goes on. */
  if (file->joined && ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_NONE) == 0)
    number = leave_life (file);
  if (file->mapping.start != NULL)
    ipq_mapping_close (&file->mapping);
  if (file->directory >= 0)
    close (file->directory);
  if (file->fd >= 0)
    close (file->fd);
  file->fd = file->directory = -1;
  file->joined = false;
  return number;
}

/* ---- joining ---------------------------------------------------------------------------------- */

/* Those who may write the queue's file may harm its users, so its owner is us, root, or one of
 * those whom our own options would let in. A group can be given to a file by its members and root
 * only, or by a directory that does so for whatever is made in it: but from there a stranger can
 * bring it only to where everybody may write. */
static bool
is_trusted (const struct queue_file *file,
            const struct stat *found,
            const struct ipq_options *options)
{
  return found->st_uid == geteuid () || found->st_uid == 0 || (options->mode & 0002) != 0 ||
         (options->has_group && (options->mode & 0020) != 0 && !file->is_open_to_all &&
          found->st_gid == options->group);
}

static int
check_owner (const struct queue_file *file,
             int fd,
             struct stat *found,
             const struct ipq_options *options,
             struct ipq_error *error)
{
  char us[80] = "not to us (root)";

  if (fstat (fd, found) != 0)
    return ipq_fail_errno (error, errno, "Cannot look at %.400s", file->path);
  if (is_trusted (file, found, options))
    return IPQ_OK;
  if (geteuid () != 0)
    snprintf (us, sizeof us, "neither to us (user %lu) nor to root", (unsigned long) geteuid ());
  return ipq_fail (error, IPQ_UNTRUSTED,
                   "%.400s belongs to user %lu, %s; choose a path that only we can write to, or "
                   "options that let that user in: mode 0666, or mode 0660 and a group",
                   file->path, (unsigned long) found->st_uid, us);
}

static int
fail_not_a_queue (const struct queue_file *file, struct ipq_error *error)
{
  return ipq_fail (error, IPQ_INCOMPATIBLE,
                   "%.400s is not a queue; remove it, or choose another name or path", file->path);
}

static int
check_ring (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct stat found;
  int result = check_owner (file, file->fd, &found, options, error);

  if (result != IPQ_OK)
    return result;
  if (!S_ISREG (found.st_mode))
    return fail_not_a_queue (file, error);
  if (pread (file->fd, &file->identity, sizeof file->identity, 0) < 0)
    return ipq_fail_errno (error, errno, "Cannot read %.400s", file->path);
  return ipq_layout_check_identity (&file->identity, (uint64_t) found.st_size, file->path,
                                    &file->layout, error);
}

static int
check_capacity (const struct queue_file *file,
                const struct ipq_options *options,
                struct ipq_error *error)
{
  struct layout asked = ipq_layout_for (options->capacity, options->max_endpoints);
  char rounded[64] = "";

  if (asked.granules == file->layout.granules)
    return IPQ_OK;
  if (asked.payload_size != options->capacity)
    snprintf (rounded, sizeof rounded, ", rounded up to %zu", asked.payload_size);
  return ipq_fail (error, IPQ_CAPACITY_MISMATCH,
                   "The queue %.300s has a capacity of %zu bytes and %llu were asked for%s; "
                   "ask for %zu, or %s first",
                   file->path, file->layout.payload_size, (unsigned long long) options->capacity,
                   rounded, file->layout.payload_size,
                   file->identity.retention == IPQ_KEEP ? "close all its users and remove it"
                                                        : "close all its users");
}

/* Did somebody end without detaching? Else the last one is just leaving. */
static bool
was_abandoned (const struct queue_file *file)
{
  for (uint32_t number = 1; number <= file->layout.max_endpoints; number++)
    if (atomic_load_explicit (&file_slot (file, number)->pid, memory_order_relaxed) != 0)
      return true;
  return false;
}

/* READY says so; else what its dead owner stored last does. */
static bool
is_message (const struct words *w, const struct control *control, uint64_t con)
{
  enum kind kind = con_kind (w, con);
  uint64_t pub = atomic_load_explicit (&control->pub, memory_order_relaxed);

  return kind == KIND_READY ||
         ((kind == KIND_BUSY || kind == KIND_DOUBT) && pub_commits (w, pub, con));
}

/* Nobody will take them. For the log alone. What stands there may be anything, so each word is read
 * once, and the walk is bounded. */
static uint64_t
count_messages (const struct queue_file *file)
{
  const struct words *w = &file->layout.words;
  struct control *controls = (void *) (file->mapping.start + file->layout.control);
  uint64_t head = atomic_load_explicit (&file_header (file)->head, memory_order_relaxed);
  uint64_t position = head;
  uint64_t count = 0;

  for (int steps = 0; count < IPQ_MOST_LOST && steps < 2 * (int) IPQ_MOST_LOST; steps++)
    {
      struct control *control = &controls[position & w->mask];
      uint64_t con = atomic_load_explicit (&control->con, memory_order_relaxed);
      int64_t difference = lap_difference (w, con, position);

      if (difference < 0 || con_extent (w, con) == 0 || position - head >= file->layout.granules)
        break;
      if (difference == 0 && is_message (w, control, con)) /* else a hole that was carried on */
        count++;
      position += con_extent (w, con);
    }
  return count;
}

/* All that used it are gone. */
static int
end_stale (struct queue_file *file, struct ipq_error *error)
{
  bool abandoned = was_abandoned (file);
  int number;

  if (!ipq_life_end (&file_header (file)->life, file->fd))
    return AGAIN; /* another has joined it */
  file->took_over |= abandoned;
  if (abandoned || file->identity.retention == IPQ_KEEP)
    file->lost += count_messages (file);
  number = remove_names (file);
  return number == 0
           ? AGAIN
           : ipq_fail_errno (error, number,
                             "Nobody uses the queue %.400s any more, and it cannot be removed",
                             file->path);
}

static int
join_life (struct queue_file *file, struct ipq_error *error)
{
  bool kept;
  int number = ipq_layout_is_kept (&file->identity, &kept);

  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot read " IPQ_BOOT_ID_FILE ", which tells whether the "
                                          "machine has restarted since %.400s was made", file->path);
  if (!kept && !ipq_lock_is_held (file->fd, LOCK_LIFE))
    return end_stale (file, error);
  number = ipq_lock_set (file->fd, LOCK_LIFE, IPQ_LOCK_SHARED);
  if (number != 0)
    return ipq_fail_errno (error, number, "Cannot lock the file of the queue %.400s", file->path);
  file->joined = ipq_life_join (&file_header (file)->life);
  if (file->joined)
    return IPQ_OK;
  /* Whoever ended it may be stopped before it could remove the names. */
  number = remove_names (file);
  return number == 0 ? AGAIN
                     : ipq_fail_errno (error, number, "Cannot remove what is left of the queue %.400s",
                                       file->path);
}

/* Nothing in it but what the end of a life leaves? */
static bool
is_empty (const struct queue_file *file)
{
  int entries = 0;
  DIR *stream;
  int fd;

  ipq_fork_hold ();
  fd = openat (file->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  stream = fd >= 0 ? fdopendir (fd) : NULL;
  while (stream != NULL && readdir (stream) != NULL)
    entries++;
  if (stream != NULL)
    closedir (stream);
  else if (fd >= 0)
    close (fd);
  ipq_fork_release ();
  return entries <= 2; /* "." and ".." */
}

static int
fail_not_found (const struct queue_file *file, struct ipq_error *error)
{
  return ipq_fail (error, IPQ_NOT_FOUND,
                   "There is no queue %.400s; open its other end first, or let it be created",
                   file->path);
}

static int
create_if_asked (struct queue_file *file,
                 const struct ipq_options *options,
                 struct ipq_error *error)
{
  if (!options->create)
    return fail_not_found (file, error);
  ipq_file_close_directory (file);
  return ipq_file_create (file, options, error);
}

static int
join_in (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  struct stat found;
  int result = check_owner (file, file->directory, &found, options, error);
  int number;

  if (result != IPQ_OK)
    return result;
  /* Without O_NONBLOCK the open of a FIFO would wait for a writer. */
  number = ipq_file_open_ring (file, RING_NAME, O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (number == ENOENT)
    ipq_file_remove_doorbells (file->directory); /* somebody has removed the ring alone */
  if (number == ENOENT)
    return is_empty (file) ? create_if_asked (file, options, error)
                           : fail_not_a_queue (file, error);
  if (number == ELOOP || number == EISDIR || number == ENXIO)
    return fail_not_a_queue (file, error);
  if (number != 0)
    return ipq_fail_errno (error, number, "%.400s cannot be opened", file->path);
  result = check_ring (file, options, error);
  if (result == IPQ_OK)
    result = ipq_file_map (file, error);
  if (result == IPQ_OK)
    result = join_life (file, error);
  return result == IPQ_OK ? check_capacity (file, options, error) : result;
}

static int
fail_to_find (const struct queue_file *file, int number, struct ipq_error *error)
{
  struct stat found;

  if (number != ENOTDIR || lstat (file->path, &found) != 0)
    return ipq_fail_errno (error, number, "%.400s cannot be opened", file->path);
  if (S_ISLNK (found.st_mode))
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "%.400s is a symbolic link; remove it, or choose another name or path",
                     file->path);
  return fail_not_a_queue (file, error);
}

static int
join_or_create (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  int number = ipq_file_open_directory (file, file->path);

  if (number == ENOENT)
    return create_if_asked (file, options, error);
  if (number != 0)
    return fail_to_find (file, number == ELOOP ? ENOTDIR : number, error);
  return join_in (file, options, error);
}

int
ipq_file_open (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error)
{
  int result = make_path (file, options, error);

  if (result != IPQ_OK)
    return result;
  for (int i = 0; i < MOST_LIVES; i++)
    {
      result = join_or_create (file, options, error);
      if (result == IPQ_OK)
        {
          ipq_file_close_directory (file);
          return IPQ_OK;
        }
      ipq_fork_hold ();
      ipq_file_close (file); /* all others may have left while this one looked */
      ipq_fork_release ();
      if (result != AGAIN)
        return result;
    }
  return ipq_fail (error, IPQ_FAILED,
                   "The queue %.400s was removed %d times while we opened it; let one of its users "
                   "keep it open",
                   file->path, MOST_LIVES);
}
