/* SPDX-License-Identifier: MIT */
#include "cpus.h"
#include "measurement.h"
#include "report.h"

#include <stdlib.h>

static const Measurement *const measurements[] = {
  &measurement_one_thread,
  &measurement_two_processes,
  &measurement_round_trip,
  &measurement_round_trip_together,
  &measurement_round_trip_asleep,
  &measurement_threads_publishing,
  &measurement_threads_subscribing,
};

/* ---- command line ---------------------------------------------------------------------------- */

static struct
{
  char **measurements;
  char **contestants;
  char **sizes;
  int batches;
  double batch_time; /* ms */
  gint64 iterations;
  gint64 capacity;
  int cpu;
  int peer_cpu;
  char *path;
  char *json;
} options = { .batches = 21, .batch_time = 10 };

static const GOptionEntry entries[] = {
  { "measure", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &options.measurements,
    "One of the list below, instead of all; may be repeated", "WHAT" },
  { "contestant", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &options.contestants,
    "One of the list below, instead of all; may be repeated", "WHO" },
  { "size", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options.sizes,
    "Length of the messages, instead of the usual ones; may be repeated", "BYTES" },
  { "batches", 'b', 0, G_OPTION_ARG_INT, &options.batches,
    "Turns of each contestant (21)", "N" },
  { "batch-time", 't', 0, G_OPTION_ARG_DOUBLE, &options.batch_time,
    "Length of a turn (10)", "MS" },
  { "iterations", 'i', 0, G_OPTION_ARG_INT64, &options.iterations,
    "Messages in a turn, instead of a time, and no warming up", "N" },
  { "capacity", 0, 0, G_OPTION_ARG_INT64, &options.capacity,
    "Of each queue (1048576; with threads, where one round has to last, 16777216)", "BYTES" },
  { "cpu", 0, 0, G_OPTION_ARG_INT, &options.cpu,
    "Processor to stay on (the last one); -1: any", "N" },
  { "peer-cpu", 0, 0, G_OPTION_ARG_INT, &options.peer_cpu,
    "Processor of the second process, where there is one (another one); -1: any", "N" },
  { "path", 0, 0, G_OPTION_ARG_FILENAME, &options.path,
    "Directory of our queues (/dev/shm, where libqb's is)", "DIRECTORY" },
  { "json", 'j', 0, G_OPTION_ARG_FILENAME, &options.json,
    "Write the results to a file, times in nanoseconds", "FILE" },
  G_OPTION_ENTRY_NULL
};

static const char description[] =
  "What is measured:\n"
  "  one-thread           a message in and out again, by one thread\n"
  "  two-processes        one sends, one receives, neither ever sleeps\n"
  "  round-trip           there and back through two queues, by blocking calls\n"
  "  round-trip-together  the same with both processes on one processor\n"
  "  round-trip-asleep    the same with a pause in between, in which both fall asleep\n"
  "  threads-publishing   a queue is filled by one thread, or by two that share a publisher\n"
  "  threads-subscribing  it is emptied by one, or by two that share a subscriber\n"
  "\n"
  "Who takes part:\n"
  "  core, C API          the C core, and the library as a C program uses it\n"
  "  core, exclusive      the same with an exclusive publisher and an exclusive subscriber\n"
  "  C API, exclusive\n"
  "  SPSC ring            the floor: a ring for one writer and one reader, written by hand, that\n"
  "                       nobody can wait for\n"
  "  libqb                the ring of corosync and pacemaker, if it was there to build with\n"
  "Those with threads are of the C API alone.\n"
  "\n"
  "The contestants take turns, a short batch each, and meet the same disturbances on the way. A\n"
  "row shows the median of a contestant's batches; \"to X\" is how many times as long as X it\n"
  "took, the median over the turns, so below 1 it is faster. The ratios are what to compare\n"
  "between machines; the times are this one's.\n";

static gboolean
is_wanted (char **wanted, const char *name)
{
  return wanted == NULL || g_strv_contains ((const char *const *) wanted, name);
}

/* Those of the names that nothing bears are an error. */
static gboolean
check_names (char **wanted, const char *const *known, const char *kind, GError **error)
{
  for (char **name = wanted; name != NULL && *name != NULL; name++)
    if (!g_strv_contains (known, *name))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) known);

        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     "There is no %s \"%s\", only %s", kind, *name, list);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_all_names (GError **error)
{
  const char *known_measurements[G_N_ELEMENTS (measurements) + 1] = { NULL };
  g_autofree const char **known_contestants = g_new0 (const char *, n_contestants + 1);

  for (guint i = 0; i < G_N_ELEMENTS (measurements); i++)
    known_measurements[i] = measurements[i]->name;
  for (guint i = 0; i < n_contestants; i++)
    known_contestants[i] = contestants[i]->name;
  return check_names (options.measurements, known_measurements, "measurement", error) &&
         check_names (options.contestants, known_contestants, "contestant", error);
}

static gboolean
check_numbers (GError **error)
{
  if (options.batches >= 1 && options.batch_time > 0 && options.iterations >= 0 &&
      options.capacity >= 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "Batches and their time have to be positive, iterations and the capacity not negative");
  return FALSE;
}

static gboolean
parse_sizes (GArray *sizes, GError **error)
{
  const gsize end = SIZES_END;

  for (char **text = options.sizes; text != NULL && *text != NULL; text++)
    {
      gint64 capacity = options.capacity != 0 ? options.capacity : DEFAULT_CAPACITY;
      guint64 size;

      if (!g_ascii_string_to_unsigned (*text, 10, 0, (guint64) capacity / 2, &size, error))
        return FALSE;
      g_array_append_val (sizes, size);
    }
  g_array_append_val (sizes, end);
  return TRUE;
}

static gboolean
parse (int *argc, char ***argv, GArray *sizes, GError **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new ("- how fast the queue is");

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Measures sending and receiving, beside libqb's ring.");
  g_option_context_set_description (context, description);
  return g_option_context_parse (context, argc, argv, error) && check_all_names (error) &&
         check_numbers (error) && parse_sizes (sizes, error);
}

/* ---- running --------------------------------------------------------------------------------- */

static Plan
make_plan (GPtrArray *wanted)
{
  for (guint i = 0; i < n_contestants; i++)
    if (is_wanted (options.contestants, contestants[i]->name))
      g_ptr_array_add (wanted, (gpointer) contestants[i]);
  if (options.path == NULL && g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    options.path = g_strdup ("/dev/shm");
  return (Plan) {
    .contestants = (const Contestant *const *) wanted->pdata,
    .n_contestants = wanted->len,
    .batches = (guint) options.batches,
    .batch_time = options.batch_time * 1e6,
    .iterations = (guint64) options.iterations,
    .directory = options.path,
    .capacity = (gsize) options.capacity,
    .cpu = options.cpu,
    .peer_cpu = options.peer_cpu,
  };
}

static void
run_all (const Plan *plan, const gsize *sizes, GPtrArray *results)
{
  for (guint i = 0; i < G_N_ELEMENTS (measurements); i++)
    {
      const Measurement *measurement = measurements[i];
      const gsize *size = options.sizes != NULL ? sizes : measurement->sizes;

      if (!is_wanted (options.measurements, measurement->name))
        continue;
      for (; *size != SIZES_END; size++)
        measurement_run (measurement, plan, *size, results);
      report_table (measurement, plan, results);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) result_free);
  g_autoptr(GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr(GError) error = NULL;
  Plan plan;

  options.cpu = cpu_last ();
  options.peer_cpu = cpu_other (options.cpu);
  if (!parse (&argc, &argv, sizes, &error))
    {
      g_printerr ("bench: %s; see --help\n", error->message);
      return 2;
    }
  plan = make_plan (wanted);
  run_all (&plan, (const gsize *) (void *) sizes->data, results);
  if (options.json != NULL && !report_json (options.json, &plan, results, &error))
    {
      g_printerr ("bench: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
