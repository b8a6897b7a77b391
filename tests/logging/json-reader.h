/* SPDX-License-Identifier: MIT */
#pragma once

/* A strict reader of JSON (RFC 8259), to see that what we write is. It ends the test otherwise. */

#include <glib.h>

G_BEGIN_DECLS

/* An object is an a{sv}, an array an av, a number a double, null an empty tuple. No name may be in
 * an object twice. */
GVariant *json_read (const char *text);

G_END_DECLS
