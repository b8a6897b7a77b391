/* SPDX-License-Identifier: MIT */
/* Lesson: receiving messages from another process.
 *
 * Start this, then a publisher, of any language. With several subscribers at the queue, each
 * message goes to one of them.
 *
 *   cc subscriber.c -o subscriber $(pkg-config --cflags --libs interprocess-1)
 *   ./subscriber */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>

static gboolean
receive (GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options =
    interprocess_queue_options_new ("greetings", 64 * 1024);
  g_autoptr(InterprocessSubscriber) subscriber =
    interprocess_queue_factory_create_subscriber (factory, options, error);

  if (subscriber == NULL)
    return FALSE;
  g_print ("waiting for messages\n");

  for (;;)
    {
      /* Waits for as long as it takes; a number of microseconds in place of -1 sets a limit. */
      g_autoptr(GBytes) message = interprocess_subscriber_dequeue (subscriber, -1, NULL, error);
      const char *text;
      gsize length;

      if (message == NULL)
        return FALSE;
      text = g_bytes_get_data (message, &length);
      if (length == 0) /* our publishers' way to say that there are no more */
        return TRUE;
      g_print ("received: %.*s\n", (int) length, text);
    }
}

int
main (void)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!receive (&error))
    {
      g_printerr ("subscriber: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
