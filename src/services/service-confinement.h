/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gboolean
interprocess_service_confinement_applies_to (GCallback function);

gboolean
interprocess_service_confinement_applies_to_class (const GObjectClass *klass);

gboolean
interprocess_service_confinement_check (gboolean   confined,
                                        GThread   *thread,
                                        GError   **error);

G_END_DECLS
