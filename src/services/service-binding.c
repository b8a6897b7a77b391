/* SPDX-License-Identifier: MIT */

#include "service-binding.h"

/*
 * interprocess_service_binding_new:
 * @property: a property's name, also with underscores, as languages have it that know no hyphens
 */
InterprocessServiceBinding *
interprocess_service_binding_new (const char *property)
{
  InterprocessServiceBinding *self = g_new0 (InterprocessServiceBinding, 1);

  self->property = g_strdelimit (g_strdup (property), "_", '-');

  return self;
}

void
interprocess_service_binding_free (gpointer binding)
{
  InterprocessServiceBinding *self = binding;

  g_free (self->property);
  g_free (self->key);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_free (self);
}

/*
 * interprocess_service_binding_set_key:
 *
 * Says which key to ask with. A property that gets many services keeps getting many.
 */
void
interprocess_service_binding_set_key (InterprocessServiceBinding *self,
                                      const char                 *key,
                                      gboolean                    inherits)
{
  g_free (self->key);
  self->key = g_strdup (key);
  self->inherits_key = inherits;

  if (self->source != INTERPROCESS_SERVICE_SOURCE_MANY)
    self->source = INTERPROCESS_SERVICE_SOURCE_SERVICE;
}

void
interprocess_service_binding_set_value (InterprocessServiceBinding *self,
                                        const GValue               *value)
{
  GValue copy = G_VALUE_INIT;

  /* The new value may be the old one. */
  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);

  self->value = copy;
  self->source = INTERPROCESS_SERVICE_SOURCE_VALUE;
}
