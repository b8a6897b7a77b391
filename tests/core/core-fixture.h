/* SPDX-License-Identifier: MIT */
#pragma once

#include "queue.h"

#include <glib.h>
#include <glib/gstdio.h>

/* A directory of its own for each test, removed with all that is in it. */
typedef struct
{
  char *directory;
  struct ipq_options options; /* of a queue "test", 64 KiB */
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

#define fixture_add(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

/* Opens, or ends the test with the error. */
struct ipq_endpoint *fixture_open (Fixture *fixture, enum ipq_role role);

/* Opening a subscriber fails with this result and a message that has all these words in it, up to a
 * NULL. */
void assert_open_fails (Fixture *fixture, int result, ...) G_GNUC_NULL_TERMINATED;

/* How many names are in the directory. */
guint fixture_count_files (Fixture *fixture);

/* All that is in the directory. */
void remove_contents (const char *directory);

/* Is a file of the directory open or mapped in this process? */
gboolean fixture_has_open (Fixture *fixture);

/* A message whose content follows from its number and length. */
void fill_message (guint8 *message, gsize length, guint number);
void check_message (const guint8 *message, gsize length, guint number);

/* Asserts that there is no message to be had now. */
void expect_nothing (struct ipq_endpoint *subscriber);

/* Waits for a child and asserts how it ended. */
void wait_for_exit (pid_t child);
void wait_for_signal (pid_t child, int number);
void wait_for_stop (pid_t child);

/* Monotonic time after so many seconds: the bound of a loop that waits for a condition. */
gint64 seconds_from_now (gint64 seconds);
