/* SPDX-License-Identifier: MIT */
#include "queue-fixture.h"

#include <glib/gstdio.h>

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
assert_queue_error (GError **error, InterprocessQueueError code, const char *word)
{
  g_assert_error (*error, INTERPROCESS_QUEUE_ERROR, (int) code);
  if (strstr ((*error)->message, word) == NULL)
    g_error ("“%s” is not in “%s”", word, (*error)->message);
  g_clear_error (error);
}
