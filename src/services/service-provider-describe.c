/* SPDX-License-Identifier: MIT */

#include "service-description.h"
#include "service-provider-private.h"

/* What a provider tells of itself. */

typedef char *(*Describer) (InterprocessServiceRegistry *registry);

static char *
describe (InterprocessServiceProvider *self,
          Describer                    describer,
          const char                  *when_closed)
{
  const InterprocessServiceIdentity identity = { .type = INTERPROCESS_TYPE_SERVICE_PROVIDER };
  InterprocessServiceStore *store = interprocess_service_provider_get_store (self);
  char *text;

  if (!interprocess_service_store_enter (store, &identity, NULL))
    return g_strdup (when_closed);

  text = describer (interprocess_service_store_get_registry (store));
  interprocess_service_store_leave (store);

  return text;
}

/**
 * interprocess_service_provider_describe:
 * @self: a service provider
 *
 * Describes what is registered: each service with its lifetime and what provides it, and below it
 * the properties that get something, and what. For people to read; the form may change.
 *
 * Nothing is created. From any thread.
 *
 * Returns: (transfer full): the description, a line for each
 *
 * Since: 1.0
 */
char *
interprocess_service_provider_describe (InterprocessServiceProvider *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);

  return describe (self, interprocess_service_description_write, "The provider is closed.\n");
}

/**
 * interprocess_service_provider_to_dot:
 * @self: a service provider
 *
 * Draws what is registered, as a graph in the language of Graphviz: `dot -Tsvg` makes a picture of
 * it.
 *
 * A service is a node: a singleton in a box, a scoped one in an ellipse, a transient one bare. An
 * arrow with a property's name goes to what the property gets; it is dashed if that may be missing.
 * What is missing and required is dotted.
 *
 * Nothing is created. From any thread.
 *
 * Returns: (transfer full): the graph
 *
 * Since: 1.0
 */
char *
interprocess_service_provider_to_dot (InterprocessServiceProvider *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_PROVIDER (self), NULL);

  return describe (self, interprocess_service_description_draw, "digraph services {\n}\n");
}
