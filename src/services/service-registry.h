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

  /* The slot that holds its object; a transient service has none. */
  guint slot;
} InterprocessServiceRegistration;

/* What a collection held when it was built. It does not change, so any thread may read it. */
typedef struct
{
  GPtrArray *registrations;
  GHashTable *by_identity;
  InterprocessBuildFlags flags;

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

const GPtrArray *
interprocess_service_registry_find (InterprocessServiceRegistry       *self,
                                    const InterprocessServiceIdentity *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessServiceRegistry, interprocess_service_registry_free)

G_END_DECLS
