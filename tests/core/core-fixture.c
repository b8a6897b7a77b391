/* SPDX-License-Identifier: MIT */
#include "core-fixture.h"

#include <sys/wait.h>

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("interprocess-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->options = (struct ipq_options) {
    .name = "test",
    .directory = fixture->directory,
    .capacity = 65536,
    .create = true,
  };
}

void
remove_contents (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_contents (path);
      g_remove (path);
    }
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  remove_contents (fixture->directory);
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

struct ipq_endpoint *
fixture_open (Fixture *fixture, enum ipq_role role)
{
  struct ipq_endpoint *endpoint = NULL;
  struct ipq_error error = { "" };
  int result = ipq_open (&fixture->options, role, &endpoint, &error);

  g_assert_cmpstr (error.message, ==, "");
  g_assert_cmpint (result, ==, IPQ_OK);
  return endpoint;
}

void
assert_open_fails (Fixture *fixture, int result, ...)
{
  struct ipq_endpoint *endpoint;
  struct ipq_error error = { "" };
  const char *word;
  va_list words;

  g_assert_cmpint (ipq_open (&fixture->options, IPQ_SUBSCRIBER, &endpoint, &error), ==, result);
  va_start (words, result);
  while ((word = va_arg (words, const char *)) != NULL)
    if (strstr (error.message, word) == NULL)
      g_error ("“%s” is not in “%s”", word, error.message);
  va_end (words);
}

guint
fixture_count_files (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->directory, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

gboolean
fixture_has_open (Fixture *fixture)
{
  g_autoptr(GDir) descriptors = g_dir_open ("/proc/self/fd", 0, NULL);
  g_autofree char *maps = NULL;
  const char *name;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  if (strstr (maps, fixture->directory) != NULL)
    return TRUE;
  while ((name = g_dir_read_name (descriptors)) != NULL)
    {
      g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (target != NULL && strstr (target, fixture->directory) != NULL)
        return TRUE;
    }
  return FALSE;
}

void
fill_message (guint8 *message, gsize length, guint number)
{
  for (gsize i = 0; i < length; i++)
    message[i] = (guint8) (number * 31 + i * 7 + (i >> 8));
}

void
check_message (const guint8 *message, gsize length, guint number)
{
  g_autofree guint8 *expected = g_malloc (length + 1);

  fill_message (expected, length, number);
  g_assert_cmpmem (message, length, expected, length);
}

void
expect_nothing (struct ipq_endpoint *subscriber)
{
  guint8 message[64];
  gsize length;

  g_assert_cmpint (ipq_try_dequeue (subscriber, message, sizeof message, &length), ==, IPQ_EMPTY);
}

void
wait_for_exit (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

void
wait_for_signal (pid_t child, int number)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, number);
}

void
wait_for_stop (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, WUNTRACED), ==, child);
  g_assert_true (WIFSTOPPED (status));
}

gint64
seconds_from_now (gint64 seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}
