/* SPDX-License-Identifier: MIT */
/* Who may open a queue, and whose queues are trusted. */
#include "queue-fixture.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two users that own nothing, and a group that both are in. They need no names. */
#define NOBODY 65534
#define STRANGER 65533
#define CLUB 54321
#define CLUB_TEXT "54321"

static const guint all_modes[] = { 0600, 0660, 0606, 0666 };

static GStatBuf
look_at (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->directory, "test.queue", name, NULL);
  GStatBuf found;

  g_assert_cmpint (g_stat (path, &found), ==, 0);
  return found;
}

static void
use (Fixture *f, guint mode, const char *group)
{
  interprocess_queue_options_set_mode (f->options, mode);
  interprocess_queue_options_set_group (f->options, group);
}

/* ---- what is made ----------------------------------------------------------------------------- */

static void
test_mode_whatever_the_umask (Fixture *f, gconstpointer data)
{
  static const mode_t masks[] = { 0, 022, 027, 077 };

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    for (guint j = 0; j < G_N_ELEMENTS (all_modes); j++)
      {
        mode_t was = umask (masks[i]);
        g_autoptr(InterprocessPublisher) publisher = NULL;
        guint mode = all_modes[j];

        use (f, mode, NULL);
        publisher = fixture_publisher (f);
        umask (was);
        g_assert_cmpuint (look_at (f, "ring").st_mode & 07777, ==, mode);
        g_assert_cmpuint (look_at (f, "").st_mode & 0777, ==, mode | (mode & 0444) >> 2);
      }
}

static void
assert_group (Fixture *f, const char *group, gid_t gid)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;

  use (f, 0660, group);
  publisher = fixture_publisher (f);
  g_assert_cmpuint (look_at (f, "ring").st_gid, ==, gid);
  g_assert_cmpuint (look_at (f, "").st_gid, ==, gid);
  g_assert_cmpuint (look_at (f, "ring").st_mode & 07777, ==, 0660);
}

static void
test_own_group (Fixture *f, gconstpointer data)
{
  const struct group *own = getgrgid (getegid ());
  g_autofree char *number = g_strdup_printf ("%u", (guint) getegid ());

  assert_group (f, number, getegid ());
  if (own != NULL)
    assert_group (f, own->gr_name, getegid ());
}

static void
test_any_group (Fixture *f, gconstpointer data)
{
  const struct group *other;

  assert_group (f, CLUB_TEXT, CLUB);
  setgrent ();
  while ((other = getgrent ()) != NULL && other->gr_gid == getegid ())
    ;
  g_assert_nonnull (other);
  assert_group (f, other->gr_name, other->gr_gid);
  endgrent ();
}

/* The mode and the group of a queue that is there stay as they are. */
static void
test_others_find_it_as_it_is (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  use (f, 0660, NULL);
  publisher = fixture_publisher (f);
  use (f, 0666, NULL);
  subscriber = fixture_subscriber (f);
  g_assert_cmpuint (look_at (f, "ring").st_mode & 07777, ==, 0660);
  fixture_send (publisher, 1, 3);
  fixture_take (subscriber, 1, 3);
}

/* ---- several users ---------------------------------------------------------------------------- */

static void
become (uid_t user, gid_t group)
{
  g_assert_cmpint (setgroups (1, &group), ==, 0);
  g_assert_cmpint (setresgid (user, user, user), ==, 0);
  g_assert_cmpint (setresuid (user, user, user), ==, 0);
}

/* As /dev/shm is: all may put something into it, and each remove only what is his. */
static void
open_directory_to_all (Fixture *f)
{
  g_assert_cmpint (g_chmod (f->directory, 01777), ==, 0);
}

static void
open_directory_to_club (Fixture *f)
{
  g_assert_cmpint (chown (f->directory, (uid_t) -1, CLUB), ==, 0);
  g_assert_cmpint (g_chmod (f->directory, 0775), ==, 0);
}

static void
assert_untrusted (Fixture *f, guint mode, const char *group)
{
  use (f, mode, group);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_UNTRUSTED, "test.queue", "user 65534",
                             NULL);
}

static void
assert_admitted (Fixture *f, guint mode, const char *group)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  use (f, mode, group);
  publisher = fixture_publisher (f);
  subscriber = fixture_subscriber (f);
  fixture_send (publisher, 1, 3);
  fixture_take (subscriber, 1, 3);
}

/* Removes what a killed child made. */
static void
clear_up (Fixture *f)
{
  use (f, 0666, NULL);
  g_object_unref (fixture_publisher (f));
}

static void
take_as_nobody (Fixture *f)
{
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  become (NOBODY, NOBODY);
  use (f, 0600, NULL); /* what root made is trusted anyway */
  subscriber = fixture_subscriber (f);
  fixture_take (subscriber, 1, 3);
}

static void
test_root_lets_everybody_in (Fixture *f, gconstpointer data)
{
  mode_t was = umask (077);
  g_autoptr(InterprocessPublisher) publisher = NULL;

  g_assert_cmpint (g_chmod (f->directory, 0755), ==, 0);
  use (f, 0666, NULL);
  publisher = fixture_publisher (f);
  umask (was);
  fixture_send (publisher, 1, 3);
  fixture_run_child (f, take_as_nobody);
  fixture_send (publisher, 1, 3);
  fixture_run_child (f, take_as_nobody);
}

static void
assert_denied_as_nobody (Fixture *f)
{
  become (NOBODY, NOBODY);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED, "test.queue", NULL);
}

static void
test_root_lets_nobody_in (Fixture *f, gconstpointer data)
{
  static const guint closed[] = { 0600, 0660 };

  open_directory_to_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autoptr(InterprocessPublisher) publisher = NULL;

      use (f, closed[i], NULL);
      publisher = fixture_publisher (f);
      fixture_run_child (f, assert_denied_as_nobody);
    }
}

static void
make_as_nobody (Fixture *f)
{
  become (NOBODY, CLUB);
  fixture_send (fixture_publisher (f), 1, 3);
}

static void
trust_as_stranger (Fixture *f)
{
  become (STRANGER, STRANGER);
  assert_untrusted (f, 0600, NULL);
  assert_untrusted (f, 0660, NULL);
  assert_untrusted (f, 0660, CLUB_TEXT);
  assert_admitted (f, 0606, NULL);
  assert_admitted (f, 0666, NULL);
}

/* Nobody's queue is open to all; whether to trust nobody is for each to say. */
static void
test_queue_of_everybody (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  pid_t nobody;

  open_directory_to_all (f);
  use (f, 0666, NULL);
  nobody = fixture_start_child (f, make_as_nobody);
  subscriber = fixture_subscriber (f);
  fixture_take (subscriber, 1, 3);
  g_clear_object (&subscriber);
  assert_untrusted (f, 0600, NULL);
  assert_untrusted (f, 0660, NULL);
  assert_untrusted (f, 0660, CLUB_TEXT);
  assert_admitted (f, 0606, NULL);
  fixture_run_child (f, trust_as_stranger);
  kill_child (nobody);
  assert_untrusted (f, 0600, NULL); /* nor if it is only what is left */
  clear_up (f);
}

static void
trust_as_member (Fixture *f)
{
  become (STRANGER, CLUB);
  assert_untrusted (f, 0600, NULL);
  assert_untrusted (f, 0660, NULL);
  assert_untrusted (f, 0600, CLUB_TEXT);
  assert_untrusted (f, 0660, "54322");
  assert_admitted (f, 0660, CLUB_TEXT);
}

static void
fail_as_outsider (Fixture *f)
{
  become (STRANGER, STRANGER);
  use (f, 0660, CLUB_TEXT);
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED, "test.queue", NULL);
}

static void
test_queue_of_a_group (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  pid_t nobody;

  open_directory_to_club (f);
  use (f, 0660, CLUB_TEXT);
  nobody = fixture_start_child (f, make_as_nobody);
  g_assert_cmpuint (look_at (f, "ring").st_uid, ==, NOBODY);
  g_assert_cmpuint (look_at (f, "ring").st_gid, ==, CLUB);
  subscriber = fixture_subscriber (f);
  fixture_take (subscriber, 1, 3);
  g_clear_object (&subscriber);
  assert_untrusted (f, 0600, NULL);
  fixture_run_child (f, trust_as_member);
  fixture_run_child (f, fail_as_outsider);
  open_directory_to_all (f); /* where a stranger could have brought it */
  assert_untrusted (f, 0660, CLUB_TEXT);
  kill_child (nobody);
  clear_up (f);
}

static void
give_to_root_as_nobody (Fixture *f)
{
  become (NOBODY, CLUB);
  use (f, 0660, "0");
  fixture_assert_open_fails (f, INTERPROCESS_QUEUE_ERROR_PERMISSION_DENIED, "test.queue",
                             "group 0", NULL);
}

static void
test_only_members_can_give_to_a_group (Fixture *f, gconstpointer data)
{
  open_directory_to_all (f);
  fixture_run_child (f, give_to_root_as_nobody);
}

/* Returns when the other end of the gate is closed. */
static void
leave_as_nobody (Fixture *f, int gate)
{
  InterprocessPublisher *publisher;
  char byte;

  become (NOBODY, NOBODY);
  publisher = fixture_publisher (f);
  fixture_send (publisher, 1, 3);
  g_assert_cmpint (read (gate, &byte, 1), ==, 0);
  g_object_unref (publisher);
}

/* Whoever leaves last may not be able to remove the queue's directory. Then the next life of the queue
 * begins in its place. */
static void
test_stranger_leaves_last (Fixture *f, gconstpointer data)
{
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  g_autoptr(GBytes) message = NULL;
  int gate[2];
  pid_t nobody;

  open_directory_to_all (f);
  use (f, 0666, NULL);
  subscriber = fixture_subscriber (f);
  g_assert_cmpint (pipe (gate), ==, 0);
  nobody = fork ();
  if (nobody == 0)
    {
      close (gate[1]);
      leave_as_nobody (f, gate[0]);
      _exit (0);
    }
  message = interprocess_subscriber_dequeue (subscriber, 60 * G_USEC_PER_SEC, NULL, NULL);
  g_assert_nonnull (message); /* so nobody has opened it */
  g_clear_object (&subscriber);
  close (gate[0]);
  close (gate[1]);
  wait_for_exit (nobody);
  subscriber = fixture_subscriber (f);
  publisher = fixture_publisher (f);
  fixture_send (publisher, 4, 6);
  fixture_take (subscriber, 4, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/queue-access/mode-whatever-the-umask", test_mode_whatever_the_umask);
  fixture_add ("/queue-access/own-group", test_own_group);
  fixture_add ("/queue-access/others-find-it-as-it-is", test_others_find_it_as_it_is);
  if (geteuid () != 0) /* only root can give things away, and become others */
    return g_test_run ();
  fixture_add ("/queue-access/any-group", test_any_group);
  fixture_add ("/queue-access/root-lets-everybody-in", test_root_lets_everybody_in);
  fixture_add ("/queue-access/root-lets-nobody-in", test_root_lets_nobody_in);
  fixture_add ("/queue-access/queue-of-everybody", test_queue_of_everybody);
  fixture_add ("/queue-access/queue-of-a-group", test_queue_of_a_group);
  fixture_add ("/queue-access/only-members-can-give-to-a-group",
               test_only_members_can_give_to_a_group);
  fixture_add ("/queue-access/stranger-leaves-last", test_stranger_leaves_last);
  return g_test_run ();
}
