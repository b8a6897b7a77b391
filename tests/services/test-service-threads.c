/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/* Several threads at one container. */

#define N_THREADS 8
#define N_ROUNDS 50

/* Waits until as many threads have come as the door was set to; from then on it is open. */
static void
pass (int *door)
{
  g_atomic_int_add (door, -1);
  while (g_atomic_int_get (door) > 0)
    g_thread_yield ();
}

typedef struct
{
  InterprocessServiceProvider *provider;
  GType service_type;
  int *door;
  GError *error;
} Asker;

static gpointer
ask (gpointer data)
{
  Asker *asker = data;

  if (asker->door != NULL)
    pass (asker->door);

  return interprocess_service_provider_get_required_service (asker->provider, asker->service_type,
                                                             &asker->error);
}

static GObject *
create_and_count (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error)
{
  g_atomic_int_inc ((int *) user_data);
  g_thread_yield ();

  return G_OBJECT (test_object_new ());
}

static void
ask_from_many_threads (InterprocessServiceProvider *provider)
{
  Asker askers[N_THREADS];
  GThread *threads[N_THREADS];
  GObject *objects[N_THREADS];
  int door = N_THREADS;

  for (int i = 0; i < N_THREADS; i++)
    {
      askers[i] = (Asker) { provider, TEST_TYPE_A, &door, NULL };
      threads[i] = g_thread_new ("asker", ask, &askers[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    {
      objects[i] = g_thread_join (threads[i]);
      g_assert_no_error (askers[i].error);
      g_assert_nonnull (objects[i]);
      g_assert_true (objects[i] == objects[0]);
    }
  for (int i = 0; i < N_THREADS; i++)
    g_object_unref (objects[i]);
}

static void
test_a_singleton_is_created_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  int n_created = 0;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, create_and_count,
                                                         &n_created, NULL);

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessServiceProvider) provider =
        test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

      ask_from_many_threads (provider);
    }

  g_assert_cmpint (n_created, ==, N_ROUNDS);
}

static void
test_a_scoped_service_is_created_once_too (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  int n_created = 0;

  interprocess_service_collection_add_scoped_factory (services, TEST_TYPE_A, create_and_count,
                                                      &n_created, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);

      ask_from_many_threads (interprocess_service_scope_get_provider (scope));
    }

  g_assert_cmpint (n_created, ==, N_ROUNDS);
}

/* Fails until it is the last one's turn. */
static GObject *
fail_for_all_but_one (InterprocessServiceProvider  *provider,
                      const char                   *key,
                      gpointer                      user_data,
                      GError                      **error)
{
  if (g_atomic_int_add ((int *) user_data, 1) == N_THREADS - 1)
    return G_OBJECT (test_object_new ());

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "not yet");
  return NULL;
}

static void
test_who_waited_tries_again_after_a_failure (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  Asker askers[N_THREADS];
  GThread *threads[N_THREADS];
  int n_calls = 0;
  int n_failed = 0;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A,
                                                         fail_for_all_but_one, &n_calls, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  for (int i = 0; i < N_THREADS; i++)
    {
      askers[i] = (Asker) { provider, TEST_TYPE_A, NULL, NULL };
      threads[i] = g_thread_new ("asker", ask, &askers[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    {
      g_autoptr(GObject) object = g_thread_join (threads[i]);

      n_failed += object == NULL;
      g_clear_error (&askers[i].error);
    }

  g_assert_cmpint (n_calls, ==, N_THREADS);
  g_assert_cmpint (n_failed, ==, N_THREADS - 1);
}

/* A factory that waits for others to be as far, and then asks its provider or another one. */
typedef struct
{
  int *door;
  InterprocessServiceProvider *other;
  GType need;
} Meeting;

static GObject *
meet_and_ask (InterprocessServiceProvider  *provider,
              const char                   *key,
              gpointer                      user_data,
              GError                      **error)
{
  const Meeting *meeting = user_data;
  g_autoptr(TestObject) object = test_object_new ();
  gpointer need;

  pass (meeting->door);
  need = interprocess_service_provider_get_required_service (
    meeting->other != NULL ? meeting->other : provider, meeting->need, error);
  if (need == NULL)
    return NULL;
  g_ptr_array_add (object->needs, need);

  return G_OBJECT (g_steal_pointer (&object));
}

static void
assert_circular (Asker      *asker,
                 GThread    *thread,
                 const char *message_pattern)
{
  GObject *object = g_thread_join (thread);

  g_assert_null (object);
  g_assert_error (asker->error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY);
  test_assert_message (asker->error, message_pattern);
  g_clear_error (&asker->error);
}

static void
test_a_circle_of_two_threads_is_found (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  int door = 2;
  Meeting of_a = { &door, NULL, TEST_TYPE_B };
  Meeting of_b = { &door, NULL, TEST_TYPE_A };
  Asker a;
  Asker b;
  GThread *thread_of_a;
  GThread *thread_of_b;

  g_test_summary ("Each thread creates what the other waits for.");

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, meet_and_ask, &of_a,
                                                         NULL);
  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B, meet_and_ask, &of_b,
                                                         NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  a = (Asker) { provider, TEST_TYPE_A, NULL, NULL };
  b = (Asker) { provider, TEST_TYPE_B, NULL, NULL };
  thread_of_a = g_thread_new ("a", ask, &a);
  thread_of_b = g_thread_new ("b", ask, &b);
  assert_circular (&a, thread_of_a, "TestA -> TestB -> TestA: *");
  assert_circular (&b, thread_of_b, "TestB -> TestA -> TestB: *");
}

static void
test_a_circle_of_three_threads_is_found (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  const GType types[] = { TEST_TYPE_A, TEST_TYPE_B, TEST_TYPE_C };
  const char *paths[] = {
    "TestA -> TestB -> TestC -> TestA: *",
    "TestB -> TestC -> TestA -> TestB: *",
    "TestC -> TestA -> TestB -> TestC: *",
  };
  Meeting meetings[3];
  Asker askers[3];
  GThread *threads[3];
  int door = 3;

  for (int i = 0; i < 3; i++)
    {
      meetings[i] = (Meeting) { &door, NULL, types[(i + 1) % 3] };
      interprocess_service_collection_add_singleton_factory (services, types[i], meet_and_ask,
                                                             &meetings[i], NULL);
    }
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  for (int i = 0; i < 3; i++)
    {
      askers[i] = (Asker) { provider, types[i], NULL, NULL };
      threads[i] = g_thread_new ("asker", ask, &askers[i]);
    }
  for (int i = 0; i < 3; i++)
    assert_circular (&askers[i], threads[i], paths[i]);
}

static void
test_a_circle_of_two_providers_is_found (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceCollection) other_services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) one = NULL;
  g_autoptr(InterprocessServiceProvider) other = NULL;
  int door = 2;
  Meeting of_a = { &door, NULL, TEST_TYPE_B };
  Meeting of_b = { &door, NULL, TEST_TYPE_A };
  Asker a;
  Asker b;
  GThread *thread_of_a;
  GThread *thread_of_b;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, meet_and_ask, &of_a,
                                                         NULL);
  interprocess_service_collection_add_singleton_factory (other_services, TEST_TYPE_B, meet_and_ask,
                                                         &of_b, NULL);
  one = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
  other = test_build (other_services, INTERPROCESS_BUILD_FLAGS_NONE);
  of_a.other = other;
  of_b.other = one;

  a = (Asker) { one, TEST_TYPE_A, NULL, NULL };
  b = (Asker) { other, TEST_TYPE_B, NULL, NULL };
  thread_of_a = g_thread_new ("a", ask, &a);
  thread_of_b = g_thread_new ("b", ask, &b);
  assert_circular (&a, thread_of_a, "TestA -> TestB -> TestA: *");
  assert_circular (&b, thread_of_b, "TestB -> TestA -> TestB: *");
}

static void
test_wanting_the_same_is_no_circle (void)
{
  g_test_summary ("Two threads want one singleton, the second one for the sake of another one. "
                  "That is no circle.");

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceProvider) provider = NULL;
      g_autoptr(GObject) of_a = NULL;
      g_autoptr(GObject) of_c = NULL;
      GType needs_of_a[] = { TEST_TYPE_B, 0 };
      GType needs_of_c[] = { TEST_TYPE_A, 0 };
      int n_created = 0;
      int door = 2;
      Asker a;
      Asker c;
      GThread *thread_of_a;
      GThread *thread_of_c;

      interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A,
                                                             test_create_with, needs_of_a, NULL);
      interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_B,
                                                             create_and_count, &n_created, NULL);
      interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_C,
                                                             test_create_with, needs_of_c, NULL);
      provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

      a = (Asker) { provider, TEST_TYPE_A, &door, NULL };
      c = (Asker) { provider, TEST_TYPE_C, &door, NULL };
      thread_of_a = g_thread_new ("a", ask, &a);
      thread_of_c = g_thread_new ("c", ask, &c);
      of_a = g_thread_join (thread_of_a);
      of_c = g_thread_join (thread_of_c);

      g_assert_no_error (a.error);
      g_assert_no_error (c.error);
      g_assert_cmpint (n_created, ==, 1);
    }
}

static gpointer
use_scopes (gpointer data)
{
  Asker *asker = data;

  pass (asker->door);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessServiceScope) scope = test_create_scope (asker->provider);
      g_autoptr(TestObject) c = test_get_scoped (scope, TEST_TYPE_C);
      g_autoptr(TestObject) b = test_get_scoped (scope, TEST_TYPE_B);

      g_assert_true (g_ptr_array_index (c->needs, 1) == b);
      interprocess_service_scope_close (scope);
      g_assert_cmpint (g_atomic_int_get (&b->n_closed), ==, 1);
      g_assert_cmpint (g_atomic_int_get (&c->n_closed), ==, 1);
    }

  return NULL;
}

static void
test_each_thread_has_its_scopes (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  GType needs_of_c[] = { TEST_TYPE_A, TEST_TYPE_B, 0 };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  GThread *threads[N_THREADS];
  Asker asker;
  int door = N_THREADS;
  int n_created = 0;

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, create_and_count,
                                                         &n_created, NULL);
  interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_C, test_create_with,
                                                         needs_of_c, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);

  asker = (Asker) { provider, TEST_TYPE_C, &door, NULL };
  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("scopes", use_scopes, &asker);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_cmpint (n_created, ==, 1);
}

static GObject *
create_and_note (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  TestObject *object = test_object_new ();

  g_async_queue_push (user_data, g_object_ref (object));

  return G_OBJECT (object);
}

static gpointer
ask_until_closed (gpointer data)
{
  Asker *asker = data;
  GObject *object;

  do
    {
      object = ask (asker);
      g_clear_object (&object);
    }
  while (asker->error == NULL);
  g_assert_error (asker->error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED);
  g_clear_error (&asker->error);

  return NULL;
}

static void
test_closing_while_others_ask_closes_all_once (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(GAsyncQueue) created = g_async_queue_new_full (g_object_unref);
  TestObject *object;

  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, create_and_note,
                                                         created, NULL);

  for (int i = 0; i < N_ROUNDS / 5; i++)
    {
      g_autoptr(InterprocessServiceProvider) provider =
        test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
      GThread *threads[N_THREADS];
      Asker askers[N_THREADS];
      int door = N_THREADS + 1;

      for (int j = 0; j < N_THREADS; j++)
        {
          askers[j] = (Asker) { provider, TEST_TYPE_A, &door, NULL };
          threads[j] = g_thread_new ("asker", ask_until_closed, &askers[j]);
        }
      pass (&door);
      interprocess_service_provider_close (provider);
      for (int j = 0; j < N_THREADS; j++)
        g_thread_join (threads[j]);

      while ((object = g_async_queue_try_pop (created)) != NULL)
        {
          g_assert_cmpint (object->n_closed, ==, 1);
          g_assert_finalize_object (object);
        }
    }
}

static GObject *
close_and_count (InterprocessServiceProvider  *provider,
                 const char                   *key,
                 gpointer                      user_data,
                 GError                      **error)
{
  for (int i = 0; i < N_THREADS; i++)
    g_thread_yield ();
  interprocess_service_provider_close (provider);

  return create_and_count (provider, key, user_data, error);
}

static void
test_closing_from_a_factory_ends_those_who_wait (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  int n_calls = 0;

  g_test_summary ("Nobody who waited calls the factory of a closed provider again.");

  interprocess_service_collection_add_singleton_factory (services, TEST_TYPE_A, close_and_count,
                                                         &n_calls, NULL);

  for (int i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessServiceProvider) provider =
        test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);
      GThread *threads[N_THREADS];
      Asker askers[N_THREADS];
      int door = N_THREADS;

      for (int j = 0; j < N_THREADS; j++)
        {
          askers[j] = (Asker) { provider, TEST_TYPE_A, &door, NULL };
          threads[j] = g_thread_new ("asker", ask_until_closed, &askers[j]);
        }
      for (int j = 0; j < N_THREADS; j++)
        g_thread_join (threads[j]);
    }

  g_assert_cmpint (n_calls, ==, N_ROUNDS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add_func ("/provider/threads/" #name, test_##name)

  ADD (a_singleton_is_created_once);
  ADD (a_scoped_service_is_created_once_too);
  ADD (who_waited_tries_again_after_a_failure);
  ADD (a_circle_of_two_threads_is_found);
  ADD (a_circle_of_three_threads_is_found);
  ADD (a_circle_of_two_providers_is_found);
  ADD (wanting_the_same_is_no_circle);
  ADD (each_thread_has_its_scopes);
  ADD (closing_while_others_ask_closes_all_once);
  ADD (closing_from_a_factory_ends_those_who_wait);

  return g_test_run ();
}
