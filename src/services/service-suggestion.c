/* SPDX-License-Identifier: MIT */

#include <string.h>

#include "service-suggestion.h"

/* What somebody may have meant who asked for something that is not there. */

/* How many letters have to be changed, added or left out, case aside. */
static gsize
measure_distance (const char *one,
                  const char *other)
{
  const gsize length = strlen (other);
  g_autofree gsize *row = g_new (gsize, length + 1);

  for (gsize j = 0; j <= length; j++)
    row[j] = j;

  for (gsize i = 0; one[i] != '\0'; i++)
    {
      gsize diagonal = row[0];

      row[0] = i + 1;
      for (gsize j = 0; j < length; j++)
        {
          const gboolean differ = g_ascii_tolower (one[i]) != g_ascii_tolower (other[j]);
          const gsize changed = diagonal + differ;

          diagonal = row[j + 1];
          row[j + 1] = MIN (changed, MIN (row[j], row[j + 1]) + 1);
        }
    }

  return row[length];
}

/* Another key of the same type is nearest, then a service that also is what is missing, then one
 * with a name that is much like it. Above the limit it is something else altogether. */
static gsize
rate (const InterprocessServiceIdentity *missing,
      const InterprocessServiceIdentity *there,
      gsize                              limit)
{
  if (there->type == missing->type)
    return 0;
  if (g_type_is_a (there->type, missing->type))
    return 1;

  return MIN (1 + measure_distance (g_type_name (missing->type), g_type_name (there->type)),
              limit + 1);
}

/* Without what a language or a library puts before the names of all its classes, such as
 * "__main__+" or "Interprocess", which makes no two of them alike. */
static const char *
skip_namespace (const char *name)
{
  const char *own = name;
  const char *word;

  for (; *name != '\0'; name++)
    {
      if (!g_ascii_isalnum (*name))
        own = name + 1;
    }

  for (word = own; *word != '\0'; word++)
    {
      if (word > own && g_ascii_isupper (*word))
        return word;
    }

  return own;
}

/* Nobody asks for the service of every key by that, but by one. */
static char *
dup_way_to_ask (const InterprocessServiceIdentity *identity)
{
  if (interprocess_service_identity_is_any (identity))
    return g_strdup_printf ("%s with a key", g_type_name (identity->type));

  return interprocess_service_identity_dup_name (identity);
}

/* What adds the library's own services, which this layer knows by name only. */
static const struct
{
  const char *type;
  const char *function;
} own_services[] = {
  { "InterprocessHost", "add_host()" },
  { "InterprocessHostedService", "add_hosted_service()" },
  { "InterprocessLogger", "add_logging()" },
  { "InterprocessLoggerFactory", "add_logging()" },
  { "InterprocessPublisher", "add_publisher()" },
  { "InterprocessQueueFactory", "add_interprocess_queue()" },
  { "InterprocessSubscriber", "add_subscriber()" },
};

static char *
dup_remedy (const InterprocessServiceIdentity *missing)
{
  const char *name = g_type_name (missing->type);

  for (guint i = 0; i < G_N_ELEMENTS (own_services); i++)
    {
      if (g_strcmp0 (name, own_services[i].type) == 0)
        return g_strdup_printf ("add it to the collection by %s before the provider is built",
                                own_services[i].function);
    }

  return g_strdup ("add it to the collection before the provider is built");
}

/* How one asks with a key, if somebody did without. */
static const char *
get_way_to_give_key (const InterprocessServiceIdentity *missing,
                     const InterprocessServiceIdentity *meant)
{
  if (missing->key != NULL || meant->key == NULL)
    return "";

  return " Its key is given to bind_key() for a property, and to get_required_keyed_service() in a "
         "call.";
}

static char *
find (InterprocessServiceRegistry       *registry,
      const InterprocessServiceIdentity *missing)
{
  const char *name = g_type_name (missing->type);
  const gsize limit = name != NULL ? 1 + strlen (skip_namespace (name)) / 3 : 0;
  const InterprocessServiceIdentity *best = NULL;
  gsize best_rating = limit + 1;
  g_autofree char *way_to_ask = NULL;

  for (guint i = 0; name != NULL && i < registry->registrations->len; i++)
    {
      const InterprocessServiceRegistration *registration =
        g_ptr_array_index (registry->registrations, i);
      const gsize rating = rate (missing, &registration->identity, limit);

      if (rating >= best_rating)
        continue;
      best = &registration->identity;
      best_rating = rating;
    }

  if (best == NULL)
    return NULL;

  way_to_ask = dup_way_to_ask (best);
  return g_strdup_printf ("did you mean %s?%s", way_to_ask, get_way_to_give_key (missing, best));
}

/*
 * interprocess_service_suggestion_dup_missing_text:
 *
 * Says that a service is not registered, and which one may have been meant. This compares it with
 * all that are.
 *
 * Returns: (transfer full): what to say of @missing
 */
char *
interprocess_service_suggestion_dup_missing_text (InterprocessServiceRegistry       *registry,
                                                  const InterprocessServiceIdentity *missing)
{
  g_autofree char *suggestion = find (registry, missing);
  g_autofree char *remedy = dup_remedy (missing);

  if (suggestion != NULL)
    return g_strdup_printf ("not registered; %s Otherwise %s", suggestion, remedy);

  return g_strdup_printf ("not registered: %s", remedy);
}
