/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-registry.h"
#include "service-validation.h"

static InterprocessServiceRegistration *
registration_new (InterprocessServiceDescriptor *descriptor)
{
  InterprocessServiceRegistration *self = g_new0 (InterprocessServiceRegistration, 1);

  self->identity.type = interprocess_service_descriptor_get_service_type (descriptor);
  self->descriptor = g_object_ref (descriptor);
  self->lifetime = interprocess_service_descriptor_get_lifetime (descriptor);

  return self;
}

static void
registration_free (gpointer data)
{
  InterprocessServiceRegistration *self = data;

  g_object_unref (self->descriptor);
  g_free (self);
}

static void
add (InterprocessServiceRegistry   *self,
     InterprocessServiceDescriptor *descriptor)
{
  InterprocessServiceRegistration *registration = registration_new (descriptor);
  GPtrArray *group = g_hash_table_lookup (self->by_identity, &registration->identity);

  if (group == NULL)
    {
      group = g_ptr_array_new ();
      g_hash_table_insert (self->by_identity, &registration->identity, group);
    }

  g_ptr_array_add (self->registrations, registration);
  g_ptr_array_add (group, registration);
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

/* Called while the built-in services are the only ones there. */
static char *
find_fault (InterprocessServiceRegistry   *self,
            InterprocessServiceDescriptor *descriptor)
{
  const InterprocessServiceIdentity identity = {
    .type = interprocess_service_descriptor_get_service_type (descriptor),
  };

  if (interprocess_service_registry_find (self, &identity) != NULL)
    return g_strdup ("every provider has this service built in: leave it out");

  return interprocess_service_validation_find_fault (descriptor, self->flags);
}

static void
append_fault (GString                       *faults,
              guint                          position,
              InterprocessServiceDescriptor *descriptor,
              const char                    *fault)
{
  const InterprocessServiceIdentity identity = {
    .type = interprocess_service_descriptor_get_service_type (descriptor),
  };

  g_string_append_printf (faults, "\n  no. %u, %s: %s", position,
                          interprocess_service_identity_get_name (&identity), fault);
}

static gboolean
check (InterprocessServiceRegistry  *self,
       GListModel                   *services,
       GError                      **error)
{
  g_autoptr(GString) faults = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(InterprocessServiceDescriptor) descriptor = g_list_model_get_item (services, i);
      g_autofree char *fault = find_fault (self, descriptor);

      if (fault != NULL)
        append_fault (faults, i, descriptor, fault);
    }

  if (faults->len == 0)
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
               "These registrations, counted from 0, cannot work:%s", faults->str);
  return FALSE;
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

  self->registrations = g_ptr_array_new_with_free_func (registration_free);
  self->by_identity = g_hash_table_new_full (interprocess_service_identity_hash,
                                             interprocess_service_identity_equal,
                                             NULL, (GDestroyNotify) g_ptr_array_unref);
  self->flags = flags;

  add_all (self, built_in);
  if (!check (self, services, error))
    return NULL;
  add_all (self, services);

  number_slots (self, INTERPROCESS_SERVICE_LIFETIME_SCOPED);
  self->n_scoped = self->n_slots;
  number_slots (self, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  return g_steal_pointer (&self);
}

void
interprocess_service_registry_free (InterprocessServiceRegistry *self)
{
  g_hash_table_unref (self->by_identity);
  g_ptr_array_unref (self->registrations);
  g_free (self);
}

/*
 * interprocess_service_registry_find:
 *
 * Returns: (transfer none) (nullable) (element-type InterprocessServiceRegistration): all
 *   registrations of a service in order, at least one; %NULL if there is none
 */
const GPtrArray *
interprocess_service_registry_find (InterprocessServiceRegistry       *self,
                                    const InterprocessServiceIdentity *identity)
{
  return g_hash_table_lookup (self->by_identity, identity);
}
