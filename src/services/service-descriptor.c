/* SPDX-License-Identifier: MIT */

#include <interprocess/enum-types.h>
#include <interprocess/service-descriptor.h>

#include "service-confinement.h"
#include "service-descriptor-private.h"

/**
 * InterprocessServiceDescriptor:
 *
 * One registration: a service, what provides it, and for how long.
 *
 * A service is known by a type, of a class or of an interface. It is provided in one of three ways:
 *
 * - by a class, of which the container creates objects;
 * - by a factory, a function that creates them;
 * - by an instance, an object that is there already.
 *
 * It may have a key, which tells it from others of the same type, and say where the properties of a
 * class get their values: see [method@Interprocess.ServiceDescriptor.bind_key] and its kin. These
 * functions give back the descriptor, so that calls can be chained.
 *
 * When it is added to a collection the descriptor is sealed: it does not change any more, and may
 * be used by any thread. None of its functions says that a registration cannot work:
 * [method@Interprocess.ServiceCollection.build] does, for all at once.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (InterprocessServiceDescriptor, interprocess_service_descriptor, G_TYPE_OBJECT)

typedef enum
{
  PROP_SERVICE_TYPE = 1,
  PROP_IMPLEMENTATION_TYPE,
  PROP_LIFETIME,
  PROP_IMPLEMENTATION_INSTANCE,
  PROP_KEY,
} InterprocessServiceDescriptorProperty;

static GParamSpec *properties[PROP_KEY + 1];

static void
interprocess_service_descriptor_get_property (GObject    *object,
                                              guint       property_id,
                                              GValue     *value,
                                              GParamSpec *pspec)
{
  InterprocessServiceDescriptor *self = INTERPROCESS_SERVICE_DESCRIPTOR (object);

  switch ((InterprocessServiceDescriptorProperty) property_id)
    {
    case PROP_SERVICE_TYPE:
      g_value_set_gtype (value, self->service_type);
      break;
    case PROP_IMPLEMENTATION_TYPE:
      g_value_set_gtype (value, self->implementation_type);
      break;
    case PROP_LIFETIME:
      g_value_set_enum (value, self->lifetime);
      break;
    case PROP_IMPLEMENTATION_INSTANCE:
      g_value_set_object (value, self->instance);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_service_descriptor_set_property (GObject      *object,
                                              guint         property_id,
                                              const GValue *value,
                                              GParamSpec   *pspec)
{
  InterprocessServiceDescriptor *self = INTERPROCESS_SERVICE_DESCRIPTOR (object);

  switch ((InterprocessServiceDescriptorProperty) property_id)
    {
    case PROP_SERVICE_TYPE:
      self->service_type = g_value_get_gtype (value);
      break;
    case PROP_IMPLEMENTATION_TYPE:
      self->implementation_type = g_value_get_gtype (value);
      break;
    case PROP_LIFETIME:
      self->lifetime = g_value_get_enum (value);
      break;
    case PROP_IMPLEMENTATION_INSTANCE:
      self->instance = g_value_get_object (value);
      if (self->instance != NULL)
        g_object_ref_sink (self->instance);
      break;
    case PROP_KEY:
      interprocess_service_descriptor_set_key (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_service_descriptor_finalize (GObject *object)
{
  InterprocessServiceDescriptor *self = INTERPROCESS_SERVICE_DESCRIPTOR (object);

  g_clear_object (&self->instance);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self->key);
  g_thread_unref (self->maker);
  g_clear_pointer (&self->plan, interprocess_service_plan_free);
  g_ptr_array_unref (self->bindings);

  G_OBJECT_CLASS (interprocess_service_descriptor_parent_class)->finalize (object);
}

static void
interprocess_service_descriptor_class_init (InterprocessServiceDescriptorClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_service_descriptor_get_property;
  object_class->set_property = interprocess_service_descriptor_set_property;
  object_class->finalize = interprocess_service_descriptor_finalize;

  /**
   * InterprocessServiceDescriptor:service-type:
   *
   * What the service is asked for by: the type of a class or of an interface.
   *
   * Since: 1.0
   */
  properties[PROP_SERVICE_TYPE] =
    g_param_spec_gtype ("service-type", NULL, NULL, G_TYPE_NONE, flags);

  /**
   * InterprocessServiceDescriptor:implementation-type:
   *
   * The class that provides the service, or %G_TYPE_NONE if a factory or an instance does.
   *
   * Since: 1.0
   */
  properties[PROP_IMPLEMENTATION_TYPE] =
    g_param_spec_gtype ("implementation-type", NULL, NULL, G_TYPE_NONE, flags);

  /**
   * InterprocessServiceDescriptor:lifetime:
   *
   * For how long one object serves.
   *
   * Since: 1.0
   */
  properties[PROP_LIFETIME] =
    g_param_spec_enum ("lifetime", NULL, NULL, INTERPROCESS_TYPE_SERVICE_LIFETIME,
                       INTERPROCESS_SERVICE_LIFETIME_SINGLETON, flags);

  /**
   * InterprocessServiceDescriptor:implementation-instance:
   *
   * The object that provides the service, or %NULL if a class or a factory does.
   *
   * Since: 1.0
   */
  properties[PROP_IMPLEMENTATION_INSTANCE] =
    g_param_spec_object ("implementation-instance", NULL, NULL, G_TYPE_OBJECT, flags);

  /**
   * InterprocessServiceDescriptor:key:
   *
   * What tells the service from others of its type, or %NULL if it has no key.
   *
   * Since: 1.0
   */
  properties[PROP_KEY] =
    g_param_spec_string ("key", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_service_descriptor_init (InterprocessServiceDescriptor *self)
{
  self->bindings = g_ptr_array_new_with_free_func (interprocess_service_binding_free);
  self->maker = g_thread_ref (g_thread_self ());
}

/**
 * interprocess_service_descriptor_new:
 * @service_type: the type that the service is asked for by
 * @implementation_type: a class that is, derives from or implements @service_type
 * @lifetime: for how long one object serves
 *
 * Describes a service that a class provides.
 *
 * Objects are created with services for their properties. One that is construct-only and of a class
 * or an interface is a service that is required. One that is construct keeps its default if the
 * service is not registered. [method@Interprocess.ServiceDescriptor.set_optional] says otherwise,
 * and [method@Interprocess.ServiceDescriptor.bind_key] and its kin where a value comes from.
 * Objects that are [iface@Gio.Initable] are initialised then.
 *
 * Returns: (transfer full): a new descriptor
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_new (GType                       service_type,
                                     GType                       implementation_type,
                                     InterprocessServiceLifetime lifetime)
{
  return g_object_new (INTERPROCESS_TYPE_SERVICE_DESCRIPTOR,
                       "service-type", service_type,
                       "implementation-type", implementation_type,
                       "lifetime", lifetime,
                       NULL);
}

/**
 * interprocess_service_descriptor_new_factory:
 * @service_type: the type that the service is asked for by
 * @lifetime: for how long one object serves
 * @factory: (scope notified) (closure user_data) (destroy destroy): creates an object, which must
 *   be a @service_type
 * @user_data: what @factory is called with
 * @destroy: (nullable): frees @user_data, when the descriptor goes
 *
 * Describes a service that a factory provides.
 *
 * Returns: (transfer full): a new descriptor
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_new_factory (GType                       service_type,
                                             InterprocessServiceLifetime lifetime,
                                             InterprocessServiceFactory  factory,
                                             gpointer                    user_data,
                                             GDestroyNotify              destroy)
{
  InterprocessServiceDescriptor *self =
    g_object_new (INTERPROCESS_TYPE_SERVICE_DESCRIPTOR,
                  "service-type", service_type,
                  "lifetime", lifetime,
                  NULL);

  self->factory = factory;
  self->user_data = user_data;
  self->destroy = destroy;
  self->confined = interprocess_service_confinement_applies_to (G_CALLBACK (destroy));

  return self;
}

/**
 * interprocess_service_descriptor_new_instance:
 * @service_type: the type that the service is asked for by
 * @instance: an object that is a @service_type
 *
 * Describes a singleton that is there already.
 *
 * The object stays the caller's: the container never closes it.
 *
 * Returns: (transfer full): a new descriptor
 *
 * Since: 1.0
 */
InterprocessServiceDescriptor *
interprocess_service_descriptor_new_instance (GType    service_type,
                                              GObject *instance)
{
  return g_object_new (INTERPROCESS_TYPE_SERVICE_DESCRIPTOR,
                       "service-type", service_type,
                       "implementation-instance", instance,
                       NULL);
}
