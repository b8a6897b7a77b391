/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What tells one service from another. The key is NULL for services without one. */
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

gboolean
interprocess_service_identity_is_any (const InterprocessServiceIdentity *self);

gboolean
interprocess_service_identity_check_single (const InterprocessServiceIdentity  *self,
                                            GError                            **error);

void
interprocess_service_identity_append_name (const InterprocessServiceIdentity *self,
                                           GString                           *text);

void
interprocess_service_identity_append_step (const InterprocessServiceIdentity *self,
                                           GString                           *path);

char *
interprocess_service_identity_dup_name (const InterprocessServiceIdentity *self);

G_END_DECLS
