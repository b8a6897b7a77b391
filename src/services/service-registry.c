/* SPDX-License-Identifier: MIT */

#include "service-descriptor-private.h"
#include "service-lock.h"
#include "service-registry.h"
#include "service-validation.h"


static InterprocessServiceRegistration *
registration_new (InterprocessServiceDescriptor *descriptor)
{
  InterprocessServiceRegistration *self = g_new0 (InterprocessServiceRegistration, 1);

  self->identity = interprocess_service_descriptor_get_identity (descriptor);
  self->descriptor = g_object_ref (descriptor);
  self->lifetime = interprocess_service_descriptor_get_lifetime (descriptor);

  return self;
}

static void
registration_free (gpointer data)
{
  InterprocessServiceRegistration *self = data;

  g_object_unref (self->descriptor);
  g_free (self->own_key);
  g_free (self);
}

static void
add_to_group (GHashTable                      *groups,
              gconstpointer                    name,
              InterprocessServiceRegistration *registration)
{
  GPtrArray *group = g_hash_table_lookup (groups, name);

  if (group == NULL)
    {
      group = g_ptr_array_new ();
      g_hash_table_insert (groups, (gpointer) name, group);
    }

  g_ptr_array_add (group, registration);
}

static void
add (InterprocessServiceRegistry   *self,
     InterprocessServiceDescriptor *descriptor)
{
  InterprocessServiceRegistration *registration = registration_new (descriptor);
  const InterprocessServiceIdentity *identity = &registration->identity;

  registration->position = self->registrations->len;
  g_ptr_array_add (self->registrations, registration);
  add_to_group (self->by_identity, identity, registration);
  if (identity->key != NULL && !interprocess_service_identity_is_any (identity))
    add_to_group (self->keyed_by_type, GSIZE_TO_POINTER (identity->type), registration);
}

static void
add_all (InterprocessServiceRegistry *self,
         GListModel                  *services)
{
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor = g_list_model_get_item (services, i);

      add (self, descriptor);
    }
}

static void
number_slots (InterprocessServiceRegistry *self,
              InterprocessServiceLifetime  lifetime)
{
  for (guint i = 0; i < self->registrations->len; i++)
    {
      InterprocessServiceRegistration *registration = g_ptr_array_index (self->registrations, i);

      if (registration->lifetime == lifetime)
        registration->slot = self->n_slots++;
    }
}

/*
 * interprocess_service_registry_new:
 *
 * Takes what the collection holds at this moment, and checks it.
 *
 * Returns: (transfer full): a new registry, or %NULL with @error set
 */
InterprocessServiceRegistry *
interprocess_service_registry_new (GListModel              *built_in,
                                   GListModel              *services,
                                   InterprocessBuildFlags   flags,
                                   GError                 **error)
{
  g_autoptr(InterprocessServiceRegistry) self = g_new0 (InterprocessServiceRegistry, 1);
  g_autoptr(GPtrArray) faults = interprocess_service_faults_new ();

  self->registrations = g_ptr_array_new_with_free_func (registration_free);
  self->by_identity = g_hash_table_new_full (interprocess_service_identity_hash,
                                             interprocess_service_identity_equal,
                                             NULL, (GDestroyNotify) g_ptr_array_unref);
  self->keyed_by_type =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->derived = g_hash_table_new_full (interprocess_service_identity_hash,
                                         interprocess_service_identity_equal,
                                         NULL, registration_free);
  self->flags = flags;

  add_all (self, built_in);
  self->n_built_in = self->registrations->len;
  add_all (self, services);

  interprocess_service_validation_check (self, faults);
  if (!interprocess_service_faults_are_none (faults, error))
    return NULL;

  number_slots (self, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  self->n_scoped = self->n_slots;
  number_slots (self, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  return g_steal_pointer (&self);
}

void
interprocess_service_registry_free (InterprocessServiceRegistry *self)
{
  g_hash_table_unref (self->derived);
  g_hash_table_unref (self->keyed_by_type);
  g_hash_table_unref (self->by_identity);
  g_ptr_array_unref (self->registrations);
  g_free (self);
}

/* The last registration provides the service. */
static const InterprocessServiceRegistration *
find_last (InterprocessServiceRegistry       *self,
           const InterprocessServiceIdentity *identity)
{
  const GPtrArray *group = g_hash_table_lookup (self->by_identity, identity);

  return group != NULL ? g_ptr_array_index (group, group->len - 1) : NULL;
}

static const InterprocessServiceRegistration *
find_for_any_key (InterprocessServiceRegistry *self,
                  GType                        type)
{
  const InterprocessServiceIdentity any = { .type = type, .key = INTERPROCESS_SERVICE_KEY_ANY };

  return find_last (self, &any);
}

/* Each key gets objects of its own, except that a registered instance is one for all. */
static const InterprocessServiceRegistration *
derive (InterprocessServiceRegistry           *self,
        const InterprocessServiceRegistration *any,
        const char                            *key)
{
  const InterprocessServiceIdentity identity = { .type = any->identity.type, .key = key };
  InterprocessServiceRegistration *derived;

  if (interprocess_service_descriptor_get_implementation_instance (any->descriptor) != NULL)
    return any;

  interprocess_service_lock ();
  derived = g_hash_table_lookup (self->derived, &identity);
  if (derived == NULL)
    {
      derived = registration_new (any->descriptor);
      derived->own_key = g_strdup (key);
      derived->identity.key = derived->own_key;
      g_hash_table_add (self->derived, derived);
    }
  interprocess_service_unlock ();

  return derived;
}

/*
 * interprocess_service_registry_find_registered:
 *
 * Returns: (transfer none) (nullable): the registration that the service comes from
 */
const InterprocessServiceRegistration *
interprocess_service_registry_find_registered (InterprocessServiceRegistry       *self,
                                               const InterprocessServiceIdentity *identity)
{
  const InterprocessServiceRegistration *found = find_last (self, identity);

  if (found == NULL && identity->key != NULL)
    found = find_for_any_key (self, identity->type);

  return found;
}

/*
 * interprocess_service_registry_has:
 *
 * Tells whether a service is registered, as itself or with every key.
 */
gboolean
interprocess_service_registry_has (InterprocessServiceRegistry       *self,
                                   const InterprocessServiceIdentity *identity)
{
  return interprocess_service_registry_find_registered (self, identity) != NULL;
}

/*
 * interprocess_service_registry_find:
 * @identity: a service, with a key that is not INTERPROCESS_SERVICE_KEY_ANY
 *
 * Returns: (transfer none) (nullable): what provides the service
 */
const InterprocessServiceRegistration *
interprocess_service_registry_find (InterprocessServiceRegistry       *self,
                                    const InterprocessServiceIdentity *identity)
{
  const InterprocessServiceRegistration *found =
    interprocess_service_registry_find_registered (self, identity);

  if (found != NULL && interprocess_service_identity_is_any (&found->identity))
    found = derive (self, found, identity->key);

  return found;
}

/*
 * interprocess_service_registry_find_all:
 * @identity: a service; with INTERPROCESS_SERVICE_KEY_ANY all with a key of their own are meant
 *
 * What is registered for every key serves those who ask for one service, and is in no list.
 *
 * Returns: (transfer none) (nullable) (element-type InterprocessServiceRegistration): all
 *   registrations of a service in order, at least one; %NULL if there is none
 */
const GPtrArray *
interprocess_service_registry_find_all (InterprocessServiceRegistry       *self,
                                        const InterprocessServiceIdentity *identity)
{
  if (interprocess_service_identity_is_any (identity))
    return g_hash_table_lookup (self->keyed_by_type, GSIZE_TO_POINTER (identity->type));

  return g_hash_table_lookup (self->by_identity, identity);
}
