/* SPDX-License-Identifier: MIT */
/* A program that knows the library only by pkg-config. */
#include <interprocess/interprocess.h>

int
main (int argc, char **argv)
{
  g_autoptr(InterprocessQueueFactory) factory = interprocess_queue_factory_new ();
  g_autoptr(InterprocessQueueOptions) options = interprocess_queue_options_new ("outside", 65536);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;

  interprocess_queue_options_set_path (options, argv[1]);
  publisher = interprocess_queue_factory_create_publisher (factory, options, &error);
  g_assert_no_error (error);
  subscriber = interprocess_queue_factory_create_subscriber (factory, options, &error);
  g_assert_no_error (error);
  if (!interprocess_publisher_try_enqueue (publisher, (const guint8 *) "from outside", 12, &error))
    return 1;
  message = interprocess_subscriber_dequeue (subscriber, G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_print ("%.*s, by version %d.%d\n", (int) g_bytes_get_size (message),
           (const char *) g_bytes_get_data (message, NULL), INTERPROCESS_MAJOR_VERSION,
           INTERPROCESS_MINOR_VERSION);
  return 0;
}
