/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>

#include "service-identity.h"
#include "service-index.h"

G_BEGIN_DECLS

/* A descriptor's place in a registry. */
typedef struct _InterprocessServiceRegistration InterprocessServiceRegistration;

/* Registrations that have something in common, in order. It is a part of the first one, and not
 * there in others: most are alone, and there may be many. */
typedef struct
{
  InterprocessServiceRegistration *last;
  guint n;
} InterprocessServiceGroup;

struct _InterprocessServiceRegistration
{
  InterprocessServiceIdentity identity;
  InterprocessServiceDescriptor *descriptor;
  InterprocessServiceLifetime lifetime;

  guint position;

  /* The slot that holds its object; a transient service has none. */
  guint slot;

  /* Of one that serves a key in the place of INTERPROCESS_SERVICE_KEY_ANY: the key, which it owns.
   * Its slot is not among the numbered ones. */
  char *own_key;

  /* Those of the same service, and those of the same type with any key. */
  InterprocessServiceGroup same;
  InterprocessServiceGroup keyed;
  InterprocessServiceRegistration *next_same;
  InterprocessServiceRegistration *next_keyed;
};

/* What a collection held when it was built. But for @derived it does not change, so any thread may
 * read it. */
typedef struct
{
  GPtrArray *registrations;
  InterprocessBuildFlags flags;

  /* So many registrations come first. */
  guint n_built_in;

  /* For each service what is registered for it first. */
  GHashTable *by_identity;

  /* The slots of singletons without a key. */
  InterprocessServiceIndex singletons;

  /* For each type what is registered for it first with any key but INTERPROCESS_SERVICE_KEY_ANY. */
  GHashTable *keyed_by_type;

  /* What serves a key in the place of INTERPROCESS_SERVICE_KEY_ANY, made when first asked for.
   * Under the lock. */
  GHashTable *derived;

  /* A scope has slots for the scoped services; the root has these, and behind them more for the
   * singletons. */
  guint n_scoped;
  guint n_slots;
} InterprocessServiceRegistry;

InterprocessServiceRegistry *
interprocess_service_registry_new (GListModel              *built_in,
                                   GListModel              *services,
                                   InterprocessBuildFlags   flags,
                                   GError                 **error);

void
interprocess_service_registry_free (InterprocessServiceRegistry *self);

gboolean
interprocess_service_registry_has (InterprocessServiceRegistry       *self,
                                   const InterprocessServiceIdentity *identity);

const InterprocessServiceRegistration *
interprocess_service_registry_find_registered (InterprocessServiceRegistry       *self,
                                               const InterprocessServiceIdentity *identity);

const InterprocessServiceRegistration *
interprocess_service_registry_find (InterprocessServiceRegistry       *self,
                                    const InterprocessServiceIdentity *identity);

gboolean
interprocess_service_registry_find_keyed_singleton (InterprocessServiceRegistry       *self,
                                                    const InterprocessServiceIdentity *identity,
                                                    guint                             *slot);

/*
 * interprocess_service_registry_find_singleton:
 *
 * Finds the slot of a singleton, if it is registered as that with just this key.
 */
static inline gboolean
interprocess_service_registry_find_singleton (InterprocessServiceRegistry       *self,
                                              const InterprocessServiceIdentity *identity,
                                              guint                             *slot)
{
  const InterprocessServiceIndexEntry *entry;

  if (identity->key != NULL)
    return interprocess_service_registry_find_keyed_singleton (self, identity, slot);

  entry = interprocess_service_index_find (&self->singletons, identity->type);
  *slot = entry->slot;

  return entry->type != 0;
}

const InterprocessServiceRegistration *
interprocess_service_registry_find_all (InterprocessServiceRegistry       *self,
                                        const InterprocessServiceIdentity *identity);

const InterprocessServiceRegistration *
interprocess_service_registration_get_next (const InterprocessServiceRegistration *self,
                                            const InterprocessServiceIdentity     *identity);

void
interprocess_service_registration_append_step (const InterprocessServiceRegistration *self,
                                               const char                            *property,
                                               GString                               *path);

guint
interprocess_service_registry_count (InterprocessServiceRegistry       *self,
                                     const InterprocessServiceIdentity *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessServiceRegistry, interprocess_service_registry_free)

G_END_DECLS
