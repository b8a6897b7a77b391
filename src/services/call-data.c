/* SPDX-License-Identifier: MIT */

#include "call-data.h"

/*
 * The data of a callback that the language of a class may lose.
 *
 * A method in Python that is given a callback, such as do_init_async(), calls it with NULL for its
 * data where GLib's typelib does not tell PyGObject which argument of a GAsyncReadyCallback that
 * is. GLib 2.74 tells, 2.84 does not. So the object keeps the data, too. Of each kind of call there
 * is one at a time for an object.
 */

/*
 * interprocess_call_data_keep:
 * @object: what is called
 * @call: its kind, a name that is different from those of other data that objects have
 * @data: what the callback is to be called with
 *
 * Returns: @data
 */
gpointer
interprocess_call_data_keep (gpointer    object,
                             const char *call,
                             gpointer    data)
{
  g_object_set_data (object, call, data);

  return data;
}

/*
 * interprocess_call_data_take:
 * @data: (nullable): what the callback was called with
 *
 * Returns: what it should have been called with
 */
gpointer
interprocess_call_data_take (gpointer    object,
                             const char *call,
                             gpointer    data)
{
  const gpointer kept = g_object_steal_data (object, call);

  return data != NULL ? data : kept;
}
