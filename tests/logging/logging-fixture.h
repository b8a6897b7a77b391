/* SPDX-License-Identifier: MIT */
#pragma once

/* A factory that writes into memory, and a logger of it. */

#include <interprocess/interprocess.h>

G_BEGIN_DECLS

typedef struct
{
  InterprocessLoggerFactory *factory;
  InterprocessMemoryLoggerProvider *memory;
  InterprocessLogger *logger; /* of the category “Test.Logger” */
} Fixture;

void fixture_set_up    (Fixture       *fixture,
                        gconstpointer  data);
void fixture_tear_down (Fixture       *fixture,
                        gconstpointer  data);

#define fixture_add(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

void fixture_set_minimum_level (Fixture              *fixture,
                                InterprocessLogLevel  level);

/* What was logged. The entry belongs to the provider. */
guint                 fixture_count     (Fixture *fixture);
InterprocessLogEntry *fixture_get_entry (Fixture *fixture,
                                         guint    index);

/* A factory's options, from text. */
void set_filters (InterprocessLoggerFactory *factory,
                  const char                *text);

/* That the entry's fields are these, in any order; written as for g_variant_new_parsed(). */
void assert_fields (InterprocessLogEntry *entry,
                    const char           *expected);

G_END_DECLS
