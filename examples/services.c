/* SPDX-License-Identifier: MIT */
/* Lesson: queues out of a service container.
 *
 * The program says once which services there are, and whoever needs one asks the provider. Here
 * that is the queue factory, with a logger factory that it finds by itself.
 *
 *   cc services.c -o services $(pkg-config --cflags --libs interprocess-1)
 *   ./services
 *   G_MESSAGES_DEBUG=Interprocess.Queue ./services     (also shows what the queue logs) */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static gboolean
exchange_greeting (InterprocessQueueFactory *factory, GError **error)
{
  static const char greeting[] = "greeting through services from C";
  g_autoptr(InterprocessQueueOptions) options =
    interprocess_queue_options_new ("services-in-c", 64 * 1024);
  g_autoptr(InterprocessPublisher) publisher = NULL;
  g_autoptr(InterprocessSubscriber) subscriber = NULL;
  g_autoptr(GBytes) message = NULL;

  publisher = interprocess_queue_factory_create_publisher (factory, options, error);
  if (publisher == NULL)
    return FALSE;
  subscriber = interprocess_queue_factory_create_subscriber (factory, options, error);
  if (subscriber == NULL)
    return FALSE;

  if (!interprocess_publisher_enqueue (publisher, (const guint8 *) greeting, strlen (greeting),
                                       -1, NULL, error))
    return FALSE;
  message = interprocess_subscriber_dequeue (subscriber, -1, NULL, error);
  if (message == NULL)
    return FALSE;
  g_print ("received: %.*s\n", (int) g_bytes_get_size (message),
           (const char *) g_bytes_get_data (message, NULL));
  return TRUE;
}

static gboolean
use_provider (InterprocessServiceProvider *provider, GError **error)
{
  g_autoptr(InterprocessQueueFactory) factory =
    interprocess_service_provider_get_required_service (
      provider, INTERPROCESS_TYPE_QUEUE_FACTORY, error);

  return factory != NULL && exchange_greeting (factory, error);
}

static gboolean
use_services (GError **error)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  gboolean done;

  interprocess_service_collection_add_interprocess_queue (services);
  interprocess_service_collection_add_logging (services);

  /* Checks now that every service can be made, and not when the first is needed. */
  provider = interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                                                    error);
  if (provider == NULL)
    return FALSE;
  done = use_provider (provider, error);

  /* Closes what the provider has made, in reverse order. */
  interprocess_service_provider_close (provider);
  return done;
}

int
main (void)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!use_services (&error))
    {
      g_printerr ("services: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
