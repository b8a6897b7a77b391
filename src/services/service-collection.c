/* SPDX-License-Identifier: MIT */

#include <interprocess/service-collection.h>

#include "service-collection-private.h"
#include "service-descriptor-private.h"
#include "service-provider-private.h"

/**
 * InterprocessServiceCollection:
 *
 * The services of an application, put together before it runs.
 *
 * A collection is a list of descriptors in the order in which they were added, and
 * [method@Interprocess.ServiceCollection.build] makes a provider of what is in it then.
 *
 * The functions that add give back the collection, so that calls can be chained, and never fail: a
 * registration that cannot work is kept, and reported by
 * [method@Interprocess.ServiceCollection.build] along with all others. What is added is sealed: see
 * [class@Interprocess.ServiceDescriptor].
 *
 * Two registrations are of the same service if they have the same type and the same key.
 *
 * A collection is for one thread at a time.
 *
 * Since: 1.0
 */
struct _InterprocessServiceCollection
{
  GObject parent_instance;

  GPtrArray *descriptors;
};

static GType
interprocess_service_collection_get_item_type (GListModel *model)
{
  return INTERPROCESS_TYPE_SERVICE_DESCRIPTOR;
}

static guint
interprocess_service_collection_get_n_items (GListModel *model)
{
  return INTERPROCESS_SERVICE_COLLECTION (model)->descriptors->len;
}

static gpointer
interprocess_service_collection_get_item (GListModel *model,
                                          guint       position)
{
  InterprocessServiceCollection *self = INTERPROCESS_SERVICE_COLLECTION (model);

  if (position >= self->descriptors->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->descriptors, position));
}

static void
interprocess_service_collection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = interprocess_service_collection_get_item_type;
  iface->get_n_items = interprocess_service_collection_get_n_items;
  iface->get_item = interprocess_service_collection_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessServiceCollection, interprocess_service_collection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      interprocess_service_collection_list_init))

static void
interprocess_service_collection_finalize (GObject *object)
{
  InterprocessServiceCollection *self = INTERPROCESS_SERVICE_COLLECTION (object);

  g_ptr_array_unref (self->descriptors);

  G_OBJECT_CLASS (interprocess_service_collection_parent_class)->finalize (object);
}

static void
interprocess_service_collection_class_init (InterprocessServiceCollectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = interprocess_service_collection_finalize;
}

static void
interprocess_service_collection_init (InterprocessServiceCollection *self)
{
  self->descriptors = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * interprocess_service_collection_new:
 *
 * Creates an empty collection.
 *
 * Returns: (transfer full): a new service collection
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_new (void)
{
  return g_object_new (INTERPROCESS_TYPE_SERVICE_COLLECTION, NULL);
}

static void
remove_at (InterprocessServiceCollection *self,
           guint                          position)
{
  g_ptr_array_remove_index (self->descriptors, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static gboolean
is_of (InterprocessServiceDescriptor *descriptor,
       GType                          service_type,
       const char                    *key)
{
  return interprocess_service_descriptor_get_service_type (descriptor) == service_type &&
         g_strcmp0 (interprocess_service_descriptor_get_key (descriptor), key) == 0;
}

/*
 * interprocess_service_collection_find:
 *
 * Finds the first registration of a service.
 */
gboolean
interprocess_service_collection_find (InterprocessServiceCollection *self,
                                      GType                          service_type,
                                      const char                    *key,
                                      guint                         *position)
{
  for (guint i = 0; i < self->descriptors->len; i++)
    {
      if (!is_of (g_ptr_array_index (self->descriptors, i), service_type, key))
        continue;
      *position = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * interprocess_service_collection_insert:
 * @self: a service collection
 * @position: where to, from 0 to as many as the collection has
 * @descriptor: a registration
 *
 * Adds a registration before others.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_insert (InterprocessServiceCollection *self,
                                        guint                          position,
                                        InterprocessServiceDescriptor *descriptor)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), self);
  g_return_val_if_fail (position <= self->descriptors->len, self);

  interprocess_service_descriptor_seal (descriptor);
  g_ptr_array_insert (self->descriptors, (int) position, g_object_ref (descriptor));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);

  return self;
}

/**
 * interprocess_service_collection_add:
 * @self: a service collection
 * @descriptor: a registration
 *
 * Adds a registration, also of a service that has one: then this one provides the service.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_add (InterprocessServiceCollection *self,
                                     InterprocessServiceDescriptor *descriptor)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), self);

  return interprocess_service_collection_insert (self, self->descriptors->len, descriptor);
}

/**
 * interprocess_service_collection_remove:
 * @self: a service collection
 * @descriptor: a registration
 *
 * Removes a registration, the first one if it was added several times.
 *
 * Returns: whether it was there
 *
 * Since: 1.0
 */
gboolean
interprocess_service_collection_remove (InterprocessServiceCollection *self,
                                        InterprocessServiceDescriptor *descriptor)
{
  guint position;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), FALSE);
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_DESCRIPTOR (descriptor), FALSE);

  if (!g_ptr_array_find (self->descriptors, descriptor, &position))
    return FALSE;

  remove_at (self, position);
  return TRUE;
}

/**
 * interprocess_service_collection_remove_at:
 * @self: a service collection
 * @position: which, from 0 to one less than the collection has
 *
 * Removes the registration at a position.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_remove_at (InterprocessServiceCollection *self,
                                           guint                          position)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (position < self->descriptors->len, self);

  remove_at (self, position);

  return self;
}

/**
 * interprocess_service_collection_remove_all:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 *
 * Removes all registrations of a service that has no key.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_remove_all (InterprocessServiceCollection *self,
                                            GType                          service_type)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  return interprocess_service_collection_remove_all_keyed (self, service_type, NULL);
}

/* Those that are left, in one go: to remove one by one would move all others each time. */
static GPtrArray *
copy_without (InterprocessServiceCollection *self,
              GType                          service_type,
              const char                    *key)
{
  GPtrArray *rest = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->descriptors->len; i++)
    {
      InterprocessServiceDescriptor *descriptor = g_ptr_array_index (self->descriptors, i);

      if (!is_of (descriptor, service_type, key))
        g_ptr_array_add (rest, g_object_ref (descriptor));
    }

  return rest;
}

/**
 * interprocess_service_collection_remove_all_keyed:
 * @self: a service collection
 * @service_type: the type that the service is asked for by
 * @key: (nullable): the key that it is asked for with, %NULL for none
 *
 * Removes all registrations of a service.
 *
 * %INTERPROCESS_SERVICE_KEY_ANY is a key like others here: it removes what was registered with it.
 *
 * Returns: (transfer none): @self
 *
 * Since: 1.0
 */
InterprocessServiceCollection *
interprocess_service_collection_remove_all_keyed (InterprocessServiceCollection *self,
                                                  GType                          service_type,
                                                  const char                    *key)
{
  GPtrArray *old;
  guint first;

  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);

  if (!interprocess_service_collection_find (self, service_type, key, &first))
    return self;

  old = self->descriptors;
  self->descriptors = copy_without (self, service_type, key);
  g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first,
                              self->descriptors->len - first);
  g_ptr_array_unref (old);

  return self;
}

/**
 * interprocess_service_collection_build:
 * @self: a service collection
 * @flags: what to check beyond what is always checked
 * @error: return location for an error
 *
 * Makes a provider of what the collection has in it. What is added or removed later does not reach
 * that provider.
 *
 * Checked are always that a service is the type of a class of objects or of an interface, that
 * something provides it, and that this fits it: a class which derives from or implements it and is
 * not abstract, or an instance of it.
 *
 * With %INTERPROCESS_BUILD_FLAGS_VALIDATE also what classes need is looked at: see there.
 *
 * Nothing is created yet, and no factory called.
 *
 * Returns: (transfer full): a new root provider, or %NULL with @error set:
 *   %INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION, with a message that lists all registrations
 *   which cannot work, each with the path on which it is needed
 *
 * Since: 1.0
 */
InterprocessServiceProvider *
interprocess_service_collection_build (InterprocessServiceCollection  *self,
                                       InterprocessBuildFlags          flags,
                                       GError                        **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SERVICE_COLLECTION (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return interprocess_service_provider_new (G_LIST_MODEL (self), flags, error);
}
