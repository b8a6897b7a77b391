/* SPDX-License-Identifier: MIT */
/* Runs a target without a fuzzer: as a test, on the whole corpus and on random inputs, or by hand on
 * the files that are named:
 *
 *   fuzz-NAME [--seed=SEED]    the test, in TAP
 *   fuzz-NAME FILE...          each file once: to reproduce what a fuzzer found
 *
 * The input that ends the process is kept as fuzz-NAME.finding in the current folder. */
#include "fuzz-input.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#ifndef CORPUS
#error "CORPUS is to be the folder of this target's inputs, TARGET its name."
#endif

#define LONGEST_RANDOM_INPUT 512

/* Far more than any input takes, however busy the machine. */
#define SECONDS_AN_INPUT 120

static const guint8 *current;
static gsize current_size;

static void
run (const guint8 *data, gsize size)
{
  /* A copy of its own size, so that AddressSanitizer sees every read beyond. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  current = data;
  current_size = size;
  alarm (SECONDS_AN_INPUT);
  g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
  alarm (0);
  current = NULL;
}

static void
keep_finding (int number)
{
  static const char hang[] = "# the input takes too long\n";
  static const char kept[] = "# the input is kept in " TARGET ".finding\n";
  int fd = current != NULL ? open (TARGET ".finding", O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

  if (number == SIGALRM && write (STDOUT_FILENO, hang, sizeof hang - 1) < 0)
    _exit (1);
  if (fd >= 0 && write (fd, current, current_size) == (gssize) current_size &&
      write (STDOUT_FILENO, kept, sizeof kept - 1) < 0)
    _exit (1);
  signal (number, SIG_DFL);
  raise (number);
}

static void
keep_findings (void)
{
  static const int deadly[] = { SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP };

  for (guint i = 0; i < G_N_ELEMENTS (deadly); i++)
    {
      struct sigaction was;

      /* A sanitizer has a report to write first. It ends by SIGABRT, if it is told so. */
      if (sigaction (deadly[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
        signal (deadly[i], keep_finding);
    }
}

static void
run_file (const char *path)
{
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  run ((const guint8 *) content, size);
}

/* ---- the corpus ------------------------------------------------------------------------------ */

static GPtrArray *
corpus_files (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (CORPUS, 0, &error);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (CORPUS, name, NULL));
  return g_steal_pointer (&files);
}

static void
test_corpus (void)
{
  g_autoptr(GPtrArray) files = corpus_files ();

  for (guint i = 0; i < files->len; i++)
    run_file (g_ptr_array_index (files, i));
  g_test_message ("%u inputs of the corpus", files->len);
  g_assert_cmpuint (files->len, >, 0);
}

/* ---- random inputs --------------------------------------------------------------------------- */

static guint
random_below (guint limit)
{
  return (guint) g_test_rand_int_range (0, (gint32) limit);
}

static void
mutate (GByteArray *input)
{
  guint where = random_below (input->len);
  guint8 byte = (guint8) g_test_rand_int ();
  guint length = MIN (byte, input->len - where);
  g_autofree guint8 *piece = NULL;

  switch (random_below (4))
    {
    case 0:
      input->data[where] = byte;
      break;
    case 1:
      input->data[where] ^= (guint8) (1 << byte % 8);
      break;
    case 2:
      g_byte_array_remove_index (input, where);
      break;
    default:
      piece = g_memdup2 (input->data + where, length);
      g_byte_array_append (input, piece, length);
    }
}

/* Every other one of random bytes, the others a corpus file with a few changes. */
static GByteArray *
random_input (GPtrArray *files)
{
  g_autoptr(GByteArray) input = g_byte_array_new ();

  if (g_test_rand_bit ())
    {
      g_autofree char *content = NULL;
      gsize size;

      if (g_file_get_contents (files->pdata[random_below (files->len)], &content, &size, NULL))
        g_byte_array_append (input, (const guint8 *) content, (guint) size);
      for (guint i = random_below (8); i > 0 && input->len > 0; i--)
        mutate (input);
    }
  else
    {
      g_byte_array_set_size (input, 1 + random_below (LONGEST_RANDOM_INPUT));
      for (guint i = 0; i < input->len; i++)
        input->data[i] = (guint8) g_test_rand_int ();
    }
  return g_steal_pointer (&input);
}

static void
test_random (void)
{
  gint64 seconds = g_getenv ("INTERPROCESS_TEST_LONG") != NULL ? 180 : 1;
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  g_autoptr(GPtrArray) files = corpus_files ();
  guint count = 0;

  for (; count == 0 || g_get_monotonic_time () < end; count++)
    {
      g_autoptr(GByteArray) input = random_input (files);

      run (input->data, input->len);
    }
  g_test_message ("%u random inputs", count);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  keep_findings ();
  if (argc > 1)
    {
      for (int i = 1; i < argc; i++)
        {
          g_print ("%s\n", argv[i]);
          run_file (argv[i]);
        }
      return 0;
    }
  g_test_add_func ("/" TARGET "/corpus", test_corpus);
  g_test_add_func ("/" TARGET "/random", test_random);
  return g_test_run ();
}
