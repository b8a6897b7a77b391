/* SPDX-License-Identifier: MIT */

#include "service-identity.h"

guint
interprocess_service_identity_hash (gconstpointer identity)
{
  const InterprocessServiceIdentity *self = identity;

  const guint hash = g_direct_hash (GSIZE_TO_POINTER (self->type));

  return self->key != NULL ? hash ^ g_str_hash (self->key) : hash;
}

gboolean
interprocess_service_identity_equal (gconstpointer one,
                                     gconstpointer other)
{
  const InterprocessServiceIdentity *self = one;
  const InterprocessServiceIdentity *that = other;

  return self->type == that->type && g_strcmp0 (self->key, that->key) == 0;
}

/*
 * interprocess_service_identity_get_name:
 *
 * How messages call the service.
 */
const char *
interprocess_service_identity_get_name (const InterprocessServiceIdentity *self)
{
  const char *name = g_type_name (self->type);

  return name != NULL ? name : "(no type)";
}
