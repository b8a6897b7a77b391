/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>

#include "service-identity.h"

G_BEGIN_DECLS

/* A descriptor's place in a registry. */
typedef struct
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
} InterprocessServiceRegistration;

/* What a collection held when it was built. But for @derived it does not change, so any thread may
 * read it. */
typedef struct
{
  GPtrArray *registrations;
  InterprocessBuildFlags flags;

  /* So many registrations come first. */
  guint n_built_in;

  /* For each service what is registered for it, in order. */
  GHashTable *by_identity;

  /* For each type what is registered for it with any key but INTERPROCESS_SERVICE_KEY_ANY. */
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

const GPtrArray *
interprocess_service_registry_find_all (InterprocessServiceRegistry       *self,
                                        const InterprocessServiceIdentity *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessServiceRegistry, interprocess_service_registry_free)

G_END_DECLS
