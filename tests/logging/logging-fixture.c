/* SPDX-License-Identifier: MIT */

#include "logging-fixture.h"

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  /* Before there are threads: TSan cannot see that one waits for another to make the class. */
  g_type_class_unref (g_type_class_ref (INTERPROCESS_TYPE_LOG_ENTRY));

  fixture->factory = interprocess_logger_factory_new ();
  fixture->memory = interprocess_memory_logger_provider_new (10000);
  interprocess_logger_factory_add_provider (fixture->factory,
                                            INTERPROCESS_LOGGER_PROVIDER (fixture->memory));
  fixture->logger = interprocess_logger_factory_create_logger (fixture->factory, "Test.Logger");
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_finalize_object (fixture->logger);
  g_assert_finalize_object (fixture->factory);
  g_assert_finalize_object (fixture->memory);
}

void
fixture_set_minimum_level (Fixture              *fixture,
                           InterprocessLogLevel  level)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();

  interprocess_logging_options_set_minimum_level (options, level);
  interprocess_logger_factory_set_options (fixture->factory, options);
}

guint
fixture_count (Fixture *fixture)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (fixture->memory);

  return g_list_model_get_n_items (entries);
}

InterprocessLogEntry *
fixture_get_entry (Fixture *fixture,
                   guint    index)
{
  g_autoptr(GListModel) entries = interprocess_memory_logger_provider_snapshot (fixture->memory);
  g_autoptr(InterprocessLogEntry) entry = g_list_model_get_item (entries, index);

  g_assert_nonnull (entry);

  return entry;
}

void
set_filters (InterprocessLoggerFactory *factory,
             const char                *text)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(GError) error = NULL;

  interprocess_logging_options_parse (options, text, &error);
  g_assert_no_error (error);
  interprocess_logger_factory_set_options (factory, options);
}

void
assert_fields (InterprocessLogEntry *entry,
               const char           *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) fields =
    g_variant_parse (G_VARIANT_TYPE_VARDICT, expected, NULL, NULL, &error);
  GVariant *found = interprocess_log_entry_get_fields (entry);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (found), ==, g_variant_n_children (fields));
  g_variant_iter_init (&iter, fields);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autoptr(GVariant) other = g_variant_lookup_value (found, key, NULL);

      g_assert_nonnull (other);
      g_assert_cmpvariant (other, value);
    }
}
