/* SPDX-License-Identifier: MIT */

#include "service-confinement.h"
#include "service-descriptor-private.h"

/* What a descriptor says, and its key, which is said after it is made. */

/**
 * interprocess_service_descriptor_get_service_type:
 * @self: a service descriptor
 *
 * Gets the type that the service is asked for by.
 *
 * Returns: the type of a class or of an interface
 *
 * Since: 1.0
 */
GType
interprocess_service_descriptor_get_service_type (InterprocessServiceDescriptor *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), G_TYPE_INVALID);

  return self->service_type;
}

/**
 * interprocess_service_descriptor_get_implementation_type:
 * @self: a service descriptor
 *
 * Gets the class that provides the service.
 *
 * Returns: the type of a class, or %G_TYPE_NONE if a factory or an instance provides the service
 *
 * Since: 1.0
 */
GType
interprocess_service_descriptor_get_implementation_type (InterprocessServiceDescriptor *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), G_TYPE_INVALID);

  return self->implementation_type;
}

/**
 * interprocess_service_descriptor_get_lifetime:
 * @self: a service descriptor
 *
 * Gets for how long one object serves.
 *
 * Returns: the lifetime
 *
 * Since: 1.0
 */
InterprocessServiceLifetime
interprocess_service_descriptor_get_lifetime (InterprocessServiceDescriptor *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self),
                        INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  return self->lifetime;
}

/**
 * interprocess_service_descriptor_get_implementation_instance:
 * @self: a service descriptor
 *
 * Gets the object that provides the service.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL if a class or a factory provides the
 *   service
 *
 * Since: 1.0
 */
GObject *
interprocess_service_descriptor_get_implementation_instance (InterprocessServiceDescriptor *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);

  return self->instance;
}

/**
 * interprocess_service_descriptor_get_key:
 * @self: a service descriptor
 *
 * Gets the key of the service.
 *
 * Returns: (transfer none) (nullable): what tells the service from others of its type, %NULL if
 *   nothing does
 *
 * Since: 1.0
 */
const char *
interprocess_service_descriptor_get_key (InterprocessServiceDescriptor *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);

  return self->key;
}

/**
 * interprocess_service_descriptor_set_key:
 * @self: a service descriptor that was not added yet
 * @key: (nullable): any text but `"*"`, which is %INTERPROCESS_SERVICE_KEY_ANY: it stands for every
 *   key that has no registration; %NULL for none
 *
 * Gives the service a key, which it is then asked for with.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_set_key (InterprocessServiceDescriptor *self,
                                         const char                    *key)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (self), NULL);

  if (!interprocess_service_descriptor_check_changeable (self) || g_strcmp0 (self->key, key) == 0)
    return self;

  g_free (self->key);
  self->key = g_strdup (key);
  g_object_notify (G_OBJECT (self), "key");

  return self;
}

void
interprocess_service_descriptor_seal (InterprocessServiceDescriptor *self)
{
  g_atomic_int_set (&self->sealed, TRUE);
}

/*
 * interprocess_service_descriptor_check_changeable:
 *
 * Returns: %FALSE, having said so, if the descriptor is sealed
 */
gboolean
interprocess_service_descriptor_check_changeable (InterprocessServiceDescriptor *self)
{
  if (!g_atomic_int_get (&self->sealed))
    return TRUE;

  g_critical ("The descriptor of %s was added to a collection and cannot change any more: make a "
              "new one, or change it before", g_type_name (self->service_type));
  return FALSE;
}

/*
 * interprocess_service_descriptor_get_plan:
 *
 * Gets how objects are created, of a sealed descriptor with a class. This makes the class known,
 * and so may run user code: no lock may be held.
 */
const InterprocessServicePlan *
interprocess_service_descriptor_get_plan (InterprocessServiceDescriptor *self)
{
  InterprocessServicePlan *plan = g_atomic_pointer_get (&self->plan);

  if (plan != NULL)
    return plan;

  plan = interprocess_service_plan_new (self->implementation_type, self->bindings);
  if (g_atomic_pointer_compare_and_exchange (&self->plan, NULL, plan))
    return plan;

  interprocess_service_plan_free (plan);
  return g_atomic_pointer_get (&self->plan);
}

/*
 * interprocess_service_descriptor_check_thread:
 *
 * Returns: %FALSE with @error set if this thread cannot create what a class or a factory provides
 */
gboolean
interprocess_service_descriptor_check_thread (InterprocessServiceDescriptor  *self,
                                              GError                        **error)
{
  const gboolean confined =
    self->factory != NULL ? self->confined
                          : interprocess_service_descriptor_get_plan (self)->confined;

  return interprocess_service_confinement_check (confined, self->maker, error);
}

GPtrArray *
interprocess_service_descriptor_get_bindings (InterprocessServiceDescriptor *self)
{
  return self->bindings;
}

InterprocessServiceIdentity
interprocess_service_descriptor_get_identity (InterprocessServiceDescriptor *self)
{
  return (InterprocessServiceIdentity) { .type = self->service_type, .key = self->key };
}

gboolean
interprocess_service_descriptor_has_factory (InterprocessServiceDescriptor *self)
{
  return self->factory != NULL;
}

GObject *
interprocess_service_descriptor_call_factory (InterprocessServiceDescriptor  *self,
                                              InterprocessServiceProvider    *provider,
                                              const char                     *key,
                                              GError                        **error)
{
  return self->factory (provider, key, self->user_data, error);
}
