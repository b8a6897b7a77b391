/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-faults.h"

typedef struct
{
  guint position;
  char *text;
} Fault;

static void
fault_free (gpointer data)
{
  Fault *self = data;

  g_free (self->text);
  g_free (self);
}

InterprocessServiceFaults *
interprocess_service_faults_new (void)
{
  return g_ptr_array_new_with_free_func (fault_free);
}

/*
 * interprocess_service_faults_add:
 * @position: which registration cannot work
 * @path: how it is come to
 * @text: why it cannot work
 */
void
interprocess_service_faults_add (InterprocessServiceFaults *self,
                                 guint                      position,
                                 const char                *path,
                                 const char                *text)
{
  Fault *fault = g_new (Fault, 1);

  fault->position = position;
  fault->text = g_strdup_printf ("%s: %s", path, text);
  g_ptr_array_add (self, fault);
}

static int
compare (gconstpointer one,
         gconstpointer other)
{
  const Fault *const *self = one;
  const Fault *const *that = other;

  return ((*self)->position > (*that)->position) - ((*self)->position < (*that)->position);
}

/*
 * interprocess_service_faults_are_none:
 *
 * Returns: %FALSE with @error set, in the order of the registrations, if there are any
 */
gboolean
interprocess_service_faults_are_none (InterprocessServiceFaults  *self,
                                      GError                    **error)
{
  g_autoptr(GString) list = g_string_new (NULL);

  if (self->len == 0)
    return TRUE;

  g_ptr_array_sort (self, compare);
  for (guint i = 0; i < self->len; i++)
    {
      const Fault *fault = g_ptr_array_index (self, i);

      g_string_append_printf (list, "\n  no. %u, %s", fault->position, fault->text);
    }

  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION,
               "These registrations, counted from 0, cannot work:%s", list->str);
  return FALSE;
}
