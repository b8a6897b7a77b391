/* SPDX-License-Identifier: MIT */
/* Birth and death of the queue's file, and everything that can stand in its place. */
#include "core-fixture.h"

#include "native/life.h"
#include "native/ring.h"
#include "platform/semaphore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
queue_path (Fixture *f)
{
  return g_strdup_printf ("%s/%s.queue", f->directory, f->options.name);
}

/* The file that is mapped. */
static char *
ring_path (Fixture *f)
{
  return g_strdup_printf ("%s/%s.queue/" RING_NAME, f->directory, f->options.name);
}

static void
test_last_one_removes_file (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);

  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  ipq_close (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  ipq_close (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_capacity_is_rounded_up (Fixture *f, gconstpointer data)
{
  static const guint64 asked[] = { 1024, 4096, 4097, 65536, 100000, 1 << 20, (1 << 30) - 5 };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      struct ipq_endpoint *endpoint;

      f->options.capacity = asked[i];
      endpoint = fixture_open (f, IPQ_PUBLISHER);
      g_assert_cmpuint (endpoint->capacity, >=, asked[i]);
      g_assert_cmpuint (endpoint->capacity, <, MAX (2 * asked[i], 2 * (guint64) getpagesize ()));
      g_assert_cmpuint (endpoint->capacity & (endpoint->capacity - 1), ==, 0);
      ipq_free (endpoint);
    }
}

static void
test_capacity_out_of_range (Fixture *f, gconstpointer data)
{
  f->options.capacity = 0;
  assert_open_fails (f, IPQ_INVALID_OPTIONS, "capacity 0", "1024", NULL);
  f->options.capacity = 1023;
  assert_open_fails (f, IPQ_INVALID_OPTIONS, "1023", NULL);
  f->options.capacity = IPQ_MAX_CAPACITY + 1;
  assert_open_fails (f, IPQ_INVALID_OPTIONS, "68719476737", "68719476736", NULL);
}

static void
test_capacity_of_living_queue (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;

  f->options.capacity = 131072;
  assert_open_fails (f, IPQ_CAPACITY_MISMATCH, "65536 bytes and 131072 were asked for;", NULL);
  f->options.capacity = 100000;
  assert_open_fails (f, IPQ_CAPACITY_MISMATCH, "100000 were asked for, rounded up to 131072;", NULL);
  f->options.capacity = 40000; /* the same, rounded up */
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  ipq_free (publisher);
  ipq_free (subscriber);
}

static void
test_capacity_beyond_free_space (Fixture *f, gconstpointer data)
{
  struct rlimit was, small;

  /* The limit stands for a full file system, which needs a mount of its own (tests/install has no
   * right to one): the same errno comes out of the same call. */
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &was), ==, 0);
  small = (struct rlimit) { 1 << 20, was.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  f->options.capacity = 1 << 22;
  assert_open_fails (f, IPQ_NO_SPACE, "1048576", "smaller capacity", NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &was), ==, 0);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_missing_queue_without_create (Fixture *f, gconstpointer data)
{
  f->options.create = false;
  assert_open_fails (f, IPQ_NOT_FOUND, "test.queue", "be created", NULL);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_bad_directory (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->directory, "missing", NULL);
  g_autofree char *file = g_build_filename (f->directory, "file", NULL);

  f->options.directory = missing;
  assert_open_fails (f, IPQ_NOT_FOUND, missing, "make the directory first", NULL);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  f->options.directory = file;
  assert_open_fails (f, IPQ_INVALID_OPTIONS, file, "not a directory", NULL);
}

/* Root may do everything, so a child gives that up. */
static void
test_directory_without_permission (Fixture *f, gconstpointer data)
{
  pid_t child;

  g_assert_cmpint (g_chmod (f->directory, 0555), ==, 0);
  child = fork ();
  if (child == 0)
    {
      if (geteuid () == 0 && setuid (65534) != 0)
        _exit (2);
      assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue", NULL);
      _exit (0);
    }
  wait_for_exit (child);
  g_assert_cmpint (g_chmod (f->directory, 0755), ==, 0);
}

static void
test_file_of_another_user (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  const char *paths[] = { path, ring };
  struct ipq_endpoint *owner;
  pid_t child;

  owner = fixture_open (f, IPQ_PUBLISHER);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_cmpint (chown (paths[i], 12345, 12345), ==, 0);
      assert_open_fails (f, IPQ_UNTRUSTED, "12345", path, NULL);
      g_assert_cmpint (chown (paths[i], 0, 0), ==, 0);
    }

  g_assert_cmpint (g_chmod (f->directory, 0755), ==, 0);
  child = fork ();
  if (child == 0)
    {
      if (setuid (65534) != 0)
        _exit (2);
      assert_open_fails (f, IPQ_PERMISSION_DENIED, path, NULL);
      _exit (0);
    }
  wait_for_exit (child);
  ipq_free (owner);
}

/* What stands in the queue's place, or in the place of its ring, and is neither. */
static void
assert_not_a_queue (Fixture *f, const char *place)
{
  g_autofree char *path = queue_path (f);

  g_assert_cmpint (symlink ("/dev/null", place), ==, 0);
  assert_open_fails (f, strcmp (place, path) == 0 ? IPQ_UNTRUSTED : IPQ_INCOMPATIBLE, path,
                     "remove it", NULL);
  g_assert_cmpint (g_unlink (place), ==, 0);

  g_assert_cmpint (symlink ("nowhere", place), ==, 0);
  assert_open_fails (f, strcmp (place, path) == 0 ? IPQ_UNTRUSTED : IPQ_INCOMPATIBLE, path,
                     "remove it", NULL);
  g_assert_cmpint (g_unlink (place), ==, 0);

  g_assert_cmpint (mkfifo (place, 0600), ==, 0);
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, "not a queue", "remove it", NULL);
  g_assert_cmpint (g_unlink (place), ==, 0);
}

static void
test_link_and_fifo_in_place (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);

  assert_not_a_queue (f, path);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_not_a_queue (f, ring);
  g_assert_cmpint (g_mkdir (ring, 0700), ==, 0);
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, "not a queue", "remove it", NULL);
}

/* An empty directory is what the end of a queue may leave: its owner, or nobody, has removed it. */
static void
test_empty_directory_in_place (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  f->options.create = false;
  assert_open_fails (f, IPQ_NOT_FOUND, path, NULL);
  f->options.create = true;
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
assert_is_left_alone (Fixture *f, const char *file, const char *text, gsize length)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *contents = NULL;
  gsize found;

  g_assert_true (g_file_set_contents (file, text, (gssize) length, NULL));
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, "not a queue", NULL);
  g_assert_true (g_file_get_contents (file, &contents, &found, NULL));
  g_assert_cmpmem (contents, found, text, length);
}

static void
test_file_of_something_else_is_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  g_autofree char *thesis = g_build_filename (path, "thesis", NULL);
  char garbage[10000];

  assert_is_left_alone (f, path, "my thesis", 9);
  assert_is_left_alone (f, path, "", 0);
  g_assert_cmpint (g_unlink (path), ==, 0);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_is_left_alone (f, thesis, "my thesis", 9);
  for (guint i = 0; i < sizeof garbage; i++)
    garbage[i] = (char) g_test_rand_int ();
  assert_is_left_alone (f, ring, garbage, sizeof garbage);
  assert_is_left_alone (f, ring, "my thesis", 9);
  assert_is_left_alone (f, ring, "", 0);
}

/* Changes one word of a living queue's file, and opens it again. */
static void
with_word_changed (Fixture *f, gsize offset, gsize size, guint64 value, const char *word)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);
  int fd = g_open (ring, O_RDWR | O_CLOEXEC, 0);
  guint64 was = 0;

  g_assert_cmpint (pread (fd, &was, size, (off_t) offset), ==, (gssize) size);
  g_assert_cmpint (pwrite (fd, &value, size, (off_t) offset), ==, (gssize) size);
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, word, NULL);
  g_assert_cmpint (pwrite (fd, &was, size, (off_t) offset), ==, (gssize) size);
  ipq_free (fixture_open (f, IPQ_SUBSCRIBER));
  g_assert_cmpint (close (fd), ==, 0);
  ipq_free (endpoint);
}

static void
test_identity_is_checked (Fixture *f, gconstpointer data)
{
  with_word_changed (f, offsetof (struct identity, magic), 8, 0, "not a queue");
  with_word_changed (f, offsetof (struct identity, version), 4, 7, "version 7");
  with_word_changed (f, offsetof (struct identity, granule), 4, 128, "128 bytes");
  with_word_changed (f, offsetof (struct identity, granules), 8, 1000, "1000 granules");
  with_word_changed (f, offsetof (struct identity, granules), 8, G_MAXUINT64, "granules");
  with_word_changed (f, offsetof (struct identity, granules), 8, 2048, "cut or extended");
  with_word_changed (f, offsetof (struct identity, max_endpoints), 4, 0, "0 endpoints");
  with_word_changed (f, offsetof (struct identity, max_endpoints), 4, G_MAXUINT32, "endpoints");
  with_word_changed (f, offsetof (struct identity, semaphore), 4, ipq_semaphore_backend + 1,
                     "-Dsemaphore");
}

static void
test_cut_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);
  GStatBuf found;

  g_assert_cmpint (g_stat (ring, &found), ==, 0);
  g_assert_cmpint (truncate (ring, found.st_size - 4096), ==, 0);
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, "cut or extended", NULL);
  g_assert_cmpint (truncate (ring, 20), ==, 0);
  assert_open_fails (f, IPQ_INCOMPATIBLE, path, "not a queue", NULL);
  /* Whoever has it mapped would get a SIGBUS. */
  g_assert_cmpint (truncate (ring, found.st_size), ==, 0);
  ipq_free (endpoint);
}

static void
test_file_is_allocated_and_private (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  mode_t umask_was = umask (0777);
  struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);
  GStatBuf found;

  umask (umask_was);
  g_assert_cmpint (g_stat (ring, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 0777, ==, 0600);
  g_assert_cmpint ((gint64) found.st_blocks * 512, >=, (gint64) found.st_size);
  g_assert_cmpint (g_stat (path, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 0777, ==, 0700);
  ipq_free (endpoint);
}

/* A umask that leaves even the owner nothing; only root would not notice. */
static void
test_umask_is_of_no_matter (Fixture *f, gconstpointer data)
{
  pid_t child = fork ();

  if (child == 0)
    {
      if (geteuid () == 0 && (chown (f->directory, 65534, 65534) != 0 || setuid (65534) != 0))
        _exit (2);
      umask (0777);
      ipq_free (fixture_open (f, IPQ_PUBLISHER));
      _exit (fixture_count_files (f) == 0 ? 0 : 3);
    }
  wait_for_exit (child);
}

static void
test_stale_file_is_replaced (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *endpoint;
  guint8 buffer[8];
  gsize length;
  pid_t child = fork ();

  if (child == 0)
    {
      endpoint = fixture_open (f, IPQ_PUBLISHER);
      ipq_try_enqueue (endpoint, "old", 3);
      raise (SIGKILL);
    }
  wait_for_signal (child, SIGKILL);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);

  f->options.capacity = 1 << 20; /* another life, another capacity */
  endpoint = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_TOOK_OVER), ==, 1);
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_CREATED), ==, 1);
  g_assert_cmpint (ipq_try_dequeue (endpoint, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  ipq_free (endpoint);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* ---- kept queues ------------------------------------------------------------------------------ */

static void
send_and_leave (Fixture *f, gboolean in_order)
{
  pid_t child = fork ();

  if (child == 0)
    {
      struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);

      if (ipq_try_enqueue (endpoint, "kept", 4) != IPQ_OK)
        _exit (2);
      if (!in_order)
        raise (SIGKILL);
      ipq_free (endpoint);
      _exit (0);
    }
  if (in_order)
    wait_for_exit (child);
  else
    wait_for_signal (child, SIGKILL);
}

static void
test_kept_queue_outlives_its_users (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *subscriber;
  guint8 buffer[8];
  gsize length;

  f->options.retention = IPQ_KEEP;
  send_and_leave (f, TRUE);
  send_and_leave (f, FALSE);
  f->options.retention = IPQ_UNTIL_LAST_CLOSE; /* the one who made it has said what it is */
  f->options.capacity = 1 << 20;
  assert_open_fails (f, IPQ_CAPACITY_MISMATCH, "65536", "1048576", "remove it", NULL);
  f->options.capacity = 65536;
  for (guint i = 0; i < 2; i++)
    {
      subscriber = fixture_open (f, IPQ_SUBSCRIBER);
      g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_OK);
      g_assert_cmpmem (buffer, length, "kept", 4);
      ipq_free (subscriber);
    }
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
}

/* What a machine that lost power has written of it is not to be trusted. */
static void
test_kept_queue_ends_with_the_machine (Fixture *f, gconstpointer data)
{
  g_autofree char *ring = ring_path (f);
  const guint64 another_boot = 1;
  struct ipq_endpoint *subscriber;
  guint8 buffer[8];
  gsize length;
  int fd;

  f->options.retention = IPQ_KEEP;
  send_and_leave (f, TRUE);
  fd = g_open (ring, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (pwrite (fd, &another_boot, 8, offsetof (struct identity, boot)), ==, 8);
  g_assert_cmpint (close (fd), ==, 0);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_CREATED), ==, 1);
  g_assert_cmpint (ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length), ==, IPQ_EMPTY);
  ipq_free (subscriber);
}

/* ---- who may use it --------------------------------------------------------------------------- */

static void
test_mode_and_group (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  mode_t umask_was = umask (0777);
  struct ipq_endpoint *endpoint;
  GStatBuf found;

  f->options.mode = 0660;
  f->options.has_group = true;
  f->options.group = 12345;
  endpoint = fixture_open (f, IPQ_PUBLISHER);
  umask (umask_was);
  g_assert_cmpint (g_stat (ring, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 07777, ==, 0660);
  g_assert_cmpuint (found.st_gid, ==, 12345);
  g_assert_cmpint (g_stat (path, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 07777, ==, 0770);
  g_assert_cmpuint (found.st_gid, ==, 12345);
  ipq_free (endpoint);
}

static void
test_impossible_modes (Fixture *f, gconstpointer data)
{
  static const guint32 modes[] = { 0400, 0640, 0660 | 0100, 0606 | 01000, 600, 0066 };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *shown = g_strdup_printf ("mode %03o", modes[i]);

      f->options.mode = modes[i];
      assert_open_fails (f, IPQ_INVALID_OPTIONS, shown, "0660", NULL);
    }
}

/* A queue that belongs to user 12345 and group 54321, and who of us would use it. */
static void
test_whose_queues_are_trusted (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint32 mode;
    bool has_group;
    guint32 group;
    bool trusted;
  } cases[] = {
    { 0600, false, 0, false },   { 0660, false, 0, false },    { 0666, false, 0, true },
    { 0600, true, 54321, false }, { 0660, true, 54321, true }, { 0660, true, 54322, false },
  };
  g_autofree char *path = queue_path (f);
  g_autofree char *ring = ring_path (f);
  struct ipq_endpoint *owner = fixture_open (f, IPQ_PUBLISHER);

  g_assert_cmpint (chown (path, 12345, 54321), ==, 0);
  g_assert_cmpint (chown (ring, 12345, 54321), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      f->options.mode = cases[i].mode;
      f->options.has_group = cases[i].has_group;
      f->options.group = cases[i].group;
      if (cases[i].trusted)
        ipq_free (fixture_open (f, IPQ_SUBSCRIBER));
      else
        assert_open_fails (f, IPQ_UNTRUSTED, path, "12345", "not to us (root)",
                           "let that user in: mode 0666", NULL);
    }
  /* Where everybody may write, the group says nothing of the maker. */
  g_assert_cmpint (g_chmod (f->directory, 01777), ==, 0);
  f->options = (struct ipq_options) { f->options.name, f->options.directory, 65536, true,
                                      .mode = 0660, .has_group = true, .group = 54321 };
  assert_open_fails (f, IPQ_UNTRUSTED, path, "12345", NULL);
  ipq_free (owner);
}

/* Asked for another capacity, while all others leave: nothing stays open. */
static void
test_last_one_to_be_refused (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *endpoint;
  struct ipq_error error;
  gint64 enough = seconds_from_now (5); /* where files are made slowly, few will do */
  guint refused = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      for (;;)
        ipq_free (fixture_open (f, IPQ_PUBLISHER));
    }
  f->options.create = false;
  f->options.capacity = 1 << 20;
  while (refused < 100 || (refused < 2000 && g_get_monotonic_time () < enough))
    refused += ipq_open (&f->options, IPQ_SUBSCRIBER, &endpoint, &error) == IPQ_CAPACITY_MISMATCH;
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  wait_for_signal (child, SIGKILL);
  g_assert_false (fixture_has_open (f));
}

/* Nobody uses it, and nobody here may replace it: an error at once that says so. */
static void
test_stale_file_that_cannot_be_removed (Fixture *f, gconstpointer data)
{
  pid_t child = fork ();

  if (child == 0)
    {
      if (geteuid () == 0 && (chown (f->directory, 65534, 65534) != 0 || setuid (65534) != 0))
        _exit (2);
      fixture_open (f, IPQ_PUBLISHER);
      raise (SIGKILL);
    }
  wait_for_signal (child, SIGKILL);
  child = fork ();
  if (child == 0)
    {
      if (geteuid () == 0 && setuid (65534) != 0)
        _exit (2);
      if (g_chmod (f->directory, 0555) != 0)
        _exit (3);
      assert_open_fails (f, IPQ_PERMISSION_DENIED, "test.queue cannot be made", NULL);
      _exit (0);
    }
  wait_for_exit (child);
  g_assert_cmpint (g_chmod (f->directory, 0755), ==, 0);
}

/* A last user who leaves while another opens has not died. */
static void
test_leaving_in_order_is_no_death (Fixture *f, gconstpointer data)
{
  pid_t child = fork ();

  for (guint i = 0; i < 2000; i++)
    {
      struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);

      g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_TOOK_OVER), ==, 0);
      g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_RECOVERED), ==, 0);
      ipq_free (endpoint);
    }
  if (child == 0)
    _exit (0);
  wait_for_exit (child);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* ---- the life word: stopped in the middle of joining and ending -------------------------------- */

/* Words of life.c: alive at first, about to end, over, and alive again by one who joined. */
enum
{
  ALIVE = 4,
  ENDING = 5,
  ENDED = 6,
  ALIVE_AGAIN = 8,
};

static _Atomic guint32 *
life_of (struct ipq_endpoint *endpoint)
{
  return &ring_of (endpoint)->header->life;
}

static void
test_joiner_rescues_what_is_ending (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;

  atomic_store (life_of (publisher), ENDING);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (atomic_load (life_of (publisher)), ==, ALIVE_AGAIN);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_ATTACHED), ==, 1);
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* One who was stopped before he could ask again is taken over by the next to leave. */
static void
test_ending_is_finished_by_the_next (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);

  atomic_store (life_of (publisher), ENDING);
  ipq_free (publisher);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* Over, and its ender stopped before he removed the names: the next makes a queue at once, and what
 * the other still does when he resumes does not touch it. */
static void
test_ended_queue_is_replaced (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *stopped = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *publisher, *subscriber;

  atomic_store (life_of (stopped), ENDED);
  publisher = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (ipq_count_of (publisher, IPQ_NOTICE_CREATED), ==, 1);
  ipq_free (stopped);
  g_assert_cmpuint (fixture_count_files (f), ==, 1);
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (ipq_count_of (subscriber, IPQ_NOTICE_ATTACHED), ==, 1);
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
write_life (Fixture *f, const char *directory, guint32 word)
{
  g_autofree char *ring = g_build_filename (directory, RING_NAME, NULL);
  struct layout layout = ipq_layout_for (f->options.capacity, IPQ_DEFAULT_ENDPOINTS);
  int fd = g_open (ring, O_RDWR | O_CLOEXEC, 0);
  off_t place = (off_t) (layout.header + offsetof (struct header, life));

  g_assert_cmpint (pwrite (fd, &word, sizeof word, place), ==, sizeof word);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
make_doorbells_in (const char *directory)
{
  static const char *const names[] = { MESSAGES_NAME, ROOM_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
    }
}

/* Builders that were killed between the last two steps, before the ring had a name, and in the first. */
static void
test_leftovers_of_builders (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *whole = g_build_filename (f->directory, ".test.queue.abcdef", NULL);
  g_autofree char *empty = g_build_filename (f->directory, ".test.queue.ghijkl", NULL);
  g_autofree char *fresh = g_build_filename (f->directory, ".test.queue.mnopqr", NULL);
  g_autofree char *half = g_build_filename (f->directory, ".test.queue.stuvwx", NULL);
  g_autofree char *others = g_build_filename (f->directory, ".test.queues", NULL);
  const struct timespec long_ago[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
  struct ipq_endpoint *endpoint;
  pid_t child = fork ();

  if (child == 0)
    {
      fixture_open (f, IPQ_PUBLISHER);
      raise (SIGKILL);
    }
  wait_for_signal (child, SIGKILL);
  g_assert_cmpint (g_rename (path, whole), ==, 0);
  write_life (f, whole, IPQ_LIFE_UNBORN);
  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, empty, long_ago, 0), ==, 0);
  g_assert_cmpint (g_mkdir (fresh, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (half, 0700), ==, 0);
  make_doorbells_in (half);
  g_assert_cmpint (utimensat (AT_FDCWD, half, long_ago, 0), ==, 0);
  g_assert_cmpint (g_mkdir (others, 0700), ==, 0);
  endpoint = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_TOOK_OVER), ==, 0);
  ipq_free (endpoint);
  g_assert_cmpint (utimensat (AT_FDCWD, whole, long_ago, 0), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, others, long_ago, 0), ==, 0);
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_false (g_file_test (whole, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (empty, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (others, G_FILE_TEST_IS_DIR));
}

/* Somebody has removed the ring by hand, and left the rest. */
static void
test_doorbells_without_a_ring (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  struct ipq_endpoint *endpoint;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  make_doorbells_in (path);
  endpoint = fixture_open (f, IPQ_PUBLISHER);
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_CREATED), ==, 1);
  ipq_free (endpoint);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* A ring is found under a hidden name; before the finder acts, it gets its name, is used and left, and
 * stays, since it is kept: he must not take it for a leftover. */
static void
test_kept_queue_is_no_leftover (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *hidden = g_build_filename (f->directory, ".test.queue.abcdef", NULL);
  g_autofree char *ring = g_build_filename (hidden, RING_NAME, NULL);

  f->options.retention = IPQ_KEEP;
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_cmpint (g_rename (path, hidden), ==, 0); /* what the finder has open */
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_true (g_file_test (ring, G_FILE_TEST_EXISTS));
}

static void
test_life_begins_alive (Fixture *f, gconstpointer data)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
  struct ipq_endpoint *subscriber;

  g_assert_cmpuint (atomic_load (life_of (publisher)), ==, ALIVE);
  atomic_store (life_of (publisher), IPQ_LIFE_UNBORN); /* its builder is stopped behind the rename */
  subscriber = fixture_open (f, IPQ_SUBSCRIBER);
  g_assert_cmpuint (atomic_load (life_of (publisher)), ==, ALIVE);
  atomic_store (life_of (publisher), IPQ_LIFE_UNBORN); /* or was killed there */
  ipq_free (publisher);
  ipq_free (subscriber);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

/* One that is still at work has the lock, and is left alone. */
static void
test_living_builder_is_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *path = queue_path (f);
  g_autofree char *hidden = g_build_filename (f->directory, ".test.queue.abcdef", NULL);
  g_autofree char *ring = g_build_filename (hidden, RING_NAME, NULL);
  struct ipq_endpoint *builder = fixture_open (f, IPQ_PUBLISHER);

  g_assert_cmpint (g_rename (path, hidden), ==, 0);
  ipq_free (fixture_open (f, IPQ_PUBLISHER));
  g_assert_true (g_file_test (ring, G_FILE_TEST_EXISTS));
  ipq_free (builder);
}

static void
test_all_places_taken (Fixture *f, gconstpointer data)
{
  g_autoptr(GPtrArray) endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) ipq_free);

  for (guint i = 0; i < IPQ_DEFAULT_ENDPOINTS; i++)
    g_ptr_array_add (endpoints, fixture_open (f, IPQ_PUBLISHER));
  assert_open_fails (f, IPQ_TOO_MANY_ENDPOINTS, "255 endpoints", "close one",
                     "larger max-endpoints", NULL);
  g_ptr_array_remove_index (endpoints, 100);
  g_ptr_array_add (endpoints, fixture_open (f, IPQ_SUBSCRIBER));
}

static void
test_descriptors_run_out (Fixture *f, gconstpointer data)
{
  pid_t child = fork ();

  if (child == 0)
    {
      struct rlimit few;
      struct ipq_endpoint *endpoint;
      struct ipq_error error;
      bool has_named_file = false;

      g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &few), ==, 0);
      for (few.rlim_cur = 0;; few.rlim_cur++)
        {
          g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
          if (ipq_open (&f->options, IPQ_PUBLISHER, &endpoint, &error) == IPQ_OK)
            break;
          assert_open_fails (f, IPQ_FAILED, "close descriptors", NULL);
          has_named_file |= strstr (error.message, "boot_id") != NULL;
        }
      g_assert_true (has_named_file);
      ipq_free (endpoint);
      _exit (0);
    }
  wait_for_exit (child);
}

/* Openers race with the last closer: each finds a queue that works, and in the end none is left. */
static void
test_birth_and_death_race (Fixture *f, gconstpointer data)
{
  pid_t children[4];

  for (guint c = 0; c < G_N_ELEMENTS (children); c++)
    {
      children[c] = fork ();
      if (children[c] == 0)
        {
          for (guint i = 0; i < 300; i++)
            {
              struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);
              struct ipq_endpoint *subscriber = fixture_open (f, IPQ_SUBSCRIBER);
              guint8 buffer[8];
              gsize length;

              if (ipq_try_enqueue (publisher, "x", 1) != IPQ_OK)
                _exit (2);
              /* One message a process goes in before one comes out, so there always is one. */
              int result;

              while ((result = ipq_try_dequeue (subscriber, buffer, sizeof buffer, &length)) ==
                     IPQ_EMPTY)
                ;
              if (result != IPQ_OK)
                _exit (3);
              ipq_free (publisher);
              ipq_free (subscriber);
            }
          _exit (0);
        }
    }
  for (guint c = 0; c < G_N_ELEMENTS (children); c++)
    wait_for_exit (children[c]);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/file/last-one-removes-file", test_last_one_removes_file);
  fixture_add ("/file/capacity-is-rounded-up", test_capacity_is_rounded_up);
  fixture_add ("/file/capacity-out-of-range", test_capacity_out_of_range);
  fixture_add ("/file/capacity-of-living-queue", test_capacity_of_living_queue);
  fixture_add ("/file/capacity-beyond-free-space", test_capacity_beyond_free_space);
  fixture_add ("/file/missing-queue-without-create", test_missing_queue_without_create);
  fixture_add ("/file/bad-directory", test_bad_directory);
  fixture_add ("/file/directory-without-permission", test_directory_without_permission);
  if (geteuid () == 0) /* only root can give a file away */
    fixture_add ("/file/file-of-another-user", test_file_of_another_user);
  fixture_add ("/file/link-and-fifo-in-place", test_link_and_fifo_in_place);
  fixture_add ("/file/empty-directory-in-place", test_empty_directory_in_place);
  fixture_add ("/file/file-of-something-else-is-left-alone",
               test_file_of_something_else_is_left_alone);
  fixture_add ("/file/identity-is-checked", test_identity_is_checked);
  fixture_add ("/file/cut-file", test_cut_file);
  fixture_add ("/file/is-allocated-and-private", test_file_is_allocated_and_private);
  fixture_add ("/life/joiner-rescues-what-is-ending", test_joiner_rescues_what_is_ending);
  fixture_add ("/life/ending-is-finished-by-the-next", test_ending_is_finished_by_the_next);
  fixture_add ("/life/ended-queue-is-replaced", test_ended_queue_is_replaced);
  fixture_add ("/life/leftovers-of-builders", test_leftovers_of_builders);
  fixture_add ("/life/doorbells-without-a-ring", test_doorbells_without_a_ring);
  fixture_add ("/life/kept-queue-is-no-leftover", test_kept_queue_is_no_leftover);
  fixture_add ("/life/begins-alive", test_life_begins_alive);
  fixture_add ("/life/living-builder-is-left-alone", test_living_builder_is_left_alone);
  fixture_add ("/file/stale-file-is-replaced", test_stale_file_is_replaced);
  fixture_add ("/file/kept-queue-outlives-its-users", test_kept_queue_outlives_its_users);
  fixture_add ("/file/kept-queue-ends-with-the-machine", test_kept_queue_ends_with_the_machine);
  fixture_add ("/file/umask-is-of-no-matter", test_umask_is_of_no_matter);
  fixture_add ("/file/mode-and-group", test_mode_and_group);
  fixture_add ("/file/impossible-modes", test_impossible_modes);
  fixture_add ("/file/whose-queues-are-trusted", test_whose_queues_are_trusted);
  fixture_add ("/file/last-one-to-be-refused", test_last_one_to_be_refused);
  fixture_add ("/file/stale-file-that-cannot-be-removed", test_stale_file_that_cannot_be_removed);
  fixture_add ("/file/leaving-in-order-is-no-death", test_leaving_in_order_is_no_death);
  fixture_add ("/file/all-places-taken", test_all_places_taken);
  fixture_add ("/file/descriptors-run-out", test_descriptors_run_out);
  fixture_add ("/file/birth-and-death-race", test_birth_and_death_race);
  return g_test_run ();
}
