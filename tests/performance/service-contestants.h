/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* What is done with services, and what GLib does that is like it. */
typedef struct
{
  const char *name;
  double (*run) (void); /* ns of processor time for one */
} ServiceContestant;

extern const ServiceContestant service_hash_lookup;
extern const ServiceContestant service_singleton;
extern const ServiceContestant service_singleton_of_scope;
extern const ServiceContestant service_singleton_with_key;
extern const ServiceContestant service_singleton_dropped; /* and the reference with it */
extern const ServiceContestant service_object_new;
extern const ServiceContestant service_transient;

void service_contestants_set_up (void);
void service_contestants_tear_down (void);

/* ns of processor time to build a provider of `n` registrations, validated, of which each needs the one before. */
double service_build (guint n);
