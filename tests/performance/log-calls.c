/* SPDX-License-Identifier: MIT */
#include "log-calls.h"

/* The compiler believes that anything may have changed, and so does every round anew. */
#define KEEP() __asm__ volatile ("" ::: "memory")

static InterprocessLogger *logger; /* debug is off, information is on */
static int word;                   /* has not the bit that the floor asks for */

static __attribute__ ((noinline, cold)) void
never (void)
{
  g_error ("The level is on");
}

static __attribute__ ((noinline)) void
run_floor (guint64 n)
{
  int *at = &word;

  __asm__ ("" : "+r" (at)); /* in a register, as a logger would be */
  for (; n > 0; n--)
    {
      KEEP ();
      if (G_UNLIKELY (g_atomic_int_get (at) & 2))
        never ();
    }
}

static __attribute__ ((noinline)) void
do_nothing (void)
{
  KEEP ();
}

static __attribute__ ((noinline)) void
run_call (guint64 n)
{
  for (; n > 0; n--)
    do_nothing ();
}

static __attribute__ ((noinline)) void
run_macro (guint64 n)
{
  InterprocessLogger *self = logger;

  for (; n > 0; n--)
    {
      KEEP ();
      INTERPROCESS_LOG_DEBUG (self, "%s: %u", "jobs", 42u);
    }
}

static __attribute__ ((noinline)) void
run_event (guint64 n)
{
  InterprocessLogger *self = logger;

  for (; n > 0; n--)
    {
      KEEP ();
      INTERPROCESS_LOG_EVENT (self, INTERPROCESS_LOG_LEVEL_DEBUG, 7, "Seven",
                              g_variant_new_parsed ("{'jobs': <%u>}", 42u), "%s: %u", "jobs", 42u);
    }
}

static __attribute__ ((noinline)) void
run_function (guint64 n)
{
  for (; n > 0; n--)
    interprocess_logger_log (logger, INTERPROCESS_LOG_LEVEL_DEBUG, "constant", NULL);
}

const LogCall log_calls[N_LOG_CALLS] = {
  { "a load and a branch", run_floor, 0 },
  { "a function that does nothing", run_call, 0 },
  { "INTERPROCESS_LOG_DEBUG ()", run_macro, 1.25 },
  { "INTERPROCESS_LOG_EVENT () with fields", run_event, 1.25 },
  { "interprocess_logger_log ()", run_function, 0 },
};

void
log_calls_set_up (void)
{
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  g_autoptr(InterprocessLoggerFactory) factory = interprocess_logger_factory_new ();

  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_INFORMATION);
  interprocess_logger_factory_set_options (factory, options);
  logger = interprocess_logger_factory_create_logger (factory, "Performance");
}
