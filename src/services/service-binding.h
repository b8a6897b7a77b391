/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Where the value of a property comes from when the container creates an object. */
typedef enum
{
  INTERPROCESS_SERVICE_SOURCE_SERVICE,
  INTERPROCESS_SERVICE_SOURCE_MANY,
  INTERPROCESS_SERVICE_SOURCE_OWN_KEY,
  INTERPROCESS_SERVICE_SOURCE_VALUE,
} InterprocessServiceSource;

typedef enum
{
  /* As the property's flags have it. */
  INTERPROCESS_SERVICE_NEED_AS_DECLARED,
  INTERPROCESS_SERVICE_NEED_REQUIRED,
  INTERPROCESS_SERVICE_NEED_OPTIONAL,
} InterprocessServiceNeed;

/* What a registration says of one property. */
typedef struct
{
  char *property;
  InterprocessServiceSource source;
  InterprocessServiceNeed need;

  /* Of a service, or of many: the key that they are asked for with. */
  gboolean inherits_key;
  char *key;

  /* Of many: the services in the list. */
  GType service_type;

  /* Of a value. */
  GValue value;
} InterprocessServiceBinding;

InterprocessServiceBinding *
interprocess_service_binding_new (const char *property);

void
interprocess_service_binding_free (gpointer binding);

void
interprocess_service_binding_set_key (InterprocessServiceBinding *self,
                                      const char                 *key,
                                      gboolean                    inherits);

void
interprocess_service_binding_set_value (InterprocessServiceBinding *self,
                                        const GValue               *value);

G_END_DECLS
