/* SPDX-License-Identifier: MIT */

#include "logging-fixture.h"

static void
log_numbers (InterprocessLoggerProvider *provider,
             guint                       first,
             guint                       n)
{
  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *message = g_strdup_printf ("%u", i);
      g_autoptr(InterprocessLogEntry) entry =
        interprocess_log_entry_new ("Test", INTERPROCESS_LOG_LEVEL_ERROR, 0, NULL, message, NULL);

      interprocess_logger_provider_log (provider, entry);
    }
}

static void
assert_numbers (GListModel *entries,
                guint       first,
                guint       n)
{
  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, n);
  g_assert_cmpuint (g_list_model_get_item_type (entries), ==, INTERPROCESS_TYPE_LOG_ENTRY);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, i);
      g_autofree char *message = g_strdup_printf ("%u", first + i);

      g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, message);
    }
}

static void
test_keeps_the_latest (void)
{
  g_autoptr(InterprocessMemoryLoggerProvider) memory = interprocess_memory_logger_provider_new (3);
  g_autoptr(GListModel) two = NULL;
  g_autoptr(GListModel) three = NULL;

  g_assert_cmpuint (interprocess_memory_logger_provider_get_capacity (memory), ==, 3);
  log_numbers (INTERPROCESS_LOGGER_PROVIDER (memory), 0, 2);
  two = interprocess_memory_logger_provider_snapshot (memory);
  g_assert_cmpuint (interprocess_memory_logger_provider_get_n_dropped (memory), ==, 0);
  log_numbers (INTERPROCESS_LOGGER_PROVIDER (memory), 2, 8);
  three = interprocess_memory_logger_provider_snapshot (memory);

  assert_numbers (two, 0, 2); /* what came later has not changed it */
  assert_numbers (three, 7, 3);
  g_assert_cmpuint (interprocess_memory_logger_provider_get_n_dropped (memory), ==, 7);
}

static void
test_clear (void)
{
  g_autoptr(InterprocessMemoryLoggerProvider) memory = interprocess_memory_logger_provider_new (3);
  g_autoptr(GListModel) none = NULL;
  g_autoptr(GListModel) one = NULL;

  log_numbers (INTERPROCESS_LOGGER_PROVIDER (memory), 0, 5);
  interprocess_memory_logger_provider_clear (memory);
  none = interprocess_memory_logger_provider_snapshot (memory);
  assert_numbers (none, 0, 0);
  g_assert_cmpuint (interprocess_memory_logger_provider_get_n_dropped (memory), ==, 2);

  log_numbers (INTERPROCESS_LOGGER_PROVIDER (memory), 9, 1);
  one = interprocess_memory_logger_provider_snapshot (memory);
  assert_numbers (one, 9, 1);
}

static void
test_default_capacity (void)
{
  g_autoptr(InterprocessMemoryLoggerProvider) memory =
    g_object_new (INTERPROCESS_TYPE_MEMORY_LOGGER_PROVIDER, NULL);
  guint capacity;

  g_object_get (memory, "capacity", &capacity, NULL);
  g_assert_cmpuint (capacity, ==, 1000);
}

static void
test_capacity_of_nothing (void)
{
  if (g_test_subprocess ())
    {
      interprocess_memory_logger_provider_new (0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*CRITICAL*capacity > 0*");
}

#define N_THREADS 4
#define N_MESSAGES 2000

static gpointer
log_many (gpointer data)
{
  log_numbers (data, 0, N_MESSAGES);

  return NULL;
}

static void
test_snapshots_while_threads_log (void)
{
  /* Kept until the threads have ended: TSan cannot see that one thread gives back a reference before
   * another frees the entry. */
  g_autoptr(GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(InterprocessMemoryLoggerProvider) memory = interprocess_memory_logger_provider_new (50);
  GThread *threads[N_THREADS];
  guint64 dropped = 0;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("log", log_many, memory);
  while (dropped < N_THREADS * N_MESSAGES - 50)
    {
      GListModel *entries = interprocess_memory_logger_provider_snapshot (memory);
      const guint n = g_list_model_get_n_items (entries);

      g_ptr_array_add (snapshots, entries);
      g_assert_cmpuint (n, <=, 50);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, i);

          g_assert_cmpstr (interprocess_log_entry_get_category (entry), ==, "Test");
        }
      dropped = interprocess_memory_logger_provider_get_n_dropped (memory);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (interprocess_memory_logger_provider_get_n_dropped (memory), ==,
                    N_THREADS * N_MESSAGES - 50);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-logger-provider/keeps-the-latest", test_keeps_the_latest);
  g_test_add_func ("/memory-logger-provider/clear", test_clear);
  g_test_add_func ("/memory-logger-provider/default-capacity", test_default_capacity);
  g_test_add_func ("/memory-logger-provider/capacity-of-nothing", test_capacity_of_nothing);
  g_test_add_func ("/memory-logger-provider/snapshots-while-threads-log",
                   test_snapshots_while_threads_log);

  return g_test_run ();
}
