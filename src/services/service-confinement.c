/* SPDX-License-Identifier: MIT */

#include <dlfcn.h>
#include <string.h>

#include <interprocess/service-error.h>

#include "service-confinement.h"

/*
 * interprocess_service_confinement_applies_to:
 * @function: (nullable): a function that comes with a callback or a class, such as the one that
 *   frees its data
 *
 * Tells whether only one thread can run what @function belongs to. That is so if it is GJS's: it
 * runs JavaScript in the thread that it was started in, and when it is called from another one it
 * neither does as it is told nor says so to the caller; GJS 1.82 crashes. Other languages can be
 * called from any thread.
 */
gboolean
interprocess_service_confinement_applies_to (GCallback function)
{
  Dl_info info;
  const char *name;

  if (function == NULL || dladdr ((void *) function, &info) == 0 || info.dli_fname == NULL)
    return FALSE;

  name = strrchr (info.dli_fname, '/');
  return g_str_has_prefix (name != NULL ? name + 1 : info.dli_fname, "libgjs.so");
}

/*
 * interprocess_service_confinement_applies_to_class:
 *
 * Tells whether only one thread can run the methods of a class. Most classes have GObject's
 * constructor, of which this is known without a search.
 */
gboolean
interprocess_service_confinement_applies_to_class (const GObjectClass *klass)
{
  const GObjectClass *base = g_type_class_peek (G_TYPE_OBJECT);

  return klass->constructor != base->constructor &&
         interprocess_service_confinement_applies_to (G_CALLBACK (klass->constructor));
}

/*
 * interprocess_service_confinement_check:
 * @thread: the one that may run what is confined
 *
 * Returns: %FALSE with @error set if this is another one
 */
gboolean
interprocess_service_confinement_check (gboolean   confined,
                                        GThread   *thread,
                                        GError   **error)
{
  if (!confined || thread == g_thread_self ())
    return TRUE;

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_WRONG_THREAD,
               "what provides the service is written in JavaScript, which only its own thread can "
               "run: get the service there; a singleton that was got there can be got anywhere");
  return FALSE;
}
