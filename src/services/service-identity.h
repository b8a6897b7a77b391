/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What tells one service from another. All keys are NULL as yet: services have no names. */
typedef struct
{
  GType type;
  const char *key;
} InterprocessServiceIdentity;

guint
interprocess_service_identity_hash (gconstpointer identity);

gboolean
interprocess_service_identity_equal (gconstpointer one,
                                     gconstpointer other);

const char *
interprocess_service_identity_get_name (const InterprocessServiceIdentity *self);

G_END_DECLS
