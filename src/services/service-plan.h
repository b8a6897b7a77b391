/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-binding.h"
#include "service-identity.h"

G_BEGIN_DECLS

/* Where one property gets its value. */
typedef struct
{
  GParamSpec *property;
  InterprocessServiceSource source;

  /* Of a service: whether it must be there. */
  gboolean required;

  /* Of a service, or of many. */
  GType service_type;
  gboolean inherits_key;
  const char *key;

  /* Of a value: one of the property's type. */
  GValue value;
} InterprocessServiceInjection;

/* How objects of a class are created. It does not change, so any thread may read it. */
typedef struct
{
  GObjectClass *klass;

  /* Whether only the thread that made the registration can create objects. */
  gboolean confined;

  /* InterprocessServiceInjection */
  GArray *injections;

  /* What of the bindings makes no sense, texts; NULL if all does. */
  GPtrArray *faults;
} InterprocessServicePlan;

InterprocessServicePlan *
interprocess_service_plan_new (GType            type,
                               const GPtrArray *bindings);

void
interprocess_service_plan_free (InterprocessServicePlan *self);

const InterprocessServiceInjection *
interprocess_service_plan_get (const InterprocessServicePlan *self,
                               guint                          position);

gboolean
interprocess_service_plan_check (const InterprocessServicePlan  *self,
                                 GError                        **error);

InterprocessServiceIdentity
interprocess_service_injection_get_identity (const InterprocessServiceInjection *self,
                                             const char                         *own_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InterprocessServicePlan, interprocess_service_plan_free)

G_END_DECLS
