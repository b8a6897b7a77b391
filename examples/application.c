/* SPDX-License-Identifier: MIT */
/* Lesson: a GApplication that receives messages in the background.
 *
 * A background service waits for messages in a thread of its own, and hands each to the
 * application, in whose thread windows could show them. Start this, then a publisher, of any
 * language.
 *
 *   cc application.c -o application $(pkg-config --cflags --libs interprocess-1)
 *   ./application */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>

/* ---- the application ------------------------------------------------------------------------- */

/* Finds what it needs through the application. Whoever asks gets the same subscriber. */
static void
on_activate (GApplication *application)
{
  InterprocessServiceProvider *provider =
    interprocess_service_provider_get_for_application (application);
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessSubscriber) subscriber =
    interprocess_service_provider_get_required_service (provider, INTERPROCESS_TYPE_SUBSCRIBER,
                                                        &error);

  if (subscriber != NULL) /* else the receiver has not got it either, which ends the application */
    g_print ("waiting for messages\n");
}

/* In the thread of the application. */
static gboolean
show_message (gpointer message)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  if (length == 0) /* our publishers' way to say that there are no more */
    g_application_quit (g_application_get_default ());
  else
    g_print ("received: %.*s\n", (int) length, text);
  return G_SOURCE_REMOVE;
}

/* ---- the receiver ---------------------------------------------------------------------------- */

#define TYPE_RECEIVER (receiver_get_type ())
G_DECLARE_FINAL_TYPE (Receiver, receiver, EXAMPLE, RECEIVER, InterprocessBackgroundService)

struct _Receiver
{
  InterprocessBackgroundService parent_instance;

  InterprocessSubscriber *subscriber;
};

G_DEFINE_FINAL_TYPE (Receiver, receiver, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

/* In a thread of its own. The application cancels it when it ends. */
static gboolean
receiver_execute (InterprocessBackgroundService *service, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      GBytes *message = interprocess_subscriber_dequeue (EXAMPLE_RECEIVER (service)->subscriber, -1,
                                                         cancellable, error);

      if (message == NULL)
        return FALSE;
      g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, show_message, message,
                                  (GDestroyNotify) g_bytes_unref);
    }
}

static void
receiver_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  EXAMPLE_RECEIVER (object)->subscriber = g_value_dup_object (value);
}

static void
receiver_dispose (GObject *object)
{
  g_clear_object (&EXAMPLE_RECEIVER (object)->subscriber);
  G_OBJECT_CLASS (receiver_parent_class)->dispose (object);
}

static void
receiver_class_init (ReceiverClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->set_property = receiver_set_property;
  object_class->dispose = receiver_dispose;
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (class)->execute = receiver_execute;

  /* The container sets it: a property that can only be set then is a service that is needed. */
  g_object_class_install_property (
    object_class, 1,
    g_param_spec_object ("subscriber", NULL, NULL, INTERPROCESS_TYPE_SUBSCRIBER,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
receiver_init (Receiver *self)
{
}

/* ---- together -------------------------------------------------------------------------------- */

static InterprocessHost *
create_host (GError **error)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessQueueOptions) options =
    interprocess_queue_options_new ("greetings", 64 * 1024);
  g_autoptr(InterprocessServiceProvider) provider = NULL;

  interprocess_service_collection_add_subscriber (services, NULL, options);
  interprocess_service_collection_add_hosted_service (services, TYPE_RECEIVER);
  provider = interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                                                    error);
  return provider != NULL ? interprocess_host_new (provider) : NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GApplication) application =
    g_application_new ("org.example.Greetings", G_APPLICATION_NON_UNIQUE);
  g_autoptr(InterprocessHost) host = NULL;
  int status = EXIT_FAILURE;

  setlocale (LC_ALL, "");
  host = create_host (&error);
  if (host != NULL)
    {
      /* Starts the receiver with the application, and stops and closes all when that ends. */
      interprocess_host_attach (host, application);
      g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
      g_application_hold (application); /* in place of a window, which would keep it going */
      status = g_application_run (application, argc, argv);
      g_application_release (application);
    }
  if (host == NULL || !interprocess_host_propagate_error (host, &error))
    {
      g_printerr ("application: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return status;
}
