/* SPDX-License-Identifier: MIT */
/* Opening and closing a queue with every number of descriptors that is too small. */
#include "fault-fixture.h"

#include "../descriptors.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* More than any open needs at once. */
#define ENOUGH_DESCRIPTORS 16

static struct rlimit usual_descriptors;

/* From now on so many more descriptors than are open now. */
static void
leave_descriptors (guint number)
{
  struct rlimit limit = usual_descriptors;
  int next = dup (STDERR_FILENO);

  g_assert_cmpint (next, >=, 0);
  close (next);
  limit.rlim_cur = (rlim_t) next + number;
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
}

static void
leave_all_descriptors (void)
{
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &usual_descriptors));
}

/* NULL, and nothing is left of the attempt, unless so many descriptors suffice. */
static struct ipq_endpoint *
open_with_descriptors (Fixture *f, guint number)
{
  struct ipq_endpoint *endpoint = NULL;
  struct ipq_error error = { "" };
  guint descriptors = count_descriptors ();
  guint files = fixture_count_files (f);
  int result;

  leave_descriptors (number);
  result = ipq_open (&f->options, IPQ_SUBSCRIBER, &endpoint, &error);
  leave_all_descriptors ();
  if (result == IPQ_OK)
    return endpoint;
  if (result != IPQ_FAILED || strstr (error.message, "close descriptors") == NULL)
    g_error ("With %u descriptors: %d, %s", number, result, error.message);
  g_assert_cmpuint (count_descriptors (), ==, descriptors);
  g_assert_cmpuint (fixture_count_files (f), <=, files); /* fewer: it cleared up after the dead */
  return NULL;
}

/* What stands there before each attempt, and is asked afterwards. */
struct descriptor_case
{
  void (*begin) (Fixture *f);
  void (*check) (Fixture *f, struct ipq_endpoint *endpoint);
  guint files_left;
};

static void
try_all_limits (Fixture *f, const struct descriptor_case *c)
{
  guint refused = 0, descriptors;

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &usual_descriptors));
  descriptors = count_descriptors ();
  for (guint number = 0; number < ENOUGH_DESCRIPTORS; number++)
    {
      struct ipq_endpoint *endpoint;

      c->begin (f);
      endpoint = open_with_descriptors (f, number);
      if (endpoint == NULL)
        {
          refused++;
          endpoint = fixture_open (f, IPQ_SUBSCRIBER); /* harmed by none of that */
        }
      c->check (f, endpoint);
      ipq_free (endpoint);
      g_assert_cmpuint (fixture_count_files (f), ==, c->files_left);
      g_assert_cmpuint (count_descriptors (), ==, descriptors);
    }
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpuint (refused, <, ENOUGH_DESCRIPTORS / 2);
}

static void
begin_with_nothing (Fixture *f)
{
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
check_new (Fixture *f, struct ipq_endpoint *endpoint)
{
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_CREATED), ==, 1);
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_TOOK_OVER), ==, 0);
  expect_nothing (endpoint);
}

static void
create_with_few_descriptors (Fixture *f)
{
  try_all_limits (f, &(struct descriptor_case) { begin_with_nothing, check_new, 0 });
}

static void
send_and_die (Fixture *f)
{
  send_number (fixture_open (f, IPQ_PUBLISHER), 1);
  raise (SIGKILL);
}

static void
begin_with_stale (Fixture *f)
{
  wait_for_signal (start_child (f, send_and_die), SIGKILL);
}

/* It may be an attempt in vain that cleared up. */
static void
check_taken_over (Fixture *f, struct ipq_endpoint *endpoint)
{
  g_assert_cmpuint (ipq_count_of (endpoint, IPQ_NOTICE_CREATED), ==, 1);
  expect_nothing (endpoint);
}

static void
replace_with_few_descriptors (Fixture *f)
{
  try_all_limits (f, &(struct descriptor_case) { begin_with_stale, check_taken_over, 0 });
}

/* A kept queue has its message, whoever failed to open it, or made it with few descriptors. */
static void
begin_with_kept (Fixture *f)
{
  struct ipq_endpoint *publisher;

  f->options.retention = IPQ_KEEP;
  publisher = fixture_open (f, IPQ_PUBLISHER);
  send_number (publisher, 1);
  ipq_free (publisher);
}

static void
check_kept (Fixture *f, struct ipq_endpoint *endpoint)
{
  expect_number (endpoint, 1);
  expect_nothing (endpoint);
}

static void
join_kept_with_few_descriptors (Fixture *f)
{
  try_all_limits (f, &(struct descriptor_case) { begin_with_kept, check_kept, 1 });
}

static void
begin_to_keep (Fixture *f)
{
  f->options.retention = IPQ_KEEP;
  remove_contents (f->directory);
}

static void
check_that_it_stays (Fixture *f, struct ipq_endpoint *endpoint)
{
  struct ipq_endpoint *publisher = fixture_open (f, IPQ_PUBLISHER);

  send_number (publisher, 1);
  ipq_free (publisher);
  ipq_close (endpoint);
  endpoint = fixture_open (f, IPQ_SUBSCRIBER);
  check_kept (f, endpoint);
  ipq_free (endpoint);
}

static void
keep_with_few_descriptors (Fixture *f)
{
  try_all_limits (f, &(struct descriptor_case) { begin_to_keep, check_that_it_stays, 1 });
}

static struct ipq_endpoint *living;

static void
begin_with_living (Fixture *f)
{
  if (living == NULL)
    living = fixture_open (f, IPQ_PUBLISHER);
  send_number (living, 1);
}

static void
join_with_few_descriptors (Fixture *f)
{
  begin_with_living (f);
  expect_number (fixture_open (f, IPQ_SUBSCRIBER), 1);
  try_all_limits (f, &(struct descriptor_case) { begin_with_living, check_kept, 1 });
}

/* The name cannot be looked at then. The queue is over all the same, and the next one clears it away. */
static void
close_without_descriptors (Fixture *f)
{
  struct ipq_endpoint *endpoint = fixture_open (f, IPQ_PUBLISHER);

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &usual_descriptors));
  leave_descriptors (0);
  ipq_free (endpoint);
  leave_all_descriptors ();
  endpoint = fixture_open (f, IPQ_PUBLISHER);
  check_new (f, endpoint);
  ipq_free (endpoint);
  g_assert_cmpuint (fixture_count_files (f), ==, 0);
}

static void
test_descriptors (Fixture *f, gconstpointer data)
{
  void (*function) (Fixture *) = data;

  run_in_child (f, function);
}

#define add_descriptors(path, function) \
  g_test_add (path, Fixture, function, fixture_set_up, test_descriptors, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_descriptors ("/descriptors/create", create_with_few_descriptors);
  add_descriptors ("/descriptors/join", join_with_few_descriptors);
  add_descriptors ("/descriptors/replace-stale", replace_with_few_descriptors);
  add_descriptors ("/descriptors/join-kept", join_kept_with_few_descriptors);
  add_descriptors ("/descriptors/keep", keep_with_few_descriptors);
  add_descriptors ("/descriptors/close", close_without_descriptors);
  return g_test_run ();
}
