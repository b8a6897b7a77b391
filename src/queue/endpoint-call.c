/* SPDX-License-Identifier: MIT */
#include "endpoint-call.h"

#include "endpoint-source.h"
#include "queue-error-private.h"

typedef struct
{
  Endpoint *endpoint;
  GTask *task; /* holds the endpoint */
  EndpointAttempt attempt;
  GDestroyNotify destroy; /* of a result */
  gint64 timeout;  /* µs, as it was given */
  gint64 deadline; /* monotonic µs, −1: none */
  gulong handler;  /* of the cancellable; 0: none */
  gint listens;    /* atomic, to a cancellable: all before it was written before */
  GSource *source; /* not owned, under the lock: it is attached until the call is over */
} Call;

/* ---- the line --------------------------------------------------------------------------------- */

static gboolean
is_oldest (Call *call)
{
  gboolean oldest;

  g_rec_mutex_lock (&call->endpoint->lock);
  oldest = g_queue_peek_head (&call->endpoint->calls) == call;
  g_rec_mutex_unlock (&call->endpoint->lock);
  return oldest;
}

/* Any number of times. */
static void
leave_line (Call *call)
{
  Endpoint *endpoint = call->endpoint;
  gboolean was_oldest;
  Call *next;

  g_rec_mutex_lock (&endpoint->lock);
  was_oldest = g_queue_peek_head (&endpoint->calls) == call;
  g_queue_remove (&endpoint->calls, call);
  call->source = NULL;
  next = g_queue_peek_head (&endpoint->calls);
  if (was_oldest && next != NULL && next->source != NULL)
    endpoint_source_leave_line (next->source);
  g_rec_mutex_unlock (&endpoint->lock);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_cancellable_disconnect (g_task_get_cancellable (call->task), call->handler);
  leave_line (call); /* and take the lock, behind the last handler */
  g_object_unref (call->task);
  g_free (call);
}

/* ---- one attempt ------------------------------------------------------------------------------ */

/* The result, or the reason why there is none. A message is taken here and nowhere else, just
 * before it is delivered: so a call that is cancelled has taken none. */
static gboolean
try_to_end (Call *call, gpointer *result, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (call->task), error))
    return TRUE;
  if ((is_oldest (call) || !ipq_is_open (call->endpoint->core)) &&
      call->attempt (call->task, result, error))
    return TRUE;
  if (call->deadline < 0 || g_get_monotonic_time () < call->deadline)
    return FALSE;
  endpoint_set_timed_out (call->endpoint, call->timeout, error);
  return TRUE;
}

/* Out of the line before the program is told, which may take its time, or wait for the next one. */
static void
end_call (Call *call, gpointer result, GError *error)
{
  leave_line (call);
  if (error != NULL)
    g_task_return_error (call->task, error);
  else if (call->destroy != NULL)
    g_task_return_pointer (call->task, result, call->destroy);
  else
    g_task_return_boolean (call->task, TRUE);
}

static gboolean
try_once (Call *call)
{
  gpointer result = NULL;
  GError *error = NULL;

  if (!try_to_end (call, &result, &error))
    return FALSE;
  end_call (call, result, error);
  return TRUE;
}

static gboolean
on_ready (gpointer data)
{
  return try_once (data) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* In any thread. Not by a GCancellableSource, as that may touch a main context that is gone. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Call *call = data;

  if (!g_atomic_int_get (&call->listens))
    return;
  g_rec_mutex_lock (&call->endpoint->lock);
  if (call->source != NULL)
    endpoint_source_wake (call->source);
  g_rec_mutex_unlock (&call->endpoint->lock);
}

/* ---- beginning -------------------------------------------------------------------------------- */

/* Else it ends as soon as it is dispatched. */
static gboolean
has_to_wait (Call *call)
{
  return ipq_is_open (call->endpoint->core) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (call->task));
}

/* How the source begins. Under the lock, and attached under it, so that whoever closes the
 * endpoint, cancels the call or leaves the line comes before all this, or finds the source and
 * wakes it. */
static void
begin_to_wait (Call *call, GSource *source)
{
  Endpoint *endpoint = call->endpoint;
  gboolean waits;

  g_rec_mutex_lock (&endpoint->lock);
  call->source = source;
  waits = has_to_wait (call);
  if (waits && g_queue_peek_head (&endpoint->calls) != call)
    endpoint_source_join_line (source);
  else if (waits && !ipq_watch_look (endpoint->core))
    endpoint_source_rest (source);
  g_source_attach (source, g_task_get_context (call->task));
  g_rec_mutex_unlock (&endpoint->lock);
}

static void
wait_for_turn (Call *call)
{
  GCancellable *cancellable = g_task_get_cancellable (call->task);
  GError *error = NULL;
  g_autoptr(GSource) source =
    endpoint_source_new (call->endpoint, g_task_get_source_object (call->task), &error);

  if (source == NULL)
    {
      end_call (call, NULL, error);
      call_free (call);
      return;
    }
  g_source_set_priority (source, g_task_get_priority (call->task));
  g_source_set_callback (source, on_ready, call, call_free);
  if (cancellable != NULL)
    {
      g_atomic_int_set (&call->listens, TRUE);
      call->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), call, NULL);
    }
  endpoint_source_set_call (source, call->deadline);
  begin_to_wait (call, source);
}

static void
free_slot (gpointer data)
{
  Call **slot = data;

  g_clear_pointer (slot, call_free);
  g_free (slot);
}

static gboolean
on_turn (gpointer data)
{
  Call **slot = data;
  Call *call = g_steal_pointer (slot);

  if (try_once (call))
    call_free (call);
  else
    wait_for_turn (call);
  return G_SOURCE_REMOVE;
}

/* There is a message, so nothing is waited for but the turn of the context that delivers it: half
 * as expensive as a source that watches. */
static void
take_in_context (Call *call)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Call **slot = g_new (Call *, 1);

  *slot = call;
  g_source_set_static_name (source, "Interprocess call");
  g_source_set_priority (source, g_task_get_priority (call->task));
  g_source_set_callback (source, on_turn, slot, free_slot);
  g_source_attach (source, g_task_get_context (call->task));
}

void
endpoint_call_begin (Endpoint        *self,
                     GTask           *task,
                     gint64           timeout,
                     EndpointAttempt  attempt,
                     GDestroyNotify   destroy)
{
  Call *call = g_new0 (Call, 1);
  GObject *owner = g_object_ref (g_task_get_source_object (task));

  /* Else a message that was taken would be lost with a call that is cancelled at that moment. */
  g_task_set_check_cancellable (task, FALSE);
  *call = (Call) {
    .endpoint = self,
    .task = task,
    .attempt = attempt,
    .destroy = destroy,
    .timeout = timeout,
    .deadline = endpoint_deadline (timeout),
  };
  g_rec_mutex_lock (&self->lock);
  g_queue_push_tail (&self->calls, call);
  g_rec_mutex_unlock (&self->lock);
  /* A message is taken where it is delivered; one that is sent need not wait for that. */
  if (destroy != NULL && is_oldest (call) && ipq_has_message (self->core))
    take_in_context (call);
  else if (destroy == NULL && try_once (call))
    call_free (call);
  else
    wait_for_turn (call);
  g_object_unref (owner);
}
