/* SPDX-License-Identifier: MIT */

#include "error-list.h"

#include <interprocess/host-error.h>

/*
 * interprocess_new_error_of_silence:
 * @name: what was called
 *
 * Returns: (transfer full): an error for a function that failed and set none
 */
GError *
interprocess_new_error_of_silence (const char *name)
{
  return g_error_new (INTERPROCESS_HOST_ERROR, INTERPROCESS_HOST_ERROR_FAILED,
                      "%s gave false and no error: on success it has to return true, and otherwise "
                      "to set an error that says why not", name);
}

GPtrArray *
interprocess_error_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

void
interprocess_error_list_add (GPtrArray *self,
                             gpointer   service,
                             GError    *error)
{
  if (service != NULL)
    g_prefix_error (&error, "%s: ", G_OBJECT_TYPE_NAME (service));
  g_ptr_array_add (self, error);
}

/*
 * interprocess_error_list_to_error:
 *
 * Returns: (transfer full) (nullable): an error with the domain and the code of the first one and
 *   the messages of all, or %NULL if there are none
 */
GError *
interprocess_error_list_to_error (GPtrArray *self)
{
  g_autoptr(GString) message = g_string_new (NULL);
  const GError *first;

  if (self->len == 0)
    return NULL;

  first = g_ptr_array_index (self, 0);
  g_string_append (message, first->message);
  for (guint i = 1; i < self->len; i++)
    {
      const GError *error = g_ptr_array_index (self, i);

      g_string_append_printf (message, "%s%s", i == 1 ? "\nand then:\n  " : "\n  ",
                              error->message);
    }

  return g_error_new_literal (first->domain, first->code, message->str);
}
