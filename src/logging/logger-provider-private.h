/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/logger-provider.h>

G_BEGIN_DECLS

/* Calls the class's function, in the calling thread. */
void interprocess_logger_provider_write (InterprocessLoggerProvider *self,
                                         InterprocessLogEntry       *entry);

G_END_DECLS
