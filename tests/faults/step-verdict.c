/* SPDX-License-Identifier: MIT */
#include "step-verdict.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const names[N_CALLS] = { "open", "enqueue", "dequeue", "close" };

static char where[256];
static void (*clean_up) (void);

static gboolean is_settled;
static GArray *undisturbed[N_CALLS];
static gint64 usual[N_CALLS];
static gint64 longest[N_CALLS];

/* The second number of the file. */
static gint64
read_wait (int file)
{
  char text[128] = "";
  char *second;

  if (file < 0 || pread (file, text, sizeof text - 1, 0) <= 0)
    return 0;
  second = strchr (text, ' ');
  return second != NULL ? g_ascii_strtoll (second, NULL, 10) : 0;
}

gint64
verdict_time_without_processor (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/schedstat", (int) pid);
  int file = open (path, O_RDONLY | O_CLOEXEC);
  gint64 waited = read_wait (file);

  if (file >= 0)
    close (file);
  return waited;
}

gint64
verdict_now (void)
{
  static int file = -1;
  struct timespec t;

  if (file == -1)
    file = open ("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * G_GINT64_CONSTANT (1000000000) + t.tv_nsec - read_wait (file);
}

void
verdict_begin_window (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_vsnprintf (where, sizeof where, format, arguments);
  va_end (arguments);
  verdict_start_timing ();
}

void
verdict_start_timing (void)
{
  for (guint call = 0; call < N_CALLS; call++)
    longest[call] = 0;
}

void
verdict_set_clean_up (void (*function) (void))
{
  clean_up = function;
}

void
verdict_fail (const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (clean_up != NULL)
    clean_up ();
  g_printerr ("%s\nTo see it again: step %s\n", what, where);
  g_error ("%s (%s)", what, where);
}

void
verdict_add (Call call, gint64 ns)
{
  if (is_settled)
    {
      longest[call] = MAX (longest[call], ns);
      return;
    }
  if (undisturbed[call] == NULL)
    undisturbed[call] = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (undisturbed[call], ns);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

void
verdict_settle_bounds (void)
{
  for (guint call = 0; call < N_CALLS; call++)
    {
      g_assert_nonnull (undisturbed[call]);
      g_array_sort (undisturbed[call], compare);
      usual[call] = g_array_index (undisturbed[call], gint64, undisturbed[call]->len / 2);
      g_clear_pointer (&undisturbed[call], g_array_unref);
      g_test_message ("undisturbed %-8s %8.1f us", names[call], (double) usual[call] / 1000);
    }
  is_settled = TRUE;
}

gint64
verdict_longest (void)
{
  gint64 most = 0;

  for (guint call = 0; call < N_CALLS; call++)
    most = MAX (most, longest[call]);
  return most;
}

const char *
verdict_too_slow (void)
{
  for (guint call = 0; call < N_CALLS; call++)
    if (longest[call] > usual[call] + BOUND_US * 1000)
      return names[call];
  return NULL;
}
