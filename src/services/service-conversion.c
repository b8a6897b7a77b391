/* SPDX-License-Identifier: MIT */

#include <interprocess/service-error.h>

#include "service-conversion.h"

/* How what is bound to a property becomes a value of the property's type. */

/*
 * interprocess_service_conversion_takes_key:
 *
 * Tells whether some keys can be a value of a type.
 */
gboolean
interprocess_service_conversion_takes_key (GType type)
{
  return type == G_TYPE_STRING || G_TYPE_IS_ENUM (type) ||
         g_value_type_transformable (G_TYPE_INT64, type);
}

static gboolean
parse_enum (const char *key,
            GValue     *result)
{
  GEnumClass *klass = g_type_class_ref (G_VALUE_TYPE (result));
  const GEnumValue *found = g_enum_get_value_by_nick (klass, key);

  if (found != NULL)
    g_value_set_enum (result, found->value);
  g_type_class_unref (klass);

  return found != NULL;
}

/* A number that the type cannot hold becomes another one, so it is compared. */
static gboolean
parse_number (const char *key,
              GValue     *result)
{
  g_auto(GValue) number = G_VALUE_INIT;
  g_auto(GValue) back = G_VALUE_INIT;
  gint64 parsed;

  if (!g_ascii_string_to_signed (key, 10, G_MININT64, G_MAXINT64, &parsed, NULL))
    return FALSE;

  g_value_init (&number, G_TYPE_INT64);
  g_value_init (&back, G_TYPE_INT64);
  g_value_set_int64 (&number, parsed);

  return g_value_transform (&number, result) && g_value_transform (result, &back) &&
         g_value_get_int64 (&back) == parsed;
}

/*
 * interprocess_service_conversion_from_key:
 * @result: not initialised yet; on failure it is not either
 */
gboolean
interprocess_service_conversion_from_key (GParamSpec  *property,
                                          const char  *key,
                                          GValue      *result,
                                          GError     **error)
{
  g_autofree char *text = NULL;
  gboolean converted = TRUE;

  g_value_init (result, property->value_type);
  if (G_VALUE_HOLDS_STRING (result))
    g_value_set_string (result, key);
  else
    converted = G_VALUE_HOLDS_ENUM (result) ? parse_enum (key, result) : parse_number (key, result);

  if (converted && !g_param_value_validate (property, result))
    return TRUE;

  g_value_unset (result);
  text = g_utf8_make_valid (key, -1);
  g_set_error (error, INTERPROCESS_SERVICE_ERROR, INTERPROCESS_SERVICE_ERROR_INVALID_KEY,
               "the key \"%s\" is not a value of the property \"%s\", which is of the type %s: ask "
               "with another key, or make the property a string", text, property->name,
               g_type_name (property->value_type));
  return FALSE;
}

/* GObject takes an object of another class for none. */
static gboolean
is_lost (const GValue *value,
         const GValue *result)
{
  return G_VALUE_HOLDS_OBJECT (value) && G_VALUE_HOLDS_OBJECT (result) &&
         g_value_get_object (value) != NULL && g_value_get_object (result) == NULL;
}

/* Whether it is not the type that is wrong, but the value. */
static gboolean
is_limit (const GValue *value,
          GParamSpec   *property)
{
  return !G_VALUE_HOLDS_OBJECT (value) &&
         g_value_type_transformable (G_VALUE_TYPE (value), property->value_type);
}

/*
 * interprocess_service_conversion_from_value:
 * @result: not initialised yet; on failure it is not either
 * @fault: (out) (transfer full): what is wrong, on failure
 */
gboolean
interprocess_service_conversion_from_value (GParamSpec   *property,
                                            const GValue *value,
                                            GValue       *result,
                                            char        **fault)
{
  g_autofree char *text = NULL;

  g_value_init (result, property->value_type);
  if (g_value_transform (value, result) && !is_lost (value, result) &&
      !g_param_value_validate (property, result))
    return TRUE;

  text = g_strdup_value_contents (value);
  *fault = g_strdup_printf ("%s, of the type %s, is not a value of the property \"%s\", which is "
                            "of the type %s%s", text, G_VALUE_TYPE_NAME (value), property->name,
                            g_type_name (property->value_type),
                            is_limit (value, property) ? " with limits" : "");
  g_value_unset (result);
  return FALSE;
}
