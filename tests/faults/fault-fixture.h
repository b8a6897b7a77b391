/* SPDX-License-Identifier: MIT */
#pragma once

/* What the tests of faults share: what they put in the place of the system's own, children that do
 * without something, messages, and a publisher that stands in the middle of one. */

#include "core-fixture.h"

#include <time.h>

/* So many seconds later is it, for the core: its time() is the fixture's, by -Wl,--wrap=time. */
extern time_t clock_jump;

/* If set, the core takes a file's space by this rather than by posix_fallocate(), for which it stands:
 * by -Wl,--wrap, under the name that it has with large files. */
extern int (*allocator) (int fd, off_t start, off_t length);
int __real_posix_fallocate64 (int fd, off_t start, off_t length);

/* A user who is neither root nor anybody who has files. */
#define OTHER_USER 65534

/* Runs it in a child, so that limits, users and mounts end with it. start_child() leaves the waiting to
 * the caller. */
pid_t start_child (Fixture *fixture, void (*function) (Fixture *fixture));
void run_in_child (Fixture *fixture, void (*function) (Fixture *fixture));

/* Ends the program, with what to do about it, unless it may mount and make namespaces. */
void require_root (void);

/* In a child: root, who may do everything, becomes a user who owns the fixture's directory. */
void give_up_root (Fixture *fixture);

/* In a child: one small file system for the fixture's directory, that nobody else sees. */
void mount_small_tmpfs (Fixture *fixture, const char *options);

/* In a child: mounts that nobody else sees. */
void leave_mount_namespace (void);

/* A signal every 200 µs, whose handler lets no system call restart. Ends with an assertion that there
 * were any. */
void start_storm (void);
void end_storm (void);

/* So many signals since the storm began. */
guint storm_so_far (void);

/* The next message has this number. The wait has a bound that only what is lost breaks. */
void send_number (struct ipq_endpoint *publisher, guint number);
void expect_number (struct ipq_endpoint *subscriber, guint number);

/* A process that has begun a message and does not go on. It shows the message STALLED_NUMBER in the end,
 * unless it is killed. */
#define STALLED_NUMBER 4242

struct stalled
{
  pid_t pid;
  int resume; /* a byte makes it go on */
};

/* `forks` makes the process. Comes back when it stands there. */
struct stalled start_stalled_publisher (Fixture *fixture, pid_t (*forks) (void));
void stop_stalled (const struct stalled *stalled);
void kill_stalled (const struct stalled *stalled);
void resume_stalled (const struct stalled *stalled);
