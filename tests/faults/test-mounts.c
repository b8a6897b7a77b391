/* SPDX-License-Identifier: MIT */
/* A queue on a file system that is full, read-only, or shared by mounts; and builders that are killed or
 * interrupted on one that counts every page. All in mount namespaces: root alone can run this. */
#include "fault-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- full ------------------------------------------------------------------------------------- */

/* Writes until nothing more fits. */
static void
fill_file_system (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->directory, "filler", NULL);
  static const char zeros[4096];
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gssize written;

  g_assert_cmpint (fd, >=, 0);
  do
    written = write (fd, zeros, sizeof zeros);
  while (written == sizeof zeros);
  g_assert_cmpint (written, ==, -1);
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

/* Twice round the ring, so that every page of it is written to. */
static void
send_round (struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber)
{
  for (guint i = 0; i < 2 * publisher->capacity / 128; i++)
    {
      send_number (publisher, i);
      expect_number (subscriber, i);
    }
}

static void
be_full (Fixture *f)
{
  struct ipq_endpoint *publisher, *subscriber;

  mount_small_tmpfs (f, "size=256k");
  f->options.capacity = 1 << 20;
  assert_open_fails (f, IPQ_NO_SPACE, "test.queue", "smaller capacity", "free some space", NULL);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);

  f->options.capacity = 65536;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  fill_file_system (f);
  /* A page that was not there from the beginning would end this process by SIGBUS. */
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  send_round (publisher, subscriber);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 1); /* the filler */
}

static void
test_full_file_system (Fixture *f, gconstpointer data)
{
  run_in_child (f, be_full);
}

/* Space, but no room for another name: each step of building that makes one is refused once. */
static void
be_without_inodes (Fixture *f)
{
  struct ipq_endpoint *endpoint;
  struct ipq_error error = { "" };
  guint refused = 0, inodes = 1; /* the first is the root of the file system */

  leave_mount_namespace ();
  for (;; inodes++, refused++)
    {
      g_autofree char *options = g_strdup_printf ("size=1m,nr_inodes=%u", inodes);
      int result;

      g_assert_cmpint (inodes, <, 10);
      g_assert_no_errno (mount ("tmpfs", f->directory, "tmpfs", 0, options));
      result = ipq_open (&f->options, IPQ_PUBLISHER, &endpoint, &error);
      if (result == IPQ_OK)
        break;
      g_assert_cmpint (result, ==, IPQ_NO_SPACE);
      g_assert_nonnull (strstr (error.message, "free some space"));
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
      g_assert_no_errno (umount (f->directory));
    }
  g_assert_cmpuint (refused, >=, 2); /* the directory, and the ring */
  ipq_free (endpoint);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_no_inodes (Fixture *f, gconstpointer data)
{
  run_in_child (f, be_without_inodes);
}

/* ---- interrupted and killed while building ---------------------------------------------------- */

/* Linux before 6.18 ends the allocation of a tmpfs when a signal comes, and undoes it. What began anew
 * with the same size each time would never end. This plays the older one, so that every kernel tests
 * it. */
static int
allocate_until_signal (int fd, off_t start, off_t length)
{
  guint signals = storm_so_far ();
  int number = __real_posix_fallocate64 (fd, start, length);

  if (number != 0 || storm_so_far () == signals)
    return number;
  g_assert_no_errno (fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, start, length));
  return EINTR;
}

static void
build_in_storm (Fixture *f)
{
  struct ipq_endpoint *publisher, *subscriber;

  mount_small_tmpfs (f, "size=128m");
  f->options.capacity = 64 << 20;
  allocator = allocate_until_signal;
  start_storm ();
  publisher = fixture_open (f, IPQ_PUBLISHER);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  send_number (publisher, 1);
  expect_number (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
  end_storm ();
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_storm_while_building (Fixture *f, gconstpointer data)
{
  run_in_child (f, build_in_storm);
}

static guint64
free_blocks (Fixture *f)
{
  struct statvfs found;

  g_assert_no_errno (statvfs (f->directory, &found));
  return found.f_bfree;
}

static void
open_and_stay (Fixture *f)
{
  fixture_open (f, IPQ_PUBLISHER);
  pause ();
}

/* Only hidden directories, with nothing in them but doorbells. */
static void
assert_only_nests (Fixture *f)
{
  g_autoptr(GDir) dir = g_dir_open (f->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->directory, name, NULL);
      g_autoptr(GDir) nest = g_dir_open (path, 0, NULL);
      const char *left;

      g_assert_true (g_str_has_prefix (name, ".test.queue."));
      g_assert_nonnull (nest);
      while ((left = g_dir_read_name (nest)) != NULL)
        g_assert_true (g_str_equal (left, "messages") || g_str_equal (left, "room"));
    }
}

static void
kill_builders (Fixture *f)
{
  guint64 blocks;
  gint64 start, needed;

  mount_small_tmpfs (f, "size=256m");
  blocks = free_blocks (f);
  f->options.capacity = 16 << 20;
  start = g_get_monotonic_time ();
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  needed = g_get_monotonic_time () - start;
  for (guint i = 0; i < 100; i++)
    {
      pid_t child = start_child (f, open_and_stay);

      g_usleep ((gulong) g_test_rand_int_range (0, (gint32) MIN (needed, G_USEC_PER_SEC) + 1));
      g_assert_no_errno (kill (child, SIGKILL));
      wait_for_signal (child, SIGKILL);
    }

  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  assert_only_nests (f);
  g_assert_cmpuint (free_blocks (f), ==, blocks);
  clock_jump = 120; /* no builder needs that long between two steps: they are leftovers now */
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_killed_while_building (Fixture *f, gconstpointer data)
{
  run_in_child (f, kill_builders);
}

/* ---- one directory under several mounts ------------------------------------------------------- */

/* Binds the directory to another path, and answers that. */
static char *
bind_to (const char *directory, const char *path, unsigned long flags)
{
  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_no_errno (mount (directory, path, NULL, MS_BIND, NULL));
  if (flags != 0)
    g_assert_no_errno (mount (NULL, path, NULL, MS_BIND | MS_REMOUNT | flags, NULL));
  return g_strdup (path);
}

static void
use_mounts (Fixture *f)
{
  g_autofree char *real = g_build_filename (f->directory, "real", NULL);
  g_autofree char *writable = g_build_filename (f->directory, "writable", NULL);
  g_autofree char *fixed = g_build_filename (f->directory, "fixed", NULL);
  g_autofree char *queue = g_build_filename (real, "test.queue", NULL);
  struct ipq_endpoint *publisher, *subscriber;

  leave_mount_namespace ();
  g_assert_no_errno (g_mkdir (real, 0700));
  g_free (bind_to (real, writable, 0));
  g_free (bind_to (real, fixed, MS_RDONLY));

  f->options.directory = fixed;
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "fixed/test.queue", "can be written to", NULL);
  f->options.directory = real;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  f->options.directory = fixed;
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "fixed/test.queue", "can be written to", NULL);

  f->options.directory = writable;
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_ATTACHED), ==, 1);
  send_number (publisher, 1);
  expect_number (subscriber, 1);
  ipq_free (publisher);
  g_assert_true (g_file_test (queue, G_FILE_TEST_EXISTS));
  ipq_free (subscriber);
  g_assert_false (g_file_test (queue, G_FILE_TEST_EXISTS));
}

static void
test_mounts_of_one_directory (Fixture *f, gconstpointer data)
{
  run_in_child (f, use_mounts);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  require_root ();
  fixture_add ("/mounts/full-file-system", test_full_file_system);
  fixture_add ("/mounts/no-inodes", test_no_inodes);
  fixture_add ("/mounts/storm-while-building", test_storm_while_building);
  fixture_add ("/mounts/killed-while-building", test_killed_while_building);
  fixture_add ("/mounts/of-one-directory", test_mounts_of_one_directory);
  return g_test_run ();
}
