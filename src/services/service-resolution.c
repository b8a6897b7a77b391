/* SPDX-License-Identifier: MIT */

#include <string.h>

#include <interprocess/service-error.h>

#include "service-resolution.h"
#include "service-slot.h"

/* The innermost step of each thread. A factory asks an ordinary provider for what it needs, so
 * this is how it is known what it is that needs it. */
static GPrivate innermost = G_PRIVATE_INIT (NULL);

/* From outside in, without @outside itself. */
static void
append_steps (GString                             *path,
              const InterprocessServiceResolution *outside,
              const InterprocessServiceResolution *inside)
{
  if (inside == outside)
    return;

  append_steps (path, outside, inside->asker);
  interprocess_service_identity_append_step (&inside->registration->identity, path);
}

static void
set_circular_error (const char  *path,
                    GError     **error)
{
  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
               "%s: to create the service, the service itself is needed: have one of them ask for "
               "the other later, when it is used", path);
}

static gboolean
is_under_way (const InterprocessServiceRegistration *registration)
{
  const InterprocessServiceResolution *step = g_private_get (&innermost);

  while (step != NULL && step->registration != registration)
    step = step->asker;

  return step != NULL;
}

/*
 * interprocess_service_resolution_begin:
 *
 * Begins the step that creates an object of @registration, unless this thread is at it already.
 */
gboolean
interprocess_service_resolution_begin (InterprocessServiceResolution          *self,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error)
{
  InterprocessServiceResolution *asker = g_private_get (&innermost);

  if (is_under_way (registration))
    {
      g_autoptr(GString) path = g_string_new (NULL);

      append_steps (path, NULL, asker);
      interprocess_service_identity_append_step (&registration->identity, path);
      set_circular_error (path->str, error);
      return FALSE;
    }

  *self = (InterprocessServiceResolution) {
    .registration = registration,
    .asker = asker,
    .outermost = asker != NULL ? asker->outermost : self,
  };
  g_private_set (&innermost, self);

  return TRUE;
}

void
interprocess_service_resolution_end (InterprocessServiceResolution *self)
{
  g_private_set (&innermost, self->asker);
}

/*
 * interprocess_service_resolution_may_wait:
 *
 * Tells whether @slot will be filled if this thread waits for it. It will not if the thread that
 * fills it waits for another one, and that for another, until one waits for this.
 *
 * With the lock held: all that is read here of other threads belongs to threads that wait, and
 * waiting cannot end or begin meanwhile. So of those who close a circle, the last one sees it.
 *
 * Returns: %FALSE with @error set if the thread would wait for itself
 */
gboolean
interprocess_service_resolution_may_wait (InterprocessServiceResolution  *self,
                                          InterprocessServiceSlot        *slot,
                                          GError                        **error)
{
  g_autoptr(GString) path = g_string_new (NULL);
  const InterprocessServiceResolution *creator = slot->creator;

  append_steps (path, NULL, self);

  /* A slot without a creator was filled just now, and who waited for it is about to wake up. */
  while (creator != NULL && creator->outermost != self->outermost)
    {
      const InterprocessServiceResolution *waiting = creator->outermost->waiting;

      if (waiting == NULL)
        return TRUE;
      append_steps (path, creator, waiting);
      creator = waiting->awaited->creator;
    }
  if (creator == NULL)
    return TRUE;

  set_circular_error (path->str, error);
  return FALSE;
}

static gboolean
starts_with_path (const char *message,
                  const char *path)
{
  const gsize length = strlen (path);

  return strncmp (message, path, length) == 0 &&
         (g_str_has_prefix (message + length, ": ") || g_str_has_prefix (message + length, " -> "));
}

/*
 * interprocess_service_resolution_prefix_error:
 *
 * Puts the path to a service before an error, unless it is there: an error passes through all who
 * are on the path.
 */
void
interprocess_service_resolution_prefix_error (const InterprocessServiceIdentity  *identity,
                                              GError                            **error)
{
  g_autoptr(GString) path = NULL;

  if (error == NULL || *error == NULL)
    return;

  path = g_string_new (NULL);
  append_steps (path, NULL, g_private_get (&innermost));
  interprocess_service_identity_append_step (identity, path);

  if (!starts_with_path ((*error)->message, path->str))
    g_prefix_error (error, "%s: ", path->str);
}
