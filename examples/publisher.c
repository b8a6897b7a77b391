/* SPDX-License-Identifier: MIT */
/* Lesson: sending messages to another process.
 *
 * Start a subscriber first, of any language: a queue and what is in it live only as long as some
 * process has it open.
 *
 *   cc publisher.c -o publisher $(pkg-config --cflags --libs interprocess-1)
 *   ./publisher */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static gboolean
publish (GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options =
    interprocess_queue_options_new ("greetings", 64 * 1024);
  g_autoptr(InterprocessPublisher) publisher =
    interprocess_queue_factory_create_publisher (factory, options, error);

  if (publisher == NULL)
    return FALSE;

  for (int i = 1; i <= 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("greeting %d from C", i);

      /* While the queue is full this waits, here for at most five seconds. */
      if (!interprocess_publisher_enqueue (publisher, (const guint8 *) text, strlen (text),
                                           5 * G_USEC_PER_SEC, NULL, error))
        return FALSE;
      g_print ("sent: %s\n", text);
    }

  /* An empty message is a message too. Ours tells the subscriber that there are no more. */
  return interprocess_publisher_enqueue (publisher, NULL, 0, 5 * G_USEC_PER_SEC, NULL, error);
}

int
main (void)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!publish (&error))
    {
      g_printerr ("publisher: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
