/* SPDX-License-Identifier: MIT */

#include <string.h>

#include "service-descriptor-private.h"

/* What a registration says about the properties of the objects that it creates. Whether a class has
 * such properties is looked at by the build. */

/* The binding of a property, a new one if it has none; NULL if the descriptor cannot change. */
static InterprocessServiceBinding *
change (InterprocessServiceDescriptor *self,
        const char                    *property)
{
  GPtrArray *bindings = interprocess_service_descriptor_get_bindings (self);
  InterprocessServiceBinding *binding;

  if (!interprocess_service_descriptor_check_changeable (self))
    return NULL;

  binding = interprocess_service_binding_new (property);
  for (guint i = 0; i < bindings->len; i++)
    {
      InterprocessServiceBinding *old = g_ptr_array_index (bindings, i);

      if (strcmp (old->property, binding->property) != 0)
        continue;
      interprocess_service_binding_free (binding);
      return old;
    }

  g_ptr_array_add (bindings, binding);
  return binding;
}

/**
 * interprocess_service_descriptor_bind_key:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property whose values are objects
 * @key: (nullable): the key of the service that it gets, %NULL for the one without a key
 *
 * Says that a property gets a service with a key. It is `[FromKeyedServices (key)]` of .NET.
 *
 * Together with [method@Interprocess.ServiceDescriptor.bind_many] it is all services with that key,
 * or with any, if that is %INTERPROCESS_SERVICE_KEY_ANY.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_key (InterprocessServiceDescriptor *self,
                                          const char                    *property,
                                          const char                    *key)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);

  binding = change (self, property);
  if (binding != NULL)
    interprocess_service_binding_set_key (binding, key, FALSE);

  return self;
}

/**
 * interprocess_service_descriptor_bind_inherited_key:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property whose values are objects
 *
 * Says that a property gets a service with the key that the object itself is asked for with. It is
 * `[FromKeyedServices]` without a key.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_inherited_key (InterprocessServiceDescriptor *self,
                                                    const char                    *property)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);

  binding = change (self, property);
  if (binding != NULL)
    interprocess_service_binding_set_key (binding, NULL, TRUE);

  return self;
}

/**
 * interprocess_service_descriptor_bind_service_key:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property whose values are strings, numbers or of an enumeration
 *
 * Says that a property gets the key that the object is asked for with. It is `[ServiceKey]` of
 * .NET.
 *
 * A key that does not say a number, or a value's nick, where the property wants that, is
 * %INTERPROCESS_SERVICE_ERROR_INVALID_KEY when the service is asked for. Without a key the property
 * keeps its default.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_service_key (InterprocessServiceDescriptor *self,
                                                  const char                    *property)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);

  binding = change (self, property);
  if (binding != NULL)
    binding->source = INTERPROCESS_SERVICE_SOURCE_OWN_KEY;

  return self;
}

/**
 * interprocess_service_descriptor_bind_value:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property
 * @value: what it gets; a copy is kept
 *
 * Says that a property gets a value.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_value (InterprocessServiceDescriptor *self,
                                            const char                    *property,
                                            const GValue                  *value)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);
  g_return_val_if_fail (G_IS_VALUE (value), self);

  binding = change (self, property);
  if (binding != NULL)
    interprocess_service_binding_set_value (binding, value);

  return self;
}

/**
 * interprocess_service_descriptor_bind_many:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property whose values are [iface@Gio.ListModel]s
 * @service_type: the type that the services were registered by
 *
 * Says that a property gets what all registrations of a service provide, as
 * [method@Interprocess.ServiceProvider.get_services] does. It is a constructor's `IEnumerable<T>`
 * of .NET.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_bind_many (InterprocessServiceDescriptor *self,
                                           const char                    *property,
                                           GType                          service_type)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);

  binding = change (self, property);
  if (binding != NULL)
    {
      binding->source = INTERPROCESS_SERVICE_SOURCE_MANY;
      binding->service_type = service_type;
    }

  return self;
}

/**
 * interprocess_service_descriptor_set_optional:
 * @self: a service descriptor that was not added yet
 * @property: the name of a property whose values are objects
 * @optional: whether the service that it gets may be missing
 *
 * Says that a property keeps its default if the service for it is not registered, or that this is
 * an error. If nothing is said, it is an error, except that a construct property, which is not
 * construct-only, is optional.
 *
 * It also says that the property gets a service at all, which without any binding only construct
 * and construct-only properties do.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_set_optional (InterprocessServiceDescriptor *self,
                                              const char                    *property,
                                              gboolean                       optional)
{
  InterprocessServiceBinding *binding;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);
  g_return_val_if_fail (property != NULL, self);

  binding = change (self, property);
  if (binding != NULL)
    binding->need = optional ? INTERPROCESS_SERVICE_NEED_OPTIONAL
                             : INTERPROCESS_SERVICE_NEED_REQUIRED;

  return self;
}
