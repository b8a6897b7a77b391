/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/interprocess.h>

/* A factory, and options for a queue "test" of 64 KiB in a directory of its own. */
typedef struct
{
  char *directory;
  InterprocessQueueFactory *factory;
  InterprocessQueueOptions *options;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

#define fixture_add(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

InterprocessPublisher  *fixture_publisher (Fixture *fixture);
InterprocessSubscriber *fixture_subscriber (Fixture *fixture);

/* Sends messages with the numbers from `first` to `last`; takes them, and there are no others. */
void fixture_send (InterprocessPublisher *publisher, guint first, guint last);
void fixture_take (InterprocessSubscriber *subscriber, guint first, guint last);

/* Overwrites everything behind the first page and the header of the queue's file with words that no
 * honest peer writes. */
void fixture_corrupt (Fixture *fixture);

/* A child that does this, says that it has, and waits to be killed. */
typedef void (*ChildWork) (Fixture *fixture);
pid_t fixture_start_child (Fixture *fixture, ChildWork work);
void  kill_child (pid_t child);

/* The same, of a child that ends by itself. */
void fixture_run_child (Fixture *fixture, ChildWork work);
void wait_for_exit (pid_t child);

/* Opening fails with this code and a message that has all these words in it. */
void fixture_assert_open_fails (Fixture *fixture,
                                InterprocessQueueError code,
                                ...) G_GNUC_NULL_TERMINATED;

/* The error has this code of ours, and its message this word in it; it is cleared. */
void assert_queue_error (GError **error, InterprocessQueueError code, const char *word);
