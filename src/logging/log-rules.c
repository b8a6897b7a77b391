/* SPDX-License-Identifier: MIT */

#include "log-rules.h"

#include <string.h>

#include "log-level-private.h"

typedef struct
{
  GType provider_type; /* G_TYPE_INVALID: any */
  char *category;      /* a prefix, or a prefix, an asterisk and a suffix; NULL: any */
  InterprocessLogLevel level;
} Rule;

static void
rule_free (gpointer data)
{
  Rule *self = data;

  g_free (self->category);
  g_free (self);
}

GPtrArray *
interprocess_log_rules_new (void)
{
  return g_ptr_array_new_with_free_func (rule_free);
}

gboolean
interprocess_log_rules_is_pattern (const char *category)
{
  const char *asterisk = category != NULL ? strchr (category, '*') : NULL;

  return asterisk == NULL || strchr (asterisk + 1, '*') == NULL;
}

static gboolean
means_all (const char *category)
{
  return category == NULL || g_str_equal (category, "") || g_str_equal (category, "*") ||
         g_ascii_strcasecmp (category, "Default") == 0;
}

static gboolean
is_same_category (const char *one,
                  const char *other)
{
  return one == other || (one != NULL && other != NULL && g_ascii_strcasecmp (one, other) == 0);
}

/* A rule for the same takes the place of the one before, or rules that are changed at run time
 * would gather. */
static void
remove_same (GPtrArray  *rules,
             GType       provider_type,
             const char *category)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (rules, i);

      if (rule->provider_type == provider_type && is_same_category (rule->category, category))
        {
          g_ptr_array_remove_index (rules, i);
          return;
        }
    }
}

/*
 * interprocess_log_rules_add:
 * @provider_type: the providers that it is for, or %G_TYPE_INVALID for all
 * @category: (nullable): the categories that it is for, or %NULL for all
 * @level: the least level that is let through
 */
void
interprocess_log_rules_add (GPtrArray            *rules,
                            GType                 provider_type,
                            const char           *category,
                            InterprocessLogLevel  level)
{
  Rule *rule = g_new (Rule, 1);

  if (means_all (category))
    category = NULL;
  remove_same (rules, provider_type, category);
  *rule = (Rule) { provider_type, g_strdup (category), level };
  g_ptr_array_add (rules, rule);
}

void
interprocess_log_rules_add_all (GPtrArray *rules,
                                GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    {
      const Rule *rule = g_ptr_array_index (others, i);

      interprocess_log_rules_add (rules, rule->provider_type, rule->category, rule->level);
    }
}

/* ---- text ------------------------------------------------------------------------------------- */

/* Adds the rule that one part of a text is, or says what is wrong with it. */
static void
add_part (GPtrArray  *rules,
          const char *part,
          GString    *problems)
{
  const char *equals = strchr (part, '=');
  g_autofree char *category = equals != NULL ? g_strndup (part, equals - part) : NULL;
  g_autofree char *name = g_strdup (equals != NULL ? equals + 1 : part);
  InterprocessLogLevel level;

  if (category != NULL)
    g_strstrip (category);
  g_strstrip (name);
  if (interprocess_log_level_from_name (name, &level) &&
      interprocess_log_rules_is_pattern (category))
    {
      interprocess_log_rules_add (rules, G_TYPE_INVALID, category, level);
      return;
    }
  g_string_append_printf (problems, "%s“%s” has ", problems->len > 0 ? "; " : "", part);
  if (interprocess_log_level_from_name (name, &level))
    g_string_append (problems, "more than one asterisk");
  else if (name[0] != '\0')
    g_string_append_printf (problems, "no level, as “%s” is none", name);
  else
    g_string_append (problems, "no level");
}

/*
 * interprocess_log_rules_add_text:
 * @text: such as `Interprocess.Queue=debug,*=warning`
 *
 * Adds the rules of a text. Where a part is wrong, the others count all the same.
 *
 * Returns: whether every part is right
 */
gboolean
interprocess_log_rules_add_text (GPtrArray   *rules,
                                 const char  *text,
                                 GError     **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto(GStrv) parts = g_strsplit_set (valid, ",;", -1);
  g_autoptr(GString) problems = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_strstrip (parts[i])[0] != '\0')
        add_part (rules, parts[i], problems);
    }
  if (problems->len == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "In “%s”, %s. Each part is CATEGORY=LEVEL, or LEVEL for all other categories; a "
               "category is the beginning of a name and may have one asterisk; the levels are %s",
               valid, problems->str, INTERPROCESS_LOG_LEVEL_NAMES);

  return FALSE;
}

/* ---- selection -------------------------------------------------------------------------------- */

static gboolean
begins_with (const char *text,
             const char *prefix,
             gsize       length)
{
  return g_ascii_strncasecmp (text, prefix, length) == 0;
}

static gboolean
matches_category (const Rule *rule,
                  const char *category)
{
  const gsize length = strlen (category);
  const char *asterisk;
  gsize prefix, suffix;

  if (rule->category == NULL)
    return TRUE;
  asterisk = strchr (rule->category, '*');
  if (asterisk == NULL)
    return begins_with (category, rule->category, strlen (rule->category));
  prefix = asterisk - rule->category;
  suffix = strlen (asterisk + 1);

  return length >= prefix + suffix && begins_with (category, rule->category, prefix) &&
         g_ascii_strcasecmp (category + length - suffix, asterisk + 1) == 0;
}

static gboolean
matches_provider (const Rule *rule,
                  GType       provider_type)
{
  return rule->provider_type == G_TYPE_INVALID || g_type_is_a (provider_type, rule->provider_type);
}

/* As .NET has it: one for the provider before one for all, the longer category before the shorter,
 * the later before the earlier. */
static gboolean
is_better (const Rule *rule,
           const Rule *current)
{
  const gboolean is_own = rule->provider_type != G_TYPE_INVALID;
  gsize length, current_length;

  if (current == NULL)
    return TRUE;
  if (is_own != (current->provider_type != G_TYPE_INVALID))
    return is_own;
  length = rule->category != NULL ? strlen (rule->category) : 0;
  current_length = current->category != NULL ? strlen (current->category) : 0;

  return length >= current_length;
}

/*
 * interprocess_log_rules_find:
 * @fallback: what holds where no rule is for the category and the provider
 *
 * Returns: the least level that is let through
 */
InterprocessLogLevel
interprocess_log_rules_find (GPtrArray            *rules,
                             GType                 provider_type,
                             const char           *category,
                             InterprocessLogLevel  fallback)
{
  const Rule *best = NULL;

  for (guint i = 0; i < rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (rules, i);

      if (matches_provider (rule, provider_type) && matches_category (rule, category) &&
          is_better (rule, best))
        best = rule;
    }

  return best != NULL ? best->level : fallback;
}
