/* SPDX-License-Identifier: MIT */
/* A queue's file where something is refused, or taken away: quota, permission, the directory itself;
 * and a clock that jumps. */
#include "fault-fixture.h"

#include "native/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- quota ------------------------------------------------------------------------------------
 * A quota is the business of one file system or another, needs an option of its mount, and tmpfs has it
 * in few kernels. What a queue notices of it is an errno of one system call, which a filter gives in any
 * kernel. */

static void
answer_system_call (guint32 call, guint32 number)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_no_errno (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  g_assert_no_errno (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

static void
exceed_quota (Fixture *f)
{
  answer_system_call (SYS_fallocate, EDQUOT);
  assert_open_fails (f, IPQ_NO_SPACE, "test.queue", "smaller capacity", "free some space", NULL);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_quota (Fixture *f, gconstpointer data)
{
  run_in_child (f, exceed_quota);
}

/* A file system that cannot allocate: libc writes to each block instead. */
static void
exceed_quota_by_writing (Fixture *f)
{
  answer_system_call (SYS_fallocate, EOPNOTSUPP);
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  answer_system_call (SYS_pwrite64, EDQUOT);
  assert_open_fails (f, IPQ_NO_SPACE, "test.queue", "smaller capacity", "free some space", NULL);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_quota_without_fallocate (Fixture *f, gconstpointer data)
{
  run_in_child (f, exceed_quota_by_writing);
}

/* ---- permission ------------------------------------------------------------------------------- */

static void
be_read_only (Fixture *f)
{
  g_autofree char *ring = g_build_filename (f->directory, "test.queue", RING_NAME, NULL);
  struct ipq_endpoint *publisher, *subscriber;

  give_up_root (f);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_no_errno (g_chmod (ring, 0400));
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", "let this user in", NULL);
  g_assert_no_errno (g_chmod (ring, 0600));
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  send_number (publisher, 1);
  expect_number (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_read_only_file (Fixture *f, gconstpointer data)
{
  run_in_child (f, be_read_only);
}

static void
be_without_search (Fixture *f)
{
  g_autofree char *queue = g_build_filename (f->directory, "test.queue", NULL);
  const char *places[] = { f->directory, queue };
  struct ipq_endpoint *publisher;

  give_up_root (f);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_assert_no_errno (g_chmod (places[i], 0600));
      assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", "let this user in", NULL);
      g_assert_no_errno (g_chmod (places[i], 0700));
    }
  ipq_free (fixture_open (f, IPQ_SUBSCRIBER));
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_directory_without_search (Fixture *f, gconstpointer data)
{
  run_in_child (f, be_without_search);
}

/* The living queue is used as ever. Its end leaves an empty directory, which the next life replaces as
 * soon as it may. */
static void
lose_write_permission (Fixture *f)
{
  struct ipq_endpoint *publisher, *subscriber;

  give_up_root (f);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_no_errno (g_chmod (f->directory, 0500));
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  send_number (publisher, 1);
  expect_number (subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", "let this user in", NULL);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  g_assert_no_errno (g_chmod (f->directory, 0700));
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_directory_becomes_read_only (Fixture *f, gconstpointer data)
{
  run_in_child (f, lose_write_permission);
}

/* ---- the directory is taken away -------------------------------------------------------------- */

static void
assert_connected (struct ipq_endpoint *publisher, struct ipq_endpoint *subscriber, guint number)
{
  send_number (publisher, number);
  expect_number (subscriber, number);
  expect_nothing (subscriber);
}

/* Where sleepers have named semaphores (-Dsemaphore=posix), their names end with the queue too. */
static void
assert_no_semaphores (guint64 id)
{
  for (const char *which = "rw"; *which != '\0'; which++)
    {
      g_autofree char *path = g_strdup_printf ("/dev/shm/sem.ipq.%016" G_GINT64_MODIFIER "x.%c", id,
                                               *which);

      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_queue_is_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *queue = g_build_filename (f->directory, "test.queue", NULL);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *new_publisher, *new_subscriber;
  guint64 id = ring_of (publisher)->file.identity.id[0];

  remove_contents (queue);
  g_assert_no_errno (g_rmdir (queue));
  new_subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  new_publisher = fixture_open (f, IPQ_PUBLISHER);
  send_number (new_publisher, 2);
  assert_connected (publisher, subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber); /* the last one of the old does not end the new */
  assert_no_semaphores (id);
  expect_number (new_subscriber, 2);
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  assert_connected (new_publisher, new_subscriber, 3);
  ipq_free (new_publisher);
  ipq_free (new_subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* Only the ring: the directory is empty then, as the end of a queue may leave it. */
static void
test_ring_is_removed (Fixture *f, gconstpointer data)
{
  g_autofree char *ring = g_build_filename (f->directory, "test.queue", RING_NAME, NULL);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *another;

  g_assert_no_errno (g_unlink (ring));
  another = fixture_open (f, IPQ_SUBSCRIBER);
  assert_connected (publisher, subscriber, 1);
  expect_nothing (another);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_true (g_file_test (ring, G_FILE_TEST_EXISTS));
  ipq_free (another);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_parent_is_removed (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  remove_contents (f->directory);
  g_assert_no_errno (g_rmdir (f->directory));
  assert_connected (publisher, subscriber, 1);
  assert_open_fails (f, IPQ_NOT_FOUND, f->directory, "make the directory first", NULL);
  ipq_free (publisher);
  g_assert_no_errno (g_mkdir (f->directory, 0700));
  ipq_free (subscriber);
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* Its users do not know the new path, so its end leaves the names there. They hold nobody up. */
static void
test_parent_is_renamed (Fixture *f, gconstpointer data)
{
  g_autofree char *moved = g_strconcat (f->directory, ".moved", NULL);
  Fixture elsewhere = *f;
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber, *another;

  elsewhere.directory = moved;
  elsewhere.options.directory = moved;
  g_assert_no_errno (g_rename (f->directory, moved));
  g_assert_no_errno (g_mkdir (f->directory, 0700));
  subscriber = fixture_open (&elsewhere, IPQ_SUBSCRIBER);
  another = fixture_open (f, IPQ_SUBSCRIBER); /* the old path is a new queue's */
  assert_connected (publisher, subscriber, 1);
  expect_nothing (another);
  ipq_free (subscriber);
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  ipq_free (another);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);

  subscriber = fixture_open (&elsewhere, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_CREATED), ==, 1);
  expect_nothing (subscriber);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (&elsewhere), ==, 0);
  g_assert_no_errno (g_rmdir (moved));
}

/* ---- the clock jumps --------------------------------------------------------------------------
 * Birth alone looks at the time of day: what is hidden, empty and a minute old was left by the dead. */

#define HOUR 3600

/* Between its hidden directory and the queue that is to be in it. */
static int
stop_and_allocate (int fd, off_t start, off_t length)
{
  allocator = NULL;
  raise (SIGSTOP);
  return posix_fallocate (fd, start, length);
}

static void
build_and_receive (Fixture *f)
{
  struct ipq_endpoint *subscriber;

  allocator = stop_and_allocate;
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  expect_number (subscriber, 1);
  ipq_free (subscriber);
}

/* A living builder that looks like a leftover is robbed of its directory, and begins again. */
static void
test_clock_jumps_ahead (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher;
  pid_t builder = start_child (f, build_and_receive);

  wait_for_stop (builder);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  clock_jump = HOUR;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  clock_jump = 0;
  send_number (publisher, 1);
  g_assert_no_errno (kill (builder, SIGCONT));
  wait_for_exit (builder);
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* What was left an hour later than now is left for now. Everything else takes no notice. */
static void
test_clock_jumps_back (Fixture *f, gconstpointer data)
{
  g_autofree char *left = g_build_filename (f->directory, ".test.queue.abcdef", NULL);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;
  pid_t builder;

  g_assert_no_errno (g_mkdir (left, 0700));
  clock_jump = -HOUR;
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  assert_connected (publisher, subscriber, 1);
  ipq_free (publisher);
  ipq_free (subscriber);

  builder = start_child (f, build_and_receive);
  wait_for_stop (builder);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (fixture_count_files (f), ==, 3); /* it, what was left, and the builder's */
  send_number (publisher, 1);
  g_assert_no_errno (kill (builder, SIGCONT));
  wait_for_exit (builder);
  ipq_free (publisher);
  g_assert_true (g_file_test (left, G_FILE_TEST_IS_DIR));

  clock_jump = HOUR;
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  clock_jump = 0;
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/file-faults/quota", test_quota);
  fixture_add ("/file-faults/quota-without-fallocate", test_quota_without_fallocate);
  fixture_add ("/file-faults/read-only-file", test_read_only_file);
  fixture_add ("/file-faults/directory-without-search", test_directory_without_search);
  fixture_add ("/file-faults/directory-becomes-read-only", test_directory_becomes_read_only);
  fixture_add ("/file-faults/queue-is-removed", test_queue_is_removed);
  fixture_add ("/file-faults/ring-is-removed", test_ring_is_removed);
  fixture_add ("/file-faults/parent-is-removed", test_parent_is_removed);
  fixture_add ("/file-faults/parent-is-renamed", test_parent_is_renamed);
  fixture_add ("/file-faults/clock-jumps-ahead", test_clock_jumps_ahead);
  fixture_add ("/file-faults/clock-jumps-back", test_clock_jumps_back);
  return g_test_run ();
}
