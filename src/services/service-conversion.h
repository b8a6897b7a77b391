/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gboolean
interprocess_service_conversion_takes_key (GType type);

gboolean
interprocess_service_conversion_from_key (GParamSpec  *property,
                                          const char  *key,
                                          GValue      *result,
                                          GError     **error);

gboolean
interprocess_service_conversion_from_value (GParamSpec   *property,
                                            const GValue *value,
                                            GValue       *result,
                                            char        **fault);

G_END_DECLS
