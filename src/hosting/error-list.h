/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

/* What services report: errors without a reason, and the errors of several as one. */

GError *
interprocess_new_error_of_silence (const char *name);

GPtrArray *
interprocess_error_list_new (void);

/* Takes the error, and puts the name of the service's class before its message. */
void
interprocess_error_list_add (GPtrArray *self,
                             gpointer   service,
                             GError    *error);

GError *
interprocess_error_list_to_error (GPtrArray *self);
