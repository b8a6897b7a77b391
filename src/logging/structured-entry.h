/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/log-entry.h>

G_BEGIN_DECLS

void interprocess_structured_entry_write (InterprocessLogEntry *entry);

G_END_DECLS
