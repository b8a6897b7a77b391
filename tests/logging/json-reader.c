/* SPDX-License-Identifier: MIT */

#include "json-reader.h"

#include <string.h>

static GVariant *read_value (const char **at);

static void
expect (const char **at,
        const char  *word)
{
  if (!g_str_has_prefix (*at, word))
    g_error ("“%s” is expected at “%.40s”", word, *at);
  *at += strlen (word);
}

static gboolean
skip_if (const char **at,
         char         c)
{
  if (**at != c)
    return FALSE;
  ++*at;

  return TRUE;
}

static gunichar
read_escape (const char **at)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char c = *(*at)++;
  gunichar value = 0;

  if (c != 'u')
    {
      const char *found = c != '\0' ? strchr (escapes, c) : NULL;

      if (found == NULL)
        g_error ("“\\%c” is no escape", c);

      return meanings[found - escapes];
    }
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (g_ascii_isxdigit (**at));
      value = 16 * value + g_ascii_xdigit_value (*(*at)++);
    }

  return value;
}

static char *
read_string (const char **at)
{
  GString *text = g_string_new (NULL);

  expect (at, "\"");
  while (!skip_if (at, '"'))
    {
      if ((guchar) **at < 0x20)
        g_error ("A string has the character %d in it", **at);
      if (skip_if (at, '\\'))
        g_string_append_unichar (text, read_escape (at));
      else
        g_string_append_c (text, *(*at)++);
    }

  return g_string_free (text, FALSE);
}

static guint
skip_digits (const char **at)
{
  guint n = 0;

  for (; g_ascii_isdigit (**at); ++*at)
    n++;

  return n;
}

static GVariant *
read_number (const char **at)
{
  const char *start = *at;
  gboolean is_zero;
  guint digits;

  skip_if (at, '-');
  is_zero = **at == '0';
  digits = skip_digits (at);
  g_assert_cmpuint (digits, >=, 1);
  if (is_zero)
    g_assert_cmpuint (digits, ==, 1);
  if (skip_if (at, '.'))
    g_assert_cmpuint (skip_digits (at), >=, 1);
  if (skip_if (at, 'e') || skip_if (at, 'E'))
    {
      if (!skip_if (at, '+'))
        skip_if (at, '-');
      g_assert_cmpuint (skip_digits (at), >=, 1);
    }

  return g_variant_new_double (g_ascii_strtod (start, NULL));
}

static GVariant *
read_array (const char **at)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  expect (at, "[");
  if (!skip_if (at, ']'))
    {
      do
        g_variant_builder_add (&builder, "v", read_value (at));
      while (skip_if (at, ','));
      expect (at, "]");
    }

  return g_variant_builder_end (&builder);
}

static void
read_member (const char      **at,
             GVariantBuilder  *builder,
             GHashTable       *names)
{
  char *name = read_string (at);

  expect (at, ":");
  g_variant_builder_add (builder, "{sv}", name, read_value (at));
  if (!g_hash_table_add (names, name))
    g_error ("A name is in an object twice");
}

static GVariant *
read_object (const char **at)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  expect (at, "{");
  if (!skip_if (at, '}'))
    {
      do
        read_member (at, &builder, names);
      while (skip_if (at, ','));
      expect (at, "}");
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
read_value (const char **at)
{
  switch (**at)
    {
    case '{':
      return read_object (at);
    case '[':
      return read_array (at);
    case '"':
      return g_variant_new_take_string (read_string (at));
    case 't':
      expect (at, "true");
      return g_variant_new_boolean (TRUE);
    case 'f':
      expect (at, "false");
      return g_variant_new_boolean (FALSE);
    case 'n':
      expect (at, "null");
      return g_variant_new_tuple (NULL, 0);
    default:
      return read_number (at);
    }
}

GVariant *
json_read (const char *text)
{
  const char *at = text;
  GVariant *value;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  value = g_variant_ref_sink (read_value (&at));
  g_assert_cmpstr (at, ==, "");

  return value;
}
