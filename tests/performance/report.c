/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdio.h>

/* Those of the measurement's participants that others are compared with. */
static GPtrArray *
references_of (const Measurement *measurement, const Plan *plan)
{
  GPtrArray *references = measurement_participants (measurement, plan);

  for (guint i = references->len; i > 0; i--)
    if (((const Contestant *) g_ptr_array_index (references, i - 1))->reference == NULL)
      g_ptr_array_remove_index (references, i - 1);
  return references;
}

/* ---- table ----------------------------------------------------------------------------------- */

static void
print_heading (const Measurement *measurement, GPtrArray *references)
{
  printf ("\n%s\n", measurement->title);
  printf ("%8s  %-18s %10s %10s", "bytes", "contestant", measurement->columns[0],
          measurement->columns[1]);
  if (measurement->shows_rate)
    printf (" %10s %10s", "M/s", "MB/s");
  for (guint i = 0; i < references->len; i++)
    printf (" %9s", ((const Contestant *) g_ptr_array_index (references, i))->reference);
  putchar ('\n');
}

static void
print_row (GPtrArray *references, GPtrArray *results, const Result *result)
{
  const Measurement *measurement = result->measurement;

  printf ("%8" G_GSIZE_FORMAT "  %-18s %10.1f %10.1f", result->size, result->contestant->name,
          result->median / measurement->unit, result->second / measurement->unit);
  if (measurement->shows_rate)
    printf (" %10.3f %10.1f", 1e3 / result->median, 1e3 / result->median * (double) result->size);
  for (guint i = 0; i < references->len; i++)
    printf (" %9.2f", results_ratio (results, result, g_ptr_array_index (references, i)));
  putchar ('\n');
}

void
report_table (const Measurement *measurement, const Plan *plan, GPtrArray *results)
{
  g_autoptr(GPtrArray) references = references_of (measurement, plan);

  print_heading (measurement, references);
  for (guint i = 0; i < results->len; i++)
    {
      const Result *result = g_ptr_array_index (results, i);

      if (result->measurement == measurement)
        print_row (references, results, result);
    }
  fflush (stdout);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* A number as JSON writes it, whatever the locale. */
static void
append_number (GString *json, const char *key, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (json, ", \"%s\": %s", key,
                          g_ascii_formatd (text, sizeof text, "%.4f", number));
}

static void
append_result (GString *json, const Plan *plan, GPtrArray *results, const Result *result)
{
  g_autoptr(GPtrArray) references = references_of (result->measurement, plan);

  g_string_append_printf (json,
                          "  {\"measurement\": \"%s\", \"contestant\": \"%s\""
                          ", \"size\": %" G_GSIZE_FORMAT,
                          result->measurement->name, result->contestant->name, result->size);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *key = g_strconcat (result->measurement->columns[i], "_ns", NULL);

      append_number (json, key, i == 0 ? result->median : result->second);
    }
  for (guint i = 0; i < references->len; i++)
    {
      const Contestant *reference = g_ptr_array_index (references, i);

      append_number (json, reference->reference, results_ratio (results, result, reference));
    }
  g_string_append_c (json, '}');
}

gboolean
report_json (const char *file, const Plan *plan, GPtrArray *results, GError **error)
{
  g_autoptr(GString) json = g_string_new ("[\n");

  for (guint i = 0; i < results->len; i++)
    {
      append_result (json, plan, results, g_ptr_array_index (results, i));
      g_string_append (json, i + 1 < results->len ? ",\n" : "\n");
    }
  g_string_append (json, "]\n");
  return g_file_set_contents (file, json->str, (gssize) json->len, error);
}
