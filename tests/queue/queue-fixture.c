/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("interprocess-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->factory = interprocess_queue_factory_new ();
  fixture->options = interprocess_queue_options_new ("test", 65536);
  interprocess_queue_options_set_path (fixture->options, fixture->directory);
}

/* Every endpoint is closed by now, so no file may be left. */
void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_clear_object (&fixture->options);
  g_clear_object (&fixture->factory);
  g_free (fixture->directory);
}

InterprocessPublisher *
fixture_publisher (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  InterprocessPublisher *publisher =
    interprocess_queue_factory_create_publisher (fixture->factory, fixture->options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (publisher);
  return publisher;
}

InterprocessSubscriber *
fixture_subscriber (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  InterprocessSubscriber *subscriber =
    interprocess_queue_factory_create_subscriber (fixture->factory, fixture->options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (subscriber);
  return subscriber;
}

/* Of many lengths, so that they meet the ring's end in many ways. */
static GBytes *
new_message (guint number)
{
  gsize length = sizeof number + number % 700;
  guint8 *message = g_malloc0 (length);

  memcpy (message, &number, sizeof number);
  return g_bytes_new_take (message, length);
}

void
fixture_send (InterprocessPublisher *publisher, guint first, guint last)
{
  for (guint number = first; number <= last; number++)
    {
      g_autoptr(GBytes) message = new_message (number);
      g_autoptr(GError) error = NULL;

      g_assert_true (interprocess_publisher_try_enqueue_bytes (publisher, message, &error));
      g_assert_no_error (error);
    }
}

void
fixture_take (InterprocessSubscriber *subscriber, guint first, guint last)
{
  g_autoptr(GBytes) none = NULL;
  g_autoptr(GError) error = NULL;

  for (guint number = first; number <= last; number++)
    {
      g_autoptr(GBytes) expected = new_message (number);
      g_autoptr(GBytes) message = interprocess_subscriber_try_dequeue_bytes (subscriber, &error);

      g_assert_no_error (error);
      g_assert_nonnull (message);
      g_assert_true (g_bytes_equal (message, expected));
    }
  none = interprocess_subscriber_try_dequeue_bytes (subscriber, &error);
  g_assert_no_error (error);
  g_assert_null (none);
}

pid_t
fixture_start_child (Fixture *fixture, ChildWork work)
{
  int done[2];
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (done), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      work (fixture);
      prctl (PR_SET_PDEATHSIG, SIGKILL); /* again: who becomes another user loses it */
      g_assert_cmpint (write (done[1], "", 1), ==, 1);
      for (;;)
        pause ();
    }
  close (done[1]);
  g_assert_cmpint (read (done[0], &byte, 1), ==, 1); /* 0 bytes: it ended, and has said why */
  close (done[0]);
  return child;
}

void
kill_child (pid_t child)
{
  int status;

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
}

void
wait_for_exit (pid_t child)
{
  int status;

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

void
fixture_run_child (Fixture *fixture, ChildWork work)
{
  pid_t child = fork ();

  if (child == 0)
    {
      work (fixture);
      _exit (0);
    }
  wait_for_exit (child);
}

void
fixture_assert_open_fails (Fixture *fixture, InterprocessQueueError code, ...)
{
  g_autoptr(GError) error = NULL;
  const char *word;
  va_list words;

  g_assert_null (
    interprocess_queue_factory_create_publisher (fixture->factory, fixture->options, &error));
  g_assert_error (error, INTERPROCESS_QUEUE_ERROR, (int) code);
  va_start (words, code);
  while ((word = va_arg (words, const char *)) != NULL)
    if (strstr (error->message, word) == NULL)
      g_error ("“%s” is not in “%s”", word, error->message);
  va_end (words);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

void
fixture_corrupt (Fixture *fixture)
{
  g_autofree char *file = g_build_filename (fixture->directory, "test.queue", "ring", NULL);
  g_autofree char *contents = NULL;
  gsize length;
  FILE *stream;

  g_assert_true (g_file_get_contents (file, &contents, &length, NULL));
  memset (contents + 8192, 0x11, length - 8192);
  stream = fopen (file, "r+"); /* in place: the file stays the same one */
  g_assert_nonnull (stream);
  g_assert_cmpint (fseek (stream, 8192, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (contents + 8192, 1, length - 8192, stream), ==, length - 8192);
  g_assert_cmpint (fclose (stream), ==, 0);
}

void
assert_queue_error (GError **error, InterprocessQueueError code, const char *word)
{
  g_assert_error (*error, INTERPROCESS_QUEUE_ERROR, (int) code);
  if (strstr ((*error)->message, word) == NULL)
    g_error ("“%s” is not in “%s”", word, (*error)->message);
  g_clear_error (error);
}
