/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include <interprocess/logger.h>
#include <interprocess/queue-event.h>

#include "endpoint-source.h"
#include "logging/logger-private.h"
#include "queue-error-private.h"
#include "queue-options-private.h"

#define CATEGORY "Interprocess.Queue"

static const char *
role_name (Endpoint *self)
{
  return self->role == IPQ_PUBLISHER ? "publisher" : "subscriber";
}

void
endpoint_init (Endpoint *self)
{
  self->core = ipq_unopened ();
  g_rec_mutex_init (&self->lock);
  g_queue_init (&self->sources);
  g_queue_init (&self->calls);
}

/* ---- log -------------------------------------------------------------------------------------- */

static const struct
{
  InterprocessQueueEvent event;
  const char *name;
  InterprocessLogLevel level;
  const char *message;
} notices[IPQ_N_NOTICES] = {
  [IPQ_NOTICE_CREATED] = { INTERPROCESS_QUEUE_EVENT_CREATED, "Created",
                           INTERPROCESS_LOG_LEVEL_DEBUG, "created the queue" },
  [IPQ_NOTICE_ATTACHED] = { INTERPROCESS_QUEUE_EVENT_ATTACHED, "Attached",
                            INTERPROCESS_LOG_LEVEL_DEBUG, "attached to the queue" },
  [IPQ_NOTICE_TOOK_OVER] = { INTERPROCESS_QUEUE_EVENT_TOOK_OVER, "TookOver",
                             INTERPROCESS_LOG_LEVEL_INFORMATION,
                             "replaced a file that processes left behind when they ended" },
  [IPQ_NOTICE_LOST] = { INTERPROCESS_QUEUE_EVENT_LOST, "Lost", INTERPROCESS_LOG_LEVEL_WARNING,
                        "messages were lost with a file that nobody used any more" },
  [IPQ_NOTICE_RECOVERED] = { INTERPROCESS_QUEUE_EVENT_RECOVERED, "Recovered",
                             INTERPROCESS_LOG_LEVEL_INFORMATION,
                             "took the place of a process that ended without closing" },
  [IPQ_NOTICE_BURIED] = { INTERPROCESS_QUEUE_EVENT_BURIED, "Buried", INTERPROCESS_LOG_LEVEL_WARNING,
                          "dropped the unfinished message of a dead process" },
  [IPQ_NOTICE_REVOKED] = { INTERPROCESS_QUEUE_EVENT_REVOKED, "Revoked",
                           INTERPROCESS_LOG_LEVEL_WARNING,
                           "stepped over the message of a process that has stopped" },
  [IPQ_NOTICE_SENT_AGAIN] = { INTERPROCESS_QUEUE_EVENT_SENT_AGAIN, "SentAgain",
                              INTERPROCESS_LOG_LEVEL_INFORMATION,
                              "sent a message again, since this process had stopped in the "
                              "middle" },
  [IPQ_NOTICE_SILENT] = { INTERPROCESS_QUEUE_EVENT_SILENT, "Silent", INTERPROCESS_LOG_LEVEL_WARNING,
                          "could not ring the doorbell of those who wait in a main loop, who look "
                          "by themselves within a second" },
  [IPQ_NOTICE_CORRUPT] = { INTERPROCESS_QUEUE_EVENT_CORRUPT, "Corrupt", INTERPROCESS_LOG_LEVEL_ERROR,
                           "found what no honest process writes" },
  [IPQ_NOTICE_NOT_DELETED] = { INTERPROCESS_QUEUE_EVENT_FAILED_TO_DELETE_SHARED_MEMORY_FILE,
                               "FailedToDeleteSharedMemoryFile", INTERPROCESS_LOG_LEVEL_ERROR,
                               "could not delete the file, although nobody uses the queue now; "
                               "see who may write its directory" },
};

static GVariant *
make_fields (Endpoint *self, enum ipq_notice notice)
{
  g_autofree char *path = g_utf8_make_valid (self->path, -1);
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  g_variant_dict_insert (&fields, "queue", "s", self->queue_name);
  g_variant_dict_insert (&fields, "path", "s", path);
  g_variant_dict_insert (&fields, "endpoint", "s", role_name (self));
  g_variant_dict_insert (&fields, "count", "t", ipq_count_of (self->core, notice));
  return g_variant_dict_end (&fields);
}

static void
describe (Endpoint *self, enum ipq_notice notice, char *detail, gsize size)
{
  guint64 count = ipq_count_of (self->core, notice);

  detail[0] = '\0';
  if (notice == IPQ_NOTICE_CORRUPT)
    ipq_describe_corruption (self->core, detail, size);
  if (notice == IPQ_NOTICE_LOST)
    g_snprintf (detail, size, "%" G_GUINT64_FORMAT "%s", count,
                count < IPQ_MOST_LOST ? "" : " or more");
}

static void
report_one (Endpoint *self, enum ipq_notice notice)
{
  char detail[256];

  if (!interprocess_logger_wants (self->logger, notices[notice].level))
    return;
  describe (self, notice, detail, sizeof detail);
  interprocess_logger_log_format (self->logger, notices[notice].level, notices[notice].event,
                                  notices[notice].name, make_fields (self, notice),
                                  "Queue “%s”: %s%s%s", self->queue_name, notices[notice].message,
                                  detail[0] != '\0' ? ": " : "", detail);
}

void
endpoint_report_notices (Endpoint *self)
{
  guint32 seen = ipq_take_notices (self->core);

  for (int notice = 0; notice < IPQ_N_NOTICES; notice++)
    if (seen & 1u << notice)
      report_one (self, notice);
}

/* ---- life ------------------------------------------------------------------------------------- */

gboolean
endpoint_open (Endpoint                  *self,
               enum ipq_role              role,
               InterprocessQueueOptions  *options,
               InterprocessLoggerFactory *logger_factory,
               GError                   **error)
{
  struct ipq_options core;
  g_autofree char *directory = NULL;
  struct ipq_error failure;
  int result;

  if (!interprocess_queue_options_check (options, &core, error))
    return FALSE;
  if (core.directory != NULL)
    core.directory = directory = g_canonicalize_filename (core.directory, NULL);
  result = ipq_open (&core, role, &self->core, &failure);
  if (result != IPQ_OK)
    {
      g_autofree char *shown = g_utf8_make_valid (failure.message, -1);

      interprocess_queue_error_set (error, result, "Cannot open the queue “%s”: %s", core.name,
                                    shown);
      return FALSE;
    }
  self->queue_name = g_strdup (core.name);
  self->role = role;
  self->path = g_path_get_dirname (self->core->path);
  if (logger_factory != NULL)
    self->logger = interprocess_logger_factory_create_logger (logger_factory, CATEGORY);
  endpoint_report (self);
  return TRUE;
}

static void
wake_source (gpointer source, gpointer data)
{
  endpoint_source_wake (source);
}

void
endpoint_close (Endpoint *self)
{
  ipq_close (self->core);
  g_rec_mutex_lock (&self->lock);
  g_queue_foreach (&self->sources, wake_source, NULL);
  g_rec_mutex_unlock (&self->lock);
  endpoint_report (self);
}

void
endpoint_clear (Endpoint *self)
{
  if (self->core != ipq_unopened ())
    {
      endpoint_close (self);
      ipq_free (self->core);
    }
  self->core = ipq_unopened ();
  g_clear_object (&self->logger);
  g_clear_pointer (&self->queue_name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_rec_mutex_clear (&self->lock);
}

/* ---- main loops ------------------------------------------------------------------------------- */

void
endpoint_set_watch_error (Endpoint               *self,
                          int                     result,
                          const struct ipq_error *failure,
                          GError                **error)
{
  g_autofree char *shown = NULL;

  if (result == IPQ_CLOSED || result == IPQ_FORKED)
    {
      endpoint_set_error (self, result, 0, 0, error);
      return;
    }
  shown = g_utf8_make_valid (failure->message, -1);
  interprocess_queue_error_set (error, result, "Cannot watch the queue “%s”: %s", self->queue_name,
                                shown);
}

int
endpoint_get_fd (Endpoint *self, GError **error)
{
  struct ipq_error failure;
  int fd = -1;
  int result = ipq_pollable (self->core, &fd, &failure);

  if (result == IPQ_OK)
    return fd;
  endpoint_set_watch_error (self, result, &failure, error);
  return -1;
}

void
endpoint_release_fd (Endpoint *self)
{
  if (self->core == ipq_unopened ())
    g_critical ("An endpoint that was never opened has no descriptor to release; create one by a "
                "QueueFactory");
  else if (!ipq_release_pollable (self->core))
    g_critical ("The descriptor of the %s of the queue “%s” was released more often than it was got",
                role_name (self), self->queue_name);
}

void
endpoint_install_properties (GObjectClass *class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[ENDPOINT_N_PROPS] = {
    [ENDPOINT_PROP_QUEUE_NAME] = g_param_spec_string ("queue-name", NULL, NULL, NULL, flags),
    [ENDPOINT_PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags),
    [ENDPOINT_PROP_CAPACITY] =
      g_param_spec_uint64 ("capacity", NULL, NULL, 0, G_MAXUINT64, 0, flags),
  };

  g_object_class_install_properties (class, ENDPOINT_N_PROPS, properties);
}

void
endpoint_get_property (Endpoint   *self,
                       GObject    *owner,
                       guint       property,
                       GValue     *value,
                       GParamSpec *pspec)
{
  switch (property)
    {
    case ENDPOINT_PROP_QUEUE_NAME:
      g_value_set_string (value, self->queue_name);
      break;
    case ENDPOINT_PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case ENDPOINT_PROP_CAPACITY:
      g_value_set_uint64 (value, self->core->capacity);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (owner, property, pspec);
    }
}

/* ---- errors ----------------------------------------------------------------------------------- */

/* A caller's bug, to be seen even where nobody looks at errors. */
static void
set_misused (Endpoint *self, GError **error)
{
  g_autofree char *message =
    g_strdup_printf ("Two threads use the exclusive %s of the queue “%s” at once; hand it over "
                     "under a lock or after a join, or create it without “exclusive”",
                     role_name (self), self->queue_name);

  g_critical ("%s", message);
  interprocess_queue_error_set (error, IPQ_MISUSED, "%s", message);
}

void
endpoint_set_error (Endpoint *self, int result, gsize length, gsize size, GError **error)
{
  const char *name = self->queue_name != NULL ? self->queue_name : "";
  char found[256];

  switch (result)
    {
    case IPQ_TOO_LARGE:
      interprocess_queue_error_set (error, result,
                                    "A message of %" G_GSIZE_FORMAT
                                    " bytes is longer than the %" G_GUINT64_FORMAT
                                    " that the queue “%s” takes, half its capacity; send it in "
                                    "parts or open the "
                                    "queue with a larger capacity",
                                    length, self->core->longest, name);
      break;
    case IPQ_NO_SPACE:
      interprocess_queue_error_set (error, result,
                                    "There is no memory for the next message of the queue “%s”, of "
                                    "%" G_GSIZE_FORMAT
                                    " bytes; it is still there, so free some and ask again",
                                    name, length);
      break;
    case IPQ_BUFFER_TOO_SMALL:
      interprocess_queue_error_set (error, result,
                                    "The next message of the queue “%s” has %" G_GSIZE_FORMAT
                                    " bytes and the buffer "
                                    "%" G_GSIZE_FORMAT
                                    "; it is still there, so ask again with a larger buffer",
                                    name, length, size);
      break;
    case IPQ_CORRUPT:
      ipq_describe_corruption (self->core, found, sizeof found);
      interprocess_queue_error_set (error, result,
                                    "The shared memory of the queue “%s” has in it %s; a process "
                                    "has written what it should not have: close all the queue's "
                                    "users and begin anew",
                                    name, found);
      break;
    case IPQ_CLOSED:
      if (self->core == ipq_unopened ())
        interprocess_queue_error_set (error, result,
                                      "This endpoint was never opened; create one by a "
                                      "QueueFactory");
      else
        interprocess_queue_error_set (error, result,
                                      "This endpoint of the queue “%s” was closed; create another",
                                      name);
      break;
    case IPQ_FORKED:
      interprocess_queue_error_set (error, result,
                                    "This endpoint of the queue “%s” was opened before a fork and "
                                    "belongs to the "
                                    "parent process; create another in the child",
                                    name);
      break;
    case IPQ_MISUSED:
      set_misused (self, error);
      break;
    default:
      interprocess_queue_error_set (error, result,
                                    "The queue “%s” answered what this version does not know (%d); "
                                    "close this endpoint, create another, and report it",
                                    name, result);
    }
}

/* ---- waiting ---------------------------------------------------------------------------------- */

static bool
is_cancelled (void *data)
{
  return g_cancellable_is_cancelled (data);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ipq_interrupt (data);
}

/* Longer than any uptime, and no product overflows. */
#define LONGEST_TIMEOUT (G_MAXINT64 / 4000)

gint64
endpoint_deadline (gint64 timeout)
{
  return timeout >= 0 ? g_get_monotonic_time () + MIN (timeout, LONGEST_TIMEOUT) : -1;
}

void
endpoint_set_timed_out (Endpoint *self, gint64 timeout, GError **error)
{
  gboolean sends = self->role == IPQ_PUBLISHER;

  interprocess_queue_error_set (error, IPQ_TIMED_OUT,
                                "The queue “%s” had no %s within %" G_GINT64_FORMAT
                                " µs (%" G_GINT64_FORMAT ".%06d s); timeouts are in microseconds, "
                                "so wait longer, or see why %s",
                                self->queue_name, sends ? "room" : "message", timeout,
                                timeout / G_USEC_PER_SEC, (int) (timeout % G_USEC_PER_SEC),
                                sends ? "it is full: subscribers take nothing, or too slowly"
                                      : "nobody sends");
}

void
endpoint_wait_renew (EndpointWait *wait)
{
  gint64 left = -1;

  if (wait->deadline >= 0)
    left = MAX (wait->deadline - g_get_monotonic_time (), 0);
  wait->core.timeout = left < 0 ? -1 : left * 1000;
}

void
endpoint_wait_begin (Endpoint     *self,
                     EndpointWait *wait,
                     gint64        timeout,
                     GCancellable *cancellable)
{
  *wait = (EndpointWait) {
    .cancellable = cancellable,
    .timeout = timeout,
    .deadline = endpoint_deadline (timeout),
  };
  endpoint_wait_renew (wait);
  if (cancellable != NULL && timeout != 0)
    {
      wait->core.stop = is_cancelled;
      wait->core.data = cancellable;
      wait->handler =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self->core, NULL);
    }
}

void
endpoint_wait_end (EndpointWait *wait)
{
  if (wait->handler != 0)
    g_cancellable_disconnect (wait->cancellable, wait->handler);
}

void
endpoint_wait_set_error (Endpoint *self,
                         EndpointWait *wait,
                         int result,
                         gsize length,
                         gsize size,
                         GError **error)
{
  if (result == IPQ_STOPPED)
    {
      /* Another thread may have reset it meanwhile. */
      if (!g_cancellable_set_error_if_cancelled (wait->cancellable, error))
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The waiting was cancelled");
    }
  else if (result == IPQ_TIMED_OUT)
    endpoint_set_timed_out (self, wait->timeout, error);
  else
    endpoint_set_error (self, result, length, size, error);
}
