/* SPDX-License-Identifier: MIT */

/* Loggers are made, used and dropped by many threads while filters and providers change. */

#include "logging-fixture.h"

#include <stdatomic.h>
#include <stdbool.h>

#define N_THREADS 4
#define N_LOGGERS 100
#define N_ENTRIES 20

typedef struct
{
  Fixture fixture;
  atomic_uint running;
} Storm;

static gpointer
make_and_log (gpointer data)
{
  Storm *storm = data;

  for (guint i = 0; i < N_LOGGERS; i++)
    {
      g_autofree char *category = g_strdup_printf ("Test.%u", i % 10);
      g_autoptr(InterprocessLogger) logger =
        interprocess_logger_factory_create_logger (storm->fixture.factory, category);

      for (guint j = 0; j < N_ENTRIES; j++)
        {
          INTERPROCESS_LOG_ERROR (logger, "%u", j);
          INTERPROCESS_LOG_DEBUG (logger, "%u", j);
          INTERPROCESS_LOG_TRACE (storm->fixture.logger, "%u", j);
        }
    }
  atomic_fetch_sub (&storm->running, 1);

  return NULL;
}

static guint
count_level (Fixture              *fixture,
             InterprocessLogLevel  level)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (fixture->memory);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, i);

      if (interprocess_log_entry_get_level (entry) == level)
        count++;
    }

  return count;
}

static void
test_filters_change (void)
{
  static const char *const filters[] = { "Test.1=debug,none,Test=error", "error", "Test=warning" };
  Storm storm = { .running = N_THREADS };
  GThread *threads[N_THREADS];

  g_test_summary ("No entry of a level that is always on is lost, and none of one that never is.");
  fixture_set_up (&storm.fixture, NULL);
  set_filters (storm.fixture.factory, filters[0]);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("log", make_and_log, &storm);
  for (guint i = 0; atomic_load (&storm.running) > 0; i++)
    set_filters (storm.fixture.factory, filters[i % G_N_ELEMENTS (filters)]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_cmpuint (count_level (&storm.fixture, INTERPROCESS_LOG_LEVEL_ERROR), ==,
                    N_THREADS * N_LOGGERS * N_ENTRIES);
  g_assert_cmpuint (count_level (&storm.fixture, INTERPROCESS_LOG_LEVEL_TRACE), ==, 0);
  fixture_tear_down (&storm.fixture, NULL);
}

static void
test_providers_come (void)
{
  g_autoptr(GPtrArray) providers = g_ptr_array_new_with_free_func (g_object_unref);
  Storm storm = { .running = N_THREADS };
  GThread *threads[N_THREADS];

  fixture_set_up (&storm.fixture, NULL);
  set_filters (storm.fixture.factory, "error");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("log", make_and_log, &storm);
  for (guint i = 0; atomic_load (&storm.running) > 0 && i < 20; i++)
    {
      g_ptr_array_add (providers, interprocess_memory_logger_provider_new (1));
      interprocess_logger_factory_add_provider (storm.fixture.factory,
                                                g_ptr_array_index (providers, i));
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_cmpuint (count_level (&storm.fixture, INTERPROCESS_LOG_LEVEL_ERROR), ==,
                    N_THREADS * N_LOGGERS * N_ENTRIES);
  fixture_tear_down (&storm.fixture, NULL);
}

/* ---- a provider that uses the factory --------------------------------------------------------- */

#define MEDDLER_TYPE_PROVIDER (meddler_get_type ())
G_DECLARE_FINAL_TYPE (Meddler, meddler, MEDDLER, PROVIDER, InterprocessLoggerProvider)

struct _Meddler
{
  InterprocessLoggerProvider parent_instance;

  InterprocessLoggerFactory *factory; /* not owned */
  guint n;
};

G_DEFINE_FINAL_TYPE (Meddler, meddler, INTERPROCESS_TYPE_LOGGER_PROVIDER)

static void
meddler_log (InterprocessLoggerProvider *provider,
             InterprocessLogEntry       *entry)
{
  Meddler *self = MEDDLER_PROVIDER (provider);
  g_autoptr(InterprocessLogger) logger =
    interprocess_logger_factory_create_logger (self->factory, "Meddler");
  g_autoptr(InterprocessMemoryLoggerProvider) memory = interprocess_memory_logger_provider_new (1);

  g_assert_nonnull (logger);
  interprocess_logger_factory_add_provider (self->factory, INTERPROCESS_LOGGER_PROVIDER (memory));
  set_filters (self->factory, "error");
  self->n++;
}

static void
meddler_class_init (MeddlerClass *klass)
{
  INTERPROCESS_LOGGER_PROVIDER_CLASS (klass)->log = meddler_log;
}

static void
meddler_init (Meddler *self)
{
}

static void
test_no_lock_is_held_while_providers_write (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(Meddler) meddler = g_object_new (MEDDLER_TYPE_PROVIDER, NULL);

  meddler->factory = fixture->factory;
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (meddler));
  INTERPROCESS_LOG_DEBUG (fixture->logger, "on");
  INTERPROCESS_LOG_DEBUG (fixture->logger, "off");
  g_assert_cmpuint (meddler->n, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/logger/threads/filters-change", test_filters_change);
  g_test_add_func ("/logger/threads/providers-come", test_providers_come);
  fixture_add ("/logger/threads/no-lock-is-held-while-providers-write",
               test_no_lock_is_held_while_providers_write);

  return g_test_run ();
}
