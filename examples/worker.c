/* SPDX-License-Identifier: MIT */
/* Lesson: an application made of services.
 *
 * It has two queues, each with a name of the application's own, a worker that takes from the one
 * and answers into the other, and a logger. All are registered in one place; the container puts them
 * into the worker's properties; and a host starts the worker and stops it, at Ctrl-C too.
 *
 *   cc worker.c -o worker $(pkg-config --cflags --libs interprocess-1)
 *   ./worker
 *   G_MESSAGES_DEBUG=Shop.Clerk ./worker     (also shows what the worker logs) */
#include <interprocess/interprocess.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* ---- the worker ------------------------------------------------------------------------------ */

#define SHOP_TYPE_CLERK (shop_clerk_get_type ())
G_DECLARE_FINAL_TYPE (ShopClerk, shop_clerk, SHOP, CLERK, InterprocessBackgroundService)

struct _ShopClerk
{
  InterprocessBackgroundService parent_instance;

  InterprocessSubscriber *orders;
  InterprocessPublisher *invoices;
  InterprocessLogger *logger;
  InterprocessHost *host;
};

G_DEFINE_FINAL_TYPE (ShopClerk, shop_clerk, INTERPROCESS_TYPE_BACKGROUND_SERVICE)

static gboolean
send_invoice (ShopClerk *self, GBytes *order, GCancellable *cancellable, GError **error)
{
  g_autofree char *what = g_strndup (g_bytes_get_data (order, NULL), g_bytes_get_size (order));
  g_autofree char *invoice = g_strdup_printf ("invoice for %s", what);

  INTERPROCESS_LOG_INFORMATION (self->logger, "somebody orders %s", what);
  return interprocess_publisher_enqueue (self->invoices, (const guint8 *) invoice, strlen (invoice),
                                         -1, cancellable, error);
}

/* In a thread of its own, so that it may wait. The cancellable is cancelled when the host stops. */
static gboolean
shop_clerk_execute (InterprocessBackgroundService *service, GCancellable *cancellable,
                    GError **error)
{
  ShopClerk *self = SHOP_CLERK (service);

  for (;;)
    {
      g_autoptr(GBytes) order = interprocess_subscriber_dequeue (self->orders, -1, cancellable,
                                                                 error);

      if (order == NULL)
        return FALSE;
      if (g_bytes_get_size (order) == 0) /* our customer's way to say that this was all */
        break;
      if (!send_invoice (self, order, cancellable, error))
        return FALSE;
    }

  interprocess_host_request_stop (self->host);
  return TRUE;
}

enum
{
  PROP_ORDERS = 1,
  PROP_INVOICES,
  PROP_LOGGER,
  PROP_HOST,
  N_PROPERTIES,
};

static void
shop_clerk_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  ShopClerk *self = SHOP_CLERK (object);

  switch (property)
    {
    case PROP_ORDERS:
      self->orders = g_value_dup_object (value);
      break;
    case PROP_INVOICES:
      self->invoices = g_value_dup_object (value);
      break;
    case PROP_LOGGER:
      self->logger = g_value_dup_object (value);
      break;
    case PROP_HOST:
      self->host = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
shop_clerk_dispose (GObject *object)
{
  ShopClerk *self = SHOP_CLERK (object);

  g_clear_object (&self->orders);
  g_clear_object (&self->invoices);
  g_clear_object (&self->logger);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (shop_clerk_parent_class)->dispose (object);
}

static GParamSpec *
needed (const char *name, GType type)
{
  return g_param_spec_object (name, NULL, NULL, type,
                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
}

/* What can only be set when the object is made is a service that it cannot be without. */
static void
shop_clerk_class_init (ShopClerkClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamSpec *properties[N_PROPERTIES] = {
    [PROP_ORDERS] = needed ("orders", INTERPROCESS_TYPE_SUBSCRIBER),
    [PROP_INVOICES] = needed ("invoices", INTERPROCESS_TYPE_PUBLISHER),
    [PROP_LOGGER] = needed ("logger", INTERPROCESS_TYPE_LOGGER),
    [PROP_HOST] = needed ("host", INTERPROCESS_TYPE_HOST),
  };

  object_class->set_property = shop_clerk_set_property;
  object_class->dispose = shop_clerk_dispose;
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  INTERPROCESS_BACKGROUND_SERVICE_CLASS (class)->execute = shop_clerk_execute;
}

static void
shop_clerk_init (ShopClerk *self)
{
}

/* ---- the application ------------------------------------------------------------------------- */

static void
add_clerk (InterprocessServiceCollection *services)
{
  g_autoptr(InterprocessServiceDescriptor) clerk = interprocess_service_descriptor_new (
    INTERPROCESS_TYPE_HOSTED_SERVICE, SHOP_TYPE_CLERK, INTERPROCESS_SERVICE_LIFETIME_SINGLETON);

  /* Which of the subscribers, publishers and loggers. There is only one host. */
  interprocess_service_descriptor_bind_key (clerk, "orders", "orders");
  interprocess_service_descriptor_bind_key (clerk, "invoices", "invoices");
  interprocess_service_descriptor_bind_key (clerk, "logger", "Shop.Clerk");
  interprocess_service_collection_add (services, clerk);
  interprocess_service_collection_add_host (services);
}

static InterprocessServiceProvider *
register_services (InterprocessQueueOptions *orders, InterprocessQueueOptions *invoices,
                   GError **error)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  interprocess_service_collection_add_logging (services);
  interprocess_service_collection_add_subscriber (services, "orders", orders);
  interprocess_service_collection_add_publisher (services, "invoices", invoices);
  add_clerk (services);
  return interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, error);
}

/* ---- its customer ---------------------------------------------------------------------------- */

/* Would be another program. What it sends waits in the queue until the worker has started. */
static gboolean
send_orders (InterprocessPublisher *orders, GError **error)
{
  static const char *const wishes[] = { "tea", "milk", "two cups", "" };

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      if (!interprocess_publisher_enqueue (orders, (const guint8 *) wishes[i], strlen (wishes[i]),
                                           -1, NULL, error))
        return FALSE;
      if (wishes[i][0] != '\0')
        g_print ("sent: %s\n", wishes[i]);
    }
  return TRUE;
}

static gboolean
receive_invoices (InterprocessSubscriber *invoices, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(GBytes) invoice = NULL;

  while ((invoice = interprocess_subscriber_try_dequeue_bytes (invoices, &failure)) != NULL)
    {
      g_print ("received: %.*s\n", (int) g_bytes_get_size (invoice),
               (const char *) g_bytes_get_data (invoice, NULL));
      g_clear_pointer (&invoice, g_bytes_unref);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
run (GError **error)
{
  g_autoptr(InterprocessQueueOptions) orders = interprocess_queue_options_new ("orders", 65536);
  g_autoptr(InterprocessQueueOptions) invoices = interprocess_queue_options_new ("invoices", 65536);
  g_autoptr(InterprocessQueueFactory) queues = interprocess_queue_factory_new ();
  g_autoptr(InterprocessPublisher) customer_orders =
    interprocess_queue_factory_create_publisher (queues, orders, error);
  g_autoptr(InterprocessSubscriber) customer_invoices = NULL;
  g_autoptr(InterprocessServiceProvider) provider = NULL;
  g_autoptr(InterprocessHost) host = NULL;

  if (customer_orders == NULL)
    return FALSE;
  customer_invoices = interprocess_queue_factory_create_subscriber (queues, invoices, error);
  if (customer_invoices == NULL || !send_orders (customer_orders, error))
    return FALSE;

  provider = register_services (orders, invoices, error);
  if (provider == NULL)
    return FALSE;

  /* Until the worker asks it to stop, or somebody presses Ctrl-C. Then all is closed. */
  host = interprocess_host_new (provider);
  return interprocess_host_run (host, error) && receive_invoices (customer_invoices, error);
}

int
main (void)
{
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!run (&error))
    {
      g_printerr ("worker: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
