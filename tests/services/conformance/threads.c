/* SPDX-License-Identifier: MIT */

#include <pthread.h>

#include "conformance-fixture.h"

/* Several threads at one container. */

typedef struct
{
  InterprocessServiceProvider *provider;
  GType type;
  int *begins;
} Asker;

static gpointer
ask (gpointer data)
{
  const Asker *asker = data;

  if (asker->begins != NULL)
    g_atomic_int_set (asker->begins, TRUE);

  return test_get (asker->provider, asker->type);
}

static void
await (int *flag)
{
  while (!g_atomic_int_get (flag))
    g_thread_yield ();
}

/* One thread is creating what another one asks for. */

typedef struct
{
  int n_created;
  int entered;
  int other_begins;
} Meeting;

static GObject *
create_when_other_begins (InterprocessServiceProvider  *provider,
                          const char                   *key,
                          gpointer                      user_data,
                          GError                      **error)
{
  Meeting *meeting = user_data;

  g_atomic_int_inc (&meeting->n_created);
  g_atomic_int_set (&meeting->entered, TRUE);
  await (&meeting->other_begins);

  return G_OBJECT (test_object_new ());
}

TEST_DEFINE_NODE (OuterSingleton, outer_singleton,
                  TEST_REQUIRED ("inner", test_a_get_type))

static void
test_GetRequiredService_ResolvingSameSingletonInTwoThreads_SameServiceReturned (void)
{
  for (int i = 0; i < 100; i++)
    {
      g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
      g_autoptr(InterprocessServiceProvider) provider = NULL;
      Meeting meeting = { 0 };
      Asker of_outer;
      Asker of_inner;
      GThread *first;
      GThread *second;
      g_autoptr(TestNode) outer = NULL;
      g_autoptr(GObject) inner = NULL;

      interprocess_service_collection_add_singleton (services, outer_singleton_get_type (),
                                                     outer_singleton_get_type ());
      interprocess_service_collection_add_singleton_factory (
        services, TEST_TYPE_A, create_when_other_begins, &meeting, NULL);
      provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

      of_outer = (Asker) { provider, outer_singleton_get_type (), NULL };
      of_inner = (Asker) { provider, TEST_TYPE_A, &meeting.other_begins };
      first = g_thread_new ("outer", ask, &of_outer);
      await (&meeting.entered);
      second = g_thread_new ("inner", ask, &of_inner);
      outer = g_thread_join (first);
      inner = g_thread_join (second);

      g_assert_true (test_node_get (outer, "inner") == inner);
      g_assert_cmpint (meeting.n_created, ==, 1);
    }
}

/*
 * A factory has a lock of its own, and asks for a singleton while it holds it. Another thread is
 * creating a singleton then, and waits for the lock for its sake. That is no circle, but it would
 * be a deadlock if all singletons were created under one lock.
 *
 * The steps come in this order: the second thread is in the factory (1), the first one begins (2)
 * and has the lock (3), and the second one tries to get it (4).
 */

typedef struct
{
  pthread_mutex_t lock;
  InterprocessServiceProvider *provider;
  GType type;
  GType need;
  gpointer created;

  GThread *second;
  int second_may_begin;
  int second_is_inside;
  int first_has_lock;
  char steps[5];
  int n_steps;
} Lazy;

static void
note (Lazy *self,
      char  step)
{
  const int position = g_atomic_int_add (&self->n_steps, 1);

  g_assert_cmpint (position, <, 4);
  self->steps[position] = step;
}

/* With the lock held. */
static gpointer
get_lazily (Lazy    *self,
            GError **error)
{
  gpointer need;

  if (self->created != NULL)
    return g_object_ref (self->created);

  note (self, '3');
  g_atomic_int_set (&self->first_has_lock, TRUE);
  need = interprocess_service_provider_get_required_service (self->provider, self->need, error);
  if (need == NULL)
    return NULL;

  self->created = test_object_new ();
  g_ptr_array_add (TEST_OBJECT (self->created)->needs, need);

  return g_object_ref (self->created);
}

static GObject *
create_lazily (InterprocessServiceProvider  *provider,
               const char                   *key,
               gpointer                      user_data,
               GError                      **error)
{
  Lazy *self = user_data;
  gpointer object;

  if (g_thread_self () == self->second)
    {
      note (self, '1');
      g_atomic_int_set (&self->second_is_inside, TRUE);
      await (&self->first_has_lock);
      note (self, '4');
    }

  pthread_mutex_lock (&self->lock);
  object = get_lazily (self, error);
  pthread_mutex_unlock (&self->lock);

  return object;
}

static gpointer
ask_second (gpointer data)
{
  Lazy *self = data;

  await (&self->second_may_begin);

  return test_get_all (self->provider, self->type);
}

/* Asks in two threads for all services of two types. @self->type, of the second one, needs what the
 * first one asks for. */
static void
meet (Lazy                        *self,
      InterprocessServiceProvider *provider,
      GType                        type_of_first,
      GListModel                 **of_first,
      GListModel                 **of_second)
{
  self->provider = provider;
  self->second = g_thread_new ("second", ask_second, self);
  g_atomic_int_set (&self->second_may_begin, TRUE);

  await (&self->second_is_inside);
  note (self, '2');
  *of_first = test_get_all (provider, type_of_first);
  *of_second = g_thread_join (self->second);

  g_assert_cmpstr (self->steps, ==, "1234");
  g_assert_cmpuint (g_list_model_get_n_items (*of_first), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (*of_second), ==, 1);
}

TEST_DEFINE_NODE (Thing2, thing2,
                  TEST_REQUIRED ("thing1", test_a_get_type))

static void
test_GetRequiredService_UsesSingletonAndLazyLocks_NoDeadlock (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  Lazy lazy = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .type = thing2_get_type (),
    .need = TEST_TYPE_B,
  };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) thing1 = NULL;
  g_autoptr(GListModel) thing2 = NULL;

  interprocess_service_collection_add_singleton (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_A, create_lazily,
                                                         &lazy, NULL);
  interprocess_service_collection_add_singleton (services, lazy.type, lazy.type);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  meet (&lazy, provider, TEST_TYPE_A, &thing1, &thing2);
  g_assert_true (test_item (thing1, 0) == lazy.created);
  g_assert_true (test_node_get (test_item (thing2, 0), "thing1") == lazy.created);

  g_object_unref (lazy.created);
}

TEST_DEFINE_NODE (Thing0, thing0, TEST_NO_NEEDS)

TEST_DEFINE_NODE (Thing1, thing1,
                  TEST_REQUIRED ("thing0", thing0_get_type))

TEST_DEFINE_NODE (Thing3, thing3,
                  TEST_REQUIRED ("thing1", thing1_get_type))

TEST_DEFINE_NODE (Thing5, thing5,
                  TEST_REQUIRED ("thing4", test_c_get_type))

TEST_DEFINE_NODE (User4, user4,
                  TEST_REQUIRED ("value", test_c_get_type))

TEST_DEFINE_NODE (User5, user5,
                  TEST_REQUIRED ("value", thing5_get_type))

static void
test_GetRequiredService_BiggerObjectGraphWithOpenGenerics_NoDeadlock (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  Lazy lazy = {
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .type = user5_get_type (),
    .need = thing3_get_type (),
  };
  const GType singletons[] = {
    thing0_get_type (), thing1_get_type (), thing3_get_type (), thing5_get_type (),
  };
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(GListModel) users_of_4 = NULL;
  g_autoptr(GListModel) users_of_5 = NULL;

  g_test_summary ("The same in a bigger graph. In place of an open generic class there is a class "
                  "for each thing.");

  for (guint i = 0; i < G_N_ELEMENTS (singletons); i++)
    interprocess_service_collection_add_singleton (services, singletons[i], singletons[i]);
  interprocess_service_collection_add_transient (services, user4_get_type (), user4_get_type ());
  interprocess_service_collection_add_transient (services, user5_get_type (), user5_get_type ());
  interprocess_service_collection_add_transient_factory (services, TEST_TYPE_C, create_lazily,
                                                         &lazy, NULL);
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

  meet (&lazy, provider, user4_get_type (), &users_of_4, &users_of_5);
  test_take_same (test_get (provider, TEST_TYPE_C), test_node_get (test_item (users_of_4, 0),
                                                                   "value"));
  test_take_same (test_get (provider, thing5_get_type ()),
                  test_node_get (test_item (users_of_5, 0), "value"));

  g_object_unref (lazy.created);
}

/* Each needs the one before, so that who asks for the last one meets everybody else. */

#define N_UNIQUE 8

TEST_DEFINE_NODE (Unique0, unique0, TEST_NO_NEEDS)
TEST_DEFINE_NODE (Unique1, unique1, TEST_REQUIRED ("other", unique0_get_type))
TEST_DEFINE_NODE (Unique2, unique2, TEST_REQUIRED ("other", unique1_get_type))
TEST_DEFINE_NODE (Unique3, unique3, TEST_REQUIRED ("other", unique2_get_type))
TEST_DEFINE_NODE (Unique4, unique4, TEST_REQUIRED ("other", unique3_get_type))
TEST_DEFINE_NODE (Unique5, unique5, TEST_REQUIRED ("other", unique4_get_type))
TEST_DEFINE_NODE (Unique6, unique6, TEST_REQUIRED ("other", unique5_get_type))
TEST_DEFINE_NODE (Unique7, unique7, TEST_REQUIRED ("other", unique6_get_type))

static const GType *
get_unique_types (void)
{
  static GType types[N_UNIQUE];

  if (types[0] == 0)
    {
      types[7] = unique7_get_type ();
      types[6] = unique6_get_type ();
      types[5] = unique5_get_type ();
      types[4] = unique4_get_type ();
      types[3] = unique3_get_type ();
      types[2] = unique2_get_type ();
      types[1] = unique1_get_type ();
      types[0] = unique0_get_type ();
    }

  return types;
}

static void
resolve_uniquely (InterprocessServiceProvider *provider)
{
  const GType *types = get_unique_types ();
  Asker askers[N_UNIQUE];
  GThread *threads[N_UNIQUE];
  TestNode *objects[N_UNIQUE];

  for (int i = 0; i < N_UNIQUE; i++)
    {
      askers[i] = (Asker) { provider, types[i], NULL };
      threads[i] = g_thread_new ("unique", ask, &askers[i]);
    }
  for (int i = 0; i < N_UNIQUE; i++)
    objects[i] = g_thread_join (threads[i]);

  for (int i = 1; i < N_UNIQUE; i++)
    g_assert_true (test_node_get (objects[i], "other") == objects[i - 1]);
  interprocess_service_provider_close (provider);
  for (int i = 0; i < N_UNIQUE; i++)
    {
      g_assert_cmpint (objects[i]->n_closed, ==, 1);
      g_object_unref (objects[i]);
    }
}

static void
test_GetRequiredService_ResolveUniqueServicesConcurrently_StressTestSuccessful (void)
{
  const GType *types = get_unique_types ();
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  for (int i = 0; i < N_UNIQUE; i++)
    interprocess_service_collection_add_singleton (services, types[i], types[i]);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr(InterprocessServiceProvider) provider =
        test_build (services, INTERPROCESS_BUILD_FLAGS_NONE);

      resolve_uniquely (provider);
    }
}

TEST_DEFINE_NODE (Wide, wide,
                  TEST_REQUIRED ("one", test_b_get_type),
                  TEST_REQUIRED ("all", g_list_model_get_type))

TEST_DEFINE_NODE (Middle, middle,
                  TEST_REQUIRED ("all", g_list_model_get_type))

static void
add_scoped_with_all (InterprocessServiceCollection *services,
                     GType                          service_type,
                     GType                          implementation_type,
                     GType                          item_type)
{
  g_autoptr(InterprocessServiceDescriptor) descriptor =
    interprocess_service_descriptor_new (service_type, implementation_type,
                                         INTERPROCESS_SERVICE_LIFETIME_SCOPED);

  interprocess_service_descriptor_bind_many (descriptor, "all", item_type);
  interprocess_service_collection_add (services, descriptor);
}

static void
test_WorksWithWideScopedTrees (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessServiceScope) scope = NULL;
  g_autoptr(GListModel) tops = NULL;
  gpointer middle;

  g_test_summary ("Twenty objects share twenty others, and these share twenty others.");

  for (int i = 0; i < 20; i++)
    {
      add_scoped_with_all (services, TEST_TYPE_A, wide_get_type (), TEST_TYPE_C);
      add_scoped_with_all (services, TEST_TYPE_C, middle_get_type (), TEST_TYPE_B);
      interprocess_service_collection_add_scoped (services, TEST_TYPE_B, TEST_TYPE_OBJECT);
    }
  provider = test_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE |
                                     INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES);
  scope = test_create_scope (provider);

  tops = test_get_all (interprocess_service_scope_get_provider (scope), TEST_TYPE_A);
  g_assert_cmpuint (g_list_model_get_n_items (tops), ==, 20);
  middle = test_item (test_node_get (test_item (tops, 0), "all"), 19);
  g_assert_true (test_item (test_node_get (test_item (tops, 19), "all"), 19) == middle);
  g_assert_true (test_item (test_node_get (middle, "all"), 19) ==
                 test_node_get (test_item (tops, 0), "one"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST_ADD ("threads",
            GetRequiredService_ResolvingSameSingletonInTwoThreads_SameServiceReturned);
  TEST_ADD ("threads", GetRequiredService_UsesSingletonAndLazyLocks_NoDeadlock);
  TEST_ADD ("threads", GetRequiredService_BiggerObjectGraphWithOpenGenerics_NoDeadlock);
  TEST_ADD ("threads",
            GetRequiredService_ResolveUniqueServicesConcurrently_StressTestSuccessful);
  TEST_ADD ("threads", WorksWithWideScopedTrees);

  return g_test_run ();
}
