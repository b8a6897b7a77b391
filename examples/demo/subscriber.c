/* SPDX-License-Identifier: MIT */
/* The demo's subscriber in C: saves the messages that it takes, until an empty one.
 *
 *   subscriber DIRECTORY CAPACITY OUTPUT
 *
 * A message taken is no longer in the queue, so this goes on only when the last ones are safely on
 * disk: in batches, OUTPUT.1, OUTPUT.2 and so on, each message behind its length of 8 bytes,
 * little-endian. Prints "ready" when it can receive and, when all is saved, "ended MICROSECONDS" of
 * the monotonic clock, which is the same in every process. */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>

#define BATCH_SIZE (16 * 1024)

static void
append_message (GByteArray *batch, GBytes *message)
{
  guint64 length = GUINT64_TO_LE (g_bytes_get_size (message));

  g_byte_array_append (batch, (const guint8 *) &length, sizeof length);
  g_byte_array_append (batch, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

static gboolean
save_batch (GByteArray *batch, const char *output, guint number, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.%u", output, number);
  gboolean saved = g_file_set_contents_full (
    path, (const char *) batch->data, batch->len,
    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);

  g_byte_array_set_size (batch, 0);
  return saved;
}

static gboolean
receive (InterprocessSubscriber *subscriber, const char *output, GError **error)
{
  g_autoptr(GByteArray) batch = g_byte_array_new ();
  guint number = 0;

  for (;;)
    {
      g_autoptr(GBytes) message = interprocess_subscriber_dequeue (subscriber, -1, NULL, error);

      if (message == NULL)
        return FALSE;
      if (g_bytes_get_size (message) == 0)
        return save_batch (batch, output, ++number, error);
      append_message (batch, message);
      if (batch->len >= BATCH_SIZE && !save_batch (batch, output, ++number, error))
        return FALSE;
    }
}

static gboolean
subscribe (const char *directory, guint64 capacity, const char *output, GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("demo", capacity);
  g_autoptr(InterprocessSubscriber) subscriber = NULL;

  interprocess_queue_options_set_path (options, directory);
  subscriber = interprocess_queue_factory_create_subscriber (factory, options, error);
  if (subscriber == NULL)
    return FALSE;

  g_print ("ready\n");
  if (!receive (subscriber, output, error))
    return FALSE;
  g_print ("ended %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("usage: subscriber DIRECTORY CAPACITY OUTPUT\n");
      return 2;
    }
  if (!subscribe (argv[1], g_ascii_strtoull (argv[2], NULL, 10), argv[3], &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
