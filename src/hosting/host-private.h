/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/host.h>
#include <interprocess/logger.h>

typedef enum
{
  HOST_NEW,
  HOST_STARTING,
  HOST_STARTED,
  HOST_STOPPING, /* also after a start that failed */
  HOST_STOPPED,
} InterprocessHostState;

struct _InterprocessHost
{
  GObject parent_instance;

  InterprocessServiceProvider *provider;
  gint64 shutdown_timeout;
  InterprocessHostState state;

  /* What was started are the first of these. */
  GPtrArray *services;
  guint n_started;

  GCancellable *starting;
  GCancellable *stopping;
  GTask *start_task;
  GPtrArray *waiters; /* tasks that are completed in the end */
  GPtrArray *errors;
  guint n_logged; /* of the errors: each of these by itself */
  InterprocessLogger *logger; /* or none */
  GSource *timer;
  gpointer late; /* the service that the time ran out for */

  gint stop_requested; /* atomic */

  /* Never taken twice; but a GMutex is a bare futex, which TSan cannot see. */
  GRecMutex mutex;
  GSource *stop_request; /* guarded by mutex while it is attached or made ready */
};

/* What the host is told to stop by, attached to its context. It holds the host until the end. */
void
interprocess_host_attach_stop_request (InterprocessHost *self,
                                       GMainContext     *context);

/* Begins to stop what was started. */
void
interprocess_host_begin_stop (InterprocessHost *self);

/* The same, if all have started; a start that is under way is given up, and ends first. */
void
interprocess_host_turn_back (InterprocessHost *self);

void
interprocess_host_forget_services (InterprocessHost *self);

/* Completes the task that the host was started by, and any other. */
void
interprocess_host_complete_start (InterprocessHost *self,
                                  const GError     *error);
void
interprocess_host_complete (GTask        *task,
                            const GError *error);

/* Ends a call that was begun with this tag. */
gboolean
interprocess_host_finish (InterprocessHost  *self,
                          GAsyncResult      *result,
                          gpointer           source_tag,
                          GError           **error);
