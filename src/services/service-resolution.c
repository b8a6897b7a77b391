/* SPDX-License-Identifier: MIT */

#include <string.h>

#include <interprocess/service-error.h>

#include "service-resolution.h"
#include "service-slot.h"

/* The innermost step of each thread. A factory asks an ordinary provider for what it needs, so
 * this is how it is known what it is that needs it. */
static GPrivate innermost = G_PRIVATE_INIT (NULL);

/* The threads that wait, and their steps that do. Under the lock. */
static GHashTable *waiting_threads;

/* From outside in, without @outside itself. */
static void
append_steps (GString                             *path,
              const InterprocessServiceResolution *outside,
              const InterprocessServiceResolution *inside)
{
  if (inside == outside)
    return;

  append_steps (path, outside, inside->asker);
  interprocess_service_registration_append_step (inside->registration, inside->property, path);
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
is_under_way (const InterprocessServiceResolution   *step,
              const InterprocessServiceRegistration *registration)
{
  while (step != NULL && step->registration != registration)
    step = step->asker;

  return step != NULL;
}

/*
 * interprocess_service_resolution_begin_under:
 * @asker: (nullable): for whose sake this is
 *
 * Begins the step that creates an object of @registration, unless one before it is at that already.
 * It is not made the thread's innermost.
 */
gboolean
interprocess_service_resolution_begin_under (InterprocessServiceResolution          *self,
                                             InterprocessServiceResolution          *asker,
                                             const InterprocessServiceRegistration  *registration,
                                             GError                                **error)
{
  if (is_under_way (asker, registration))
    {
      g_autoptr(GString) path = g_string_new (NULL);

      append_steps (path, NULL, asker);
      interprocess_service_registration_append_step (registration, NULL, path);
      set_circular_error (path->str, error);
      return FALSE;
    }

  *self = (InterprocessServiceResolution) {
    .registration = registration,
    .asker = asker,
    .outermost = asker != NULL ? asker->outermost : self,
    .thread = asker != NULL ? NULL : g_thread_self (),
  };

  return TRUE;
}

/*
 * interprocess_service_resolution_begin:
 *
 * Begins the next step of this thread: see interprocess_service_resolution_begin_under().
 */
gboolean
interprocess_service_resolution_begin (InterprocessServiceResolution          *self,
                                       const InterprocessServiceRegistration  *registration,
                                       GError                                **error)
{
  InterprocessServiceResolution *asker = g_private_get (&innermost);

  if (!interprocess_service_resolution_begin_under (self, asker, registration, error))
    return FALSE;

  g_private_set (&innermost, self);
  return TRUE;
}

void
interprocess_service_resolution_end (InterprocessServiceResolution *self)
{
  g_private_set (&innermost, self->asker);
}

/*
 * interprocess_service_resolution_note_property:
 * @property: (nullable): it has to outlive the step
 *
 * Notes which property of its object the innermost step is about to look for a service for.
 */
void
interprocess_service_resolution_note_property (const char *property)
{
  InterprocessServiceResolution *self = g_private_get (&innermost);

  if (self != NULL)
    self->property = property;
}

/*
 * interprocess_service_resolution_enter:
 * @self: (nullable): a step of an asynchronous call
 *
 * Goes on with a step: what this thread asks for is for its sake now.
 *
 * Returns: (nullable): what to interprocess_service_resolution_leave() to
 */
InterprocessServiceResolution *
interprocess_service_resolution_enter (InterprocessServiceResolution *self)
{
  InterprocessServiceResolution *before = g_private_get (&innermost);

  g_private_set (&innermost, self);

  return before;
}

void
interprocess_service_resolution_leave (InterprocessServiceResolution *before)
{
  g_private_set (&innermost, before);
}

/* What keeps a creation from going on: a step of it that waits, or one of the thread that it
 * needs. */
static const InterprocessServiceResolution *
find_waiting (const InterprocessServiceResolution *creator)
{
  const InterprocessServiceResolution *outermost = creator->outermost;

  if (outermost->waiting != NULL || waiting_threads == NULL)
    return outermost->waiting;

  return g_hash_table_lookup (waiting_threads, outermost->thread);
}

static void
set_stuck_error (const char  *path,
                 gboolean     through_thread,
                 GError     **error)
{
  const char *reason = through_thread
    ? "by a thread that waits, and what it waits for needs this: have that thread not wait"
    : "by this thread, which cannot wait for that";

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY,
               "%s: the service is being created asynchronously %s; get it with "
               "get_service_async() there too", path, reason);
}

static gboolean
is_stopped_by (const InterprocessServiceResolution *creator,
               const InterprocessServiceResolution *waiting,
               gboolean                             keeps_thread)
{
  return creator->outermost == waiting->outermost ||
         (keeps_thread && creator->outermost->thread == g_thread_self ());
}

/*
 * interprocess_service_resolution_may_wait:
 * @keeps_thread: whether nothing else will be done by this thread meanwhile
 *
 * Tells whether @slot will be filled if this step waits for it. It will not if who fills it waits
 * for another one, and that for another, until one waits for this.
 *
 * With the lock held: all that is read here of others belongs to those that wait, and waiting
 * cannot end or begin meanwhile. So of those who close a circle, the last one sees it.
 *
 * Returns: %FALSE with @error set if the step would wait for itself
 */
gboolean
interprocess_service_resolution_may_wait (InterprocessServiceResolution  *self,
                                          InterprocessServiceSlot        *slot,
                                          gboolean                        keeps_thread,
                                          GError                        **error)
{
  g_autoptr(GString) path = g_string_new (NULL);
  const InterprocessServiceResolution *creator = slot->creator;
  gboolean through_thread = FALSE;

  append_steps (path, NULL, self);

  /* A slot without a creator was filled just now, and who waited for it is about to wake up. */
  while (creator != NULL && !is_stopped_by (creator, self, keeps_thread))
    {
      const InterprocessServiceResolution *waiting = find_waiting (creator);

      if (waiting == NULL)
        return TRUE;
      if (waiting->outermost != creator->outermost)
        through_thread = TRUE;
      append_steps (path, waiting->outermost == creator->outermost ? creator : NULL, waiting);
      creator = waiting->awaited->creator;
    }
  if (creator == NULL)
    return TRUE;

  if (creator->outermost == self->outermost && !through_thread)
    set_circular_error (path->str, error);
  else
    set_stuck_error (path->str, through_thread, error);
  return FALSE;
}

/*
 * interprocess_service_resolution_begin_wait:
 *
 * Notes that the step waits. With the lock held.
 */
void
interprocess_service_resolution_begin_wait (InterprocessServiceResolution *self,
                                            InterprocessServiceSlot       *slot,
                                            gboolean                       keeps_thread)
{
  self->awaited = slot;
  slot->n_waiting++;

  if (!keeps_thread)
    {
      self->outermost->waiting = self;
      return;
    }

  if (waiting_threads == NULL)
    waiting_threads = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (waiting_threads, g_thread_self (), self);
}

void
interprocess_service_resolution_end_wait (InterprocessServiceResolution *self,
                                          gboolean                       keeps_thread)
{
  self->awaited->n_waiting--;
  self->awaited = NULL;

  if (keeps_thread)
    g_hash_table_remove (waiting_threads, g_thread_self ());
  else
    self->outermost->waiting = NULL;
}

static gboolean
starts_with_path (const char *message,
                  const char *path)
{
  const gsize length = strlen (path);

  return strncmp (message, path, length) == 0 &&
         (g_str_has_prefix (message + length, ": ") ||
          g_str_has_prefix (message + length, " -> ") || message[length] == '.');
}

static GString *
begin_path (void)
{
  GString *path = g_string_new (NULL);

  append_steps (path, NULL, g_private_get (&innermost));

  return path;
}

static void
prefix_path (GString  *path,
             GError  **error)
{
  if (!starts_with_path ((*error)->message, path->str))
    g_prefix_error (error, "%s: ", path->str);
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

  path = begin_path ();
  interprocess_service_identity_append_step (identity, path);
  prefix_path (path, error);
}

/*
 * interprocess_service_resolution_prefix_own_error:
 *
 * Does as interprocess_service_resolution_prefix_error() for a registration that could not be
 * resolved.
 */
void
interprocess_service_resolution_prefix_own_error (
  const InterprocessServiceRegistration  *registration,
  GError                                **error)
{
  g_autoptr(GString) path = NULL;

  if (error == NULL || *error == NULL)
    return;

  path = begin_path ();
  interprocess_service_registration_append_step (registration, NULL, path);
  prefix_path (path, error);
}
