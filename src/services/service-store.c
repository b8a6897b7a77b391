/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-closing.h"
#include "service-lock.h"
#include "service-readers.h"
#include "service-store.h"

static void
slot_free (gpointer data)
{
  InterprocessServiceSlot *slot = data;

  g_clear_object (&slot->object);
  g_free (slot);
}

static void
fill (InterprocessServiceStore *self,
      guint                     n_slots)
{
  self->contents.slots = g_new0 (InterprocessServiceSlot, n_slots);
  self->contents.n_slots = n_slots;
  self->contents.derived_slots = g_hash_table_new_full (NULL, NULL, NULL, slot_free);
  self->contents.created = g_ptr_array_new ();
  self->contents.known = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_atomic_int_set (&self->open, TRUE);
}

static void
clear (InterprocessServiceStoreContents *contents)
{
  for (guint i = 0; i < contents->n_slots; i++)
    g_clear_object (&contents->slots[i].object);

  g_clear_pointer (&contents->slots, g_free);
  g_clear_pointer (&contents->derived_slots, g_hash_table_unref);
  g_clear_pointer (&contents->created, g_ptr_array_unref);
  g_clear_pointer (&contents->known, g_hash_table_unref);
  g_clear_pointer (&contents->registry, interprocess_service_registry_free);
}

static void
add_instances (InterprocessServiceStore *self)
{
  const GPtrArray *registrations = self->contents.registry->registrations;

  for (guint i = 0; i < registrations->len; i++)
    {
      const InterprocessServiceRegistration *registration = g_ptr_array_index (registrations, i);
      GObject *instance =
        interprocess_service_descriptor_get_implementation_instance (registration->descriptor);

      if (instance == NULL)
        continue;
      self->contents.slots[registration->slot].object = g_object_ref (instance);
      g_hash_table_add (self->contents.known, g_object_ref (instance));
    }
}

/*
 * interprocess_service_store_open_root:
 * @registry: (transfer full): what fills the store
 *
 * The instances that the user registered are in it from the start.
 */
void
interprocess_service_store_open_root (InterprocessServiceStore    *self,
                                      InterprocessServiceRegistry *registry)
{
  self->root = self;
  self->contents.registry = registry;
  fill (self, registry->n_slots);
  add_instances (self);
}

/*
 * interprocess_service_store_open:
 * @root: a store that the caller has entered
 *
 * Opens the store of a scope.
 */
void
interprocess_service_store_open (InterprocessServiceStore *self,
                                 InterprocessServiceStore *root)
{
  self->root = root;
  fill (self, root->contents.registry->n_scoped);
}

/*
 * interprocess_service_store_is_open:
 *
 * With the lock held.
 *
 * Returns: %FALSE with @error set if the store was closed, or the root was
 */
gboolean
interprocess_service_store_is_open (InterprocessServiceStore  *self,
                                    GError                   **error)
{
  const gboolean open = g_atomic_int_get (&self->open) && g_atomic_int_get (&self->root->open);

  if (!open)
    g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CLOSED,
                 "the %s was closed: get services before that, or from another one",
                 g_atomic_int_get (&self->root->open) ? "scope" : "provider");

  return open;
}

/*
 * interprocess_service_store_enter:
 * @identity: what is asked for
 *
 * Every call that works with the contents enters before and leaves after.
 *
 * Returns: %FALSE with @error set if the store is not open
 */
gboolean
interprocess_service_store_enter (InterprocessServiceStore           *self,
                                  const InterprocessServiceIdentity  *identity,
                                  GError                            **error)
{
  gboolean entered;

  interprocess_service_lock ();
  entered = interprocess_service_store_is_open (self, error);
  if (entered)
    {
      self->n_inside++;
      self->root->n_inside++;
    }
  interprocess_service_unlock ();

  /* A factory may drop the reference that its caller relies on. */
  if (entered)
    g_object_ref (self->provider);
  else
    interprocess_service_resolution_prefix_error (identity, error);

  return entered;
}

/* The object of a singleton, if it is ready. Of contents that stay. */
static GObject *
find_ready (const InterprocessServiceStoreContents *contents,
            const InterprocessServiceIdentity      *identity)
{
  guint slot;

  if (!interprocess_service_registry_find_singleton (contents->registry, identity, &slot))
    return NULL;

  return g_atomic_pointer_get (&contents->slots[slot].object);
}

/*
 * interprocess_service_store_find_singleton:
 *
 * Finds a singleton that is ready. This takes no lock: it is the most frequent of all calls. The
 * caller need not have entered: for as long as the root is found to be open, and this reads, the
 * contents are there.
 *
 * Returns: (transfer full) (nullable): the object; %NULL if it is not ready, or the store not open
 */
GObject *
interprocess_service_store_find_singleton (InterprocessServiceStore          *self,
                                           const InterprocessServiceIdentity *identity)
{
  const InterprocessServiceStore *root = self->root;
  InterprocessServiceReader *reader = interprocess_service_readers_enter ();
  GObject *object = NULL;

  if (g_atomic_int_get (&self->open) && g_atomic_int_get (&root->open))
    object = find_ready (&root->contents, identity);
  if (object != NULL)
    g_object_ref (object);
  interprocess_service_readers_leave (reader);

  return object;
}

/*
 * interprocess_service_store_get_registry:
 *
 * Gets the registry. By who has entered.
 */
InterprocessServiceRegistry *
interprocess_service_store_get_registry (InterprocessServiceStore *self)
{
  return self->root->contents.registry;
}

static InterprocessServiceSlot *
get_derived_slot (InterprocessServiceStore             *self,
                  const InterprocessServiceRegistration *registration)
{
  GHashTable *slots = self->contents.derived_slots;
  InterprocessServiceSlot *slot;

  interprocess_service_lock ();
  slot = g_hash_table_lookup (slots, registration);
  if (slot == NULL)
    {
      slot = g_new0 (InterprocessServiceSlot, 1);
      g_hash_table_insert (slots, (gpointer) registration, slot);
    }
  interprocess_service_unlock ();

  return slot;
}

/*
 * interprocess_service_store_get_slot:
 *
 * Gets where the object of a registration stays. By who has entered.
 *
 * Returns: (nullable): the slot; %NULL for a transient service, which stays nowhere
 */
InterprocessServiceSlot *
interprocess_service_store_get_slot (InterprocessServiceStore             *self,
                                     const InterprocessServiceRegistration *registration)
{
  if (registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_TRANSIENT)
    return NULL;
  if (registration->own_key != NULL)
    return get_derived_slot (self, registration);

  return &self->contents.slots[registration->slot];
}

/* The last one out of a closed store takes the contents along. With the lock held. */
static InterprocessServiceStoreContents
leave_one (InterprocessServiceStore *self)
{
  InterprocessServiceStoreContents contents = { 0 };

  if (--self->n_inside == 0 && !g_atomic_int_get (&self->open))
    {
      contents = self->contents;
      self->contents = (InterprocessServiceStoreContents) { 0 };
    }

  return contents;
}

void
interprocess_service_store_leave (InterprocessServiceStore *self)
{
  InterprocessServiceStoreContents own;
  InterprocessServiceStoreContents of_root;

  interprocess_service_lock ();
  own = leave_one (self);
  of_root = leave_one (self->root);
  interprocess_service_unlock ();

  /* This may run user code, and free the store itself. */
  clear (&own);
  clear (&of_root);
  g_object_unref (self->provider);
}

/*
 * interprocess_service_store_begin_close:
 *
 * Nothing is added from now on. Of several calls the first one closes what is there.
 *
 * Returns: whether this is the first one, and has to end it
 */
gboolean
interprocess_service_store_begin_close (InterprocessServiceStore *self)
{
  gboolean first;

  interprocess_service_lock ();
  first = g_atomic_int_get (&self->open);
  g_atomic_int_set (&self->open, FALSE);
  if (first)
    self->n_inside++;
  interprocess_service_unlock ();

  /* Who reads a root's singletons has not entered. */
  if (first && self == self->root)
    interprocess_service_readers_await_all ();

  return first;
}

/*
 * interprocess_service_store_end_close:
 *
 * Lets go of everything, as soon as nobody is at work with it.
 */
void
interprocess_service_store_end_close (InterprocessServiceStore *self)
{
  InterprocessServiceStoreContents contents;

  interprocess_service_lock ();
  contents = leave_one (self);
  interprocess_service_unlock ();

  clear (&contents);
}

/*
 * interprocess_service_store_knows:
 *
 * Tells whether an object, when a factory returns it, is one that was there. With the lock held,
 * by who has entered.
 */
gboolean
interprocess_service_store_knows (InterprocessServiceStore *self,
                                  GObject                  *object)
{
  return object == G_OBJECT (self->provider) ||
         object == G_OBJECT (self->root->provider) ||
         g_hash_table_contains (self->contents.known, object) ||
         g_hash_table_contains (self->root->contents.known, object);
}

/*
 * interprocess_service_store_add:
 *
 * Notes an object that was created, to close it in its turn. One that cannot be closed need not be
 * noted; then a transient object is its asker's alone. With the lock held, by who has entered.
 */
void
interprocess_service_store_add (InterprocessServiceStore *self,
                                GObject                  *object)
{
  if (!interprocess_service_closing_is_for (object) ||
      interprocess_service_store_knows (self, object))
    return;

  g_ptr_array_add (self->contents.created, object);
  g_hash_table_add (self->contents.known, g_object_ref (object));
}
