/* SPDX-License-Identifier: MIT */
#include "fuzz-folder.h"

#include "../descriptors.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

/* ---- files ----------------------------------------------------------------------------------- */

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;
  GStatBuf found;

  if (g_lstat (path, &found) == 0 && S_ISDIR (found.st_mode))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
remove_folder (void)
{
  remove_tree (folder);
  g_clear_pointer (&folder, g_free);
}

const char *
fuzz_folder (void)
{
  g_autoptr(GError) error = NULL;

  if (folder != NULL)
    return folder;
  folder = g_dir_make_tmp ("interprocess-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  atexit (remove_folder);
  return folder;
}

static guint
count_below (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      count += 1;
      if (!g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        count += count_below (inner);
    }
  return count;
}

guint
fuzz_folder_count (void)
{
  return count_below (fuzz_folder ());
}

void
fuzz_folder_empty (void)
{
  g_autoptr(GDir) dir = g_dir_open (fuzz_folder (), 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      remove_tree (path);
    }
}

char *
fuzz_queue_file (const char *name)
{
  return g_strdup_printf ("%s/%s.queue/ring", fuzz_folder (), name);
}

void
fuzz_queue_file_place (const char *name, const guint8 *content, gsize length)
{
  g_autofree char *path = fuzz_queue_file (name);
  g_autofree char *directory = g_path_get_dirname (path);
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  file = g_fopen (path, "we");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (content, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* ---- what the process holds ------------------------------------------------------------------ */

static guint
count_mappings (void)
{
  g_autofree char *maps = NULL;
  guint count = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  for (const char *at = strstr (maps, fuzz_folder ()); at != NULL; at = strstr (at + 1, folder))
    count++;
  return count;
}

FuzzHoldings
fuzz_count_holdings (void)
{
  return (FuzzHoldings) { .descriptors = count_descriptors (), .mappings = count_mappings () };
}

void
fuzz_assert_same_holdings (FuzzHoldings before)
{
  FuzzHoldings now = fuzz_count_holdings ();

  g_assert_cmpuint (now.descriptors, ==, before.descriptors);
  g_assert_cmpuint (now.mappings, ==, before.mappings);
}
