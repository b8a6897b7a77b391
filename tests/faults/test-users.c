/* SPDX-License-Identifier: MIT */
/* Root and another user share a queue, where the directory and the mode let them. Root alone can run
 * this. */
#include "fault-fixture.h"

#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP 12345

/* Is told to go on by a closed pipe, and answers by its end. */
struct peer
{
  pid_t pid;
  int ready, hold;
};

static void
become (uid_t user, gboolean with_group)
{
  const gid_t group = GROUP;

  g_assert_no_errno (setgroups (with_group ? 1 : 0, &group));
  g_assert_no_errno (setgid (user));
  g_assert_no_errno (setuid (user));
}

/* The other user opens both ends, takes message 1, sends message 2, and is there until he is let go. */
static struct peer
start_other_user (Fixture *f)
{
  struct peer peer;
  int ready[2], hold[2];
  char byte;

  g_assert_no_errno (pipe (ready));
  g_assert_no_errno (pipe (hold));
  peer.pid = fork ();
  if (peer.pid == 0)
    {
      struct ipq_endpoint *publisher, *subscriber;

      close (hold[1]);
      become (OTHER_USER, f->options.has_group);
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      publisher = fixture_open (f, IPQ_PUBLISHER);
      if (ipq_count_of (subscriber, IPQ_NOTICE_ATTACHED) == 1)
        expect_number (subscriber, 1);
      send_number (publisher, 2);
      if (write (ready[1], "", 1) != 1 || read (hold[0], &byte, 1) != 0)
        _exit (2);
      ipq_free (publisher);
      ipq_free (subscriber);
      _exit (0);
    }
  close (ready[1]);
  close (hold[0]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  peer.hold = hold[1];
  return peer;
}

static void
let_go (struct peer peer)
{
  close (peer.hold);
  wait_for_exit (peer.pid);
}

/* Root makes the queue, and the other user is the last to close it. */
static void
root_first (Fixture *f)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct peer peer;

  send_number (publisher, 1);
  peer = start_other_user (f);
  expect_number (subscriber, 2);
  ipq_free (publisher);
  ipq_free (subscriber);
  let_go (peer);
}

/* The other way round. */
static void
root_last (Fixture *f)
{
  struct peer peer = start_other_user (f);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_ATTACHED), ==, 1);
  expect_number (subscriber, 2);
  let_go (peer);
  ipq_free (subscriber);
}

static void
try_both_orders (Fixture *f, mode_t mode)
{
  g_assert_no_errno (g_chmod (f->directory, mode));
  for (guint i = 0; i < 2; i++)
    {
      root_first (f);
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
      root_last (f);
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
    }
}

static void
test_two_users (Fixture *f, gconstpointer data)
{
  f->options.mode = 0666;
  try_both_orders (f, 0777);
}

static void
open_in_vain (Fixture *f)
{
  become (OTHER_USER, f->options.has_group);
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", "of this user's own", NULL);
}

/* In a directory like /tmp nobody may remove or replace what another has made. The other user's end of
 * root's queue leaves its empty directory, in which root alone can begin a new life. */
static void
test_two_users_and_sticky_directory (Fixture *f, gconstpointer data)
{
  f->options.mode = 0666;
  g_assert_no_errno (g_chmod (f->directory, 01777));
  for (guint i = 0; i < 2; i++)
    {
      root_first (f);
      g_assert_cmpuint (fixture_count_files (f), ==, 1);
      run_in_child (f, open_in_vain);
      g_assert_cmpuint (fixture_count_files (f), ==, 1);
      root_first (f);
      ipq_free (fixture_open (f, IPQ_PUBLISHER));
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
      root_last (f);
      g_assert_cmpuint (fixture_count_files (f), ==, 0);
    }
}

static void
try_as_stranger (Fixture *f)
{
  become (OTHER_USER, FALSE);
  assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", "let this user in", NULL);
}

static void
test_two_users_of_one_group (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *endpoint;

  f->options.mode = 0660;
  f->options.has_group = true;
  f->options.group = GROUP;
  g_assert_no_errno (chown (f->directory, 0, GROUP));
  try_both_orders (f, 0770);

  g_assert_no_errno (g_chmod (f->directory, 0777)); /* it is the queue that keeps strangers out */
  endpoint = fixture_open (f, IPQ_PUBLISHER);
  run_in_child (f, try_as_stranger);
  ipq_free (endpoint);
}

/* ---- doorbells -------------------------------------------------------------------------------- */

static int
watch (struct ipq_endpoint *subscriber)
{
  struct ipq_error error = { "" };
  int fd;

  g_assert_cmpint (ipq_watch (subscriber, &fd, &error), ==, IPQ_OK);
  expect_nothing (subscriber);
  return fd;
}

static void
await_ring (int fd)
{
  struct pollfd poller = { .fd = fd, .events = POLLIN };

  g_assert_cmpint (poll (&poller, 1, 10000), ==, 1);
  g_assert_cmpint (poller.revents, ==, POLLIN);
}

static void
send_as_other_user (Fixture *f)
{
  struct ipq_endpoint *publisher;

  become (OTHER_USER, f->options.has_group);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  send_number (publisher, 1);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_SILENT), ==, 0);
  ipq_free (publisher);
}

static int told[2];

static void
poll_as_other_user (Fixture *f)
{
  struct ipq_endpoint *subscriber;
  int fd;

  become (OTHER_USER, f->options.has_group);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  fd = watch (subscriber);
  g_assert_cmpint (write (told[1], "", 1), ==, 1);
  await_ring (fd);
  expect_number (subscriber, 2);
  ipq_free (subscriber);
}

static void
ring_both_ways (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  int fd = watch (subscriber);
  pid_t child;
  char byte;

  run_in_child (f, send_as_other_user);
  await_ring (fd);
  expect_number (subscriber, 1);
  ipq_free (subscriber);

  g_assert_no_errno (pipe (told));
  child = start_child (f, poll_as_other_user);
  g_assert_cmpint (read (told[0], &byte, 1), ==, 1);
  send_number (publisher, 2);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_SILENT), ==, 0);
  wait_for_exit (child);
  ipq_free (publisher);
  close (told[0]);
  close (told[1]);
}

static void
test_users_ring (Fixture *f, gconstpointer data)
{
  f->options.mode = 0666;
  g_assert_no_errno (g_chmod (f->directory, 0777));
  ring_both_ways (f);
  f->options.mode = 0660;
  f->options.has_group = true;
  f->options.group = GROUP;
  g_assert_no_errno (chown (f->directory, 0, GROUP));
  g_assert_no_errno (g_chmod (f->directory, 0770));
  ring_both_ways (f);
}

/* One that looks the same, but for whose it is. */
static void
replace_doorbell (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->directory, "test.queue", "messages", NULL);

  become (OTHER_USER, FALSE);
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (mkfifo (path, 0600));
  g_assert_no_errno (g_chmod (path, 0666));
}

static void
test_doorbell_of_another_user (Fixture *f, gconstpointer data)
{
  struct ipq_error error = { "" };
  struct ipq_endpoint *publisher, *watcher, *subscriber;
  int fd;

  f->options.mode = 0666;
  g_assert_no_errno (g_chmod (f->directory, 0777));
  publisher = fixture_open (f, IPQ_PUBLISHER);
  watcher = fixture_open (f, IPQ_SUBSCRIBER);
  watch (watcher);
  run_in_child (f, replace_doorbell);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpint (ipq_watch (subscriber, &fd, &error), ==, IPQ_UNTRUSTED);
  g_assert_nonnull (strstr (error.message, "test.queue/messages"));
  send_number (publisher, 1);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_SILENT), ==, 1);
  expect_number (subscriber, 1);
  ipq_free (subscriber);
  ipq_free (watcher);
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
send_as_other_user_and_die (Fixture *f)
{
  become (OTHER_USER, FALSE);
  send_number (fixture_open (f, IPQ_PUBLISHER), 1);
  raise (SIGKILL);
}

/* Each user clears up what the other one's death has left. */
static void
test_other_user_dies (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber;
  pid_t child;

  f->options.mode = 0666;
  g_assert_no_errno (g_chmod (f->directory, 0777));
  child = start_child (f, send_as_other_user_and_die);
  wait_for_signal (child, SIGKILL);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_TOOK_OVER), ==, 1);
  expect_nothing (subscriber);
  child = start_child (f, send_as_other_user_and_die);
  wait_for_signal (child, SIGKILL);
  expect_number (subscriber, 1);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  require_root ();
  fixture_add ("/users/two", test_two_users);
  fixture_add ("/users/sticky-directory", test_two_users_and_sticky_directory);
  fixture_add ("/users/one-group", test_two_users_of_one_group);
  fixture_add ("/users/other-dies", test_other_user_dies);
  fixture_add ("/users/ring", test_users_ring);
  fixture_add ("/users/doorbell-of-another", test_doorbell_of_another_user);
  return g_test_run ();
}
