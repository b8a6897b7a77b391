/* SPDX-License-Identifier: MIT */
#include <interprocess/publisher.h>

#include <interprocess/closable.h>

#include "endpoint-call.h"
#include "endpoint-source.h"
#include "endpoint.h"
#include "publisher-private.h"

/**
 * InterprocessPublisher:
 *
 * The end of a queue that messages are put into.
 *
 * Created by [method@Interprocess.QueueFactory.create_publisher]. Any number of threads may use one
 * publisher at the same time. The messages that one thread enqueues are taken in the order in which
 * it enqueued them.
 *
 * One that was created with [property@Interprocess.QueueOptions:exclusive] is the queue's only
 * publisher while it is open. Its calls are faster, and for one thread at a time.
 *
 * A message is in the queue as soon as a call has returned %TRUE, whatever happens to this process
 * afterwards. If the process is killed during the call the message is there or not, and never half;
 * if it is stopped in the middle, others go on, and the message is sent when the process resumes.
 *
 * But a queue lives only as long as some endpoint has it open: with the last one, whatever is left
 * in it is gone. So a publisher that sends and closes while nobody listens has sent in vain, and no
 * call fails. To be told, set [property@Interprocess.QueueOptions:create] to %FALSE: then opening
 * fails unless the other end is there. To have the messages wait, set
 * [property@Interprocess.QueueOptions:retention] to %INTERPROCESS_RETENTION_KEEP.
 *
 * In a child after `fork()` every call fails with %INTERPROCESS_QUEUE_ERROR_FORKED; the parent's
 * publisher is not affected. Let the child create its own.
 *
 * Since: 1.0
 */
struct _InterprocessPublisher
{
  GObject parent_instance;

  Endpoint endpoint;
};

static void closable_init (InterprocessClosableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessPublisher, interprocess_publisher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE, closable_init))

static GType final_type;

/* Nothing derives from a final class, so one comparison tells: for calls that have to be quick. */
static inline gboolean
is_publisher (InterprocessPublisher *self)
{
  return self != NULL && G_TYPE_FROM_INSTANCE (self) == final_type;
}

static void
interprocess_publisher_get_property (GObject *object,
                                     guint property,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  endpoint_get_property (&INTERPROCESS_PUBLISHER (object)->endpoint, object, property, value, pspec);
}

static void
interprocess_publisher_finalize (GObject *object)
{
  endpoint_clear (&INTERPROCESS_PUBLISHER (object)->endpoint);
  G_OBJECT_CLASS (interprocess_publisher_parent_class)->finalize (object);
}

static void
interprocess_publisher_class_init (InterprocessPublisherClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  final_type = G_TYPE_FROM_CLASS (class);
  object_class->get_property = interprocess_publisher_get_property;
  object_class->finalize = interprocess_publisher_finalize;

  /**
   * InterprocessPublisher:queue-name:
   *
   * The queue's name; %NULL if it was never opened.
   *
   * Since: 1.0
   */
  /**
   * InterprocessPublisher:path: (type filename)
   *
   * The absolute path of the directory that holds the queue; %NULL if it was never opened.
   *
   * Since: 1.0
   */
  /**
   * InterprocessPublisher:capacity:
   *
   * What the queue can hold, in bytes: what was asked for, rounded up.
   *
   * Since: 1.0
   */
  endpoint_install_properties (object_class);
}

static void
interprocess_publisher_init (InterprocessPublisher *self)
{
  endpoint_init (&self->endpoint);
}

static void
close_closable (InterprocessClosable *closable)
{
  interprocess_publisher_close (INTERPROCESS_PUBLISHER (closable));
}

static void
closable_init (InterprocessClosableInterface *interface)
{
  interface->close = close_closable;
}

InterprocessPublisher *
interprocess_publisher_open (InterprocessQueueOptions  *options,
                             InterprocessLoggerFactory *logger_factory,
                             GError                   **error)
{
  g_autoptr(InterprocessPublisher) self = g_object_new (INTERPROCESS_TYPE_PUBLISHER, NULL);

  if (!endpoint_open (&self->endpoint, IPQ_PUBLISHER, options, logger_factory, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* What is left to do when the message did not simply go in. */
static G_GNUC_NO_INLINE gboolean
finish (InterprocessPublisher *self, int result, gsize length, GError **error)
{
  endpoint_report (&self->endpoint);
  if (result != IPQ_OK && result != IPQ_FULL)
    endpoint_set_error (&self->endpoint, result, length, 0, error);
  return result == IPQ_OK;
}

/**
 * interprocess_publisher_try_enqueue:
 * @self: a publisher
 * @data: (array length=length) (element-type guint8) (nullable): the message; %NULL if it is empty
 * @length: its length in bytes, 0 to half the capacity; an empty message is a message
 * @error: return location for an error
 *
 * Puts a message into the queue if there is room, by copying it.
 *
 * Does not block and does not allocate. Threads that use one publisher at the same moment may hold
 * each other up for less than a millisecond.
 *
 * Errors: %INTERPROCESS_QUEUE_ERROR_TOO_LARGE, %INTERPROCESS_QUEUE_ERROR_CLOSED,
 * %INTERPROCESS_QUEUE_ERROR_FORKED, %INTERPROCESS_QUEUE_ERROR_CORRUPT.
 *
 * Returns: %TRUE if the message is in the queue; %FALSE without an error if the queue is full;
 *   %FALSE with an error if it failed
 *
 * Since: 1.0
 */
gboolean
interprocess_publisher_try_enqueue (InterprocessPublisher *self,
                                    const guint8          *data,
                                    gsize                  length,
                                    GError               **error)
{
  struct ipq_endpoint *core;
  int result;

  g_return_val_if_fail (is_publisher (self), FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  core = self->endpoint.core;
  result = ipq_try_enqueue (core, data, length);
  if (G_LIKELY (result == IPQ_OK && !ipq_has_notices (core)))
    return TRUE;
  return finish (self, result, length, error);
}

/**
 * interprocess_publisher_try_enqueue_bytes:
 * @self: a publisher
 * @message: the message
 * @error: return location for an error
 *
 * Puts a message into the queue if there is room, by copying it: like
 * [method@Interprocess.Publisher.try_enqueue] in everything else.
 *
 * Returns: %TRUE if the message is in the queue; %FALSE without an error if the queue is full;
 *   %FALSE with an error if it failed
 *
 * Since: 1.0
 */
gboolean
interprocess_publisher_try_enqueue_bytes (InterprocessPublisher *self,
                                          GBytes *message,
                                          GError **error)
{
  const guint8 *data;
  gsize length;

  g_return_val_if_fail (message != NULL, FALSE);

  data = g_bytes_get_data (message, &length);
  return interprocess_publisher_try_enqueue (self, data, length, error);
}

/**
 * interprocess_publisher_enqueue:
 * @self: a publisher
 * @data: (array length=length) (element-type guint8) (nullable): the message; %NULL if it is empty
 * @length: its length in bytes, 0 to half the capacity
 * @timeout: how long to wait for room, in microseconds; 0 not at all, negative for ever
 * @cancellable: (nullable): ends the waiting from another thread
 * @error: return location for an error
 *
 * Puts a message into the queue, and waits for room if it is full.
 *
 * Blocks the calling thread. A call that waits ends at once when @cancellable is cancelled or the
 * publisher is closed; the message is not in the queue then. Which of several waiting publishers
 * gets the room first is not said.
 *
 * Errors: those of [method@Interprocess.Publisher.try_enqueue], %INTERPROCESS_QUEUE_ERROR_TIMED_OUT
 * and %G_IO_ERROR_CANCELLED.
 *
 * Returns: %TRUE if the message is in the queue, %FALSE with an error if not
 *
 * Since: 1.0
 */
gboolean
interprocess_publisher_enqueue (InterprocessPublisher *self,
                                const guint8          *data,
                                gsize                  length,
                                gint64                 timeout,
                                GCancellable          *cancellable,
                                GError               **error)
{
  EndpointWait wait;
  int result;

  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  /* Most calls need not wait, and so need neither a clock nor a handler for the cancellable. */
  result = ipq_try_enqueue (self->endpoint.core, data, length);
  if (result != IPQ_FULL)
    return finish (self, result, length, error);
  endpoint_wait_begin (&self->endpoint, &wait, timeout, cancellable);
  result = ipq_enqueue (self->endpoint.core, data, length, &wait.core);
  endpoint_wait_end (&wait);
  endpoint_report (&self->endpoint);
  if (result != IPQ_OK)
    endpoint_wait_set_error (&self->endpoint, &wait, result, length, 0, error);
  return result == IPQ_OK;
}

/* ---- main loops ------------------------------------------------------------------------------- */

/**
 * interprocess_publisher_create_source:
 * @self: a publisher
 * @error: return location for an error
 *
 * Creates a source that is dispatched when there may be room for a message.
 *
 * Its callback is a [callback@GLib.SourceFunc]. It is called once in an iteration of the main
 * context, and again in the next one, until a call has found the queue full: so it may put in one
 * message and return %G_SOURCE_CONTINUE, and may find no room, since another has taken it. Now and
 * then, soon after a message and at last once a second, it is called without a reason: that finds
 * what was left by a process that was killed at the wrong moment. When @self has been closed, or
 * has found the queue corrupt, it is called once more, and then the source is removed.
 *
 * Priority, name, closure and ready time are its user's, as those of any source. The source holds a
 * reference to @self. A publisher may have any number of sources, in any main contexts; waiting
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
interprocess_publisher_create_source (InterprocessPublisher *self, GError **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return endpoint_source_new (&self->endpoint, G_OBJECT (self), error);
}

/**
 * interprocess_publisher_get_fd:
 * @self: a publisher
 * @error: return location for an error
 *
 * Gets a descriptor for a loop that is not GLib's: `poll`, `epoll`, `select`, libuv, asyncio.
 *
 * It is readable while there may be room for a message. Watch it for that, level-triggered; when it
 * is, call [method@Interprocess.Publisher.try_enqueue]. You need not do so until it finds nothing:
 * the descriptor stays readable until then. Never read from it, write to it or close it: it belongs
 * to @self, is the same at each call, and stays open until @self is finalized. Now and
 * then, soon after a message and at last once a second, it is readable without a reason; after
 * @self was closed it always is.
 *
 * "Full" depends on the message: when others wait for room for shorter ones, each looks by itself
 * within a second.
 *
 * When your loop does not watch it any more, say so by [method@Interprocess.Publisher.release_fd].
 *
 * Needs Linux. Does not block. From any thread.
 *
 * Errors: those of [method@Interprocess.Publisher.create_source].
 *
 * Returns: the descriptor, or -1 with an error
 *
 * Since: 1.0
 */
int
interprocess_publisher_get_fd (InterprocessPublisher *self, GError **error)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  return endpoint_get_fd (&self->endpoint, error);
}

/**
 * interprocess_publisher_release_fd:
 * @self: a publisher
 *
 * Says that a descriptor which [method@Interprocess.Publisher.get_fd] returned is not watched any
 * more.
 *
 * Call it when your loop has stopped watching, once for each call of `get_fd`. It need not be
 * called, but until then subscribers ring for this endpoint, which is a system call now and then.
 * The descriptor stays open, and means nothing until `get_fd` is called again.
 *
 * Does not block. From any thread. To call it more often than `get_fd` is a bug of the caller, and
 * a critical message names it.
 *
 * Since: 1.0
 */
void
interprocess_publisher_release_fd (InterprocessPublisher *self)
{
  g_return_if_fail (INTERPROCESS_IS_PUBLISHER (self));

  endpoint_release_fd (&self->endpoint);
}

static gboolean
attempt_enqueue (GTask *task, gpointer *result, GError **error)
{
  GError *failure = NULL;
  gboolean sent = interprocess_publisher_try_enqueue_bytes (g_task_get_source_object (task),
                                                            g_task_get_task_data (task), &failure);

  if (failure != NULL)
    g_propagate_error (error, failure);
  return sent || failure != NULL;
}

/**
 * interprocess_publisher_enqueue_async:
 * @self: a publisher
 * @message: the message
 * @timeout: how long to wait for room, in microseconds; 0 not at all, negative for ever
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async) (closure user_data): called when there is a result
 * @user_data: what @callback is called with
 *
 * Puts a message into the queue without blocking: like [method@Interprocess.Publisher.enqueue], but
 * the waiting is done by the thread-default main context of the caller, where @callback is called
 * too.
 *
 * Several calls may wait at the same time, and are served in the order in which they were made,
 * whatever their main contexts: so a context that is not iterated holds up the calls behind it, in
 * all threads. Cancel what waits in a context before you drop it. A call holds a reference to
 * @self, and ends when that is closed or @cancellable is cancelled. The message of one that was
 * cancelled or timed out is not in the queue; that of the first one is, if there was room, before
 * this function returns.
 *
 * Since: 1.0
 */
void
interprocess_publisher_enqueue_async (InterprocessPublisher *self,
                                      GBytes                *message,
                                      gint64                 timeout,
                                      GCancellable          *cancellable,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data)
{
  GTask *task;

  g_return_if_fail (INTERPROCESS_IS_PUBLISHER (self));
  g_return_if_fail (message != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, interprocess_publisher_enqueue_async);
  g_task_set_task_data (task, g_bytes_ref (message), (GDestroyNotify) g_bytes_unref);
  endpoint_call_begin (&self->endpoint, task, timeout, attempt_enqueue, NULL);
}

/**
 * interprocess_publisher_enqueue_finish:
 * @self: a publisher
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Interprocess.Publisher.enqueue_async].
 *
 * Errors: those of [method@Interprocess.Publisher.enqueue], and of
 * [method@Interprocess.Publisher.create_source].
 *
 * Returns: %TRUE if the message is in the queue, %FALSE with an error if not
 *
 * Since: 1.0
 */
gboolean
interprocess_publisher_enqueue_finish (InterprocessPublisher *self,
                                       GAsyncResult          *result,
                                       GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- the rest --------------------------------------------------------------------------------- */

/**
 * interprocess_publisher_get_queue_name:
 * @self: a publisher
 *
 * Gets the queue's name.
 *
 * Returns: (transfer none) (nullable): the name, valid as long as @self; %NULL if it was never
 *   opened
 *
 * Since: 1.0
 */
const char *
interprocess_publisher_get_queue_name (InterprocessPublisher *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), NULL);

  return self->endpoint.queue_name;
}

/**
 * interprocess_publisher_get_path:
 * @self: a publisher
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
interprocess_publisher_get_path (InterprocessPublisher *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), NULL);

  return self->endpoint.path;
}

/**
 * interprocess_publisher_get_capacity:
 * @self: a publisher
 *
 * Gets what the queue can hold. A message may be as long as half of it.
 *
 * Returns: bytes: what was asked for, rounded up
 *
 * Since: 1.0
 */
guint64
interprocess_publisher_get_capacity (InterprocessPublisher *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), 0);

  return self->endpoint.core->capacity;
}

/**
 * interprocess_publisher_is_closed:
 * @self: a publisher
 *
 * Tells whether the publisher was closed. In a child after `fork()` it counts as closed.
 *
 * Returns: %TRUE if every call will fail
 *
 * Since: 1.0
 */
gboolean
interprocess_publisher_is_closed (InterprocessPublisher *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_PUBLISHER (self), TRUE);

  return !ipq_is_open (self->endpoint.core);
}

/**
 * interprocess_publisher_close:
 * @self: a publisher
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
interprocess_publisher_close (InterprocessPublisher *self)
{
  g_return_if_fail (INTERPROCESS_IS_PUBLISHER (self));

  endpoint_close (&self->endpoint);
}
