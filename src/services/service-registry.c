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
add_same (InterprocessServiceRegistry     *self,
          InterprocessServiceRegistration *registration)
{
  InterprocessServiceRegistration *first =
    g_hash_table_lookup (self->by_identity, &registration->identity);

  if (first == NULL)
    {
      first = registration;
      g_hash_table_insert (self->by_identity, &registration->identity, registration);
    }
  else
    {
      first->same.last->next_same = registration;
    }

  first->same.last = registration;
  first->same.n++;
}

static void
add_keyed (InterprocessServiceRegistry     *self,
           InterprocessServiceRegistration *registration)
{
  const gpointer type = GSIZE_TO_POINTER (registration->identity.type);
  InterprocessServiceRegistration *first = g_hash_table_lookup (self->keyed_by_type, type);

  if (first == NULL)
    {
      first = registration;
      g_hash_table_insert (self->keyed_by_type, type, registration);
    }
  else
    {
      first->keyed.last->next_keyed = registration;
    }

  first->keyed.last = registration;
  first->keyed.n++;
}

static void
add (InterprocessServiceRegistry   *self,
     InterprocessServiceDescriptor *descriptor)
{
  InterprocessServiceRegistration *registration = registration_new (descriptor);
  const InterprocessServiceIdentity *identity = &registration->identity;

  registration->position = self->registrations->len;
  g_ptr_array_add (self->registrations, registration);
  add_same (self, registration);
  if (identity->key != NULL && !interprocess_service_identity_is_any (identity))
    add_keyed (self, registration);
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

/* A service that is provided otherwise by its last registration is not in it. */
static void
fill_index (InterprocessServiceRegistry *self)
{
  GHashTableIter iterator;
  gpointer first;

  interprocess_service_index_init (&self->singletons, g_hash_table_size (self->by_identity));

  g_hash_table_iter_init (&iterator, self->by_identity);
  while (g_hash_table_iter_next (&iterator, NULL, &first))
    {
      const InterprocessServiceRegistration *last =
        ((const InterprocessServiceRegistration *) first)->same.last;

      if (last->identity.key == NULL && last->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON)
        interprocess_service_index_add (&self->singletons, last->identity.type, last->slot);
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
  self->by_identity = g_hash_table_new (interprocess_service_identity_hash,
                                        interprocess_service_identity_equal);
  self->keyed_by_type = g_hash_table_new (NULL, NULL);
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
  fill_index (self);

  return g_steal_pointer (&self);
}

void
interprocess_service_registry_free (InterprocessServiceRegistry *self)
{
  interprocess_service_index_clear (&self->singletons);
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
  const InterprocessServiceRegistration *first =
    g_hash_table_lookup (self->by_identity, identity);

  return first != NULL ? first->same.last : NULL;
}

/*
 * interprocess_service_registry_find_keyed_singleton:
 *
 * Finds the slot of a singleton that has a key.
 */
gboolean
interprocess_service_registry_find_keyed_singleton (InterprocessServiceRegistry       *self,
                                                    const InterprocessServiceIdentity *identity,
                                                    guint                             *slot)
{
  const InterprocessServiceRegistration *found = find_last (self, identity);

  if (found == NULL || found->lifetime != INTERPROCESS_SERVICE_LIFETIME_SINGLETON ||
      interprocess_service_identity_is_any (identity))
    return FALSE;

  *slot = found->slot;
  return TRUE;
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
 * Returns: (transfer none) (nullable): the first registration of a service; see
 *   interprocess_service_registration_get_next(). %NULL if there is none
 */
const InterprocessServiceRegistration *
interprocess_service_registry_find_all (InterprocessServiceRegistry       *self,
                                        const InterprocessServiceIdentity *identity)
{
  if (interprocess_service_identity_is_any (identity))
    return g_hash_table_lookup (self->keyed_by_type, GSIZE_TO_POINTER (identity->type));

  return g_hash_table_lookup (self->by_identity, identity);
}

/*
 * interprocess_service_registration_get_next:
 * @identity: what all were asked for with
 */
const InterprocessServiceRegistration *
interprocess_service_registration_get_next (const InterprocessServiceRegistration *self,
                                            const InterprocessServiceIdentity     *identity)
{
  return interprocess_service_identity_is_any (identity) ? self->next_keyed : self->next_same;
}

/*
 * interprocess_service_registration_append_step:
 * @property: (nullable): the property of its object that the next step is for
 *
 * Appends the service to a path, with the class that provides it if that has another name.
 */
void
interprocess_service_registration_append_step (const InterprocessServiceRegistration *self,
                                               const char                            *property,
                                               GString                               *path)
{
  const GType type = self->descriptor != NULL
    ? interprocess_service_descriptor_get_implementation_type (self->descriptor)
    : self->identity.type;

  interprocess_service_identity_append_step (&self->identity, path);
  if (type != self->identity.type && G_TYPE_IS_OBJECT (type))
    g_string_append_printf (path, " (%s)", g_type_name (type));
  if (property != NULL)
    g_string_append_printf (path, ".%s", property);
}

/*
 * interprocess_service_registry_count:
 *
 * Counts what interprocess_service_registry_find_all() finds.
 */
guint
interprocess_service_registry_count (InterprocessServiceRegistry       *self,
                                     const InterprocessServiceIdentity *identity)
{
  const InterprocessServiceRegistration *first =
    interprocess_service_registry_find_all (self, identity);

  if (first == NULL)
    return 0;

  return interprocess_service_identity_is_any (identity) ? first->keyed.n : first->same.n;
}
