/* SPDX-License-Identifier: MIT */

#include "captured-log.h"
#include "logging-fixture.h"

static void
test_defaults (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logger_factory_dup_options (factory);

  g_assert_cmpint (interprocess_logging_options_get_minimum_level (options), ==,
                   INTERPROCESS_LOG_LEVEL_TRACE);
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    data)
{
  ++*(guint *) data;
}

static void
test_properties (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(InterprocessLoggingOptions) found = NULL;
  guint notified = 0;

  g_signal_connect (factory, "notify::options", G_CALLBACK (count_notify), &notified);
  for (guint i = 0; i < 2; i++)
    g_object_set (factory, "options", options, NULL);
  g_assert_cmpuint (notified, ==, 1);

  g_object_get (factory, "options", &found, NULL);
  g_assert_true (found == options);
}

static void
test_options_at_construction (void)
{
  g_autoptr(InterprocessLoggingOptions) options = g_object_new (
    INTERPROCESS_TYPE_LOGGING_OPTIONS, "minimum-level", INTERPROCESS_LOG_LEVEL_ERROR, NULL);
  g_autoptr(InterprocessLoggerFactory) factory =
    g_object_new (INTERPROCESS_TYPE_LOGGER_FACTORY, "options", options, NULL);
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (factory, "Test");

  g_assert_false (interprocess_logger_is_enabled (logger, INTERPROCESS_LOG_LEVEL_WARNING));
  g_assert_true (interprocess_logger_is_enabled (logger, INTERPROCESS_LOG_LEVEL_ERROR));
}

static void
test_each_call_makes_a_logger (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) one = interprocess_logger_factory_create_logger (factory, "Test");
  g_autoptr(InterprocessLogger) other = interprocess_logger_factory_create_logger (factory, "Test");

  g_assert_true (one != other);
  g_assert_cmpstr (interprocess_logger_get_category (other), ==, "Test");
}

static void
test_without_provider_writes_to_glib (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (factory, "Test");

  captured_log_clear ();
  interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry", NULL);
  g_assert_cmpuint (captured_log_count (), ==, 1);
}

static void
test_first_provider_replaces_glib (Fixture       *fixture,
                                   gconstpointer  data)
{
  captured_log_clear ();
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry", NULL);
  g_assert_cmpuint (captured_log_count (), ==, 0);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
}

static void
test_several_providers (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(InterprocessStructuredLoggerProvider) structured =
    interprocess_structured_logger_provider_new ();
  g_autoptr(InterprocessMemoryLoggerProvider) other = interprocess_memory_logger_provider_new (5);
  g_autoptr(GListModel) entries = NULL;
  g_autoptr(InterprocessLogEntry) entry = NULL;

  g_test_summary ("All get the entries, also of loggers that were there before them.");
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (structured));
  interprocess_logger_factory_add_provider (fixture->factory, INTERPROCESS_LOGGER_PROVIDER (other));
  captured_log_clear ();
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry", NULL);

  g_assert_cmpuint (captured_log_count (), ==, 1);
  entries = interprocess_memory_logger_provider_snapshot (other);
  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, 1);
  entry = g_list_model_get_item (entries, 0);
  g_assert_true (entry == fixture_get_entry (fixture, 0));
}

static void
test_provider_added_twice (Fixture       *fixture,
                           gconstpointer  data)
{
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (fixture->memory));
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "entry", NULL);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
}

static void
assert_levels (InterprocessLoggerFactory *factory,
               const char                *category,
               InterprocessLogLevel       minimum)
{
  g_autoptr(InterprocessLogger) logger =
    interprocess_logger_factory_create_logger (factory, category);

  for (guint level = 0; level < INTERPROCESS_LOG_LEVEL_NONE; level++)
    g_assert_cmpint (interprocess_logger_is_enabled (logger, level), ==, level >= minimum);
}

static void
test_longest_prefix_wins (Fixture       *fixture,
                          gconstpointer  data)
{
  set_filters (fixture->factory, "Shop=warning, Shop.Orders=debug, Shop.Orders.Old=none, error");

  assert_levels (fixture->factory, "Shop", INTERPROCESS_LOG_LEVEL_WARNING);
  assert_levels (fixture->factory, "Shop.Stock", INTERPROCESS_LOG_LEVEL_WARNING);
  assert_levels (fixture->factory, "Shopping", INTERPROCESS_LOG_LEVEL_WARNING);
  assert_levels (fixture->factory, "shop.orders", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (fixture->factory, "Shop.Orders.New", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (fixture->factory, "Shop.Orders.Old", INTERPROCESS_LOG_LEVEL_NONE);
  assert_levels (fixture->factory, "Sho", INTERPROCESS_LOG_LEVEL_ERROR);
  assert_levels (fixture->factory, "", INTERPROCESS_LOG_LEVEL_ERROR);
}

static void
test_later_of_equals_wins (Fixture       *fixture,
                           gconstpointer  data)
{
  set_filters (fixture->factory, "Shop=warning; *=none; SHOP=debug; *=information");
  assert_levels (fixture->factory, "Shop", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (fixture->factory, "Other", INTERPROCESS_LOG_LEVEL_INFORMATION);

  set_filters (fixture->factory, "*=none; Default=error");
  assert_levels (fixture->factory, "Shop", INTERPROCESS_LOG_LEVEL_ERROR);

  set_filters (fixture->factory, "S*p=warning; Sho=debug"); /* as long as each other */
  assert_levels (fixture->factory, "Shop", INTERPROCESS_LOG_LEVEL_DEBUG);
}

static void
test_asterisk (Fixture       *fixture,
               gconstpointer  data)
{
  set_filters (fixture->factory, "Shop.*.Sql=trace, *.Http=debug, Shop.*=error, warning");

  assert_levels (fixture->factory, "Shop.Orders.Sql", INTERPROCESS_LOG_LEVEL_TRACE);
  assert_levels (fixture->factory, "Shop..sql", INTERPROCESS_LOG_LEVEL_TRACE);
  /* There is no room for two dots. */
  assert_levels (fixture->factory, "Shop.Sql", INTERPROCESS_LOG_LEVEL_ERROR);
  assert_levels (fixture->factory, "Shop.Orders", INTERPROCESS_LOG_LEVEL_ERROR);
  assert_levels (fixture->factory, "Shop", INTERPROCESS_LOG_LEVEL_WARNING);
  assert_levels (fixture->factory, "Other.Http", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (fixture->factory, "Http", INTERPROCESS_LOG_LEVEL_WARNING);
}

static void
test_filter_of_a_provider (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(InterprocessStructuredLoggerProvider) structured =
    interprocess_structured_logger_provider_new ();
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  g_test_summary ("A rule for a provider comes before longer ones for all.");
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (structured));
  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_NONE);
  interprocess_logging_options_add_filter (options, "Test.Logger", INTERPROCESS_LOG_LEVEL_TRACE);
  interprocess_logging_options_add_filter (options, "Test", INTERPROCESS_LOG_LEVEL_TRACE);
  interprocess_logging_options_add_provider_filter (
    options, INTERPROCESS_TYPE_STRUCTURED_LOGGER_PROVIDER, "Test", INTERPROCESS_LOG_LEVEL_ERROR);
  interprocess_logger_factory_set_options (fixture->factory, options);

  captured_log_clear ();
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING, "to one", NULL);
  g_assert_cmpuint (captured_log_count (), ==, 0);
  g_assert_cmpuint (fixture_count (fixture), ==, 1);
  interprocess_logger_log (fixture->logger, INTERPROCESS_LOG_LEVEL_ERROR, "to both", NULL);
  g_assert_cmpuint (captured_log_count (), ==, 1);
  g_assert_cmpuint (fixture_count (fixture), ==, 2);
  {
    g_autoptr(InterprocessLogger) logger =
      interprocess_logger_factory_create_logger (fixture->factory, "Test");

    interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_WARNING, "to one", NULL);
  }
  g_assert_cmpuint (fixture_count (fixture), ==, 3);
}

static void
test_filter_of_a_base_class (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  interprocess_logging_options_add_provider_filter (options, INTERPROCESS_TYPE_LOGGER_PROVIDER, NULL,
                                                    INTERPROCESS_LOG_LEVEL_ERROR);
  interprocess_logger_factory_set_options (fixture->factory, options);
  assert_levels (fixture->factory, "Test", INTERPROCESS_LOG_LEVEL_ERROR);
}

static void
test_filter_changes_reach_loggers (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(InterprocessLoggingOptions) options =
    interprocess_logger_factory_dup_options (fixture->factory);

  g_assert_true (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_TRACE));
  interprocess_logging_options_add_filter (options, "Test", INTERPROCESS_LOG_LEVEL_ERROR);
  g_assert_true (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_TRACE));
  interprocess_logger_factory_set_options (fixture->factory, options);
  g_assert_false (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_WARNING));

  interprocess_logging_options_clear_filters (options);
  interprocess_logger_factory_set_options (fixture->factory, options);
  g_assert_true (interprocess_logger_is_enabled (fixture->logger, INTERPROCESS_LOG_LEVEL_TRACE));
}

/* ---- the environment -------------------------------------------------------------------------- */

static void
test_environment (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(InterprocessLoggerFactory) factory = NULL;

  g_setenv ("INTERPROCESS_LOG", "Interprocess.Queue=debug,*=warning", TRUE);
  factory = interprocess_logger_factory_new ();
  g_unsetenv ("INTERPROCESS_LOG");

  assert_levels (factory, "Interprocess.Queue", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (factory, "Shop", INTERPROCESS_LOG_LEVEL_WARNING);

  g_test_summary ("It takes the place of equal rules, and gives way to longer ones.");
  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_NONE);
  interprocess_logging_options_add_filter (options, "Interprocess.Queue",
                                           INTERPROCESS_LOG_LEVEL_CRITICAL);
  interprocess_logging_options_add_filter (options, "Shop", INTERPROCESS_LOG_LEVEL_TRACE);
  interprocess_logger_factory_set_options (factory, options);
  assert_levels (factory, "Interprocess.Queue", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (factory, "Shop", INTERPROCESS_LOG_LEVEL_TRACE);
  assert_levels (factory, "Other", INTERPROCESS_LOG_LEVEL_WARNING);
}

static InterprocessLoggerFactory *
new_with_environment (const char *text)
{
  InterprocessLoggerFactory *factory;

  g_setenv ("INTERPROCESS_LOG", text, TRUE);
  factory = interprocess_logger_factory_new ();
  g_unsetenv ("INTERPROCESS_LOG");

  return factory;
}

/* Once in the order of the words, each of which may be followed by anything. */
static void
expect_warning (const char *words)
{
  g_test_expect_message ("Interprocess.Logging", G_LOG_LEVEL_WARNING, words);
}

static void
test_bad_environment (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = NULL;
  g_autoptr(InterprocessLoggerFactory) again = NULL;

  expect_warning ("*INTERPROCESS_LOG*“Shop=debug,Other=loud,error”*“Other=loud” has no level*“loud”*"
                  "CATEGORY=LEVEL*trace, debug, information, warning, error, critical and none*");
  factory = new_with_environment ("Shop=debug,Other=loud,error");
  g_test_assert_expected_messages ();

  g_test_summary ("What is right in it counts, and of one text there is one warning.");
  assert_levels (factory, "Shop", INTERPROCESS_LOG_LEVEL_DEBUG);
  assert_levels (factory, "Other", INTERPROCESS_LOG_LEVEL_ERROR);
  again = new_with_environment ("Shop=debug,Other=loud,error");
  assert_levels (again, "Shop", INTERPROCESS_LOG_LEVEL_DEBUG);
}

static void
test_environment_of_any_bytes (void)
{
  g_autoptr(InterprocessLoggerFactory) factory = NULL;

  expect_warning ("*“Caf\xef\xbf\xbd=\xef\xbf\xbd” has no level*");
  factory = new_with_environment ("Caf\xe9=\xff,Shop=none");
  g_test_assert_expected_messages ();
  assert_levels (factory, "Shop", INTERPROCESS_LOG_LEVEL_NONE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("INTERPROCESS_LOG");
  captured_log_start ();

  g_test_add_func ("/logger-factory/defaults", test_defaults);
  g_test_add_func ("/logger-factory/properties", test_properties);
  g_test_add_func ("/logger-factory/options-at-construction", test_options_at_construction);
  g_test_add_func ("/logger-factory/each-call-makes-a-logger", test_each_call_makes_a_logger);
  g_test_add_func ("/logger-factory/without-provider-writes-to-glib",
                   test_without_provider_writes_to_glib);
  fixture_add ("/logger-factory/first-provider-replaces-glib", test_first_provider_replaces_glib);
  fixture_add ("/logger-factory/several-providers", test_several_providers);
  fixture_add ("/logger-factory/provider-added-twice", test_provider_added_twice);
  fixture_add ("/logger-factory/filter/longest-prefix-wins", test_longest_prefix_wins);
  fixture_add ("/logger-factory/filter/later-of-equals-wins", test_later_of_equals_wins);
  fixture_add ("/logger-factory/filter/asterisk", test_asterisk);
  fixture_add ("/logger-factory/filter/of-a-provider", test_filter_of_a_provider);
  fixture_add ("/logger-factory/filter/of-a-base-class", test_filter_of_a_base_class);
  fixture_add ("/logger-factory/filter/changes-reach-loggers", test_filter_changes_reach_loggers);
  g_test_add_func ("/logger-factory/environment/rules", test_environment);
  g_test_add_func ("/logger-factory/environment/bad", test_bad_environment);
  g_test_add_func ("/logger-factory/environment/any-bytes", test_environment_of_any_bytes);

  return g_test_run ();
}
