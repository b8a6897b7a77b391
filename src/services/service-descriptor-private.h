/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/service-descriptor.h>
#include <interprocess/service-provider.h>

#include "service-binding.h"
#include "service-identity.h"
#include "service-plan.h"

G_BEGIN_DECLS

struct _InterprocessServiceDescriptor
{
  GObject parent_instance;

  GType service_type;
  InterprocessServiceLifetime lifetime;

  GType implementation_type;
  GObject *instance;
  InterprocessServiceFactory factory;
  gpointer user_data;
  GDestroyNotify destroy;

  /* Who made the descriptor, and whether nobody else can call the factory. */
  GThread *maker;
  gboolean confined;

  char *key;
  GPtrArray *bindings;

  /* Several collections may take it, in several threads. */
  gint sealed;

  /* Set once, by the first thread that needs it. */
  InterprocessServicePlan *plan;
};

void
interprocess_service_descriptor_seal (InterprocessServiceDescriptor *self);

gboolean
interprocess_service_descriptor_check_changeable (InterprocessServiceDescriptor *self);

InterprocessServiceIdentity
interprocess_service_descriptor_get_identity (InterprocessServiceDescriptor *self);

gboolean
interprocess_service_descriptor_has_factory (InterprocessServiceDescriptor *self);

GObject *
interprocess_service_descriptor_call_factory (InterprocessServiceDescriptor  *self,
                                              InterprocessServiceProvider    *provider,
                                              const char                     *key,
                                              GError                        **error);

gboolean
interprocess_service_descriptor_check_thread (InterprocessServiceDescriptor  *self,
                                              GError                        **error);

const InterprocessServicePlan *
interprocess_service_descriptor_get_plan (InterprocessServiceDescriptor *self);

GPtrArray *
interprocess_service_descriptor_get_bindings (InterprocessServiceDescriptor *self);

G_END_DECLS
