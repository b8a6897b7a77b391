/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <glib-object.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

/**
 * InterprocessLogLevel:
 * @INTERPROCESS_LOG_LEVEL_TRACE: every step, for whoever debugs the library itself
 * @INTERPROCESS_LOG_LEVEL_DEBUG: what a developer wants to see while investigating
 * @INTERPROCESS_LOG_LEVEL_INFORMATION: the general course of events
 * @INTERPROCESS_LOG_LEVEL_WARNING: something unexpected that stopped nothing
 * @INTERPROCESS_LOG_LEVEL_ERROR: an operation failed; the program goes on
 * @INTERPROCESS_LOG_LEVEL_CRITICAL: a failure that the program may not get over
 * @INTERPROCESS_LOG_LEVEL_NONE: no entry has this level; as a minimum it turns everything off
 *
 * How much an entry of the log matters, from least to most.
 *
 * The names and numbers are those of .NET's `LogLevel`. GLib and the journal see them so:
 *
 * | level       | GLib's level           | journal's `PRIORITY` |
 * |-------------|------------------------|----------------------|
 * | trace       | `G_LOG_LEVEL_DEBUG`    | 7, debug             |
 * | debug       | `G_LOG_LEVEL_DEBUG`    | 7, debug             |
 * | information | `G_LOG_LEVEL_INFO`     | 6, info              |
 * | warning     | `G_LOG_LEVEL_WARNING`  | 4, warning           |
 * | error       | `G_LOG_LEVEL_WARNING`  | 3, err               |
 * | critical    | `G_LOG_LEVEL_CRITICAL` | 2, crit              |
 *
 * GLib's own `G_LOG_LEVEL_ERROR` ends the process, so nothing becomes that. To GLib a critical
 * message is a bug in the program, for which many developers have it stop
 * (`G_DEBUG=fatal-criticals`); a failed operation is usually the doing of another process or of
 * the system, hence a warning (which `G_DEBUG=fatal-warnings` makes stop it too).
 *
 * Trace, debug and information are shown for the categories that `G_MESSAGES_DEBUG` lists.
 *
 * Since: 1.0
 */
typedef enum
{
  INTERPROCESS_LOG_LEVEL_TRACE,
  INTERPROCESS_LOG_LEVEL_DEBUG,
  INTERPROCESS_LOG_LEVEL_INFORMATION,
  INTERPROCESS_LOG_LEVEL_WARNING,
  INTERPROCESS_LOG_LEVEL_ERROR,
  INTERPROCESS_LOG_LEVEL_CRITICAL,
  INTERPROCESS_LOG_LEVEL_NONE,
} InterprocessLogLevel;

G_END_DECLS
