/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-plan.h"
#include "service-store.h"

G_BEGIN_DECLS

/* What an object is created with. */
typedef struct
{
  const char **names;
  GValue *values;
  guint n;
} InterprocessServiceArguments;

void
interprocess_service_arguments_init (InterprocessServiceArguments *self,
                                     guint                         capacity);

void
interprocess_service_arguments_clear (InterprocessServiceArguments *self);

gboolean
interprocess_service_arguments_take (InterprocessServiceArguments  *self,
                                     GObjectClass                  *klass,
                                     const char                    *name,
                                     const GValue                  *value,
                                     GError                       **error);

void
interprocess_service_arguments_take_object (InterprocessServiceArguments       *self,
                                            const InterprocessServiceInjection *injection,
                                            gpointer                            object);

gboolean
interprocess_service_arguments_inject_one (InterprocessServiceArguments        *self,
                                           const InterprocessServiceInjection  *injection,
                                           InterprocessServiceStore            *store,
                                           const char                          *own_key,
                                           GError                             **error);

gboolean
interprocess_service_arguments_inject (InterprocessServiceArguments   *self,
                                       const InterprocessServicePlan  *plan,
                                       InterprocessServiceStore       *store,
                                       const char                     *own_key,
                                       GError                        **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InterprocessServiceArguments,
                                  interprocess_service_arguments_clear)

G_END_DECLS
