/* SPDX-License-Identifier: MIT */

/* Which thread a provider's entries are delivered by, and in which order. */

#include <interprocess/interprocess.h>

#include "captured-log.h"
#include "recording-provider.h"

typedef struct
{
  GMainContext *context; /* the provider's deliver context; nobody's to begin with */
  RecordingProvider *provider;
  InterprocessLoggerFactory *factory;
  InterprocessLogger *logger;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  fixture->provider = recording_provider_new (fixture->context);
  fixture->factory = interprocess_logger_factory_new ();
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (fixture->provider));
  fixture->logger = interprocess_logger_factory_create_logger (fixture->factory, "Test.Delivery");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->logger);
  g_assert_finalize_object (fixture->factory);
  g_assert_finalize_object (fixture->provider);
  g_main_context_unref (fixture->context);
}

static void
set_context (Fixture      *fixture,
             GMainContext *context)
{
  interprocess_logger_provider_set_deliver_context (
    INTERPROCESS_LOGGER_PROVIDER (fixture->provider), context);
}

static void
set_filters (InterprocessLoggerFactory *factory,
             const char                *text)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  interprocess_logging_options_parse (options, text, NULL);
  interprocess_logger_factory_set_options (factory, options);
}

static void
log_message (InterprocessLogger *logger,
             const char         *message)
{
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_ERROR, message,
                           g_variant_new_parsed ("{ 'message': <%s> }", message));
}

static gpointer
log_three (gpointer data)
{
  log_message (data, "one");
  log_message (data, "two");
  log_message (data, "three");

  return NULL;
}

static void
log_three_elsewhere (Fixture *fixture)
{
  g_thread_join (g_thread_new ("elsewhere", log_three, fixture->logger));
}

static void
iterate_until_count (Fixture *fixture,
                     guint    count)
{
  while (recording_provider_count (fixture->provider) < count)
    g_main_context_iteration (fixture->context, TRUE);
}

static void
assert_entry (Fixture    *fixture,
              guint       index,
              const char *message)
{
  InterprocessLogEntry *entry = recording_provider_get_entry (fixture->provider, index);
  GVariant *fields = interprocess_log_entry_get_fields (entry);
  const char *field = NULL;

  g_assert_cmpstr (interprocess_log_entry_get_message (entry), ==, message);
  g_assert_cmpint (interprocess_log_entry_get_level (entry), ==, INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_true (g_variant_lookup (fields, "message", "&s", &field));
  g_assert_cmpstr (field, ==, message);
  g_assert_true (recording_provider_get_thread (fixture->provider, index) == g_thread_self ());
}

static void
test_without_context (Fixture       *fixture,
                      gconstpointer  data)
{
  set_context (fixture, NULL);
  log_three_elsewhere (fixture);

  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, 3);
  g_assert_true (recording_provider_get_thread (fixture->provider, 0) != g_thread_self ());
}

static void
test_foreign_thread_queues (Fixture       *fixture,
                            gconstpointer  data)
{
  log_three_elsewhere (fixture);
  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, 0);

  iterate_until_count (fixture, 3);
  assert_entry (fixture, 0, "one");
  assert_entry (fixture, 1, "two");
  assert_entry (fixture, 2, "three");
}

static void
test_owner_delivers_at_once (Fixture       *fixture,
                             gconstpointer  data)
{
  g_main_context_push_thread_default (fixture->context);
  log_message (fixture->logger, "mine");
  assert_entry (fixture, 0, "mine");
  g_main_context_pop_thread_default (fixture->context);
}

static void
test_owner_does_not_overtake (Fixture       *fixture,
                              gconstpointer  data)
{
  g_main_context_push_thread_default (fixture->context);
  log_three_elsewhere (fixture);
  log_message (fixture->logger, "four");
  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, 0);

  iterate_until_count (fixture, 4);
  assert_entry (fixture, 2, "three");
  assert_entry (fixture, 3, "four");

  log_message (fixture->logger, "five");
  assert_entry (fixture, 4, "five");
  g_main_context_pop_thread_default (fixture->context);
}

static void
test_level_is_checked_when_logged (Fixture       *fixture,
                                   gconstpointer  data)
{
  log_three_elsewhere (fixture);
  set_filters (fixture->factory, "none");
  log_three_elsewhere (fixture);

  iterate_until_count (fixture, 3);
  g_assert_false (g_main_context_pending (fixture->context));
}

static void
test_waiting_entries_keep_the_provider (Fixture       *fixture,
                                        gconstpointer  data)
{
  gpointer provider = fixture->provider;

  log_three_elsewhere (fixture);
  g_object_add_weak_pointer (provider, &provider);
  g_clear_object (&fixture->logger);
  g_clear_object (&fixture->factory);
  g_clear_object (&fixture->provider);
  g_assert_nonnull (provider);

  while (g_main_context_iteration (fixture->context, FALSE))
    ;
  g_assert_null (provider);
  g_clear_pointer (&fixture->context, g_main_context_unref);
  set_up (fixture, NULL);
}

static void
test_new_context_leaves_waiting_entries (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr(GMainContext) other = g_main_context_new ();

  log_three_elsewhere (fixture);
  set_context (fixture, other);
  log_three_elsewhere (fixture);

  while (g_main_context_iteration (other, FALSE))
    ;
  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, 3);
  iterate_until_count (fixture, 6);
}

/* A context numbers its sources from 1. */
static gboolean
has_source (GMainContext *context)
{
  for (guint id = 1; id < 10; id++)
    {
      if (g_main_context_find_source_by_id (context, id) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
test_replaced_context_is_left_clean (Fixture       *fixture,
                                     gconstpointer  data)
{
  log_three_elsewhere (fixture);
  set_context (fixture, NULL);
  g_assert_true (has_source (fixture->context));
  iterate_until_count (fixture, 3);
  g_assert_false (has_source (fixture->context));

  set_context (fixture, fixture->context);
  g_assert_true (has_source (fixture->context));
  set_context (fixture, NULL);
  g_assert_false (has_source (fixture->context));
}

static void
test_ended_context_logs_to_glib (Fixture       *fixture,
                                 gconstpointer  data)
{
  captured_log_clear ();
  log_three_elsewhere (fixture);
  set_context (fixture, NULL);
  g_main_context_unref (g_steal_pointer (&fixture->context));

  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, 0);
  g_assert_cmpuint (captured_log_count (), ==, 3);
  g_assert_cmpstr (captured_log_get_field (0, "MESSAGE"), ==, "one");
  g_assert_cmpstr (captured_log_get_field (2, "MESSAGE"), ==, "three");
  g_assert_cmpstr (captured_log_get_field (2, "INTERPROCESS_MESSAGE"), ==, "three");
  fixture->context = g_main_context_new ();
}

#define N_THREADS 4
#define N_MESSAGES 500

static gpointer
log_many (gpointer data)
{
  g_autoptr(InterprocessLogger) logger = data;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *message = g_strdup_printf ("%u", i);

      log_message (logger, message);
    }

  return NULL;
}

/* Has threads log, each in a category of its own: its number. */
static void
start_threads (Fixture *fixture,
               GThread *threads[N_THREADS])
{
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autofree char *category = g_strdup_printf ("%u", i);

      threads[i] = g_thread_new (category, log_many,
                                 interprocess_logger_factory_create_logger (fixture->factory,
                                                                            category));
    }
}

static void
join_threads (GThread *threads[N_THREADS])
{
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
test_threads_keep_their_order (Fixture       *fixture,
                               gconstpointer  data)
{
  GThread *threads[N_THREADS];
  guint next[N_THREADS] = { 0 };

  start_threads (fixture, threads);
  iterate_until_count (fixture, N_THREADS * N_MESSAGES);
  join_threads (threads);

  for (guint i = 0; i < N_THREADS * N_MESSAGES; i++)
    {
      InterprocessLogEntry *entry = recording_provider_get_entry (fixture->provider, i);
      const char *category = interprocess_log_entry_get_category (entry);
      const char *message = interprocess_log_entry_get_message (entry);
      const guint64 thread = g_ascii_strtoull (category, NULL, 10);

      g_assert_cmpuint (g_ascii_strtoull (message, NULL, 10), ==, next[thread]++);
      g_assert_true (recording_provider_get_thread (fixture->provider, i) == g_thread_self ());
    }
}

static void
test_settings_change_while_threads_log (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr(GMainContext) other = g_main_context_new ();
  GMainContext *contexts[] = { fixture->context, NULL, other };
  GThread *threads[N_THREADS];

  g_test_summary ("Nothing is dropped, and the sanitizers find nothing.");
  start_threads (fixture, threads);
  for (guint i = 0; recording_provider_count (fixture->provider) < N_THREADS * N_MESSAGES; i++)
    {
      GMainContext *context = contexts[i % G_N_ELEMENTS (contexts)];

      set_context (fixture, context);
      set_filters (fixture->factory, i % 2 == 0 ? "information" : "warning");
      g_main_context_iteration (fixture->context, FALSE);
      g_main_context_iteration (other, FALSE);
    }
  join_threads (threads);
  g_assert_cmpuint (recording_provider_count (fixture->provider), ==, N_THREADS * N_MESSAGES);
}

#define add(path, function) \
  g_test_add ("/logger-provider/deliver-context/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  captured_log_start ();

  add ("without", test_without_context);
  add ("foreign-thread-queues", test_foreign_thread_queues);
  add ("owner-delivers-at-once", test_owner_delivers_at_once);
  add ("owner-does-not-overtake", test_owner_does_not_overtake);
  add ("level-is-checked-when-logged", test_level_is_checked_when_logged);
  add ("waiting-entries-keep-the-provider", test_waiting_entries_keep_the_provider);
  add ("new-context-leaves-waiting-entries", test_new_context_leaves_waiting_entries);
  add ("replaced-context-is-left-clean", test_replaced_context_is_left_clean);
  add ("ended-context-logs-to-glib", test_ended_context_logs_to_glib);
  add ("threads-keep-their-order", test_threads_keep_their_order);
  add ("settings-change-while-threads-log", test_settings_change_while_threads_log);

  return g_test_run ();
}
