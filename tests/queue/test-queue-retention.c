/* SPDX-License-Identifier: MIT */
/* How long a queue is there. */
#include "queue-fixture.h"

#include <glib/gstdio.h>

static void
keep (Fixture *f)
{
  interprocess_queue_options_set_retention (f->options, INTERPROCESS_RETENTION_KEEP);
}

static void
find_only (Fixture *f)
{
  interprocess_queue_options_set_create (f->options, FALSE);
}

static void
assert_gone (Fixture *f)
{
  find_only (f);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_NOT_FOUND, "test.queue", NULL);
}

/* As the documentation says. */
static void
remove_by_hand (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->directory, "test.queue", NULL);
  GDir *directory = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (directory);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_dir_close (directory);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
send_and_close (Fixture *f, guint first, guint last)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  fixture_send (publisher, first, last);
}

static void
take_and_close (Fixture *f, guint first, guint last)
{
  g_autoptr(InterprocessSubscriber) subscriber = fixture_subscriber (f);

  fixture_take (subscriber, first, last);
}

static void
test_last_close_removes (Fixture *f, gconstpointer data)
{
  send_and_close (f, 1, 3);
  assert_gone (f);
}

static void
test_kept_when_all_have_closed (Fixture *f, gconstpointer data)
{
  keep (f);
  send_and_close (f, 1, 3);
  send_and_close (f, 4, 6);
  take_and_close (f, 1, 6);
  find_only (f);
  send_and_close (f, 7, 9);
  take_and_close (f, 7, 9);
  remove_by_hand (f);
  assert_gone (f);
}

static void
send_three (Fixture *f)
{
  fixture_send (fixture_publisher (f), 1, 3);
}

static void
test_kept_when_all_are_killed (Fixture *f, gconstpointer data)
{
  keep (f);
  kill_child (fixture_start_child (f, send_three));
  find_only (f);
  take_and_close (f, 1, 3);
  remove_by_hand (f);
}

/* The same with endpoints that are alone in their role. */
static void
test_kept_of_exclusive (Fixture *f, gconstpointer data)
{
  keep (f);
  interprocess_queue_options_set_exclusive (f->options, TRUE);
  kill_child (fixture_start_child (f, send_three));
  send_and_close (f, 4, 6);
  take_and_close (f, 1, 6);
  remove_by_hand (f);
}

/* In many laps of the ring, with nobody there in between. */
static void
test_kept_again_and_again (Fixture *f, gconstpointer data)
{
  keep (f);
  for (guint first = 0; first < 2000; first += 50)
    {
      send_and_close (f, first, first + 49);
      take_and_close (f, first, first + 49);
    }
  remove_by_hand (f);
}

static void
test_not_kept_when_all_are_killed (Fixture *f, gconstpointer data)
{
  kill_child (fixture_start_child (f, send_three));
  take_and_close (f, 1, 0); /* nothing is in it */
  assert_gone (f);
}

/* It is for the one who makes the queue. */
static void
test_others_find_it_as_it_is (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = fixture_publisher (f);

  keep (f);
  take_and_close (f, 1, 0);
  g_clear_object (&publisher);
  send_and_close (f, 1, 3); /* so this one makes another, which is kept */
  interprocess_queue_options_set_retention (f->options, INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE);
  send_and_close (f, 4, 6);
  take_and_close (f, 1, 6);
  find_only (f);
  take_and_close (f, 1, 0);
  remove_by_hand (f);
}

static void
test_capacity_of_kept_queue (Fixture *f, gconstpointer data)
{
  keep (f);
  send_and_close (f, 1, 3);
  interprocess_queue_options_set_capacity (f->options, 131072);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_CAPACITY_MISMATCH, "65536", "131072",
                             "remove it", NULL);
  interprocess_queue_options_set_capacity (f->options, 65536);
  take_and_close (f, 1, 3);
  remove_by_hand (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queue-retention/last-close-removes", test_last_close_removes);
  fixture_add ("/queue-retention/kept-when-all-have-closed", test_kept_when_all_have_closed);
  fixture_add ("/queue-retention/kept-when-all-are-killed", test_kept_when_all_are_killed);
  fixture_add ("/queue-retention/kept-of-exclusive", test_kept_of_exclusive);
  fixture_add ("/queue-retention/kept-again-and-again", test_kept_again_and_again);
  fixture_add ("/queue-retention/not-kept-when-all-are-killed", test_not_kept_when_all_are_killed);
  fixture_add ("/queue-retention/others-find-it-as-it-is", test_others_find_it_as_it_is);
  fixture_add ("/queue-retention/capacity-of-kept-queue", test_capacity_of_kept_queue);
  return g_test_run ();
}
