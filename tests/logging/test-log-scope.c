/* SPDX-License-Identifier: MIT */

#include "logging-fixture.h"

static GVariant *
parse (const char *fields)
{
  g_autoptr(GError) error = NULL;
  GVariant *parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, fields, NULL, NULL, &error);

  g_assert_no_error (error);

  return parsed;
}

static InterprocessLogScope *
begin (Fixture    *fixture,
       const char *fields)
{
  g_autoptr(GVariant) parsed = parse (fields);

  return interprocess_logger_begin_scope (fixture->logger, parsed);
}

/* Logs an entry with these fields, and compares all that it has then. */
static void
assert_all_fields (Fixture    *fixture,
                   const char *own,
                   const char *expected)
{
  g_autoptr(GVariant) fields = own != NULL ? parse (own) : NULL;
  const guint index = fixture_count (fixture);

  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "entry", fields);
  assert_fields (fixture_get_entry (fixture, index), expected);
}

static void
test_adds_fields (Fixture       *fixture,
                  gconstpointer  data)
{
  {
    g_autoptr(InterprocessLogScope) scope G_GNUC_UNUSED = begin (fixture, "{ 'order': <42> }");

    assert_all_fields (fixture, "{ 'queue': <'jobs'> }", "{ 'queue': <'jobs'>, 'order': <42> }");
    assert_all_fields (fixture, NULL, "{ 'order': <42> }");
  }
  assert_all_fields (fixture, "{ 'queue': <'jobs'> }", "{ 'queue': <'jobs'> }");
}

static void
test_macro_lasts_for_the_block (Fixture       *fixture,
                                gconstpointer  data)
{
  {
    INTERPROCESS_LOG_SCOPE (fixture->logger, g_variant_new_parsed ("{ 'order': <%i> }", 42));
    INTERPROCESS_LOG_SCOPE (fixture->logger, g_variant_new_parsed ("{ 'line': <%i> }", 3));

    assert_all_fields (fixture, NULL, "{ 'order': <42>, 'line': <3> }");
  }
  assert_all_fields (fixture, NULL, "{}");
}

static void
test_inner_fields_win (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) outer G_GNUC_UNUSED =
    begin (fixture, "{ 'a': <1>, 'b': <1>, 'c': <1> }");
  g_autoptr(InterprocessLogScope) inner = begin (fixture, "{ 'a': <2>, 'b': <2> }");

  assert_all_fields (fixture, "{ 'a': <'own'> }", "{ 'a': <'own'>, 'b': <2>, 'c': <1> }");
  interprocess_log_scope_close (inner);
  assert_all_fields (fixture, NULL, "{ 'a': <1>, 'b': <1>, 'c': <1> }");
}

static void
test_ends_in_any_order (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) one = begin (fixture, "{ 'one': <1> }");
  g_autoptr(InterprocessLogScope) two = begin (fixture, "{ 'two': <2> }");
  g_autoptr(InterprocessLogScope) three = begin (fixture, "{ 'three': <3> }");

  interprocess_log_scope_close (two);
  assert_all_fields (fixture, NULL, "{ 'one': <1>, 'three': <3> }");
  interprocess_log_scope_close (one);
  interprocess_log_scope_close (two);
  interprocess_closable_close (INTERPROCESS_CLOSABLE (one));
  assert_all_fields (fixture, NULL, "{ 'three': <3> }");
  interprocess_log_scope_close (three);
  assert_all_fields (fixture, NULL, "{}");
}

static void
test_holds_for_all_loggers_of_the_factory (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) scope G_GNUC_UNUSED = begin (fixture, "{ 'order': <42> }");
  g_autoptr(InterprocessLogger) other =
    interprocess_logger_factory_create_logger (fixture->factory, "Other");

  interprocess_logger_log (other, INTERPROCESS_LOG_LEVEL_ERROR, "entry", NULL);
  assert_fields (fixture_get_entry (fixture, 0), "{ 'order': <42> }");
}

static void
test_does_not_hold_for_other_factories (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) scope G_GNUC_UNUSED = begin (fixture, "{ 'order': <42> }");
  Fixture other;

  fixture_set_up (&other, NULL);
  assert_all_fields (&other, NULL, "{}");
  assert_all_fields (fixture, NULL, "{ 'order': <42> }");
  fixture_tear_down (&other, NULL);
}

static gpointer
log_elsewhere (gpointer data)
{
  assert_all_fields (data, "{ 'mine': <1> }", "{ 'mine': <1> }");

  return NULL;
}

static void
test_is_the_threads_own (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) scope G_GNUC_UNUSED = begin (fixture, "{ 'order': <42> }");

  g_thread_join (g_thread_new ("elsewhere", log_elsewhere, fixture));
  assert_all_fields (fixture, NULL, "{ 'order': <42> }");
}

static gpointer
close_elsewhere (gpointer data)
{
  interprocess_log_scope_close (data);

  return NULL;
}

static void
test_closed_by_another_thread (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) outer G_GNUC_UNUSED = begin (fixture, "{ 'outer': <1> }");
  g_autoptr(InterprocessLogScope) scope = begin (fixture, "{ 'order': <42> }");

  g_thread_join (g_thread_new ("elsewhere", close_elsewhere, scope));
  assert_all_fields (fixture, NULL, "{ 'outer': <1> }");
  g_clear_object (&scope);
  scope = begin (fixture, "{ 'order': <43> }");
  assert_all_fields (fixture, NULL, "{ 'outer': <1>, 'order': <43> }");
}

static void
count_release (gpointer data)
{
  ++*(guint *) data;
}

/* A scope whose fields count when they are released. */
static InterprocessLogScope *
begin_counted (Fixture *fixture,
               guint   *released)
{
  return interprocess_logger_begin_scope (
    fixture->logger,
    g_variant_new_from_data (G_VARIANT_TYPE_VARDICT, "", 0, TRUE, count_release, released));
}

static void
test_is_released (Fixture       *fixture,
                  gconstpointer  data)
{
  guint released = 0;

  g_object_unref (begin_counted (fixture, &released));
  g_assert_cmpuint (released, ==, 1);
}

static gpointer
unref_elsewhere (gpointer data)
{
  g_object_unref (data);

  return NULL;
}

static void
test_is_released_by_the_next (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) next = NULL;
  guint released = 0;

  g_test_summary ("Where a thread never ends its scopes itself, they do not gather.");
  g_thread_join (g_thread_new ("elsewhere", unref_elsewhere, begin_counted (fixture, &released)));
  g_assert_cmpuint (released, ==, 0);
  next = begin (fixture, "{}");
  g_assert_cmpuint (released, ==, 1);
}

static gpointer
begin_and_leave (gpointer data)
{
  return begin (data, "{ 'order': <42> }");
}

static void
test_outlives_its_thread (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(InterprocessLogScope) scope =
    g_thread_join (g_thread_new ("elsewhere", begin_and_leave, fixture));

  assert_all_fields (fixture, NULL, "{}");
  interprocess_log_scope_close (scope);
}

static void
test_outlives_its_factory (void)
{
  g_autoptr(InterprocessLogScope) scope = NULL;
  Fixture fixture;

  fixture_set_up (&fixture, NULL);
  scope = begin (&fixture, "{ 'order': <42> }");
  fixture_tear_down (&fixture, NULL);

  fixture_set_up (&fixture, NULL);
  assert_all_fields (&fixture, NULL, "{}");
  fixture_tear_down (&fixture, NULL);
}

static void
test_made_by_nobody (void)
{
  g_autoptr(InterprocessLogScope) scope = g_object_new (INTERPROCESS_TYPE_LOG_SCOPE, NULL);

  interprocess_log_scope_close (scope);
}

#define N_THREADS 4
#define N_ROUNDS 200

/* Scopes of all threads, closed by whoever comes. */
static gpointer
begin_and_close (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr(InterprocessLogScope) outer G_GNUC_UNUSED = begin (fixture, "{ 'outer': <1> }");
      InterprocessLogScope *inner = begin (fixture, "{ 'inner': <2> }");
      GThread *closer = g_thread_new ("closer", close_elsewhere, inner);

      interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "entry", NULL);
      g_thread_join (closer);
      g_object_unref (inner);
    }

  return NULL;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  data)
{
  GThread *threads[N_THREADS];

  g_test_summary ("While others close them, scopes add their fields or do not, and nothing else.");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("scopes", begin_and_close, fixture);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_cmpuint (fixture_count (fixture), ==, N_THREADS * N_ROUNDS);
  for (guint i = 0; i < N_THREADS * N_ROUNDS; i += 50)
    {
      GVariant *fields = interprocess_log_entry_get_fields (fixture_get_entry (fixture, i));

      g_assert_true (g_variant_lookup (fields, "outer", "i", NULL));
      g_assert_cmpuint (g_variant_n_children (fields), <=, 2);
    }
}

static void
test_fields_of_another_type (Fixture       *fixture,
                             gconstpointer  data)
{
  if (g_test_subprocess ())
    {
      INTERPROCESS_LOG_SCOPE (fixture->logger, g_variant_new_string ("text"));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*CRITICAL*G_VARIANT_TYPE_VARDICT*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/log-scope/adds-fields", test_adds_fields);
  fixture_add ("/log-scope/macro-lasts-for-the-block", test_macro_lasts_for_the_block);
  fixture_add ("/log-scope/inner-fields-win", test_inner_fields_win);
  fixture_add ("/log-scope/ends-in-any-order", test_ends_in_any_order);
  fixture_add ("/log-scope/holds-for-all-loggers-of-the-factory",
               test_holds_for_all_loggers_of_the_factory);
  fixture_add ("/log-scope/does-not-hold-for-other-factories",
               test_does_not_hold_for_other_factories);
  fixture_add ("/log-scope/is-the-threads-own", test_is_the_threads_own);
  fixture_add ("/log-scope/closed-by-another-thread", test_closed_by_another_thread);
  fixture_add ("/log-scope/is-released", test_is_released);
  fixture_add ("/log-scope/is-released-by-the-next", test_is_released_by_the_next);
  fixture_add ("/log-scope/outlives-its-thread", test_outlives_its_thread);
  g_test_add_func ("/log-scope/outlives-its-factory", test_outlives_its_factory);
  g_test_add_func ("/log-scope/made-by-nobody", test_made_by_nobody);
  fixture_add ("/log-scope/threads", test_threads);
  fixture_add ("/log-scope/fields-of-another-type", test_fields_of_another_type);

  return g_test_run ();
}
