/* SPDX-License-Identifier: MIT */
#include <interprocess/queue-options.h>

#include <interprocess/enum-types.h>

#include "queue.h"

/**
 * InterprocessQueueOptions:
 *
 * Which queue to open, and how.
 *
 * A queue is known by its name and the directory that holds it: all endpoints opened with the same
 * two, in whatever process, belong to one queue.
 *
 * The options are read, checked and copied when a publisher or subscriber is created from them;
 * changing them later changes nothing that is open. They are for one thread at a time.
 *
 * [property@Interprocess.QueueOptions:max-endpoints], [property@Interprocess.QueueOptions:mode],
 * [property@Interprocess.QueueOptions:group] and [property@Interprocess.QueueOptions:retention] say
 * how to make the queue. Whoever opens one that is there finds it as it was made, whatever these
 * four say; only mode and group then matter once more, for whom to trust.
 *
 * Since: 1.0
 */
struct _InterprocessQueueOptions
{
  GObject parent_instance;

  char *queue_name;
  char *path;
  char *group;
  /* All of one type, whatever they are outside, so that one function sets them. */
  guint64 capacity;
  guint64 create;
  guint64 exclusive;
  guint64 max_endpoints;
  guint64 mode;
  guint64 retention;
  guint64 spin_time; /* two's complement: any value is kept until it is checked */
};

G_DEFINE_FINAL_TYPE (InterprocessQueueOptions, interprocess_queue_options, G_TYPE_OBJECT)

#define DEFAULT_MODE 0600
#define DEFAULT_SPIN_TIME (IPQ_DEFAULT_SPIN / 1000) /* µs */

typedef enum
{
  PROP_QUEUE_NAME = 1,
  PROP_PATH,
  PROP_CAPACITY,
  PROP_CREATE,
  PROP_EXCLUSIVE,
  PROP_MAX_ENDPOINTS,
  PROP_MODE,
  PROP_GROUP,
  PROP_RETENTION,
  PROP_SPIN_TIME,
} InterprocessQueueOptionsProperty;

static GParamSpec *properties[PROP_SPIN_TIME + 1];

static void
interprocess_queue_options_get_property (GObject    *object,
                                         guint       property,
                                         GValue     *value,
                                         GParamSpec *pspec)
{
  InterprocessQueueOptions *self = INTERPROCESS_QUEUE_OPTIONS (object);

  switch ((InterprocessQueueOptionsProperty) property)
    {
    case PROP_QUEUE_NAME:
      g_value_set_string (value, self->queue_name);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_CAPACITY:
      g_value_set_uint64 (value, self->capacity);
      break;
    case PROP_CREATE:
      g_value_set_boolean (value, self->create != 0);
      break;
    case PROP_EXCLUSIVE:
      g_value_set_boolean (value, self->exclusive != 0);
      break;
    case PROP_MAX_ENDPOINTS:
      g_value_set_uint (value, (guint) self->max_endpoints);
      break;
    case PROP_MODE:
      g_value_set_uint (value, (guint) self->mode);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_RETENTION:
      g_value_set_enum (value, (int) self->retention);
      break;
    case PROP_SPIN_TIME:
      g_value_set_int64 (value, (gint64) self->spin_time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
interprocess_queue_options_set_property (GObject      *object,
                                         guint         property,
                                         const GValue *value,
                                         GParamSpec   *pspec)
{
  InterprocessQueueOptions *self = INTERPROCESS_QUEUE_OPTIONS (object);

  switch ((InterprocessQueueOptionsProperty) property)
    {
    case PROP_QUEUE_NAME:
      interprocess_queue_options_set_queue_name (self, g_value_get_string (value));
      break;
    case PROP_PATH:
      interprocess_queue_options_set_path (self, g_value_get_string (value));
      break;
    case PROP_CAPACITY:
      interprocess_queue_options_set_capacity (self, g_value_get_uint64 (value));
      break;
    case PROP_CREATE:
      interprocess_queue_options_set_create (self, g_value_get_boolean (value));
      break;
    case PROP_EXCLUSIVE:
      interprocess_queue_options_set_exclusive (self, g_value_get_boolean (value));
      break;
    case PROP_MAX_ENDPOINTS:
      interprocess_queue_options_set_max_endpoints (self, g_value_get_uint (value));
      break;
    case PROP_MODE:
      interprocess_queue_options_set_mode (self, g_value_get_uint (value));
      break;
    case PROP_GROUP:
      interprocess_queue_options_set_group (self, g_value_get_string (value));
      break;
    case PROP_RETENTION:
      interprocess_queue_options_set_retention (self, g_value_get_enum (value));
      break;
    case PROP_SPIN_TIME:
      interprocess_queue_options_set_spin_time (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
interprocess_queue_options_finalize (GObject *object)
{
  InterprocessQueueOptions *self = INTERPROCESS_QUEUE_OPTIONS (object);

  g_free (self->queue_name);
  g_free (self->path);
  g_free (self->group);
  G_OBJECT_CLASS (interprocess_queue_options_parent_class)->finalize (object);
}

static void
describe_which_and_how (GParamFlags flags)
{
  /**
   * InterprocessQueueOptions:queue-name:
   *
   * The queue's name: 1 to 200 bytes of UTF-8 without a slash or control characters, and not
   * beginning with a dot.
   *
   * Since: 1.0
   */
  properties[PROP_QUEUE_NAME] = g_param_spec_string ("queue-name", NULL, NULL, NULL, flags);
  /**
   * InterprocessQueueOptions:path: (type filename)
   *
   * The directory that holds the queue, which must exist, or %NULL for the user's own:
   * `interprocess` in `$XDG_RUNTIME_DIR`, else `interprocess-UID` in the temporary directory, made
   * when missing.
   *
   * It should be on a file system in memory, such as a tmpfs: on a disk the kernel also writes the
   * messages there.
   *
   * Since: 1.0
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * InterprocessQueueOptions:capacity:
   *
   * How much the queue can hold, in bytes, from 1024 to 2³⁶ (64 GiB). It is rounded up to a power
   * of two and at least to a page of memory; a message takes its length, rounded up to a multiple
   * of 64 and at least 64, and may be as long as half the capacity. The queue's file is a quarter
   * larger, and some 8 KiB and 128 bytes for each of
   * [property@Interprocess.QueueOptions:max-endpoints].
   *
   * All that have a queue open at the same time must ask for the same capacity, after rounding; and
   * so must whoever opens a queue that was kept.
   *
   * Since: 1.0
   */
  properties[PROP_CAPACITY] =
    g_param_spec_uint64 ("capacity", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * InterprocessQueueOptions:create:
   *
   * Whether to make the queue when nobody has it open and none was kept.
   *
   * Since: 1.0
   */
  properties[PROP_CREATE] = g_param_spec_boolean ("create", NULL, NULL, TRUE, flags);
  /**
   * InterprocessQueueOptions:exclusive:
   *
   * Whether the endpoint is to be the only one of its role. Calls are then faster, since they need
   * not reckon with others. By default it is not.
   *
   * Publishers and subscribers are two roles: either may be exclusive and the other shared. While
   * an exclusive endpoint lives, every other of its role, exclusive or not, is refused with
   * %INTERPROCESS_QUEUE_ERROR_EXCLUSIVE, which names the holder; and so is an exclusive one while
   * any other of its role lives. A holder that was killed is replaced at once.
   *
   * An exclusive endpoint is for one thread at a time, except that any thread may close it, cancel
   * its waiting or ask for its properties. Whoever hands it to another thread orders that, by a
   * lock or a join for example. Two threads in it at once can damage messages; a debug build of the
   * library finds out, logs a critical message and answers %INTERPROCESS_QUEUE_ERROR_FAILED.
   *
   * Since: 1.0
   */
  properties[PROP_EXCLUSIVE] = g_param_spec_boolean ("exclusive", NULL, NULL, FALSE, flags);
}

static void
describe_how_to_wait (GParamFlags flags)
{
  /**
   * InterprocessQueueOptions:spin-time:
   *
   * How long a call that blocks looks again and again before it goes to sleep, in microseconds: 0,
   * never, to 1,000,000; by default 20.
   *
   * It pays where the other side answers soon, from another processor: to sleep and be woken takes
   * some 50 µs. It is an upper bound: each wait for which it was of no use halves it, so a queue
   * that is seldom busy costs nothing, and on a machine with one processor nobody spins. Nor does
   * one who waits in a main loop.
   *
   * Since: 1.0
   */
  properties[PROP_SPIN_TIME] = g_param_spec_int64 ("spin-time", NULL, NULL, G_MININT64, G_MAXINT64,
                                                   DEFAULT_SPIN_TIME, flags);
}

static void
describe_what_to_make (GParamFlags flags)
{
  /**
   * InterprocessQueueOptions:max-endpoints:
   *
   * How many publishers and subscribers together may have the queue open at the same time, from 1
   * to 4095; by default 255. One more is refused with %INTERPROCESS_QUEUE_ERROR_TOO_MANY_ENDPOINTS
   * until another is closed or killed.
   *
   * This is for the process that makes the queue; others find it as it is.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_ENDPOINTS] = g_param_spec_uint ("max-endpoints", NULL, NULL, 0, G_MAXUINT,
                                                      IPQ_DEFAULT_ENDPOINTS, flags);
  /**
   * InterprocessQueueOptions:mode:
   *
   * Who may open the queue, as a file's mode: `0600`, the owner alone, which is the default;
   * `0660`, the group as well; `0666`, everybody; or `0606`, everybody outside of the group.
   * Whoever uses a queue reads *and* writes it, so there are no other modes. The mode is applied as
   * it is, whatever the umask; and the directory has to let the others in, too.
   *
   * This is for the process that makes the queue; others find it as it is. But it also says whom to
   * trust, since whoever owns a queue can do harm to those that use it. A queue is opened only if
   * one of these is so, and otherwise the error is %INTERPROCESS_QUEUE_ERROR_UNTRUSTED:
   *
   * - its owner is the user who opens it, or root;
   * - this mode lets everybody write (`0006`);
   * - these options name a [property@Interprocess.QueueOptions:group], the queue has that group, this
   *   mode lets the group write (`0060`), and the directory that holds the queue cannot be written to by
   *   everybody: then only root or a member of the group can have put it there.
   *
   * The number is octal: `0600` in C and Vala, `0o600` in Python and JavaScript.
   *
   * Since: 1.0
   */
  properties[PROP_MODE] =
    g_param_spec_uint ("mode", NULL, NULL, 0, G_MAXUINT, DEFAULT_MODE, flags);
  /**
   * InterprocessQueueOptions:group:
   *
   * The group that the queue is given to, by its name or its number in decimal; by default %NULL,
   * which leaves the one that a new file has. Only root or a member can give something to a group.
   *
   * It is of use together with a [property@Interprocess.QueueOptions:mode] that lets the group in,
   * `0660`. Whoever opens the queue of another member of the group names it as well: see there whom an
   * endpoint trusts. A name is looked up in the system's database when the endpoint is created.
   *
   * Since: 1.0
   */
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  /**
   * InterprocessQueueOptions:retention:
   *
   * How long the queue is there, with its messages: by default until the last endpoint is closed.
   *
   * With %INTERPROCESS_RETENTION_KEEP both stay when the last endpoint is closed, or all are
   * killed, until the queue is removed by hand or the machine restarts. To remove it, remove the
   * directory
   * `NAME.queue` in its path while no endpoint has it open. One from before a restart is begun anew,
   * since a machine that lost power may have written half of it.
   *
   * This is for the process that makes the queue; others find it as it is.
   *
   * Since: 1.0
   */
  properties[PROP_RETENTION] =
    g_param_spec_enum ("retention", NULL, NULL, INTERPROCESS_TYPE_RETENTION,
                       INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE, flags);
}

static void
interprocess_queue_options_class_init (InterprocessQueueOptionsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = interprocess_queue_options_get_property;
  object_class->set_property = interprocess_queue_options_set_property;
  object_class->finalize = interprocess_queue_options_finalize;

  describe_which_and_how (flags);
  describe_what_to_make (flags);
  describe_how_to_wait (flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
interprocess_queue_options_init (InterprocessQueueOptions *self)
{
}

/**
 * interprocess_queue_options_new:
 * @queue_name: the queue's name: see [property@Interprocess.QueueOptions:queue-name]
 * @capacity: the queue's capacity in bytes: see [property@Interprocess.QueueOptions:capacity]
 *
 * Creates options for a queue in the user's own directory.
 *
 * Nothing is checked here: what cannot be used is an error of
 * [method@Interprocess.QueueFactory.create_publisher] and
 * [method@Interprocess.QueueFactory.create_subscriber].
 *
 * Returns: (transfer full): the options
 *
 * Since: 1.0
 */
InterprocessQueueOptions *
interprocess_queue_options_new (const char *queue_name, guint64 capacity)
{
  return g_object_new (INTERPROCESS_TYPE_QUEUE_OPTIONS,
                       "queue-name", queue_name,
                       "capacity", capacity,
                       NULL);
}

/* ---- getters and setters ---------------------------------------------------------------------- */

static void
set_string (InterprocessQueueOptions *self, char **field, const char *to, GParamSpec *property)
{
  char *copy;

  if (g_strcmp0 (*field, to) == 0)
    return;
  copy = g_strdup (to); /* first: it may be a part of the old one */
  g_free (*field);
  *field = copy;
  g_object_notify_by_pspec (G_OBJECT (self), property);
}

static void
set_number (InterprocessQueueOptions *self, guint64 *field, guint64 to, GParamSpec *property)
{
  if (*field == to)
    return;
  *field = to;
  g_object_notify_by_pspec (G_OBJECT (self), property);
}

/**
 * interprocess_queue_options_get_queue_name:
 * @self: the options
 *
 * Gets the queue's name.
 *
 * Returns: (transfer none) (nullable): the name; valid until it is set again
 *
 * Since: 1.0
 */
const char *
interprocess_queue_options_get_queue_name (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), NULL);

  return self->queue_name;
}

/**
 * interprocess_queue_options_set_queue_name:
 * @self: the options
 * @queue_name: (nullable): the name: see [property@Interprocess.QueueOptions:queue-name]
 *
 * Sets the queue's name.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_queue_name (InterprocessQueueOptions *self, const char *queue_name)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_string (self, &self->queue_name, queue_name, properties[PROP_QUEUE_NAME]);
}

/**
 * interprocess_queue_options_get_path:
 * @self: the options
 *
 * Gets the directory that holds the queue.
 *
 * Returns: (type filename) (transfer none) (nullable): the directory, or %NULL for the user's own;
 *   valid until it is set again
 *
 * Since: 1.0
 */
const char *
interprocess_queue_options_get_path (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), NULL);

  return self->path;
}

/**
 * interprocess_queue_options_set_path:
 * @self: the options
 * @path: (type filename) (nullable): the directory, or %NULL for the user's own
 *
 * Sets the directory that holds the queue.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_path (InterprocessQueueOptions *self, const char *path)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_string (self, &self->path, path, properties[PROP_PATH]);
}

/**
 * interprocess_queue_options_get_capacity:
 * @self: the options
 *
 * Gets how much is asked for. An open endpoint tells what it got:
 * [method@Interprocess.Publisher.get_capacity].
 *
 * Returns: bytes, as they were set
 *
 * Since: 1.0
 */
guint64
interprocess_queue_options_get_capacity (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), 0);

  return self->capacity;
}

/**
 * interprocess_queue_options_set_capacity:
 * @self: the options
 * @capacity: bytes: see [property@Interprocess.QueueOptions:capacity]
 *
 * Sets how much the queue can hold.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_capacity (InterprocessQueueOptions *self, guint64 capacity)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->capacity, capacity, properties[PROP_CAPACITY]);
}

/**
 * interprocess_queue_options_get_create:
 * @self: the options
 *
 * Gets whether to make the queue when nobody has it open.
 *
 * Returns: %TRUE to make it, %FALSE to fail with %INTERPROCESS_QUEUE_ERROR_NOT_FOUND
 *
 * Since: 1.0
 */
gboolean
interprocess_queue_options_get_create (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), FALSE);

  return self->create != 0;
}

/**
 * interprocess_queue_options_set_create:
 * @self: the options
 * @create: %TRUE to make the queue, %FALSE to fail with %INTERPROCESS_QUEUE_ERROR_NOT_FOUND
 *
 * Sets whether to make the queue when nobody has it open.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_create (InterprocessQueueOptions *self, gboolean create)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->create, create != FALSE, properties[PROP_CREATE]);
}

/**
 * interprocess_queue_options_get_exclusive:
 * @self: the options
 *
 * Gets whether the endpoint is to be the only one of its role.
 *
 * Returns: %TRUE for the only one, %FALSE for one of several
 *
 * Since: 1.0
 */
gboolean
interprocess_queue_options_get_exclusive (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), FALSE);

  return self->exclusive != 0;
}

/**
 * interprocess_queue_options_set_exclusive:
 * @self: the options
 * @exclusive: %TRUE for the only endpoint of its role, used by one thread at a time; %FALSE for one of
 *   several: see [property@Interprocess.QueueOptions:exclusive]
 *
 * Sets whether the endpoint is to be the only one of its role.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_exclusive (InterprocessQueueOptions *self, gboolean exclusive)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->exclusive, exclusive != FALSE, properties[PROP_EXCLUSIVE]);
}

/**
 * interprocess_queue_options_get_max_endpoints:
 * @self: the options
 *
 * Gets how many endpoints a new queue admits at the same time.
 *
 * Returns: publishers and subscribers together, as they were set
 *
 * Since: 1.0
 */
guint
interprocess_queue_options_get_max_endpoints (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), 0);

  return (guint) self->max_endpoints;
}

/**
 * interprocess_queue_options_set_max_endpoints:
 * @self: the options
 * @max_endpoints: publishers and subscribers together, 1 to 4095: see
 *   [property@Interprocess.QueueOptions:max-endpoints]
 *
 * Sets how many endpoints a new queue admits at the same time.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_max_endpoints (InterprocessQueueOptions *self, guint max_endpoints)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->max_endpoints, max_endpoints, properties[PROP_MAX_ENDPOINTS]);
}

/**
 * interprocess_queue_options_get_mode:
 * @self: the options
 *
 * Gets who may open a new queue.
 *
 * Returns: the mode, as it was set
 *
 * Since: 1.0
 */
guint
interprocess_queue_options_get_mode (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), 0);

  return (guint) self->mode;
}

/**
 * interprocess_queue_options_set_mode:
 * @self: the options
 * @mode: the mode, `0600`, `0660`, `0606` or `0666`: see
 *   [property@Interprocess.QueueOptions:mode]
 *
 * Sets who may open a new queue, and whom to trust when opening one that is there.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_mode (InterprocessQueueOptions *self, guint mode)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->mode, mode, properties[PROP_MODE]);
}

/**
 * interprocess_queue_options_get_group:
 * @self: the options
 *
 * Gets the group that a new queue is given to.
 *
 * Returns: (transfer none) (nullable): its name or number, or %NULL for the one that a new file
 * has;
 *   valid until it is set again
 *
 * Since: 1.0
 */
const char *
interprocess_queue_options_get_group (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), NULL);

  return self->group;
}

/**
 * interprocess_queue_options_set_group:
 * @self: the options
 * @group: (nullable): its name or number, or %NULL for the one that a new file has: see
 *   [property@Interprocess.QueueOptions:group]
 *
 * Sets the group that a new queue is given to, and whose members to trust when opening one that is
 * there.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_group (InterprocessQueueOptions *self, const char *group)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_string (self, &self->group, group, properties[PROP_GROUP]);
}

/**
 * interprocess_queue_options_get_retention:
 * @self: the options
 *
 * Gets how long a new queue is there.
 *
 * Returns: the retention, as it was set
 *
 * Since: 1.0
 */
InterprocessRetention
interprocess_queue_options_get_retention (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self),
                        INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE);

  return (InterprocessRetention) self->retention;
}

/**
 * interprocess_queue_options_set_retention:
 * @self: the options
 * @retention: until the last endpoint is closed, or kept: see
 *   [property@Interprocess.QueueOptions:retention]
 *
 * Sets how long a new queue is there, with its messages.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_retention (InterprocessQueueOptions *self,
                                          InterprocessRetention     retention)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->retention, (guint) retention, properties[PROP_RETENTION]);
}

/**
 * interprocess_queue_options_get_spin_time:
 * @self: the options
 *
 * Gets how long a call that blocks spins before it sleeps.
 *
 * Returns: µs, as they were set
 *
 * Since: 1.0
 */
gint64
interprocess_queue_options_get_spin_time (InterprocessQueueOptions *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self), 0);

  return (gint64) self->spin_time;
}

/**
 * interprocess_queue_options_set_spin_time:
 * @self: the options
 * @spin_time: µs, 0 for never: see [property@Interprocess.QueueOptions:spin-time]
 *
 * Sets how long a call that blocks spins before it sleeps.
 *
 * Since: 1.0
 */
void
interprocess_queue_options_set_spin_time (InterprocessQueueOptions *self, gint64 spin_time)
{
  g_return_if_fail (INTERPROCESS_IS_QUEUE_OPTIONS (self));

  set_number (self, &self->spin_time, (guint64) spin_time, properties[PROP_SPIN_TIME]);
}
