/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-level.h>
#include <interprocess/log-scope.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGER (interprocess_logger_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLogger, interprocess_logger, INTERPROCESS, LOGGER, GObject)

/* Not hidden, so that INTERPROCESS_LOG_IS_ENABLED() need not call anything. That makes it ABI:
 * where `enabled` is and what its bits mean is compiled into programs. Only add what comes behind
 * it. */
struct _InterprocessLogger
{
  /*< private >*/
  GObject parent_instance;

  int enabled; /* atomic; bit n is set while the level n is enabled */
};

INTERPROCESS_AVAILABLE_IN_1_0
const char *interprocess_logger_get_category (InterprocessLogger *self);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean interprocess_logger_is_enabled (InterprocessLogger   *self,
                                         InterprocessLogLevel  level);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_logger_log        (InterprocessLogger   *self,
                                         InterprocessLogLevel  level,
                                         const char           *message,
                                         GVariant             *fields);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_logger_log_event  (InterprocessLogger   *self,
                                         InterprocessLogLevel  level,
                                         int                   event_id,
                                         const char           *event_name,
                                         const char           *message,
                                         GVariant             *fields);
INTERPROCESS_AVAILABLE_IN_1_0
void     interprocess_logger_log_format (InterprocessLogger   *self,
                                         InterprocessLogLevel  level,
                                         int                   event_id,
                                         const char           *event_name,
                                         GVariant             *fields,
                                         const char           *format,
                                         ...) G_GNUC_PRINTF (6, 7);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogScope *interprocess_logger_begin_scope (InterprocessLogger *self,
                                                       GVariant           *fields)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * INTERPROCESS_LOG_IS_ENABLED:
 * @logger: an [class@Interprocess.Logger]; not %NULL
 * @level: the level that an entry would have; one of [enum@Interprocess.LogLevel]
 *
 * What [method@Interprocess.Logger.is_enabled] tells, in one load and the test of a bit, where even
 * a call is too much.
 *
 * Neither argument is checked: a @logger of %NULL crashes, and what the answer is for a @level that
 * there is not, is not said. A program that may have no logger keeps one of
 * `g_object_new (INTERPROCESS_TYPE_LOGGER, NULL)`, which has no level enabled.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_IS_ENABLED(logger, level) \
  ((g_atomic_int_get (&(logger)->enabled) >> ((level) & 31) & 1) != 0)

/**
 * INTERPROCESS_LOG_EVENT:
 * @logger: an [class@Interprocess.Logger]
 * @level: how much it matters
 * @event_id: the event's number, or 0
 * @event_name: (nullable): the event's name
 * @fields: (nullable): details, of type `a{sv}`; a floating reference is consumed
 * @...: the message, in the manner of `printf()`
 *
 * Writes an entry; if its level is not enabled, nothing but @logger and @level is even evaluated.
 * That costs one load and one branch: see INTERPROCESS_LOG_IS_ENABLED(). @logger must not be %NULL;
 * it and @level are evaluated twice.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_EVENT(logger, level, event_id, event_name, fields, ...)                 \
  G_STMT_START                                                                                   \
  {                                                                                              \
    if (G_UNLIKELY (INTERPROCESS_LOG_IS_ENABLED ((logger), (level))))                            \
      interprocess_logger_log_format ((logger), (level), (event_id), (event_name), (fields),     \
                                      __VA_ARGS__);                                              \
  }                                                                                              \
  G_STMT_END

/**
 * INTERPROCESS_LOG:
 * @logger: an [class@Interprocess.Logger]
 * @level: how much it matters
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG_EVENT() without an event and fields.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG(logger, level, ...) \
  INTERPROCESS_LOG_EVENT (logger, level, 0, NULL, NULL, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_TRACE:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_TRACE.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_TRACE(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_TRACE, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_DEBUG:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_DEBUG.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_DEBUG(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_DEBUG, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_INFORMATION:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_INFORMATION.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_INFORMATION(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_INFORMATION, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_WARNING:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_WARNING.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_WARNING(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_WARNING, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_ERROR:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_ERROR.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_ERROR(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_ERROR, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_CRITICAL:
 * @logger: an [class@Interprocess.Logger]
 * @...: the message, in the manner of `printf()`
 *
 * INTERPROCESS_LOG() with %INTERPROCESS_LOG_LEVEL_CRITICAL.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_CRITICAL(logger, ...) \
  INTERPROCESS_LOG (logger, INTERPROCESS_LOG_LEVEL_CRITICAL, __VA_ARGS__)

/**
 * INTERPROCESS_LOG_SCOPE:
 * @logger: an [class@Interprocess.Logger]
 * @fields: what the entries have in common, of type `a{sv}`; a floating reference is consumed
 *
 * Begins a scope, as [method@Interprocess.Logger.begin_scope] does, that lasts until the end of the
 * block that it stands in.
 *
 * It declares a variable, of a name that nobody needs to know.
 *
 * Since: 1.0
 */
#define INTERPROCESS_LOG_SCOPE(logger, fields)                                                   \
  g_autoptr(InterprocessLogScope) G_PASTE (interprocess_log_scope_, __LINE__) G_GNUC_UNUSED =    \
    interprocess_logger_begin_scope ((logger), (fields))

G_END_DECLS
