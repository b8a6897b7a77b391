/* SPDX-License-Identifier: MIT */
#pragma once

/* What a publisher and a subscriber have in common: one attachment to a queue, its errors, its log
 * and waiting with a GCancellable. */

#include <interprocess/logger-factory.h>
#include <interprocess/queue-options.h>

#include "queue.h"

typedef struct
{
  struct ipq_endpoint *core;
  char *queue_name;
  char *path;       /* of the directory */
  enum ipq_role role;
  InterprocessLogger *logger;

  GRecMutex lock;     /* never taken twice; but a GMutex is a bare futex, which TSan cannot see */
  GQueue sources;     /* that watch it, not owned; under the lock */
  GQueue calls;       /* asynchronous ones, oldest first; under the lock */
} Endpoint;

/* An endpoint that was never opened: every call answers "closed". */
void endpoint_init (Endpoint *self);

gboolean endpoint_open (Endpoint                   *self,
                        enum ipq_role               role,
                        InterprocessQueueOptions   *options,
                        InterprocessLoggerFactory  *logger_factory,
                        GError                    **error);
void     endpoint_close (Endpoint *self);
void     endpoint_clear (Endpoint *self);

/* A descriptor that is readable while there may be something to do; −1 with an error. */
int endpoint_get_fd (Endpoint *self, GError **error);
void endpoint_release_fd (Endpoint *self);

void endpoint_set_watch_error (Endpoint *self,
                               int result,
                               const struct ipq_error *failure,
                               GError **error);

/* Sets the error for a failure of the core. `length` is the message's, `size` the buffer's. */
void endpoint_set_error (Endpoint  *self,
                         int        result,
                         gsize      length,
                         gsize      size,
                         GError   **error);

/* Logs what happened on seldom paths. The look costs one load. */
void endpoint_report_notices (Endpoint *self);

static inline void
endpoint_report (Endpoint *self)
{
  if (G_UNLIKELY (ipq_has_notices (self->core)))
    endpoint_report_notices (self);
}

/* A call that waits. Between begin and end, `core` is what the core's waiting calls take. */
typedef struct
{
  struct ipq_wait core;
  GCancellable *cancellable;
  gulong handler;
  gint64 timeout;  /* µs, as it was given */
  gint64 deadline; /* monotonic µs, −1: none */
} EndpointWait;

void endpoint_wait_begin (Endpoint     *self,
                          EndpointWait *wait,
                          gint64        timeout,
                          GCancellable *cancellable);

/* When a timeout ends, in monotonic µs; −1: never. */
gint64 endpoint_deadline (gint64 timeout);

/* Sets the error for that. */
void endpoint_set_timed_out (Endpoint *self, gint64 timeout, GError **error);

/* The timeout again, less what has passed. */
void endpoint_wait_renew (EndpointWait *wait);

void endpoint_wait_end (EndpointWait *wait);

/* Sets the error for a call that ended without success, cancellation included. */
void endpoint_wait_set_error (Endpoint      *self,
                              EndpointWait  *wait,
                              int            result,
                              gsize          length,
                              gsize          size,
                              GError       **error);

/* The properties that both classes have. */
enum
{
  ENDPOINT_PROP_QUEUE_NAME = 1,
  ENDPOINT_PROP_PATH,
  ENDPOINT_PROP_CAPACITY,
  ENDPOINT_N_PROPS
};
void endpoint_install_properties (GObjectClass *class);
void endpoint_get_property (Endpoint   *self,
                            GObject    *owner,
                            guint       property,
                            GValue     *value,
                            GParamSpec *pspec);
