/* SPDX-License-Identifier: MIT */

#include <string.h>

#include <interprocess/service-error.h>
#include <interprocess/service-types.h>

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

gboolean
interprocess_service_identity_is_any (const InterprocessServiceIdentity *self)
{
  return self->key != NULL && strcmp (self->key, INTERPROCESS_SERVICE_KEY_ANY) == 0;
}

/*
 * interprocess_service_identity_check_single:
 *
 * Whether one service may be asked for by it.
 */
gboolean
interprocess_service_identity_check_single (const InterprocessServiceIdentity  *self,
                                            GError                            **error)
{
  if (!interprocess_service_identity_is_any (self))
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY,
               "SERVICE_KEY_ANY stands for every key, and only one service is asked for: give its "
               "key, or ask for all with get_keyed_services()");
  return FALSE;
}

/*
 * interprocess_service_identity_append_name:
 *
 * Appends how messages call the service. A key may be any bytes, and a message is text.
 */
void
interprocess_service_identity_append_name (const InterprocessServiceIdentity *self,
                                           GString                           *text)
{
  const char *name = g_type_name (self->type);

  g_string_append (text, name != NULL ? name : "(no type)");
  if (self->key != NULL)
    {
      g_autofree char *key = g_utf8_make_valid (self->key, -1);

      g_string_append_printf (text, " \"%s\"", key);
    }
}

/*
 * interprocess_service_identity_append_step:
 *
 * Appends the service to a path.
 */
void
interprocess_service_identity_append_step (const InterprocessServiceIdentity *self,
                                           GString                           *path)
{
  if (path->len > 0)
    g_string_append (path, " -> ");
  interprocess_service_identity_append_name (self, path);
}

char *
interprocess_service_identity_dup_name (const InterprocessServiceIdentity *self)
{
  GString *name = g_string_new (NULL);

  interprocess_service_identity_append_name (self, name);

  return g_string_free (name, FALSE);
}
