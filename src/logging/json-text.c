/* SPDX-License-Identifier: MIT */

#include "json-text.h"

#include <math.h>

static void
append_escaped (GString *json,
                char     c)
{
  switch (c)
    {
    case '"':
      g_string_append (json, "\\\"");
      break;
    case '\\':
      g_string_append (json, "\\\\");
      break;
    case '\n':
      g_string_append (json, "\\n");
      break;
    case '\t':
      g_string_append (json, "\\t");
      break;
    default:
      if ((guchar) c < 0x20)
        g_string_append_printf (json, "\\u%04x", (guint) c);
      else
        g_string_append_c (json, c);
    }
}

void
interprocess_json_append_string (GString    *json,
                                 const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (const char *c = valid; *c != '\0'; c++)
    append_escaped (json, *c);
  g_string_append_c (json, '"');
}

/* JSON has no number for these three; the names are those of JavaScript, and of .NET. */
static void
append_double (GString *json,
               double   value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    g_string_append (json, "\"NaN\"");
  else if (isinf (value))
    g_string_append (json, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  else
    g_string_append (json, g_ascii_dtostr (text, sizeof text, value));
}

/* Bytes are none of JSON's types, and an array of numbers nobody can read either. */
static void
append_bytes (GString  *json,
              GVariant *value)
{
  gsize length;
  const guchar *bytes = g_variant_get_fixed_array (value, &length, 1);
  g_autofree char *text = g_base64_encode (bytes, length);

  g_string_append_printf (json, "\"%s\"", text);
}

static void
append_key (GString  *json,
            GVariant *key)
{
  g_autofree char *printed = NULL;

  if (g_variant_is_of_type (key, G_VARIANT_TYPE_STRING))
    interprocess_json_append_string (json, g_variant_get_string (key, NULL));
  else
    {
      printed = g_variant_print (key, FALSE);
      interprocess_json_append_string (json, printed);
    }
}

static void
append_dictionary (GString  *json,
                   GVariant *value)
{
  const gsize n = g_variant_n_children (value);

  g_string_append_c (json, '{');
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(GVariant) entry = g_variant_get_child_value (value, i);
      g_autoptr(GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr(GVariant) member = g_variant_get_child_value (entry, 1);

      if (i > 0)
        g_string_append_c (json, ',');
      append_key (json, key);
      g_string_append_c (json, ':');
      interprocess_json_append_variant (json, member);
    }
  g_string_append_c (json, '}');
}

static void
append_children (GString  *json,
                 GVariant *value)
{
  const gsize n = g_variant_n_children (value);

  g_string_append_c (json, '[');
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (value, i);

      if (i > 0)
        g_string_append_c (json, ',');
      interprocess_json_append_variant (json, child);
    }
  g_string_append_c (json, ']');
}

static void
append_array (GString  *json,
              GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    append_dictionary (json, value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    append_bytes (json, value);
  else
    append_children (json, value);
}

/* What a maybe or a variant holds, if anything. */
static void
append_contents (GString  *json,
                 GVariant *value)
{
  g_autoptr(GVariant) contents =
    g_variant_n_children (value) > 0 ? g_variant_get_child_value (value, 0) : NULL;

  if (contents == NULL)
    g_string_append (json, "null");
  else
    interprocess_json_append_variant (json, contents);
}

static void
append_integer (GString  *json,
                GVariant *value)
{
  g_autofree char *printed = g_variant_print (value, FALSE);

  /* A byte is printed in hexadecimal. */
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTE))
    g_string_append_printf (json, "%u", g_variant_get_byte (value));
  else
    g_string_append (json, printed);
}

/*
 * interprocess_json_append_variant:
 *
 * Dictionaries become objects, tuples and other arrays arrays, an empty maybe null, bytes text in
 * base64. The depth is limited, as GVariant's is.
 */
void
interprocess_json_append_variant (GString  *json,
                                  GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      g_string_append (json, g_variant_get_boolean (value) ? "true" : "false");
      break;
    case G_VARIANT_CLASS_DOUBLE:
      append_double (json, g_variant_get_double (value));
      break;
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
      interprocess_json_append_string (json, g_variant_get_string (value, NULL));
      break;
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
      append_contents (json, value);
      break;
    case G_VARIANT_CLASS_ARRAY:
      append_array (json, value);
      break;
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
      append_children (json, value);
      break;
    case G_VARIANT_CLASS_BYTE:
    case G_VARIANT_CLASS_INT16:
    case G_VARIANT_CLASS_UINT16:
    case G_VARIANT_CLASS_INT32:
    case G_VARIANT_CLASS_UINT32:
    case G_VARIANT_CLASS_INT64:
    case G_VARIANT_CLASS_UINT64:
    case G_VARIANT_CLASS_HANDLE:
    default:
      append_integer (json, value);
    }
}
