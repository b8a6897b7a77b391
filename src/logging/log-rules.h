/* SPDX-License-Identifier: MIT */
#pragma once

/* Which levels a category has, and at which provider. The rules are a GPtrArray. */

#include <gio/gio.h>
#include <interprocess/log-level.h>

G_BEGIN_DECLS

GPtrArray *interprocess_log_rules_new (void);

/* Whether a pattern can be one: it has no more than one asterisk. */
gboolean interprocess_log_rules_is_pattern (const char *category);

void     interprocess_log_rules_add      (GPtrArray             *rules,
                                          GType                  provider_type,
                                          const char            *category,
                                          InterprocessLogLevel   level);
void     interprocess_log_rules_add_all  (GPtrArray             *rules,
                                          GPtrArray             *others);
gboolean interprocess_log_rules_add_text (GPtrArray             *rules,
                                          const char            *text,
                                          GError               **error);

InterprocessLogLevel interprocess_log_rules_find (GPtrArray            *rules,
                                                  GType                 provider_type,
                                                  const char           *category,
                                                  InterprocessLogLevel  fallback);

G_END_DECLS
