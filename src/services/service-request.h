/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-store.h"

G_BEGIN_DECLS

GObject *
interprocess_service_request_get (InterprocessServiceStore           *store,
                                  const InterprocessServiceIdentity  *identity,
                                  GError                            **error);

GObject *
interprocess_service_request_get_required (InterprocessServiceStore           *store,
                                           const InterprocessServiceIdentity  *identity,
                                           GError                            **error);

GListStore *
interprocess_service_request_create_list (GType service_type);

GListStore *
interprocess_service_request_get_all (InterprocessServiceStore           *store,
                                      const InterprocessServiceIdentity  *identity,
                                      GError                            **error);

G_END_DECLS
