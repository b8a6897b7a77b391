/* SPDX-License-Identifier: MIT */
/* Lesson: a log with levels, events, scopes and filters, for programs and people to read.
 *
 * The entries go to standard output as JSON, and warnings to GLib's log too. What is logged is up to
 * whoever runs it:
 *
 *   cc log.c -o log $(pkg-config --cflags --libs interprocess-1)
 *   ./log
 *   INTERPROCESS_LOG="Shop.Stock=none,*=debug" ./log */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <unistd.h>

#define EVENT_OUT_OF_STOCK 7

/* Knows nothing of orders, and yet its entries tell which one they belong to. */
static void
fetch (InterprocessLogger *stock, const char *article, guint left)
{
  INTERPROCESS_LOG_DEBUG (stock, "looking for article %s", article);
  if (left == 0)
    INTERPROCESS_LOG_EVENT (stock, INTERPROCESS_LOG_LEVEL_WARNING, EVENT_OUT_OF_STOCK, "OutOfStock",
                            g_variant_new_parsed ("{'article': <%s>}", article),
                            "no more of article %s", article);
}

static void
handle_order (InterprocessLogger *orders, InterprocessLogger *stock, guint number)
{
  INTERPROCESS_LOG_SCOPE (orders, g_variant_new_parsed ("{'order': <%u>}", number));

  INTERPROCESS_LOG_INFORMATION (orders, "order %u received", number);
  fetch (stock, "4711", 2 - number);
}

static InterprocessLoggerFactory *
make_loggers (void)
{
  g_autoptr(InterprocessJsonLoggerProvider) json =
    interprocess_json_logger_provider_new_for_fd (STDOUT_FILENO);
  g_autoptr(InterprocessStructuredLoggerProvider) glib =
    interprocess_structured_logger_provider_new ();
  g_autoptr(InterprocessLoggingOptions) options = interprocess_logging_options_new ();
  InterprocessLoggerFactory *loggers = interprocess_logger_factory_new ();

  interprocess_logging_options_set_minimum_level (options, INTERPROCESS_LOG_LEVEL_INFORMATION);
  interprocess_logging_options_add_provider_filter (options,
                                                    INTERPROCESS_TYPE_STRUCTURED_LOGGER_PROVIDER,
                                                    NULL, INTERPROCESS_LOG_LEVEL_WARNING);
  interprocess_logger_factory_set_options (loggers, options);
  interprocess_logger_factory_add_provider (loggers, INTERPROCESS_LOGGER_PROVIDER (json));
  interprocess_logger_factory_add_provider (loggers, INTERPROCESS_LOGGER_PROVIDER (glib));
  return loggers;
}

int
main (void)
{
  g_autoptr(InterprocessLoggerFactory) loggers = NULL;
  g_autoptr(InterprocessLogger) orders = NULL;
  g_autoptr(InterprocessLogger) stock = NULL;

  setlocale (LC_ALL, "");
  loggers = make_loggers ();
  orders = interprocess_logger_factory_create_logger (loggers, "Shop.Orders");
  stock = interprocess_logger_factory_create_logger (loggers, "Shop.Stock");
  handle_order (orders, stock, 1);
  handle_order (orders, stock, 2);
  return 0;
}
