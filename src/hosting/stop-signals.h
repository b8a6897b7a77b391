/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

/* Watches for the signals that ask a program to end. */
typedef struct _InterprocessStopSignals InterprocessStopSignals;

InterprocessStopSignals *
interprocess_stop_signals_new (GMainContext *context,
                               GSourceFunc   callback,
                               gpointer      user_data);

void
interprocess_stop_signals_free (InterprocessStopSignals *self);
