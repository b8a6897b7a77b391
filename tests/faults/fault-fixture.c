/* SPDX-License-Identifier: MIT */
#include "fault-fixture.h"

#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/time.h>
#include <unistd.h>

#define LENGTH 100

/* ---- in the place of the system's own ----------------------------------------------------------- */

time_t clock_jump;

time_t __real_time (time_t *now);
time_t __wrap_time (time_t *now);

time_t
__wrap_time (time_t *now)
{
  return __real_time (now) + clock_jump;
}

int (*allocator) (int fd, off_t start, off_t length);

int __wrap_posix_fallocate64 (int fd, off_t start, off_t length);

int
__wrap_posix_fallocate64 (int fd, off_t start, off_t length)
{
  return (allocator != NULL ? allocator : __real_posix_fallocate64) (fd, start, length);
}

/* ---- children --------------------------------------------------------------------------------- */

pid_t
start_child (Fixture *fixture, void (*function) (Fixture *fixture))
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      function (fixture);
      _exit (0);
    }
  return child;
}

void
run_in_child (Fixture *fixture, void (*function) (Fixture *fixture))
{
  wait_for_exit (start_child (fixture, function));
}

void
give_up_root (Fixture *fixture)
{
  if (geteuid () != 0)
    return;
  g_assert_no_errno (chown (fixture->directory, OTHER_USER, OTHER_USER));
  g_assert_no_errno (setgroups (0, NULL));
  g_assert_no_errno (setgid (OTHER_USER));
  g_assert_no_errno (setuid (OTHER_USER));
}

void
leave_mount_namespace (void)
{
  g_assert_no_errno (unshare (CLONE_NEWNS));
  g_assert_no_errno (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

void
mount_small_tmpfs (Fixture *fixture, const char *options)
{
  leave_mount_namespace ();
  g_assert_no_errno (mount ("tmpfs", fixture->directory, "tmpfs", 0, options));
}

static void
try_namespaces (Fixture *fixture)
{
  if (geteuid () != 0 || unshare (CLONE_NEWNS | CLONE_NEWPID) != 0 ||
      mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    g_error ("This program mounts file systems and makes namespaces. Run it as root with "
             "CAP_SYS_ADMIN (docker run --privileged), or leave it out: "
             "meson test --no-suite root");
}

void
require_root (void)
{
  run_in_child (NULL, try_namespaces);
}

/* ---- signals ---------------------------------------------------------------------------------- */

static volatile sig_atomic_t storm_signals;

static void
count_signal (int number)
{
  storm_signals++;
}

void
start_storm (void)
{
  struct sigaction action = { .sa_handler = count_signal };
  struct itimerval often = { { 0, 200 }, { 0, 200 } };

  storm_signals = 0;
  g_assert_no_errno (sigaction (SIGALRM, &action, NULL));
  g_assert_no_errno (setitimer (ITIMER_REAL, &often, NULL));
}

guint
storm_so_far (void)
{
  return (guint) storm_signals;
}

void
end_storm (void)
{
  struct itimerval never = { { 0, 0 }, { 0, 0 } };

  g_assert_no_errno (setitimer (ITIMER_REAL, &never, NULL));
  g_assert_cmpint (storm_signals, >, 0);
}

/* ---- messages --------------------------------------------------------------------------------- */

void
send_number (struct ipq_endpoint *publisher, guint number)
{
  guint8 message[LENGTH];

  fill_message (message, sizeof message, number);
  g_assert_cmpint (ipq_try_enqueue (publisher, message, sizeof message), ==, IPQ_OK);
}

void
expect_number (struct ipq_endpoint *subscriber, guint number)
{
  struct ipq_wait wait = { .timeout = 20 * G_GINT64_CONSTANT (1000000000) };
  guint8 message[LENGTH];
  gsize length;

  g_assert_cmpint (ipq_dequeue (subscriber, message, sizeof message, &length, &wait), ==, IPQ_OK);
  g_assert_cmpuint (length, ==, LENGTH);
  check_message (message, length, number);
}

/* ---- in the middle of a message ---------------------------------------------------------------
 * The publisher copies from memory half of which it may not read, and waits in the signal handler. */

static guint8 *locked_page;
static int say_so, may_go_on;

static void
stand_still (int number)
{
  char byte = 0;

  if (write (say_so, &byte, 1) != 1 || read (may_go_on, &byte, 1) != 1)
    _exit (2);
  mprotect (locked_page, (gsize) getpagesize (), PROT_READ | PROT_WRITE);
}

static void
publish_half (Fixture *fixture)
{
  static const struct ipq_wait for_ever = { .timeout = -1 };
  struct sigaction action = { .sa_handler = stand_still };
  struct ipq_endpoint *publisher = fixture_open (fixture, IPQ_PUBLISHER);
  gsize page = (gsize) getpagesize ();
  guint8 *pages, *message;

  pages = mmap (NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (pages != MAP_FAILED);
  locked_page = pages + page;
  message = locked_page - LENGTH / 2;
  fill_message (message, LENGTH, STALLED_NUMBER);
  g_assert_no_errno (sigaction (SIGSEGV, &action, NULL));
  g_assert_no_errno (mprotect (locked_page, page, PROT_NONE));
  g_assert_cmpint (ipq_enqueue (publisher, message, LENGTH, &for_ever), ==, IPQ_OK);
  ipq_free (publisher);
}

struct stalled
start_stalled_publisher (Fixture *fixture, pid_t (*forks) (void))
{
  struct stalled stalled;
  int stands[2], resume[2];
  char byte;

  g_assert_no_errno (pipe (stands));
  g_assert_no_errno (pipe (resume));
  stalled.pid = forks ();
  g_assert_cmpint (stalled.pid, >=, 0);
  if (stalled.pid == 0)
    {
      say_so = stands[1];
      may_go_on = resume[0];
      close (resume[1]); /* if the test dies, it does too */
      publish_half (fixture);
      _exit (0);
    }
  close (stands[1]);
  close (resume[0]);
  g_assert_cmpint (read (stands[0], &byte, 1), ==, 1);
  close (stands[0]);
  stalled.resume = resume[1];
  return stalled;
}

void
stop_stalled (const struct stalled *stalled)
{
  g_assert_no_errno (kill (stalled->pid, SIGSTOP));
  wait_for_stop (stalled->pid);
}

void
kill_stalled (const struct stalled *stalled)
{
  g_assert_no_errno (kill (stalled->pid, SIGKILL));
  wait_for_signal (stalled->pid, SIGKILL);
  close (stalled->resume);
}

void
resume_stalled (const struct stalled *stalled)
{
  g_assert_cmpint (write (stalled->resume, "", 1), ==, 1);
  g_assert_no_errno (kill (stalled->pid, SIGCONT));
  wait_for_exit (stalled->pid);
  close (stalled->resume);
}
