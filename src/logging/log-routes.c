/* SPDX-License-Identifier: MIT */

#include "log-routes.h"

#include <stdatomic.h>

#include "log-rules.h"

typedef struct
{
  InterprocessLoggerProvider *provider;
  InterprocessLogLevel minimum_level;
} Route;

struct _InterprocessLogRoutes
{
  atomic_uint references; /* not a gatomicrefcount: those TSan cannot see */
  guint n;
  Route routes[];
};

InterprocessLogRoutes *
interprocess_log_routes_new (GPtrArray            *providers,
                             GPtrArray            *rules,
                             const char           *category,
                             InterprocessLogLevel  fallback)
{
  InterprocessLogRoutes *self =
    g_malloc (sizeof (InterprocessLogRoutes) + providers->len * sizeof (Route));

  atomic_init (&self->references, 1);
  self->n = providers->len;
  for (guint i = 0; i < self->n; i++)
    {
      InterprocessLoggerProvider *provider = g_ptr_array_index (providers, i);

      self->routes[i].provider = g_object_ref (provider);
      self->routes[i].minimum_level =
        interprocess_log_rules_find (rules, G_OBJECT_TYPE (provider), category, fallback);
    }

  return self;
}

InterprocessLogRoutes *
interprocess_log_routes_ref (InterprocessLogRoutes *self)
{
  atomic_fetch_add_explicit (&self->references, 1, memory_order_relaxed);

  return self;
}

void
interprocess_log_routes_unref (InterprocessLogRoutes *self)
{
  /* Whoever frees has seen all that the others did before they let go. */
  if (atomic_fetch_sub_explicit (&self->references, 1, memory_order_acq_rel) > 1)
    return;

  for (guint i = 0; i < self->n; i++)
    g_object_unref (self->routes[i].provider);
  g_free (self);
}

guint
interprocess_log_routes_get_enabled (InterprocessLogRoutes *self)
{
  const guint all = (1u << INTERPROCESS_LOG_LEVEL_NONE) - 1;
  InterprocessLogLevel least = INTERPROCESS_LOG_LEVEL_NONE;

  for (guint i = 0; i < self->n; i++)
    least = MIN (least, self->routes[i].minimum_level);

  return all & ~((1u << least) - 1);
}

void
interprocess_log_routes_deliver (InterprocessLogRoutes *self,
                                 InterprocessLogEntry  *entry)
{
  const InterprocessLogLevel level = interprocess_log_entry_get_level (entry);

  for (guint i = 0; i < self->n; i++)
    {
      if (level >= self->routes[i].minimum_level)
        interprocess_logger_provider_log (self->routes[i].provider, entry);
    }
}
