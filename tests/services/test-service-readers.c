/* SPDX-License-Identifier: MIT */

#include <sys/wait.h>
#include <unistd.h>

#include "service-fixture.h"

#include "../../src/services/service-index.h"
#include "../../src/services/service-readers.h"

/* How ready singletons are found without a lock, and taken away from those who look for them. */

#define N_READERS 4
#define N_ROUNDS 100

static void
await_flag (int *flag)
{
  while (!g_atomic_int_get (flag))
    g_thread_yield ();
}

typedef struct
{
  int began;
  int ended;
} Waiter;

static gpointer
wait_for_readers (gpointer data)
{
  Waiter *waiter = data;

  g_atomic_int_set (&waiter->began, TRUE);
  interprocess_service_readers_await_all ();
  g_atomic_int_set (&waiter->ended, TRUE);

  return NULL;
}

static void
test_who_takes_away_waits (void)
{
  for (int i = 0; i < N_ROUNDS; i++)
    {
      Waiter waiter = { FALSE };
      InterprocessServiceReader *reader = interprocess_service_readers_enter ();
      GThread *thread = g_thread_new ("waiter", wait_for_readers, &waiter);

      await_flag (&waiter.began);
      for (int j = 0; j < 10; j++)
        g_thread_yield ();
      g_assert_false (g_atomic_int_get (&waiter.ended));
      interprocess_service_readers_leave (reader);
      g_thread_join (thread);
      g_assert_true (waiter.ended);
    }
}

static void
test_who_reads_again_is_not_waited_for (void)
{
  Waiter waiter = { FALSE };
  GThread *thread;

  g_test_summary ("Readers who come and go without a pause do not hold up anybody for ever.");

  thread = g_thread_new ("waiter", wait_for_readers, &waiter);
  while (!g_atomic_int_get (&waiter.ended))
    interprocess_service_readers_leave (interprocess_service_readers_enter ());
  g_thread_join (thread);
}

static gpointer
read_once (gpointer data)
{
  InterprocessServiceReader *reader = interprocess_service_readers_enter ();

  interprocess_service_readers_leave (reader);

  return reader;
}

static void
test_records_are_used_again (void)
{
  gpointer first = g_thread_join (g_thread_new ("one", read_once, NULL));
  gpointer second = g_thread_join (g_thread_new ("other", read_once, NULL));

  g_assert_true (first == second);
}

typedef struct
{
  int reads;
  int may_end;
} Reading;

static gpointer
read_until_told (gpointer data)
{
  Reading *reading = data;
  InterprocessServiceReader *reader = interprocess_service_readers_enter ();

  g_atomic_int_set (&reading->reads, TRUE);
  await_flag (&reading->may_end);
  interprocess_service_readers_leave (reader);

  return NULL;
}

static void
test_a_child_has_no_other_readers (void)
{
  Reading reading = { FALSE };
  GThread *thread = g_thread_new ("reader", read_until_told, &reading);
  int status;
  pid_t child;

  await_flag (&reading.reads);
  child = fork ();
  if (child == 0)
    {
      interprocess_service_readers_await_all ();
      _exit (0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_atomic_int_set (&reading.may_end, TRUE);
  g_thread_join (thread);
}

typedef struct
{
  InterprocessServiceProvider *provider;
  const char *key;
  int *n_asking;
} Asker;

static gpointer
ask_until_closed (gpointer data)
{
  Asker *asker = data;
  g_autoptr(GError) error = NULL;
  TestObject *object;

  g_atomic_int_inc (asker->n_asking);
  while ((object = interprocess_service_provider_get_required_keyed_service (
            asker->provider, TEST_TYPE_A, asker->key, &error)) != NULL)
    {
      g_assert_cmpint (g_atomic_int_get (&object->n_closed), <=, 1);
      g_object_unref (object);
    }
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);

  return NULL;
}

static void
close_under_readers (InterprocessServiceCollection *services)
{
  InterprocessServiceProvider *provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  TestObject *object = test_get (provider, TEST_TYPE_A);
  GThread *threads[N_READERS];
  Asker askers[N_READERS];
  int n_asking = 0;

  for (int i = 0; i < N_READERS; i++)
    {
      askers[i] = (Asker) { provider, i % 2 == 0 ? NULL : "key", &n_asking };
      threads[i] = g_thread_new ("asker", ask_until_closed, &askers[i]);
    }
  while (g_atomic_int_get (&n_asking) < N_READERS)
    g_thread_yield ();
  interprocess_service_provider_close (provider);

  for (int i = 0; i < N_READERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (object->n_closed, ==, 1);
  g_assert_finalize_object (object);
  g_assert_finalize_object (provider);
}

static void
test_closing_under_readers (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  g_test_summary ("What a provider lets go of is not found by those who look for it.");

  interprocess_service_collection_add_singleton (services, TEST_TYPE_A, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_keyed_singleton (services, TEST_TYPE_A, "key",
                                                       TEST_TYPE_OBJECT);

  for (int i = 0; i < N_ROUNDS; i++)
    close_under_readers (services);
}

static void
test_an_index_finds_all (void)
{
  const guint n = 1000;
  InterprocessServiceIndex index;

  interprocess_service_index_init (&index, n);
  for (guint i = 1; i <= n; i++)
    interprocess_service_index_add (&index, (GType) i * 4, i);
  interprocess_service_index_add (&index, 4, n + 1);

  g_assert_cmpuint (interprocess_service_index_find (&index, 4)->slot, ==, n + 1);
  for (guint i = 2; i <= n; i++)
    g_assert_cmpuint (interprocess_service_index_find (&index, (GType) i * 4)->slot, ==, i);
  g_assert_cmpuint (interprocess_service_index_find (&index, (GType) n * 4 + 4)->type, ==, 0);
  g_assert_cmpuint (interprocess_service_index_find (&index, 0)->type, ==, 0);
  interprocess_service_index_clear (&index);
}

static void
test_an_empty_index_finds_nothing (void)
{
  InterprocessServiceIndex index;

  interprocess_service_index_init (&index, 0);
  g_assert_cmpuint (interprocess_service_index_find (&index, G_TYPE_OBJECT)->type, ==, 0);
  interprocess_service_index_clear (&index);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/readers/" #name, test_##name)

  ADD (who_takes_away_waits);
  ADD (who_reads_again_is_not_waited_for);
  ADD (records_are_used_again);
  ADD (a_child_has_no_other_readers);
  ADD (closing_under_readers);
  ADD (an_index_finds_all);
  ADD (an_empty_index_finds_nothing);

  return g_test_run ();
}
