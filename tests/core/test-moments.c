/* SPDX-License-Identifier: MIT */
/* What others do in one certain moment: at a system call in the middle of an operation.
 *
 * The kernel sends a signal instead of running the call (seccomp), and its handler plays the other part
 * before, or behind, the call itself. So what depends on the order of steps fails always, and not once
 * in a million races. */
#include "core-fixture.h"

#include "native/life.h"
#include "native/ring.h"
#include "platform/clock.h"
#include "platform/liveness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define STRANGER 9 /* an endpoint's number that no endpoint of these tests has */

/* ---- moments ---------------------------------------------------------------------------------- */

/* The calls with this number, and this value of one of their arguments. */
typedef struct
{
  const char *path;
  long number;
  int argument; /* -1: whatever they are */
  guint32 value;
  void (*test) (Fixture *);
} Moment;

/* What is done at the next of these calls. True: that was the one, and it is not done again. */
typedef bool (*Deed) (const long *arguments);
static Deed before, behind;
static guint deeds;

/* In an argument that none of these calls has: it is to be run. */
#define LET_PASS 0x1e7ba55

#ifdef __x86_64__
static void
read_arguments (const ucontext_t *context, long *arguments)
{
  static const int registers[] = { REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8 };

  for (guint i = 0; i < G_N_ELEMENTS (registers); i++)
    arguments[i] = context->uc_mcontext.gregs[registers[i]];
}

static void
set_result (ucontext_t *context, long result)
{
  context->uc_mcontext.gregs[REG_RAX] = result;
}
#else
static void
read_arguments (const ucontext_t *context, long *arguments)
{
  for (guint i = 0; i < 5; i++)
    arguments[i] = (long) context->uc_mcontext.regs[i];
}

static void
set_result (ucontext_t *context, long result)
{
  context->uc_mcontext.regs[0] = (unsigned long long) result;
}
#endif

static void
act (Deed *deed, const long *arguments)
{
  Deed now = *deed;

  if (now == NULL)
    return;
  *deed = NULL; /* its own calls are nobody's moment */
  if (now (arguments))
    deeds++;
  else
    *deed = now;
}

static void
meet_call (int number, siginfo_t *info, void *context)
{
  int errno_was = errno;
  long a[5], result;

  read_arguments (context, a);
  act (&before, a);
  result = syscall (info->si_syscall, a[0], a[1], a[2], a[3], a[4], LET_PASS);
  set_result (context, result == -1 ? -errno : result);
  act (&behind, a);
  errno = errno_was;
}

static void
trap_calls (const Moment *moment)
{
  guint32 argument = (guint32) offsetof (struct seccomp_data, args) + 8u * (guint32) moment->argument;
  bool any = moment->argument < 0;
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) moment->number, 0, 5),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, any ? offsetof (struct seccomp_data, nr) : argument),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, any ? (guint32) moment->number : moment->value, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[5])),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, LET_PASS, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };
  struct sigaction action = { .sa_sigaction = meet_call, .sa_flags = SA_SIGINFO | SA_NODEFER };

  g_assert_cmpint (sigaction (SIGSYS, &action, NULL), ==, 0);
  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

/* In a child, since a filter is for ever. */
static void
run_in_child (Fixture *f, gconstpointer data)
{
  const Moment *moment = data;
  pid_t child = fork ();

  if (child == 0)
    {
      trap_calls (moment);
      moment->test (f);
      g_assert_cmpuint (deeds, ==, 1);
      _exit (0);
    }
  wait_for_exit (child);
}

/* ---- others ----------------------------------------------------------------------------------- */

static struct ring *ring; /* that others write to */

/* Another opening of the file: its locks are another's. */
static int
open_ring_again (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("%s/test.queue/" RING_NAME, f->directory);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

/* The first record, of the stranger, who has not committed it. */
static void
reserve_as (guint32 endpoint)
{
  const struct words *w = &ring->words;

  atomic_store (&control_at (ring, 0)->con,
                make_con (w, lap_of (w, 0), KIND_BUSY, owner_of (endpoint, 0), 1));
}

static void
commit_as_stranger (void)
{
  memcpy (payload_at (ring, 0), "late", 4);
  atomic_store (&control_at (ring, 0)->pub, lap_of (&ring->words, 0) | 4);
}

static void
expect_late (struct ipq_endpoint *subscriber)
{
  guint8 buffer[8];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
  g_assert_cmpmem (buffer, length, "late", 4);
}

/* ---- settling --------------------------------------------------------------------------------- */

static int strangers_descriptor;

static bool
commit_and_die (const long *arguments)
{
  commit_as_stranger ();
  close (strangers_descriptor);
  return true;
}

/* Not committed, says the look; dead, says the kernel: but it committed in between. */
static void
test_commit_just_before_death (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  ring = ring_of (subscriber);
  strangers_descriptor = open_ring_again (f);
  g_assert_cmpint (
    ipq_lock_set (strangers_descriptor, LOCK_ENDPOINT + STRANGER, IPQ_LOCK_EXCLUSIVE), ==, 0);
  reserve_as (STRANGER);
  before = commit_and_die;
  expect_late (subscriber);
  ipq_free (subscriber);
}

/* Until the fence the commit was on its way, and the look behind it too. From now on who commits sees
 * the doubt. */
static bool
commit_arrives (const long *arguments)
{
  uint64_t con = load_con (ring, 0);

  g_assert_cmpuint (con_kind (&ring->words, con), ==, KIND_DOUBT);
  commit_as_stranger ();
  return true;
}

static void
test_commit_in_the_fence_of_a_revocation (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  ring = ring_of (subscriber);
  g_assert_cmpint (ipq_lock_set (open_ring_again (f), LOCK_ENDPOINT + STRANGER, IPQ_LOCK_EXCLUSIVE),
                   ==, 0);
  reserve_as (STRANGER);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  g_usleep (3 * GRACE_NS / 1000); /* the grace, and not a wait for something to happen */
  before = commit_arrives;
  expect_late (subscriber);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_REVOKED), ==, 0);
  ipq_free (subscriber);
}

/* ---- opening and leaving ---------------------------------------------------------------------- */

static int joiners_descriptor;

static bool
take_life_lock (const long *arguments)
{
  g_assert_cmpint (ipq_lock_set (joiners_descriptor, LOCK_LIFE, IPQ_LOCK_SHARED), ==, 0);
  return true;
}

/* Nobody has the lock; then somebody has, who has not looked at the word yet. */
static void
test_join_between_the_looks_of_an_ender (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->directory, "file", NULL);
  int enders_descriptor = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  _Atomic uint32_t life = 0;

  joiners_descriptor = open (path, O_RDWR | O_CLOEXEC);
  behind = take_life_lock;
  g_assert_false (ipq_life_end (&life, enders_descriptor));
  g_assert_true (ipq_life_join (&life));
}

static bool
has_life_lock (const long *arguments)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", (int) arguments[0]);
  int fd;

  if (arguments[3] != 0)
    return false; /* not the identity, which is at the beginning */
  fd = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (ipq_lock_is_held (fd, LOCK_LIFE));
  close (fd);
  return true;
}

/* A ring with an identity that nobody has locked is one that a dead builder left. */
static void
test_identity_is_written_under_the_lock (Fixture *f)
{
  before = has_life_lock;
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
}

static Fixture *fixture;
static struct ipq_endpoint *faster;

static bool
make_the_queue (const long *arguments)
{
  faster = fixture_open (fixture, IPQ_PUBLISHER);
  return true;
}

/* Both have found that there is none, and built one. */
static void
test_another_is_born_just_before (Fixture *f)
{
  struct ipq_endpoint *slower;
  guint8 buffer[8];
  gsize length;

  fixture = f;
  before = make_the_queue;
  slower = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (faster, IPQ_NOTICE_CREATED), ==, 1);
  g_assert_cmpuint (ipq_count_of (slower, IPQ_NOTICE_ATTACHED), ==, 1);
  g_assert_cmpint (ipq_try_enqueue (faster, "x", 1), ==, IPQ_OK);
  g_assert_cmpint (ipq_try_dequeue (slower, buffer, sizeof buffer, &length), ==, IPQ_OK);
  ipq_free (faster);
  ipq_free (slower);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* The second number: one takes it, reserves a record, and is killed. */
static bool
live_and_die (const long *arguments)
{
  const struct flock *lock = (const struct flock *) arguments[2];

  if (lock->l_type != F_WRLCK)
    return false;
  atomic_store (&file_slot (&ring->file, 2)->pid, 1);
  reserve_as (2);
  return true;
}

static void
test_owner_dies_just_before_the_number_is_taken (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  struct ipq_endpoint *publisher;

  ring = ring_of (subscriber);
  before = live_and_die;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (ring_of (publisher)->endpoint, ==, 2);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_BURIED), ==, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
}

/* ---- sleeping --------------------------------------------------------------------------------- */

/* Who has sent it looked at the bell before he could see the sleeper's bit, and rings no more. */
static bool
message_arrives (const long *arguments)
{
  commit_as_stranger ();
  reserve_as (STRANGER);
  return true;
}

static void
test_message_in_the_fence_of_a_sleeper (Fixture *f)
{
  const struct ipq_wait for_ever = { .timeout = -1 };
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  ring = ring_of (subscriber);
  before = message_arrives;
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &for_ever), ==, IPQ_OK);
  g_assert_cmpmem (buffer, length, "late", 4);
  ipq_free (subscriber);
}

static gint stops;

static bool
asks_to_stop (void *data)
{
  return g_atomic_int_get (&stops) != 0;
}

static gpointer
interrupt_as_another_thread (gpointer subscriber)
{
  g_atomic_int_set (&stops, 1);
  ipq_interrupt (subscriber);
  return NULL;
}

static bool
interrupt_sleeper (const long *arguments)
{
  g_thread_join (g_thread_new ("interrupt", interrupt_as_another_thread, &ring->base));
  return true;
}

/* Nobody sleeps yet whom the interrupter could wake. */
static void
test_interrupt_just_before_the_sleep (Fixture *f)
{
  const struct ipq_wait wait = { .timeout = -1, .stop = asks_to_stop };
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  ring = ring_of (subscriber);
  before = interrupt_sleeper;
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &wait), ==, IPQ_STOPPED);
  ipq_free (subscriber);
}

static gpointer
send_as_another_thread (gpointer publisher)
{
  g_assert_cmpint (ipq_try_enqueue (publisher, "late", 4), ==, IPQ_OK);
  return NULL;
}

static struct ipq_endpoint *sender;

static bool
send_to_sleeper (const long *arguments)
{
  g_thread_join (g_thread_new ("send", send_as_another_thread, sender));
  /* The ring found nobody asleep: the next message costs no system call. */
  g_assert_cmpuint (atomic_load (ring->readers.word) & IPQ_BELL_SLEEPER, ==, 0);
  return true;
}

static void
test_message_just_before_the_sleep (Fixture *f)
{
  const struct ipq_wait for_ever = { .timeout = -1 };
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  guint8 buffer[8];
  gsize length;

  sender = fixture_open (f, IPQ_PUBLISHER);
  ring = ring_of (subscriber);
  before = send_to_sleeper;
  g_assert_cmpint (ipq_dequeue (subscriber, buffer, sizeof buffer, &length, &for_ever), ==, IPQ_OK);
  ipq_free (sender);
  ipq_free (subscriber);
}

/* ---- polling ---------------------------------------------------------------------------------- */

static struct ipq_endpoint *receiver;

static int
start_to_watch (struct ipq_endpoint *endpoint)
{
  struct ipq_error error;
  int fd;

  ring = ring_of (endpoint);
  g_assert_cmpint (ipq_watch (endpoint, &fd, &error), ==, IPQ_OK);
  return fd;
}

/* There is nobody by now who could ring. */
static gboolean
is_readable (int fd)
{
  struct pollfd poller = { .fd = fd, .events = POLLIN };

  return poll (&poller, 1, 0) == 1;
}

static bool
is_own_doorbell (const long *arguments)
{
  struct ipq_bell *bell = ring->role == IPQ_SUBSCRIBER ? &ring->readers : &ring->writers;

  return arguments[0] == atomic_load (&bell->doorbell.fd);
}

static void
send_one (void)
{
  g_assert_cmpint (ipq_try_enqueue (sender, "late", 4), ==, IPQ_OK);
}

static int
receive_one (void)
{
  guint8 buffer[8];
  gsize length;

  return ipq_try_dequeue (receiver, buffer, sizeof buffer, &length);
}

static bool
send_two (const long *arguments)
{
  if (!is_own_doorbell (arguments))
    return false;
  send_one ();
  send_one ();
  return true;
}

/* Between emptying the doorbell and announcing: whoever sends sees no bit, and does not ring. The call takes
 * one of them, and a main loop polls before it calls again. */
static void
test_two_messages_behind_the_silence (Fixture *f)
{
  int fd;

  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  fd = start_to_watch (receiver);
  behind = send_two;
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_true (is_readable (fd));
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_true (is_readable (fd));
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  ipq_free (sender);
  ipq_free (receiver);
}

static bool
receive_two (const long *arguments)
{
  if (!is_own_doorbell (arguments))
    return false;
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  return true;
}

static void
test_room_for_two_behind_the_silence (Fixture *f)
{
  int fd;

  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  while (ipq_try_enqueue (sender, "x", 1) == IPQ_OK)
    ;
  fd = start_to_watch (sender);
  behind = receive_two;
  send_one ();
  g_assert_true (is_readable (fd));
  send_one ();
  g_assert_cmpint (ipq_try_enqueue (sender, "x", 1), ==, IPQ_FULL);
  g_assert_false (is_readable (fd));
  ipq_free (sender);
  ipq_free (receiver);
}

/* Its sender has looked at the bell before he could see the watcher's bit. */
static void
test_message_in_the_fence_of_a_watcher (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  start_to_watch (subscriber);
  before = message_arrives;
  expect_late (subscriber);
  ipq_free (subscriber);
}

static bool
fence_is_needed (const long *arguments)
{
  g_assert_cmpuint (atomic_load (ring->readers.word) & IPQ_BELL_FENCED, ==, 0);
  return true;
}

/* One fence does as long as somebody waits whenever a message is sent. */
static void
test_fence_for_those_who_wait_later (Fixture *f)
{
  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  start_to_watch (receiver);
  before = fence_is_needed;
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  g_assert_cmpuint (deeds, ==, 1);
  before = fence_is_needed;
  send_one ();
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  g_assert_cmpuint (deeds, ==, 1);
  deeds = 0;
  send_one ();
  send_one (); /* for nobody who waits: what comes now costs no fence */
  g_assert_cmpuint (atomic_load (ring->readers.word) & (IPQ_BELL_STEP - 1), ==, 0);
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  g_assert_cmpuint (deeds, ==, 1);
  ipq_free (sender);
  ipq_free (receiver);
}

static bool
message_is_rung_for (const long *arguments)
{
  send_one ();
  return true;
}

/* There was a moment without a bit, in which another may have looked. */
static void
test_ring_in_the_fence_of_a_watcher (Fixture *f)
{
  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  start_to_watch (receiver);
  before = message_is_rung_for;
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpuint (deeds, ==, 1);
  g_assert_cmpuint (atomic_load (ring->readers.word) & (IPQ_BELL_STEP - 1), ==, 0);
  ipq_free (sender);
  ipq_free (receiver);
}

/* It is not committed, and its writer may be stopped: soon the grace is over. */
static bool
record_arrives (const long *arguments)
{
  reserve_as (STRANGER);
  return true;
}

static void
test_record_in_the_fence_of_a_watcher (Fixture *f)
{
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  g_assert_cmpint (ipq_lock_set (open_ring_again (f), LOCK_ENDPOINT + STRANGER, IPQ_LOCK_EXCLUSIVE),
                   ==, 0);
  start_to_watch (subscriber);
  before = record_arrives;
  expect_nothing (subscriber);
  g_assert_cmpuint (ipq_watch_nap (subscriber, 0), ==, UNCOMMITTED_NAP);
  ipq_free (subscriber);
}

/* The ringer has rung and not changed the bell yet: a watcher wakes, takes the message, finds no other, and
 * has emptied the doorbell. */
static bool
watcher_looks (const long *arguments)
{
  /* Killed here, the next ringer has to do it again. */
  g_assert_cmpuint (atomic_load (ring->readers.word) & IPQ_BELL_WATCHER, !=, 0);
  g_assert_cmpint (receive_one (), ==, IPQ_OK);
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  return true;
}

static void
test_watcher_looks_between_ring_and_swap (Fixture *f)
{
  int fd;

  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  fd = start_to_watch (receiver);
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY);
  g_assert_false (is_readable (fd));
  behind = watcher_looks;
  send_one ();
  g_assert_cmpuint (deeds, ==, 1);
  send_one ();
  g_assert_true (is_readable (fd));
  ipq_free (sender);
  ipq_free (receiver);
}

/* Of two sleepers, whom two messages wake: the second one comes in the middle of the first one's ring. */
#define SLEEPERS 2

typedef struct
{
  struct ipq_endpoint *subscriber;
  GThread *thread;
  gint id; /* the kernel's */
} Sleeper;

static gpointer
sleep_for_a_message (gpointer data)
{
  const struct ipq_wait for_ever = { .timeout = -1 };
  Sleeper *sleeper = data;
  guint8 buffer[8];
  gsize length;

  g_atomic_int_set (&sleeper->id, (gint) syscall (SYS_gettid));
  g_assert_cmpint (ipq_dequeue (sleeper->subscriber, buffer, sizeof buffer, &length, &for_ever), ==, IPQ_OK);
  return NULL;
}

static gboolean
is_asleep_at_bell (Sleeper *sleeper)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/syscall", g_atomic_int_get (&sleeper->id));
  void *word = (void *) ring_of (sleeper->subscriber)->readers.word;
  g_autofree char *call = g_strdup_printf ("%d %p ", SYS_futex, word);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, call);
}

static bool
another_sends (const long *arguments)
{
  g_assert_cmpint (ipq_try_enqueue (faster, "late", 4), ==, IPQ_OK);
  return true;
}

static void
test_message_between_ring_and_swap (Fixture *f)
{
  Sleeper sleepers[SLEEPERS] = { 0 };

  receiver = fixture_open (f, IPQ_SUBSCRIBER);
  sender = fixture_open (f, IPQ_PUBLISHER);
  faster = fixture_open (f, IPQ_PUBLISHER);
  start_to_watch (receiver);
  for (guint i = 0; i < SLEEPERS; i++)
    {
      sleepers[i].subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      sleepers[i].thread = g_thread_new ("sleeper", sleep_for_a_message, &sleepers[i]);
      while (!is_asleep_at_bell (&sleepers[i]))
        g_usleep (1000);
    }
  g_assert_cmpint (receive_one (), ==, IPQ_EMPTY); /* announced, so that they ring: there is a moment */
  before = another_sends;
  send_one ();
  for (guint i = 0; i < SLEEPERS; i++)
    g_thread_join (sleepers[i].thread);
  for (guint i = 0; i < SLEEPERS; i++)
    ipq_free (sleepers[i].subscriber); /* which wakes all */
  ipq_free (faster);
  ipq_free (sender);
  ipq_free (receiver);
}

static const Moment moments[] = {
  { "commit-just-before-death", SYS_fcntl, 1, F_OFD_GETLK, test_commit_just_before_death },
  { "commit-in-the-fence-of-a-revocation", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_commit_in_the_fence_of_a_revocation },
  { "join-between-the-looks-of-an-ender", SYS_fcntl, 1, F_OFD_GETLK,
    test_join_between_the_looks_of_an_ender },
  { "identity-is-written-under-the-lock", SYS_pwrite64, -1, 0,
    test_identity_is_written_under_the_lock },
#ifdef SYS_rename
  { "another-is-born-just-before", SYS_rename, -1, 0, test_another_is_born_just_before },
#else
  { "another-is-born-just-before", SYS_renameat, -1, 0, test_another_is_born_just_before },
#endif
  { "owner-dies-just-before-the-number-is-taken", SYS_fcntl, 1, F_OFD_SETLK,
    test_owner_dies_just_before_the_number_is_taken },
  { "message-in-the-fence-of-a-sleeper", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_message_in_the_fence_of_a_sleeper },
  { "interrupt-just-before-the-sleep", SYS_futex, 1, FUTEX_WAIT,
    test_interrupt_just_before_the_sleep },
  { "message-just-before-the-sleep", SYS_futex, 1, FUTEX_WAIT, test_message_just_before_the_sleep },
  /* The doorbell is read by 64 bytes, and written to by one. */
  { "two-messages-behind-the-silence", SYS_read, 2, 64, test_two_messages_behind_the_silence },
  { "room-for-two-behind-the-silence", SYS_read, 2, 64, test_room_for_two_behind_the_silence },
  { "message-in-the-fence-of-a-watcher", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_message_in_the_fence_of_a_watcher },
  { "fence-for-those-who-wait-later", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_fence_for_those_who_wait_later },
  { "ring-in-the-fence-of-a-watcher", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_ring_in_the_fence_of_a_watcher },
  { "record-in-the-fence-of-a-watcher", SYS_membarrier, 0, MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    test_record_in_the_fence_of_a_watcher },
  { "watcher-looks-between-ring-and-swap", SYS_write, 2, 1, test_watcher_looks_between_ring_and_swap },
  { "message-between-ring-and-swap", SYS_write, 2, 1, test_message_between_ring_and_swap },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *path = g_strdup_printf ("/moments/%s", moments[i].path);

      g_test_add (path, Fixture, &moments[i], fixture_set_up, run_in_child, fixture_tear_down);
    }
  return g_test_run ();
}
