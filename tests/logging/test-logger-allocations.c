/* SPDX-License-Identifier: MIT */

/* That a level which is off costs no allocation, by counting them all. GLib's slices have to come
 * from malloc() too: meson.build sets G_SLICE. */

#include <stdlib.h>

#include <interprocess/interprocess.h>

#include "logger-private.h"
#include "recording-factory.h"

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

static void
write_entry (InterprocessLogger   *logger,
             InterprocessLogLevel  level)
{
  interprocess_logger_write (logger, level, g_variant_new_parsed ("{ 'code': <%i> }", 5), "%s: %d",
                             "jobs", 42);
  if (logger != NULL)
    interprocess_logger_log (logger, level, "constant", NULL);
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
test_disabled_level (void)
{
  g_autoptr(RecordingFactory) factory = recording_factory_new (NULL);
  g_autoptr(InterprocessLogger) logger = interprocess_logger_factory_create_logger (
    INTERPROCESS_LOGGER_FACTORY (factory), "Test.Logger");

  interprocess_logger_factory_set_minimum_level (INTERPROCESS_LOGGER_FACTORY (factory),
                                                 INTERPROCESS_LOG_LEVEL_INFORMATION);
  write_entry (logger, INTERPROCESS_LOG_LEVEL_INFORMATION); /* what is allocated once is now */

  g_assert_cmpuint (allocations_of_write (logger, INTERPROCESS_LOG_LEVEL_INFORMATION), >, 0);
  g_assert_cmpuint (allocations_of_write (logger, INTERPROCESS_LOG_LEVEL_DEBUG), ==, 0);
  g_assert_cmpuint (allocations_of_write (NULL, INTERPROCESS_LOG_LEVEL_CRITICAL), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/logger/allocations/disabled-level", test_disabled_level);

  return g_test_run ();
}
