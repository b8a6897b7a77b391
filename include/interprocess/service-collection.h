/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <gio/gio.h>
#include <interprocess/service-descriptor.h>
#include <interprocess/service-provider.h>
#include <interprocess/service-types.h>
#include <interprocess/version-macros.h>

G_BEGIN_DECLS

#define INTERPROCESS_TYPE_SERVICE_COLLECTION (interprocess_service_collection_get_type ())

INTERPROCESS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (InterprocessServiceCollection, interprocess_service_collection,
                      INTERPROCESS, SERVICE_COLLECTION, GObject)

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_new (void);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add (InterprocessServiceCollection *self,
                                     InterprocessServiceDescriptor *descriptor);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_insert (InterprocessServiceCollection *self,
                                        guint                          position,
                                        InterprocessServiceDescriptor *descriptor);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_collection_try_add (InterprocessServiceCollection *self,
                                         InterprocessServiceDescriptor *descriptor);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_collection_try_add_enumerable (InterprocessServiceCollection  *self,
                                                    InterprocessServiceDescriptor  *descriptor,
                                                    GError                        **error);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_replace (InterprocessServiceCollection *self,
                                         InterprocessServiceDescriptor *descriptor);

INTERPROCESS_AVAILABLE_IN_1_0
gboolean
interprocess_service_collection_remove (InterprocessServiceCollection *self,
                                        InterprocessServiceDescriptor *descriptor);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_remove_at (InterprocessServiceCollection *self,
                                           guint                          position);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_remove_all (InterprocessServiceCollection *self,
                                            GType                          service_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_remove_all_keyed (InterprocessServiceCollection *self,
                                                  GType                          service_type,
                                                  const char                    *key);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_singleton (InterprocessServiceCollection *self,
                                               GType                          service_type,
                                               GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_scoped (InterprocessServiceCollection *self,
                                            GType                          service_type,
                                            GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_transient (InterprocessServiceCollection *self,
                                               GType                          service_type,
                                               GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_singleton_factory (InterprocessServiceCollection *self,
                                                       GType                          service_type,
                                                       InterprocessServiceFactory     factory,
                                                       gpointer                       user_data,
                                                       GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_scoped_factory (InterprocessServiceCollection *self,
                                                    GType                          service_type,
                                                    InterprocessServiceFactory     factory,
                                                    gpointer                       user_data,
                                                    GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_transient_factory (InterprocessServiceCollection *self,
                                                       GType                          service_type,
                                                       InterprocessServiceFactory     factory,
                                                       gpointer                       user_data,
                                                       GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_singleton_instance (InterprocessServiceCollection *self,
                                                        GType                          service_type,
                                                        GObject                       *instance);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_scoped (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_transient (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GType                          implementation_type);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_scoped_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_transient_factory (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  InterprocessServiceFactory     factory,
  gpointer                       user_data,
  GDestroyNotify                 destroy);

INTERPROCESS_AVAILABLE_IN_1_0
InterprocessServiceCollection *
interprocess_service_collection_add_keyed_singleton_instance (
  InterprocessServiceCollection *self,
  GType                          service_type,
  const char                    *key,
  GObject                       *instance);

INTERPROCESS_AVAILABLE_IN_1_0 G_GNUC_WARN_UNUSED_RESULT
InterprocessServiceProvider *
interprocess_service_collection_build (InterprocessServiceCollection  *self,
                                       InterprocessBuildFlags          flags,
                                       GError                        **error);

G_END_DECLS
