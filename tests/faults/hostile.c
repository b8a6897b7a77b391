/* SPDX-License-Identifier: MIT */
/* A vandal writes into the queue's file whatever it likes, while others use the queue. Nothing outside
 * the mapping and outside the caller's buffers is read or written (hostile-guard.h, and the sanitizers
 * watch the rest), each call ends within a bound, corruption is reported with what and where, whoever
 * comes later copes, and no process ends.
 *
 *   hostile [--seconds=N] [--seed=R02S...] */
#include "hostile-calls.h"
#include "hostile-fields.h"

#include "chaos-duration.h"
#include "native/ring.h"
#include "platform/clock.h"
#include "remove-tree.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static guint seconds;

static char *
make_directory (void)
{
  g_autoptr(GError) error = NULL;
  char *directory = g_dir_make_tmp ("interprocess-hostile-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
}

static void
open_victim (Victim *victim, const char *directory)
{
  g_autofree char *ring = g_build_filename (directory, "hostile.queue", RING_NAME, NULL);

  victim_open (victim, ring);
}

/* ---- the guards ------------------------------------------------------------------------------- */

/* A child that reads one byte at `offset` from the mapping's beginning or end. Does it live? */
static gboolean
can_read (const char *directory, gboolean from_end, gssize offset)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      Tally tally = { 0 };
      Caller caller;
      const struct ipq_mapping *mapping;
      const volatile guint8 *at;

      caller_init (&caller, directory, IPQ_PUBLISHER, &tally);
      g_assert_true (caller_open (&caller));
      mapping = &ring_of (caller.endpoint)->file.mapping;
      at = mapping->start + (from_end ? mapping->length : 0);
      _exit (at[offset] == 1 ? 1 : 0);
    }
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

/* Without this the other tests would say little. */
static void
test_guards_work (void)
{
  g_autofree char *directory = make_directory ();

  g_assert_true (can_read (directory, FALSE, 0));
  g_assert_true (can_read (directory, TRUE, -1));
  g_assert_false (can_read (directory, FALSE, -1));
  g_assert_false (can_read (directory, TRUE, 0));
  g_assert_false (can_read (directory, FALSE, -(gssize) GUARD));
  g_assert_false (can_read (directory, TRUE, GUARD - 1));
  remove_tree (directory);
}

/* ---- each field ------------------------------------------------------------------------------- */

/* A queue that has been in use for some laps, with four messages in it. */
typedef struct
{
  char *directory;
  Tally tally;
  Caller publisher, subscriber;
  Victim victim;
} Scene;

#define N_MESSAGES 4
#define MESSAGE_LENGTH 100 /* two granules */

static void
scene_open (Scene *self)
{
  *self = (Scene) { .directory = make_directory () };
  caller_init (&self->publisher, self->directory, IPQ_PUBLISHER, &self->tally);
  caller_init (&self->subscriber, self->directory, IPQ_SUBSCRIBER, &self->tally);
  g_assert_true (caller_open (&self->publisher));
  g_assert_true (caller_open (&self->subscriber));
  open_victim (&self->victim, self->directory);
  for (guint i = 0; i < 100 + N_MESSAGES; i++)
    {
      g_assert_cmpint (caller_call (&self->publisher, MESSAGE_LENGTH, 0), ==, IPQ_OK);
      if (i < 100)
        g_assert_cmpint (caller_call (&self->subscriber, MOST_ROOM, 0), ==, IPQ_OK);
    }
  self->tally = (Tally) { 0 };
}

static void
scene_close (Scene *self)
{
  victim_close (&self->victim);
  caller_clear (&self->publisher);
  caller_clear (&self->subscriber);
  remove_tree (self->directory);
  g_free (self->directory);
}

static void
use (Caller *publisher, Caller *subscriber)
{
  for (guint i = 0; i < 8; i++)
    {
      caller_call (subscriber, MOST_ROOM, 0);
      caller_call (publisher, i % 4 == 3 ? MOST_LENGTH : i * 20, 0);
    }
  caller_call (subscriber, MOST_ROOM, 100000);
  caller_call (publisher, MOST_LENGTH, 100000);
}

/* Endpoints that come late, and one that comes when all have gone. */
static void
use_late (Scene *self)
{
  Caller publisher, subscriber;

  caller_init (&publisher, self->directory, IPQ_PUBLISHER, &self->tally);
  caller_init (&subscriber, self->directory, IPQ_SUBSCRIBER, &self->tally);
  if (caller_open (&publisher) && caller_open (&subscriber))
    use (&publisher, &subscriber);
  caller_close (&publisher);
  caller_close (&subscriber);
  caller_close (&self->publisher);
  caller_close (&self->subscriber);
  caller_open (&publisher);
  caller_clear (&publisher);
  caller_clear (&subscriber);
}

/* The identity was copied, and the slots are for people: whoever has the queue open notices nothing. */
static gboolean
is_without_effect (const Field *field)
{
  return field->place == IN_IDENTITY || field->place == IN_SLOT;
}

static void
check_nothing_happened (Scene *self)
{
  for (guint i = 0; i < N_MESSAGES; i++)
    g_assert_cmpint (caller_call (&self->subscriber, MOST_ROOM, 0), ==, IPQ_OK);
  g_assert_cmpint (caller_call (&self->subscriber, MOST_ROOM, 0), ==, IPQ_EMPTY);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (caller_call (&self->publisher, MESSAGE_LENGTH, 0), ==, IPQ_OK);
      g_assert_cmpint (caller_call (&self->subscriber, MOST_ROOM, 0), ==, IPQ_OK);
    }
}

/* A place: in each of them. */
#define ALL (G_MAXUINT64 - 1)

/* Where a field is there many times: all slots; and the granules of the messages that are there, of one
 * that was taken, inside of one, behind the last one, and all. */
static guint64
place_number (const Field *field, guint n)
{
  static const guint64 granules[] = { 200, 202, 206, 198, 201, 208, ALL };

  if (field->place == IN_SLOT)
    return n == 0 ? ALL : G_MAXUINT64;
  if (field->place == IN_CONTROL)
    return n < G_N_ELEMENTS (granules) ? granules[n] : G_MAXUINT64;
  return n == 0 ? 0 : G_MAXUINT64;
}

static void
write_field (Scene *self, const Field *field, guint64 number, guint64 value)
{
  guint64 n = field->place == IN_CONTROL ? self->victim.layout.granules
                                         : self->victim.layout.max_endpoints + 1u;

  if (number != ALL)
    field_store (field, victim_field (&self->victim, field, number), value);
  else
    for (guint64 i = 0; i < n; i++)
      field_store (field, victim_field (&self->victim, field, i), value);
}

/* FALSE: there is no such value. */
static gboolean
try_value (const Field *field, guint64 number, guint value, Tally *sum)
{
  guint64 written;
  guint64 was;
  Scene scene;
  gboolean is_there;

  alarm (20 * SLOWNESS); /* nobody else watches: a call without an end ends the process */
  scene_open (&scene);
  was = field_load (field, victim_field (&scene.victim, field, number == ALL ? 200 : number));
  is_there = field_value (&scene.victim, field, was, value, &written);
  if (is_there)
    {
      write_field (&scene, field, number, written);
      if (is_without_effect (field))
        check_nothing_happened (&scene);
      use (&scene.publisher, &scene.subscriber);
      use_late (&scene);
    }
  sum->calls += scene.tally.calls;
  sum->corrupt += scene.tally.corrupt;
  sum->refused += scene.tally.refused;
  sum->longest_cpu = MAX (sum->longest_cpu, scene.tally.longest_cpu);
  scene_close (&scene);
  alarm (0);
  return is_there;
}

static void
test_each_field (void)
{
  guint64 corrupt = 0;

  g_test_message ("%-24s%8s%10s%10s%10s%14s", "field", "values", "calls", "corrupt", "refused",
                  "longest (CPU)");
  for (guint i = 0; i < n_fields; i++)
    {
      Tally sum = { 0 };
      guint values = 0;

      for (guint n = 0; place_number (&fields[i], n) != G_MAXUINT64; n++)
        for (guint value = 0; try_value (&fields[i], place_number (&fields[i], n), value, &sum);
             value++)
          values++;
      g_test_message ("%-24s%8u%10" G_GUINT64_FORMAT "%10" G_GUINT64_FORMAT "%10" G_GUINT64_FORMAT
                      "%11.3f ms", fields[i].name, values, sum.calls, sum.corrupt, sum.refused,
                      (double) sum.longest_cpu / 1e6);
      corrupt += sum.corrupt;
    }
  g_assert_cmpuint (corrupt, >, 0);
}

static void
test_fields_are_complete (void)
{
  Scene scene;

  scene_open (&scene);
  victim_check_fields_are_complete (&scene.victim);
  scene_close (&scene);
}

/* ---- at random, while peers work -------------------------------------------------------------- */

typedef struct
{
  Tally tally;
  atomic_int over;
  _Atomic guint64 written; /* by the vandal */
} Shared;

typedef struct
{
  Caller caller;
  Shared *shared;
  Random random;
} Peer;

#define N_PEERS 2 /* in each process: one sends, one receives */

static gpointer
work (gpointer data)
{
  Peer *self = data;

  while (!atomic_load (&self->shared->over))
    {
      if (!caller_open (&self->caller))
        g_usleep (500); /* until the vandal has repaired it */
      else if (random_once_in (&self->random, 2000))
        caller_close (&self->caller);
      else
        caller_call_any (&self->caller, &self->random);
    }
  return NULL;
}

static void
peer_init (Peer *self, Shared *shared, const char *directory, guint number, guint64 seed)
{
  *self = (Peer) { .shared = shared, .random = random_seeded (seed, number) };
  caller_init (&self->caller, directory, number % 2 == 0 ? IPQ_PUBLISHER : IPQ_SUBSCRIBER,
               &shared->tally);
  /* By turns all four pairings; whoever finds another alone tries again until it is gone. */
  self->caller.options.exclusive = (seed >> number % 2 & 1) != 0;
}

/* The other process. */
static void G_GNUC_NORETURN
work_elsewhere (Shared *shared, const char *directory, guint64 seed)
{
  GThread *threads[N_PEERS];
  Peer peers[N_PEERS];

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (guint i = 0; i < N_PEERS; i++)
    {
      peer_init (&peers[i], shared, directory, N_PEERS + i, seed);
      threads[i] = g_thread_new ("peer", work, &peers[i]);
    }
  while (!atomic_load (&shared->over))
    {
      for (guint i = 0; i < N_PEERS; i++)
        caller_check_time (&peers[i].caller);
      g_usleep (1000);
    }
  for (guint i = 0; i < N_PEERS; i++)
    g_thread_join (threads[i]);
  _exit (0);
}

/* Control words are what most depends on. */
static const Field *
draw_field (Random *random)
{
  guint lot = random_below (random, 100);
  guint n;

  if (lot < 50)
    return &fields[n_fields - 1 - lot % 2];
  do
    n = random_below (random, n_fields);
  while (fields[n].place == IN_IDENTITY && lot < 95);
  return &fields[n];
}

static void
vandalise (const Victim *victim, Random *random)
{
  const Field *field = draw_field (random);
  guint8 *at = victim_field (victim, field, random_next (random));
  guint64 was = field_load (field, at);
  guint64 value;

  if (random_once_in (random, 3) ||
      !field_value (victim, field, was, random_below (random, 40), &value))
    value = random_next (random) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> random_below (random, 64);
  field_store (field, at, value);
}

/* The doorbells are names in the directory, and pipes that have room for so much. */
static void
harm_doorbell (const char *directory, Random *random)
{
  const char *name = random_once_in (random, 2) ? MESSAGES_NAME : ROOM_NAME;
  g_autofree char *path = g_build_filename (directory, "hostile.queue", name, NULL);
  guint way = random_below (random, 6);
  char block[4096] = "";
  int fd = open (path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

  /* Others may read, or ring, all the time; and it need not be a pipe any more. */
  for (guint i = 0; fd >= 0 && i < 100; i++)
    if ((way == 0 ? write (fd, block, sizeof block) : read (fd, block, sizeof block)) <= 0)
      break;
  if (fd >= 0)
    close (fd);
  if (way < 2)
    return;
  g_unlink (path);
  if ((way == 3 && mkfifo (path, 0622) != 0) || (way == 4 && symlink (RING_NAME, path) != 0))
    return; /* the queue has ended */
  if (way == 5)
    g_file_set_contents (path, "", 0, NULL);
}

static void
repair_doorbell (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, "hostile.queue", name, NULL);

  g_unlink (path);
  if (mkfifo (path, 0600) == 0)
    g_chmod (path, 0600);
}

static void
repair (const Victim *victim, const struct identity *identity, const char *directory)
{
  memcpy (victim->start, identity, sizeof *identity);
  victim_wipe (victim);
  repair_doorbell (directory, MESSAGES_NAME);
  repair_doorbell (directory, ROOM_NAME);
}

/* Garbage is to meet a queue that works: so it is made to, now and then. */
static void
run_vandal (Shared *shared, Peer *peers, const Victim *victim, Random *random, guint64 until)
{
  const char *directory = peers[0].caller.options.directory;
  struct identity identity;

  memcpy (&identity, victim->start, sizeof identity);
  while (hostile_now () < until)
    {
      for (guint i = 0; i < 20; i++)
        {
          vandalise (victim, random);
          if (random_once_in (random, 10))
            harm_doorbell (directory, random);
          atomic_fetch_add (&shared->written, 1);
          if (random_once_in (random, 2))
            g_usleep (random_below (random, 100));
          for (guint p = 0; p < N_PEERS; p++)
            caller_check_time (&peers[p].caller);
        }
      repair (victim, &identity, directory);
    }
}

static void
run_peers (Shared *shared, Peer *peers, const Victim *victim, guint64 seed)
{
  guint64 until = hostile_now () + 250 * IPQ_NS_PER_MS;
  Random random = random_seeded (seed, 1000);
  GThread *threads[N_PEERS];

  for (guint i = 0; i < N_PEERS; i++)
    threads[i] = g_thread_new ("peer", work, &peers[i]);
  run_vandal (shared, peers, victim, &random, until);
  atomic_store (&shared->over, 1);
  for (guint i = 0; i < N_PEERS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_PEERS; i++)
    caller_clear (&peers[i].caller);
}

static void
run_round (Shared *shared, guint64 seed)
{
  g_autofree char *directory = make_directory ();
  Peer peers[N_PEERS];
  Victim victim;
  pid_t child;
  int status;

  atomic_store (&shared->over, 0);
  for (guint i = 0; i < N_PEERS; i++)
    peer_init (&peers[i], shared, directory, i, seed);
  g_assert_true (caller_open (&peers[0].caller)); /* makes the queue */
  open_victim (&victim, directory); /* of which nobody may be left in a moment */
  child = fork ();
  if (child == 0)
    work_elsewhere (shared, directory, seed);
  g_assert_cmpint (child, >, 0);
  run_peers (shared, peers, &victim, seed);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  victim_close (&victim);
  remove_tree (directory);
}

static void
test_at_random (void)
{
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  guint64 seed = (guint64) (guint32) g_test_rand_int ();
  Shared *shared =
    mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  Tally *t = &shared->tally;

  g_assert_true (shared != MAP_FAILED);
  while (g_get_monotonic_time () < end)
    run_round (shared, seed++);
  g_test_message ("garbage written %" G_GUINT64_FORMAT " times; %" G_GUINT64_FORMAT
                  " calls: %" G_GUINT64_FORMAT " ok, %" G_GUINT64_FORMAT " full or empty, %"
                  G_GUINT64_FORMAT " corrupt; opened %" G_GUINT64_FORMAT ", refused %"
                  G_GUINT64_FORMAT, shared->written, t->calls, t->ok, t->nothing, t->corrupt,
                  t->opened, t->refused);
  g_test_message ("the longest call: %.3f ms of processor time, %.3f ms in all",
                  (double) t->longest_cpu / 1e6, (double) t->longest_wall / 1e6);
  g_assert_cmpuint (t->corrupt, >, 0);
  g_assert_cmpuint (t->ok, >, 0);
  munmap (shared, sizeof *shared);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  seconds = duration_seconds (argc, argv, 2, 600);
  g_test_add_func ("/hostile/guards-work", test_guards_work);
  g_test_add_func ("/hostile/fields-are-complete", test_fields_are_complete);
  g_test_add_func ("/hostile/each-field", test_each_field);
  g_test_add_func ("/hostile/at-random", test_at_random);
  return g_test_run ();
}
