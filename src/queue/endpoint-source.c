/* SPDX-License-Identifier: MIT */
#include "endpoint-source.h"

typedef struct
{
  GSource base;
  GObject *owner;
  Endpoint *endpoint;
  gpointer doorbell; /* tag of its descriptor */
  GSource *timer;    /* its child, as the ready time of the source itself is its user's */
  GList known;       /* its place among the endpoint's sources */
  guint64 nap;       /* ns, until it looks by itself; 0: the doorbell has rung */
  gboolean has_call; /* which ends it */
  gint64 deadline;   /* monotonic µs, −1: none */
  gint in_line;      /* atomic */
  gint woken;        /* atomic */
} EndpointSource;

/* When it looks by itself: after a nap, or at the deadline. A time that is set already and is
 * sooner stays, as to look too early does no harm, and to set it takes the lock of the main
 * context. */
static void
set_timer (EndpointSource *self, gboolean has_rung)
{
  guint64 nap = ipq_watch_nap (self->endpoint->core, has_rung ? 0 : self->nap);
  gint64 set = g_source_get_ready_time (self->timer);
  gint64 now = g_get_monotonic_time ();
  gint64 next = now + (gint64) (nap / 1000);

  if (self->deadline >= 0)
    next = MIN (next, self->deadline);
  if (has_rung)
    self->nap = 0;
  if (set > now && set <= next)
    return;
  self->nap = nap;
  g_source_set_ready_time (self->timer, next);
}

/* At once: the doorbell rings only for what comes after a call that has found nothing. */
static gboolean
has_to_look (EndpointSource *self, guint32 rests)
{
  return ipq_is_open (self->endpoint->core) &&
         ipq_watch_rests (self->endpoint->core) == rests && ipq_watch_look (self->endpoint->core);
}

/* Nothing else will come, so a callback that goes on all the same would be called without end. Of a
 * corrupt queue a call that is not the oldest learns when its turn comes. */
static gboolean
is_over (EndpointSource *self)
{
  struct ipq_endpoint *core = self->endpoint->core;

  return !ipq_is_open (core) || (!self->has_call && ipq_count_of (core, IPQ_NOTICE_CORRUPT) > 0);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  EndpointSource *self = (EndpointSource *) source;
  gboolean has_rung = g_source_query_unix_fd (source, self->doorbell) != 0;
  guint32 rests = ipq_watch_rests (self->endpoint->core);
  gboolean was_over;

  g_atomic_int_set (&self->woken, FALSE);
  was_over = is_over (self);
  if (callback == NULL)
    {
      g_warning ("A source of the queue “%s” was dispatched without a callback; call "
                 "g_source_set_callback() before g_source_attach()",
                 self->endpoint->queue_name);
      return G_SOURCE_REMOVE;
    }
  if (!callback (data) || was_over)
    return G_SOURCE_REMOVE;
  if (g_atomic_int_get (&self->in_line))
    g_source_set_ready_time (self->timer, self->deadline);
  else if (has_to_look (self, rests))
    g_source_set_ready_time (self->timer, 0);
  else
    set_timer (self, has_rung);
  /* Behind it, as whoever wakes it sets the time to 0. */
  if (g_atomic_int_get (&self->woken))
    g_source_set_ready_time (self->timer, 0);
  return G_SOURCE_CONTINUE;
}

/* The parent, dispatched behind it, sets the next time. */
static gboolean
dispatch_timer (GSource *timer, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* When the source is destroyed, while there is its context. */
static void
forget (gpointer data)
{
  EndpointSource *self = data;

  g_rec_mutex_lock (&self->endpoint->lock);
  g_queue_unlink (&self->endpoint->sources, &self->known);
  g_rec_mutex_unlock (&self->endpoint->lock);
}

static void
remember (EndpointSource *self)
{
  self->known.data = self;
  g_rec_mutex_lock (&self->endpoint->lock);
  g_queue_push_tail_link (&self->endpoint->sources, &self->known);
  g_rec_mutex_unlock (&self->endpoint->lock);
  g_source_set_callback (self->timer, NULL, self, forget);
}

static void
finalize (GSource *source)
{
  EndpointSource *self = (EndpointSource *) source;

  if (self->doorbell != NULL)
    ipq_unwatch (self->endpoint->core);
  g_source_set_callback_indirect (self->timer, NULL, NULL); /* forgets it, if never attached */
  g_source_unref (self->timer);
  g_object_unref (self->owner);
}

/* For g_source_set_closure(). */
static gboolean
call_closure (gpointer data)
{
  GClosure *closure = data;
  GValue goes_on = G_VALUE_INIT;
  gboolean result;

  g_value_init (&goes_on, G_TYPE_BOOLEAN);
  g_closure_invoke (closure, &goes_on, 0, NULL, NULL);
  result = g_value_get_boolean (&goes_on);
  g_value_unset (&goes_on);
  return result;
}

/* Of a closure in C that was given none: it takes its data alone. */
static void
marshal_source_func (GClosure     *closure,
                     GValue       *return_value,
                     guint         n_params,
                     const GValue *params,
                     gpointer      hint,
                     gpointer      marshal_data)
{
  GSourceFunc callback = G_SOURCE_FUNC (((GCClosure *) closure)->callback);

  g_value_set_boolean (return_value, callback (closure->data));
}

static GSourceFuncs funcs = {
  .dispatch = dispatch,
  .finalize = finalize,
  .closure_callback = call_closure,
  .closure_marshal = (GSourceDummyMarshal) marshal_source_func,
};

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

GSource *
endpoint_source_new (Endpoint *endpoint, GObject *owner, GError **error)
{
  EndpointSource *self = (EndpointSource *) g_source_new (&funcs, sizeof *self);
  GSource *source = &self->base;
  struct ipq_error failure;
  int result;
  int fd;

  g_source_set_static_name (source, "Interprocess endpoint");
  self->owner = g_object_ref (owner);
  self->endpoint = endpoint;
  self->timer = g_source_new (&timer_funcs, sizeof *self->timer);
  g_source_set_static_name (self->timer, "Interprocess endpoint's timer");
  self->deadline = -1;
  result = ipq_watch (endpoint->core, &fd, &failure);
  if (result != IPQ_OK)
    {
      endpoint_set_watch_error (endpoint, result, &failure, error);
      g_source_unref (source);
      return NULL;
    }
  self->doorbell = g_source_add_unix_fd (source, fd, G_IO_IN);
  g_source_set_ready_time (self->timer, 0);
  g_source_add_child_source (source, self->timer);
  remember (self);
  return source;
}

void
endpoint_source_set_call (GSource *source, gint64 deadline)
{
  EndpointSource *self = (EndpointSource *) source;

  self->has_call = TRUE;
  self->deadline = deadline;
}

void
endpoint_source_rest (GSource *source)
{
  set_timer ((EndpointSource *) source, TRUE);
}

void
endpoint_source_join_line (GSource *source)
{
  EndpointSource *self = (EndpointSource *) source;

  self->in_line = TRUE;
  g_source_modify_unix_fd (source, self->doorbell, 0);
  g_source_set_ready_time (self->timer, self->deadline);
}

void
endpoint_source_leave_line (GSource *source)
{
  EndpointSource *self = (EndpointSource *) source;

  g_atomic_int_set (&self->in_line, FALSE);
  g_source_modify_unix_fd (source, self->doorbell, G_IO_IN);
  endpoint_source_wake (source);
}

void
endpoint_source_wake (GSource *source)
{
  EndpointSource *self = (EndpointSource *) source;

  g_atomic_int_set (&self->woken, TRUE);
  g_source_set_ready_time (self->timer, 0);
}
