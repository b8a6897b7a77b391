/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a collection. */
typedef GPtrArray InterprocessServiceFaults;

InterprocessServiceFaults *
interprocess_service_faults_new (void);

void
interprocess_service_faults_add (InterprocessServiceFaults *self,
                                 guint                      position,
                                 const char                *path,
                                 const char                *text);

gboolean
interprocess_service_faults_are_none (InterprocessServiceFaults  *self,
                                      GError                    **error);

G_END_DECLS
