/* SPDX-License-Identifier: MIT */
/* The demo's publisher: sends each paragraph of its standard input as a message.
 *
 *   publisher DIRECTORY CAPACITY SUBSCRIBERS <INPUT
 *
 * A paragraph is a run of lines that are not blank, with their line ends. After the last one each
 * of the SUBSCRIBERS is sent an empty message, its sign to stop. Prints when the first message was
 * sent: "began MICROSECONDS" of the monotonic clock, which is the same in every process. */
#include <interprocess/interprocess.h>

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != '\n')
      return FALSE;
  return TRUE;
}

/* Waits while the queue is full: the subscribers set the pace. */
static gboolean
send_paragraph (InterprocessPublisher *publisher,
                GString *paragraph,
                guint64 number,
                GError **error)
{
  if (!interprocess_publisher_enqueue (publisher, (const guint8 *) paragraph->str, paragraph->len,
                                       -1, NULL, error))
    {
      g_prefix_error (error, "paragraph %" G_GUINT64_FORMAT ", of %" G_GSIZE_FORMAT " bytes: ",
                      number, paragraph->len);
      return FALSE;
    }
  g_string_truncate (paragraph, 0);
  return TRUE;
}

static gboolean
send_paragraphs (InterprocessPublisher *publisher, FILE *input, GError **error)
{
  g_autoptr(GString) paragraph = g_string_new (NULL);
  guint64 number = 0;
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  gboolean sent = TRUE;

  while (sent && (length = getline (&line, &size, input)) >= 0)
    if (!is_blank (line, length))
      g_string_append_len (paragraph, line, length);
    else if (paragraph->len > 0)
      sent = send_paragraph (publisher, paragraph, ++number, error);
  free (line);

  if (sent && ferror (input))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "cannot read the input: %s",
                   g_strerror (errno));
      return FALSE;
    }
  if (sent && paragraph->len > 0)
    sent = send_paragraph (publisher, paragraph, ++number, error);
  return sent;
}

static gboolean
send_ends (InterprocessPublisher *publisher, guint subscribers, GError **error)
{
  for (guint i = 0; i < subscribers; i++)
    if (!interprocess_publisher_enqueue (publisher, NULL, 0, -1, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
publish (const char *directory, guint64 capacity, guint subscribers, GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("demo", capacity);
  g_autoptr(InterprocessPublisher) publisher = NULL;

  interprocess_queue_options_set_path (options, directory);
  publisher = interprocess_queue_factory_create_publisher (factory, options, error);
  if (publisher == NULL)
    return FALSE;

  g_print ("began %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  return send_paragraphs (publisher, stdin, error) && send_ends (publisher, subscribers, error);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("usage: publisher DIRECTORY CAPACITY SUBSCRIBERS <INPUT\n");
      return 2;
    }
  if (!publish (argv[1], g_ascii_strtoull (argv[2], NULL, 10),
                (guint) g_ascii_strtoull (argv[3], NULL, 10), &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
