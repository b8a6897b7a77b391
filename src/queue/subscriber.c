/* SPDX-License-Identifier: MIT */
#include <interprocess/subscriber.h>

#include <interprocess/closable.h>

#include "endpoint-call.h"
#include "endpoint-source.h"
#include "endpoint.h"
#include "subscriber-private.h"

/**
 * InterprocessSubscriber:
 *
 * The end of a queue that messages are taken from.
 *
 * Created by [method@Interprocess.QueueFactory.create_subscriber]. Each message is taken by exactly
 * one subscriber: several of them share the work. Any number of threads may use one subscriber at
 * the same time.
 *
 * One that was created with [property@Interprocess.QueueOptions:exclusive] is the queue's only
 * subscriber while it is open. Its calls are faster, and for one thread at a time.
 *
 * A message belongs to the subscriber as soon as a call has returned it. If the process is killed
 * during the call, either another subscriber gets the message or it is lost with the process; if it
 * is killed after it, the message is lost with the process. No other message is.
 *
 * In a child after `fork()` every call fails with %INTERPROCESS_QUEUE_ERROR_FORKED; the parent's
 * subscriber is not affected. Let the child create its own.
 *
 * Since: 1.0
 */
struct _InterprocessSubscriber
{
  GObject parent_instance;

  Endpoint endpoint;
};

static void closable_init (InterprocessClosableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessSubscriber, interprocess_subscriber, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE, closable_init))

static GType final_type;

/* Nothing derives from a final class, so one comparison tells: for calls that have to be quick. */
static inline gboolean
is_subscriber (InterprocessSubscriber *self)
{
  return self != NULL && G_TYPE_FROM_INSTANCE (self) == final_type;
}

static void
interprocess_subscriber_get_property (GObject *object,
                                      guint property,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  endpoint_get_property (&INTERPROCESS_SUBSCRIBER (object)->endpoint, object, property, value, pspec);
}

static void
interprocess_subscriber_finalize (GObject *object)
{
  endpoint_clear (&INTERPROCESS_SUBSCRIBER (object)->endpoint);
  G_OBJECT_CLASS (interprocess_subscriber_parent_class)->finalize (object);
}

static void
interprocess_subscriber_class_init (InterprocessSubscriberClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  final_type = G_TYPE_FROM_CLASS (class);
  object_class->get_property = interprocess_subscriber_get_property;
  object_class->finalize = interprocess_subscriber_finalize;

  /**
   * InterprocessSubscriber:queue-name:
   *
   * The queue's name; %NULL if it was never opened.
   *
   * Since: 1.0
   */
  /**
   * InterprocessSubscriber:path: (type filename)
   *
   * The absolute path of the directory that holds the queue; %NULL if it was never opened.
   *
   * Since: 1.0
   */
  /**
   * InterprocessSubscriber:capacity:
   *
   * What the queue can hold, in bytes: what was asked for, rounded up.
   *
   * Since: 1.0
   */
  endpoint_install_properties (object_class);
}

static void
interprocess_subscriber_init (InterprocessSubscriber *self)
{
  endpoint_init (&self->endpoint);
}

static void
close_closable (InterprocessClosable *closable)
{
  interprocess_subscriber_close (INTERPROCESS_SUBSCRIBER (closable));
}

static void
closable_init (InterprocessClosableInterface *interface)
{
  interface->close = close_closable;
}

InterprocessSubscriber *
interprocess_subscriber_open (InterprocessQueueOptions  *options,
                              InterprocessLoggerFactory *logger_factory,
                              GError                   **error)
{
  g_autoptr(InterprocessSubscriber) self = g_object_new (INTERPROCESS_TYPE_SUBSCRIBER, NULL);

  if (!endpoint_open (&self->endpoint, IPQ_SUBSCRIBER, options, logger_factory, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- memory for messages ---------------------------------------------------------------------- */

/* Messages up to this length are taken onto the stack and then copied; longer ones straight into
 * their own memory, once their length is known. */
#define SHORT_MESSAGE 512

typedef struct
{
  guint8 *data; /* `brief`, or allocated */
  gsize size;
  gsize length;
  guint8 brief[SHORT_MESSAGE];
} Room;

static inline void
room_init (Room *room)
{
  room->data = room->brief;
  room->size = SHORT_MESSAGE;
  room->length = 0;
}

static inline void
room_clear (Room *room)
{
  if (room->data != room->brief)
    g_free (room->data);
}

/* What the core answered to an attempt: TRUE if it is to be asked again, with memory for the
 * message. A peer says how long that is, so there may be no such memory. */
static gboolean
room_grow (Room *room, int *result)
{
  if (*result != IPQ_BUFFER_TOO_SMALL)
    return FALSE;
  room_clear (room);
  room->data = g_try_malloc (room->length);
  room->size = room->length;
  if (room->data == NULL)
    *result = IPQ_NO_SPACE;
  return room->data != NULL;
}

/* Memory of its own for the message; never NULL, also for an empty one. */
static guint8 *
room_steal (Room *room)
{
  guint8 *data = room->data;

  if (data == room->brief)
    data = memcpy (g_malloc (MAX (room->length, 1)), room->brief, room->length);
  room->data = room->brief;
  return data;
}

static int
try_take (InterprocessSubscriber *self, Room *room)
{
  int result;

  room_init (room);
  do
    result = ipq_try_dequeue (self->endpoint.core, room->data, room->size, &room->length);
  while (room_grow (room, &result));
  if (result != IPQ_OK)
    room_clear (room);
  return result;
}

/* What is left to do when no message was simply taken. FALSE: empty without an error, or failed
 * with one. */
static G_GNUC_NO_INLINE gboolean
finish (InterprocessSubscriber *self, int result, gsize length, gsize size, GError **error)
{
  endpoint_report (&self->endpoint);
  if (result != IPQ_OK && result != IPQ_EMPTY)
    endpoint_set_error (&self->endpoint, result, length, size, error);
  return result == IPQ_OK;
}

static GBytes *
finish_bytes (InterprocessSubscriber *self, int result, Room *room, GError **error)
{
  if (!finish (self, result, room->length, 0, error))
    return NULL;
  return g_bytes_new_take (room_steal (room), room->length);
}

/* ---- calls that do not wait ------------------------------------------------------------------- */

/**
 * interprocess_subscriber_try_dequeue:
 * @self: a subscriber
 * @data: (out) (array length=length) (element-type guint8) (transfer full) (nullable): return location
 *   for the message; set to %NULL unless %TRUE is returned, and not %NULL for an empty message. Free
 *   it with g_free()
 * @length: (out): return location for its length in bytes
 * @error: return location for an error
 *
 * Takes the next message if there is one.
 *
 * Does not block. A message that another process is just writing counts as not there yet; if that
 * process has stopped it is stepped over after 2 ms and 2 ns for each of the message's bytes.
 *
 * Errors: %INTERPROCESS_QUEUE_ERROR_CLOSED, %INTERPROCESS_QUEUE_ERROR_FORKED,
 * %INTERPROCESS_QUEUE_ERROR_CORRUPT, and %INTERPROCESS_QUEUE_ERROR_NO_SPACE if there is no memory
 * for the message, which stays in the queue.
 *
 * Returns: %TRUE if a message was taken; %FALSE without an error if there was none; %FALSE with an
 *   error if it failed
 *
 * Since: 1.0
 */
gboolean
interprocess_subscriber_try_dequeue (InterprocessSubscriber *self,
                                     guint8 **data,
                                     gsize *length,
                                     GError **error)
{
  Room room;
  int result;

  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (length != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *data = NULL;
  *length = 0;
  result = try_take (self, &room);
  if (!finish (self, result, room.length, 0, error))
    return FALSE;
  *length = room.length;
  *data = room_steal (&room);
  return TRUE;
}

/**
 * interprocess_subscriber_try_dequeue_bytes:
 * @self: a subscriber
 * @error: return location for an error
 *
 * Takes the next message if there is one: like [method@Interprocess.Subscriber.try_dequeue] in
 * everything else.
 *
 * Returns: (transfer full) (nullable): the message; %NULL without an error if there was none; %NULL
 *   with an error if it failed
 *
 * Since: 1.0
 */
GBytes *
interprocess_subscriber_try_dequeue_bytes (InterprocessSubscriber *self, GError **error)
{
  Room room;

  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return finish_bytes (self, try_take (self, &room), &room, error);
}

/**
 * interprocess_subscriber_try_dequeue_into: (skip)
 * @self: a subscriber
 * @buffer: (nullable): where to put the message; %NULL if @size is 0
 * @size: how many bytes @buffer has room for
 * @length: return location for the message's length in bytes; also set, to what would be needed, when
 *   the buffer is too small
 * @error: return location for an error
 *
 * Takes the next message, if there is one, into memory of the caller.
 *
 * Does not block and does not allocate; threads that use one subscriber at the same moment may hold
 * each other up for less than a millisecond. Unless %TRUE is returned, what @buffer holds is
 * unspecified.
 *
 * Errors: those of [method@Interprocess.Subscriber.try_dequeue], and
 * %INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL: the message is still in the queue.
 *
 * Returns: %TRUE if a message was taken; %FALSE without an error if there was none; %FALSE with an
 *   error if it failed
 *
 * Since: 1.0
 */
gboolean
interprocess_subscriber_try_dequeue_into (InterprocessSubscriber *self,
                                          guint8                 *buffer,
                                          gsize                   size,
                                          gsize                  *length,
                                          GError                **error)
{
  struct ipq_endpoint *core;
  int result;

  g_return_val_if_fail (is_subscriber (self), FALSE);
  g_return_val_if_fail (buffer != NULL || size == 0, FALSE);
  g_return_val_if_fail (length != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  core = self->endpoint.core;
  result = ipq_try_dequeue (core, buffer, size, length);
  if (G_LIKELY (result == IPQ_OK && !ipq_has_notices (core)))
    return TRUE;
  if (result != IPQ_OK && result != IPQ_BUFFER_TOO_SMALL)
    *length = 0;
  return finish (self, result, *length, size, error);
}

/* ---- calls that wait -------------------------------------------------------------------------- */

/**
 * interprocess_subscriber_dequeue:
 * @self: a subscriber
 * @timeout: how long to wait for a message, in microseconds; 0 not at all, negative for ever
 * @cancellable: (nullable): ends the waiting from another thread
 * @error: return location for an error
 *
 * Takes the next message, and waits for one if the queue is empty.
 *
 * Blocks the calling thread. A call that waits ends at once when @cancellable is cancelled or the
 * subscriber is closed; it has taken no message then. Which of several waiting subscribers gets the
 * next message is not said. If a publisher is killed between putting a message in and waking a
 * subscriber, the message is taken a second later at most.
 *
 * Errors: those of [method@Interprocess.Subscriber.try_dequeue],
 * %INTERPROCESS_QUEUE_ERROR_TIMED_OUT and %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the message, or %NULL with an error
 *
 * Since: 1.0
 */
GBytes *
interprocess_subscriber_dequeue (InterprocessSubscriber *self,
                                 gint64                  timeout,
                                 GCancellable           *cancellable,
                                 GError                **error)
{
  EndpointWait wait;
  Room room;
  int result;

  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  result = try_take (self, &room);
  if (result != IPQ_EMPTY)
    return finish_bytes (self, result, &room, error);
  endpoint_wait_begin (&self->endpoint, &wait, timeout, cancellable);
  room_init (&room);
  do
    {
      endpoint_wait_renew (&wait);
      result = ipq_dequeue (self->endpoint.core, room.data, room.size, &room.length, &wait.core);
    }
  while (room_grow (&room, &result));
  endpoint_wait_end (&wait);
  endpoint_report (&self->endpoint);
  if (result == IPQ_OK)
    return g_bytes_new_take (room_steal (&room), room.length);
  room_clear (&room);
  endpoint_wait_set_error (&self->endpoint, &wait, result, room.length, 0, error);
  return NULL;
}

/**
 * interprocess_subscriber_dequeue_into: (skip)
 * @self: a subscriber
 * @buffer: (nullable): where to put the message; %NULL if @size is 0
 * @size: how many bytes @buffer has room for
 * @length: return location for the message's length in bytes; also set, to what would be needed, when
 *   the buffer is too small
 * @timeout: how long to wait for a message, in microseconds; 0 not at all, negative for ever
 * @cancellable: (nullable): ends the waiting from another thread
 * @error: return location for an error
 *
 * Takes the next message into memory of the caller, and waits for one if the queue is empty.
 *
 * Blocks like [method@Interprocess.Subscriber.dequeue], and does not allocate unless it fails, or
 * waits with a @cancellable. Unless %TRUE is returned, what @buffer holds is unspecified.
 *
 * Errors: those of [method@Interprocess.Subscriber.dequeue], and
 * %INTERPROCESS_QUEUE_ERROR_BUFFER_TOO_SMALL: the message is still in the queue.
 *
 * Returns: %TRUE if a message was taken, %FALSE with an error if not
 *
 * Since: 1.0
 */
gboolean
interprocess_subscriber_dequeue_into (InterprocessSubscriber *self,
                                      guint8                 *buffer,
                                      gsize                   size,
                                      gsize                  *length,
                                      gint64                  timeout,
                                      GCancellable           *cancellable,
                                      GError                **error)
{
  EndpointWait wait;
  int result;

  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), FALSE);
  g_return_val_if_fail (buffer != NULL || size == 0, FALSE);
  g_return_val_if_fail (length != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *length = 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  /* Most calls need not wait, and so need neither a clock nor a handler for the cancellable. */
  result = ipq_try_dequeue (self->endpoint.core, buffer, size, length);
  if (result != IPQ_EMPTY)
    return finish (self, result, *length, size, error);
  *length = 0;
  endpoint_wait_begin (&self->endpoint, &wait, timeout, cancellable);
  result = ipq_dequeue (self->endpoint.core, buffer, size, length, &wait.core);
  endpoint_wait_end (&wait);
  endpoint_report (&self->endpoint);
  if (result != IPQ_OK)
    endpoint_wait_set_error (&self->endpoint, &wait, result, *length, size, error);
  return result == IPQ_OK;
}

/* ---- main loops ------------------------------------------------------------------------------- */

/**
 * interprocess_subscriber_create_source:
 * @self: a subscriber
 * @error: return location for an error
 *
 * Creates a source that is dispatched when there may be a message.
 *
 * Its callback is a [callback@GLib.SourceFunc]. It is called once in an iteration of the main
 * context, and again in the next one, until a call has found the queue empty: so it may take one
 * message and return %G_SOURCE_CONTINUE, and may find none, since another has taken it. Now and
 * then, soon after a message and at last once a second, it is called without a reason: that finds
 * what was left by a process that was killed at the wrong moment. When @self has been closed, or
 * has found the queue corrupt, it is called once more, and then the source is removed.
 *
 * Priority, name, closure and ready time are its user's, as those of any source. The source holds a
 * reference to @self. A subscriber may have any number of sources, in any main contexts; waiting
 * costs no processor time and no thread.
 *
 * Does not block. From any thread.
 *
 * Errors: %INTERPROCESS_QUEUE_ERROR_CLOSED, %INTERPROCESS_QUEUE_ERROR_FORKED,
 * %INTERPROCESS_QUEUE_ERROR_NOT_FOUND and %INTERPROCESS_QUEUE_ERROR_UNTRUSTED if somebody removed
 * or replaced the queue's doorbell, and %INTERPROCESS_QUEUE_ERROR_FAILED if this process has no
 * descriptor left. Calls that block work all the same.
 *
 * Returns: (transfer full): a new source that is not attached yet, or %NULL with an error
 *
 * Since: 1.0
 */
GSource *
interprocess_subscriber_create_source (InterprocessSubscriber *self, GError **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return endpoint_source_new (&self->endpoint, G_OBJECT (self), error);
}

/**
 * interprocess_subscriber_get_fd:
 * @self: a subscriber
 * @error: return location for an error
 *
 * Gets a descriptor for a loop that is not GLib's: `poll`, `epoll`, `select`, libuv, asyncio.
 *
 * It is readable while there may be a message. Watch it for that, level-triggered; when it is, call
 * [method@Interprocess.Subscriber.try_dequeue]. You need not do so until it finds nothing: the
 * descriptor stays readable until then. Never read from it, write to it or close it: it belongs to
 * @self, is the same at each call, and stays open until @self is finalized. Now and
 * then, soon after a message and at last once a second, it is readable without a reason; after
 * @self was closed it always is.
 *
 * When your loop does not watch it any more, say so by [method@Interprocess.Subscriber.release_fd].
 *
 * Needs Linux. Does not block. From any thread.
 *
 * Errors: those of [method@Interprocess.Subscriber.create_source].
 *
 * Returns: the descriptor, or -1 with an error
 *
 * Since: 1.0
 */
int
interprocess_subscriber_get_fd (InterprocessSubscriber *self, GError **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  return endpoint_get_fd (&self->endpoint, error);
}

/**
 * interprocess_subscriber_release_fd:
 * @self: a subscriber
 *
 * Says that a descriptor which [method@Interprocess.Subscriber.get_fd] returned is not watched any
 * more.
 *
 * Call it when your loop has stopped watching, once for each call of `get_fd`. It need not be
 * called, but until then publishers ring for this endpoint, which is a system call now and then.
 * The descriptor stays open, and means nothing until `get_fd` is called again.
 *
 * Does not block. From any thread. To call it more often than `get_fd` is a bug of the caller, and
 * a critical message names it.
 *
 * Since: 1.0
 */
void
interprocess_subscriber_release_fd (InterprocessSubscriber *self)
{
  g_return_if_fail (INTERPROCESS_IS_SUBSCRIBER (self));

  endpoint_release_fd (&self->endpoint);
}

static gboolean
attempt_dequeue (GTask *task, gpointer *result, GError **error)
{
  GError *failure = NULL;

  *result = interprocess_subscriber_try_dequeue_bytes (g_task_get_source_object (task), &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return *result != NULL || failure != NULL;
}

/**
 * interprocess_subscriber_dequeue_async:
 * @self: a subscriber
 * @timeout: how long to wait for a message, in microseconds; 0 not at all, negative for ever
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async) (closure user_data): called when there is a result
 * @user_data: what @callback is called with
 *
 * Takes the next message without blocking: like [method@Interprocess.Subscriber.dequeue], but the
 * waiting is done by the thread-default main context of the caller, where @callback is called too.
 *
 * Several calls may wait at the same time, and are served in the order in which they were made,
 * whatever their main contexts: so a context that is not iterated holds up the calls behind it, in
 * all threads. Cancel what waits in a context before you drop it. A call holds a reference to
 * @self, and ends when that is closed or @cancellable is cancelled. A message is taken in the
 * call's own main context, at the moment when @callback is called with it: so a call that is
 * cancelled, has timed out, or is never served has taken none.
 *
 * Since: 1.0
 */
void
interprocess_subscriber_dequeue_async (InterprocessSubscriber *self,
                                       gint64                  timeout,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  GTask *task;

  g_return_if_fail (INTERPROCESS_IS_SUBSCRIBER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_subscriber_dequeue_async);
  endpoint_call_begin (&self->endpoint, task, timeout, attempt_dequeue,
                       (GDestroyNotify) g_bytes_unref);
}

/**
 * interprocess_subscriber_dequeue_finish:
 * @self: a subscriber
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Subscriber.dequeue_async].
 *
 * Errors: those of [method@Interprocess.Subscriber.dequeue], and of
 * [method@Interprocess.Subscriber.create_source].
 *
 * Returns: (transfer full): the message, or %NULL with an error
 *
 * Since: 1.0
 */
GBytes *
interprocess_subscriber_dequeue_finish (InterprocessSubscriber *self,
                                        GAsyncResult           *result,
                                        GError                **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- the rest --------------------------------------------------------------------------------- */

/**
 * interprocess_subscriber_get_queue_name:
 * @self: a subscriber
 *
 * Gets the queue's name.
 *
 * Returns: (transfer none) (nullable): the name, valid as long as @self; %NULL if it was never
 *   opened
 *
 * Since: 1.0
 */
const char *
interprocess_subscriber_get_queue_name (InterprocessSubscriber *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), NULL);

  return self->endpoint.queue_name;
}

/**
 * interprocess_subscriber_get_path:
 * @self: a subscriber
 *
 * Gets the directory that holds the queue.
 *
 * Returns: (type filename) (transfer none) (nullable): an absolute path, valid as long as @self;
 * %NULL
 *   if it was never opened
 *
 * Since: 1.0
 */
const char *
interprocess_subscriber_get_path (InterprocessSubscriber *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), NULL);

  return self->endpoint.path;
}

/**
 * interprocess_subscriber_get_capacity:
 * @self: a subscriber
 *
 * Gets what the queue can hold. A message may be as long as half of it.
 *
 * Returns: bytes: what was asked for, rounded up
 *
 * Since: 1.0
 */
guint64
interprocess_subscriber_get_capacity (InterprocessSubscriber *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), 0);

  return self->endpoint.core->capacity;
}

/**
 * interprocess_subscriber_is_closed:
 * @self: a subscriber
 *
 * Tells whether the subscriber was closed. In a child after `fork()` it counts as closed.
 *
 * Returns: %TRUE if every call will fail
 *
 * Since: 1.0
 */
gboolean
interprocess_subscriber_is_closed (InterprocessSubscriber *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_SUBSCRIBER (self), TRUE);

  return !ipq_is_open (self->endpoint.core);
}

/**
 * interprocess_subscriber_close:
 * @self: a subscriber
 *
 * Detaches from the queue. Calls that wait in other threads end at once with
 * %INTERPROCESS_QUEUE_ERROR_CLOSED, and so does every later call. The messages stay in the queue as
 * long as another endpoint has it open.
 *
 * Does not block, may be called from any thread, and any number of times. Dropping the last
 * reference closes as well.
 *
 * Since: 1.0
 */
void
interprocess_subscriber_close (InterprocessSubscriber *self)
{
  g_return_if_fail (INTERPROCESS_IS_SUBSCRIBER (self));

  endpoint_close (&self->endpoint);
}
