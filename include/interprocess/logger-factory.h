/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/log-level.h>
#include <interprocess/logger.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGER_FACTORY (interprocess_logger_factory_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (InterprocessLoggerFactory, interprocess_logger_factory, INTERPROCESS, LOGGER_FACTORY, GObject)

/**
 * InterprocessLoggerFactoryClass:
 * @log: writes one entry; called for enabled levels only, from several threads at once unless
 *   [property@Interprocess.LoggerFactory:deliver-context] is set
 *
 * The functions that a class deriving from the logger factory may replace.
 *
 * Since: 1.0
 */
struct _InterprocessLoggerFactoryClass
{
  /*< private >*/
  GObjectClass parent_class;

  /*< public >*/
  void (*log) (InterprocessLoggerFactory *self,
               const char                *category,
               InterprocessLogLevel       level,
               const char                *message,
               GVariant                  *fields);

  /*< private >*/
  gpointer padding[8];
};

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggerFactory *interprocess_logger_factory_new (void);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogger *interprocess_logger_factory_create_logger (InterprocessLoggerFactory *self,
                                                               const char                *category);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogLevel interprocess_logger_factory_get_minimum_level (InterprocessLoggerFactory *self);
INTERPROCESS_AVAILABLE_IN_1_0
void                 interprocess_logger_factory_set_minimum_level (InterprocessLoggerFactory *self,
                                                                    InterprocessLogLevel       level);

INTERPROCESS_AVAILABLE_IN_1_0
GMainContext *interprocess_logger_factory_dup_deliver_context (InterprocessLoggerFactory *self);
INTERPROCESS_AVAILABLE_IN_1_0
void          interprocess_logger_factory_set_deliver_context (InterprocessLoggerFactory *self,
                                                               GMainContext              *context);

G_END_DECLS
