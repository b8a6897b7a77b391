/* SPDX-License-Identifier: MIT */
/* Opens queues with options of any kind through the public classes. A failure is a GError of the
 * queues' domain with a message in UTF-8 that has the queue's name in it, escaped if it has to be;
 * nothing is said on the log; and what succeeded is a queue that works and leaves nothing behind.
 *
 * An input: a byte of flags (which role, not to be created, no name, no path, exclusive, kept, a
 * group, other numbers), the capacity, the name, the path, then what the flags announce. Strings come
 * with their length, numbers as a choice of usual ones or in full. */
#include "fuzz-folder.h"
#include "fuzz-input.h"

#include <interprocess/interprocess.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIN_CAPACITY G_GUINT64_CONSTANT (1024)
#define MAX_CAPACITY (G_GUINT64_CONSTANT (1) << 36)
#define LONGEST_NAME 200
#define MOST_ENDPOINTS 4095

/* Larger queues are "no space", rather than an hour of zeroing memory. */
#define LARGEST_FILE (4 << 20)
#define SURELY_FITS (1 << 20)

typedef struct
{
  gboolean publisher;
  char *name; /* or NULL */
  char *path; /* or NULL */
  char *group; /* or NULL */
  guint64 capacity;
  gboolean create;
  guint max_endpoints;
  guint mode;
  int retention;
  InterprocessQueueOptions *object;
} Options;

/* ---- the world ------------------------------------------------------------------------------- */

static void
set_up_once (void)
{
  static gboolean done;
  struct rlimit limit = { LARGEST_FILE, LARGEST_FILE };

  if (done)
    return;
  done = TRUE;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  /* Where the queues are that name no path. */
  g_assert_true (g_setenv ("XDG_RUNTIME_DIR", fuzz_folder (), TRUE));
}

/* Things that a path may lead to. */
static void
furnish_folder (void)
{
  g_autofree char *directory = g_build_filename (fuzz_folder (), "d", NULL);
  g_autofree char *file = g_build_filename (fuzz_folder (), "f", NULL);
  g_autofree char *link = g_build_filename (fuzz_folder (), "l", NULL);
  g_autofree char *loop = g_build_filename (fuzz_folder (), "o", NULL);
  g_autofree char *own = g_build_filename (fuzz_folder (), "interprocess", NULL);

  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (own, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_cmpint (symlink ("d", link), ==, 0);
  g_assert_cmpint (symlink ("o", loop), ==, 0);
}

/* ---- options --------------------------------------------------------------------------------- */

static char *
take_string (FuzzInput *input)
{
  gsize length = fuzz_take (input, 1);
  const guint8 *bytes;

  if (length == 255) /* beyond what a file's name, and a message about it, can hold */
    length = fuzz_take (input, 2) % 5000;
  bytes = fuzz_take_bytes (input, &length);
  return g_strndup ((const char *) bytes, length);
}

/* Somewhere in the folder: not a place outside, whatever the bytes are. */
static char *
take_path (FuzzInput *input)
{
  g_autofree char *inner = take_string (input);
  char *up;

  if (inner[0] == '\0')
    return g_steal_pointer (&inner);
  while ((up = strstr (inner, "..")) != NULL)
    up[0] = '_';
  return g_build_filename (fuzz_folder (), inner, NULL);
}

static guint64
take_capacity (FuzzInput *input)
{
  static const guint64 usual[] = {
    0, 1023, 1024, 1025, 4096, 5000, 65536, SURELY_FITS, 1 << 30, MAX_CAPACITY, MAX_CAPACITY + 1,
  };
  gsize code = fuzz_take (input, 1);

  return code < G_N_ELEMENTS (usual) ? usual[code] : fuzz_take (input, 8);
}

static guint
take_number (FuzzInput *input)
{
  static const guint usual[] = { 0600, 0660, 0606, 0666, 0, 1, 2, 255, 4095, 4096 };
  gsize code = fuzz_take (input, 1);

  return code < G_N_ELEMENTS (usual) ? usual[code] : (guint) fuzz_take (input, 4);
}

static Options
take_options (FuzzInput *input)
{
  guint flags = (guint) fuzz_take (input, 1);
  Options o = { .publisher = flags & 1, .create = (flags & 2) == 0, .retention = flags >> 5 & 1 };

  o.capacity = take_capacity (input);
  o.name = flags & 4 ? NULL : take_string (input);
  o.path = flags & 8 ? NULL : take_path (input);
  o.object = interprocess_queue_options_new (o.name, o.capacity);
  interprocess_queue_options_set_path (o.object, o.path);
  interprocess_queue_options_set_create (o.object, o.create);
  interprocess_queue_options_set_exclusive (o.object, (flags & 0x10) != 0);
  if (flags & 0x40)
    o.group = take_string (input);
  interprocess_queue_options_set_group (o.object, o.group);
  if (flags & 0x80)
    {
      interprocess_queue_options_set_max_endpoints (o.object, take_number (input));
      interprocess_queue_options_set_mode (o.object, take_number (input));
      o.retention = (int) take_number (input);
    }
  o.max_endpoints = interprocess_queue_options_get_max_endpoints (o.object);
  o.mode = interprocess_queue_options_get_mode (o.object);
  interprocess_queue_options_set_retention (o.object, (InterprocessRetention) o.retention);
  return o;
}

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->name, g_free);
  g_clear_pointer (&options->path, g_free);
  g_clear_pointer (&options->group, g_free);
  g_clear_object (&options->object);
}

/* ---- what is to be expected ------------------------------------------------------------------ */

static gboolean
is_good_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length == 0 || length > LONGEST_NAME || name[0] == '.')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar) name[i] < ' ' || name[i] == 0x7f || name[i] == '/')
      return FALSE;
  return g_utf8_validate (name, -1, NULL);
}

static gboolean
is_good_path (const char *path)
{
  return path == NULL || (path[0] != '\0' && g_file_test (path, G_FILE_TEST_IS_DIR));
}

static gboolean
are_good_numbers (const Options *options)
{
  return options->capacity >= MIN_CAPACITY && options->capacity <= MAX_CAPACITY &&
         options->max_endpoints >= 1 && options->max_endpoints <= MOST_ENDPOINTS &&
         (options->mode == 0600 || options->mode == 0660 || options->mode == 0606 ||
          options->mode == 0666) &&
         (options->retention == INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE ||
          options->retention == INTERPROCESS_RETENTION_KEEP);
}

/* What is wrong with the options alone has its codes; what the system has against them, others. */
static void
check_code (const Options *options, const GError *error)
{
  if (!is_good_name (options->name))
    g_assert_cmpint (error->code, ==, INTERPROCESS_QUEUE_ERROR_INVALID_NAME);
  else if (!are_good_numbers (options) || g_strcmp0 (options->path, "") == 0)
    g_assert_cmpint (error->code, ==, INTERPROCESS_QUEUE_ERROR_INVALID_OPTIONS);
  else if (is_good_path (options->path) && options->create && options->capacity <= SURELY_FITS &&
           options->group == NULL)
    g_error ("Nothing is wrong with the options, and yet: %s", error->message);
}

static void
check_error (const Options *options, const GError *error)
{
  g_autofree char *escaped = g_strescape (options->name != NULL ? options->name : "", NULL);
  const char *shown = is_good_name (options->name) ? options->name : escaped;

  g_assert_nonnull (error);
  g_assert_true (error->domain == INTERPROCESS_QUEUE_ERROR);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strstr (error->message, shown) == NULL)
    g_error ("“%s” is not in “%s”", shown, error->message);
  check_code (options, error);
}

static void
check_success (const Options *options, const char *name, guint64 capacity)
{
  g_assert_true (is_good_name (options->name));
  g_assert_true (is_good_path (options->path));
  g_assert_true (are_good_numbers (options));
  g_assert_true (options->create);
  g_assert_cmpstr (name, ==, options->name);
  g_assert_cmpuint (capacity, >=, options->capacity);
  g_assert_cmpuint (capacity & (capacity - 1), ==, 0);
}

/* ---- opening --------------------------------------------------------------------------------- */

/* The other end too, and a message through both. */
static void
exchange (const Options            *options,
          InterprocessQueueFactory *factory,
          InterprocessPublisher    *publisher)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessSubscriber) other =
    interprocess_queue_factory_create_subscriber (factory, options->object, &error);
  guint8 message[8];
  gsize length;

  if (options->max_endpoints == 1)
    {
      g_assert_error (error, INTERPROCESS_QUEUE_ERROR, INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS);
      return;
    }
  g_assert_no_error (error);
  interprocess_publisher_try_enqueue (publisher, (const guint8 *) "hello", 5, &error);
  g_assert_no_error (error);
  interprocess_subscriber_try_dequeue_into (other, message, sizeof message, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (message, length, "hello", 5);
}

/* Answers whether it succeeded. */
static gboolean
open_publisher (const Options *options, InterprocessQueueFactory *factory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessPublisher) publisher =
    interprocess_queue_factory_create_publisher (factory, options->object, &error);

  if (publisher == NULL)
    {
      check_error (options, error);
      return FALSE;
    }
  g_assert_no_error (error);
  check_success (options, interprocess_publisher_get_queue_name (publisher),
                 interprocess_publisher_get_capacity (publisher));
  exchange (options, factory, publisher);
  return TRUE;
}

static gboolean
open_subscriber (const Options *options, InterprocessQueueFactory *factory)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessSubscriber) subscriber =
    interprocess_queue_factory_create_subscriber (factory, options->object, &error);

  if (subscriber == NULL)
    {
      check_error (options, error);
      return FALSE;
    }
  g_assert_no_error (error);
  check_success (options, interprocess_subscriber_get_queue_name (subscriber),
                 interprocess_subscriber_get_capacity (subscriber));
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  FuzzInput input = { data, size };
  FuzzHoldings before;
  Options options;
  gboolean opened;
  guint names;

  set_up_once ();
  furnish_folder ();
  names = fuzz_folder_count ();
  before = fuzz_count_holdings ();
  options = take_options (&input);
  opened = options.publisher ? open_publisher (&options, factory)
                             : open_subscriber (&options, factory);
  if (opened && options.retention == INTERPROCESS_RETENTION_KEEP)
    names += FUZZ_NAMES_A_QUEUE;
  fuzz_assert_same_holdings (before);
  g_assert_cmpuint (fuzz_folder_count (), ==, names);
  fuzz_folder_empty ();
  options_clear (&options);
  return 0;
}
