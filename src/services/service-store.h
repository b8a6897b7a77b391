/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-provider.h>

#include "service-registry.h"
#include "service-slot.h"

G_BEGIN_DECLS

typedef struct _InterprocessServiceStore InterprocessServiceStore;

/* What a store has until it is closed and left. */
typedef struct
{
  /* Of the root only: what all stores are filled by. */
  InterprocessServiceRegistry *registry;

  InterprocessServiceSlot *slots;
  guint n_slots;

  /* Of registrations that serve a key in the place of any, the slots. */
  GHashTable *derived_slots;

  /* What is to be closed, in order of creation. */
  GPtrArray *created;

  /* That, and the user's instances: what must not be closed, or not again, when a factory returns
   * it. It holds the references. */
  GHashTable *known;
} InterprocessServiceStoreContents;

/*
 * What one provider has: its objects, and whether it is open.
 *
 * Under the lock; but what is read of the contents between enter and leave does not change, except
 * in the slots, in what was created, in what is known and in what derives.
 */
struct _InterprocessServiceStore
{
  /* Whose it is, and who holds the root. */
  InterprocessServiceProvider *provider;

  /* Of the root this is itself. */
  InterprocessServiceStore *root;

  /* Written with the lock held, and atomically, for those who read without it. */
  int open;
  InterprocessServiceStoreContents contents;

  /* How many calls are at work: the contents are kept until the last one leaves. */
  guint n_inside;
};

void
interprocess_service_store_open_root (InterprocessServiceStore    *self,
                                      InterprocessServiceRegistry *registry);

void
interprocess_service_store_open (InterprocessServiceStore *self,
                                 InterprocessServiceStore *root);

gboolean
interprocess_service_store_enter (InterprocessServiceStore           *self,
                                  const InterprocessServiceIdentity  *identity,
                                  GError                            **error);

GObject *
interprocess_service_store_find_singleton (InterprocessServiceStore          *self,
                                           const InterprocessServiceIdentity *identity);

InterprocessServiceRegistry *
interprocess_service_store_get_registry (InterprocessServiceStore *self);

InterprocessServiceSlot *
interprocess_service_store_get_slot (InterprocessServiceStore              *self,
                                     const InterprocessServiceRegistration *registration);

void
interprocess_service_store_leave (InterprocessServiceStore *self);

gboolean
interprocess_service_store_begin_close (InterprocessServiceStore *self);

void
interprocess_service_store_end_close (InterprocessServiceStore *self);

gboolean
interprocess_service_store_is_open (InterprocessServiceStore  *self,
                                    GError                   **error);

gboolean
interprocess_service_store_knows (InterprocessServiceStore *self,
                                  GObject                  *object);

void
interprocess_service_store_add (InterprocessServiceStore *self,
                                GObject                  *object);

G_END_DECLS
