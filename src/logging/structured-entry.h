/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/log-level.h>

G_BEGIN_DECLS

void interprocess_structured_entry_write (const char           *category,
                                          InterprocessLogLevel  level,
                                          const char           *message,
                                          GVariant             *fields);

G_END_DECLS
