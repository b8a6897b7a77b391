/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gpointer
interprocess_call_data_keep (gpointer    object,
                             const char *call,
                             gpointer    data);

gpointer
interprocess_call_data_take (gpointer    object,
                             const char *call,
                             gpointer    data);

G_END_DECLS
