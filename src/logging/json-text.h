/* SPDX-License-Identifier: MIT */
#pragma once

/* JSON, as RFC 8259 has it. */

#include <glib.h>

G_BEGIN_DECLS

/* Text that is not UTF-8 is made so. */
void interprocess_json_append_string  (GString    *json,
                                       const char *text);
void interprocess_json_append_variant (GString    *json,
                                       GVariant   *value);

G_END_DECLS
