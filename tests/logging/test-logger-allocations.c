/* SPDX-License-Identifier: MIT */

/* That a level which is off costs no allocation, by counting them all. GLib's slices have to come
 * from malloc() too: meson.build sets G_SLICE. */

#include <stdlib.h>

#include "logging-fixture.h"

static guint allocations;

/* glibc's own, which it exports for replacements like these. */
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t count, size_t size);
void *__libc_realloc (void *memory, size_t size);

__attribute__ ((visibility ("default"))) void *
malloc (size_t size)
{
  allocations++;

  return __libc_malloc (size);
}

__attribute__ ((visibility ("default"))) void *
calloc (size_t count,
        size_t size)
{
  allocations++;

  return __libc_calloc (count, size);
}

__attribute__ ((visibility ("default"))) void *
realloc (void  *memory,
         size_t size)
{
  allocations++;

  return __libc_realloc (memory, size);
}

/* By every way there is. */
static void
write_entry (InterprocessLogger   *logger,
             InterprocessLogLevel  level)
{
  INTERPROCESS_LOG_EVENT (logger, level, 3, "Three", g_variant_new_parsed ("{ 'code': <%i> }", 5),
                          "%s: %d", "jobs", 42);
  INTERPROCESS_LOG (logger, level, "%s: %d", "jobs", 42);
  interprocess_logger_log_format (logger, level, 3, "Three", NULL, "%s: %d", "jobs", 42);
  interprocess_logger_log (logger, level, "constant", NULL);
  interprocess_logger_log_event (logger, level, 3, "Three", "constant", NULL);
}

static guint
allocations_of_write (InterprocessLogger   *logger,
                      InterprocessLogLevel  level)
{
  allocations = 0;
  write_entry (logger, level);

  return allocations;
}

static void
test_disabled_level (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(InterprocessLogger) without_factory = g_object_new (INTERPROCESS_TYPE_LOGGER, NULL);

  INTERPROCESS_LOG_SCOPE (fixture->logger, g_variant_new_parsed ("{ 'order': <42> }"));
  fixture_set_minimum_level (fixture, INTERPROCESS_LOG_LEVEL_INFORMATION);
  /* What is allocated once is now. */
  write_entry (fixture->logger, INTERPROCESS_LOG_LEVEL_INFORMATION);

  g_assert_cmpuint (allocations_of_write (fixture->logger, INTERPROCESS_LOG_LEVEL_INFORMATION), >,
                    5);
  g_assert_cmpuint (allocations_of_write (fixture->logger, INTERPROCESS_LOG_LEVEL_DEBUG), ==, 0);
  g_assert_cmpuint (allocations_of_write (without_factory, INTERPROCESS_LOG_LEVEL_CRITICAL), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/logger/allocations/disabled-level", test_disabled_level);

  return g_test_run ();
}
