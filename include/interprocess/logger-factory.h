/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/logger-provider.h>
#include <interprocess/logger.h>
#include <interprocess/logging-options.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_LOGGER_FACTORY (interprocess_logger_factory_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessLoggerFactory, interprocess_logger_factory,
                      INTERPROCESS, LOGGER_FACTORY, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggerFactory *
interprocess_logger_factory_new (void);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLogger *
interprocess_logger_factory_create_logger (InterprocessLoggerFactory *self,
                                           const char                *category);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logger_factory_add_provider (InterprocessLoggerFactory  *self,
                                          InterprocessLoggerProvider *provider);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessLoggingOptions *
interprocess_logger_factory_dup_options (InterprocessLoggerFactory *self);

INTERPROCESS_AVAILABLE_IN_1_0
void
interprocess_logger_factory_set_options (InterprocessLoggerFactory  *self,
                                         InterprocessLoggingOptions *options);

G_END_DECLS
