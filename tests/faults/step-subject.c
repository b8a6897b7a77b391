/* SPDX-License-Identifier: MIT */
#include "step-subject.h"

#include "step-verdict.h"

/* The library's symbols for this are hidden, so this test has its own copy of the core; what it
 * asks it for is where the words stand. */
#include "native/layout.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NAME "step"
#define FILE_NAME NAME ".queue/ring"

static char *directory;
static gboolean is_kept;
static InterprocessQueueFactory *factory;
static InterprocessQueueOptions *shared_options, *exclusive_options;

static InterprocessQueueOptions *
make_options (gboolean exclusive)
{
  InterprocessQueueOptions *options = interprocess_queue_options_new (NAME, SUBJECT_CAPACITY);

  interprocess_queue_options_set_path (options, directory);
  interprocess_queue_options_set_max_endpoints (options, SUBJECT_ENDPOINTS);
  interprocess_queue_options_set_exclusive (options, exclusive);
  return options;
}

/* In memory if that can be: a window makes a file. */
static char *
make_directory (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_strdup ("/dev/shm/interprocess-step-XXXXXX");

  if (g_mkdtemp (path) != NULL)
    return path;
  g_free (path);
  path = g_dir_make_tmp ("interprocess-step-XXXXXX", &error);
  g_assert_no_error (error);
  return path;
}

void
subject_set_up (void)
{
  directory = make_directory ();
  factory = interprocess_queue_factory_new ();
  shared_options = make_options (FALSE);
  exclusive_options = make_options (TRUE);
}

static void
remove_all (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        remove_all (inner);
      g_remove (inner);
    }
  g_clear_pointer (&dir, g_dir_close);
}

void
subject_tear_down (void)
{
  remove_all (directory);
  g_rmdir (directory);
  g_clear_object (&shared_options);
  g_clear_object (&exclusive_options);
  g_clear_object (&factory);
  g_clear_pointer (&directory, g_free);
}

void
subject_begin (gboolean kept)
{
  InterprocessRetention retention =
    kept ? INTERPROCESS_RETENTION_KEEP : INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE;

  remove_all (directory);
  is_kept = kept;
  interprocess_queue_options_set_retention (shared_options, retention);
  interprocess_queue_options_set_retention (exclusive_options, retention);
}

void
subject_check_gone (gboolean litter)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (!(litter && name[0] == '.') && !(is_kept && g_str_equal (name, NAME ".queue")))
      verdict_fail ("all have closed the queue, and %s is left of it", name);
}

InterprocessPublisher *
subject_open_publisher (gboolean exclusive, GError **error)
{
  return interprocess_queue_factory_create_publisher (
    factory, exclusive ? exclusive_options : shared_options, error);
}

InterprocessSubscriber *
subject_open_subscriber (gboolean exclusive, GError **error)
{
  return interprocess_queue_factory_create_subscriber (
    factory, exclusive ? exclusive_options : shared_options, error);
}

/* ---- watching -------------------------------------------------------------------------------- */

struct _SubjectWatch
{
  guint8 *file;
  gsize size;
  const guint8 *words;
  struct control seen[SUBJECT_GRANULES];
};

SubjectWatch *
subject_watch (void)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  struct layout layout = ipq_layout_for (SUBJECT_CAPACITY, SUBJECT_ENDPOINTS);
  SubjectWatch *self = g_new0 (SubjectWatch, 1);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpuint (layout.granules, ==, SUBJECT_GRANULES);
  self->size = layout.size;
  self->file = mmap (NULL, self->size, PROT_READ, MAP_SHARED, fd, 0);
  g_assert_true (self->file != MAP_FAILED);
  close (fd);
  self->words = self->file + layout.control;
  subject_watch_changed (self);
  return self;
}

gboolean
subject_watch_changed (SubjectWatch *self)
{
  if (memcmp (self->seen, self->words, sizeof self->seen) == 0)
    return FALSE;
  memcpy (self->seen, self->words, sizeof self->seen);
  return TRUE;
}

void
subject_watch_free (SubjectWatch *self)
{
  munmap (self->file, self->size);
  g_free (self);
}
