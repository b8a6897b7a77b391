/* SPDX-License-Identifier: MIT */
#include <interprocess/queue-options.h>

#include "error.h"
#include "queue-error-private.h"
#include "queue-options-private.h"

#include <string.h>

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
 * Since: 1.0
 */
struct _InterprocessQueueOptions
{
  GObject parent_instance;

  char *queue_name;
  char *path;
  guint64 capacity;
  gboolean create;
};

G_DEFINE_FINAL_TYPE (InterprocessQueueOptions, interprocess_queue_options, G_TYPE_OBJECT)

/* The file's name has to fit in 255 bytes with what is put around it. */
#define LONGEST_NAME 200

typedef enum
{
  PROP_QUEUE_NAME = 1,
  PROP_PATH,
  PROP_CAPACITY,
  PROP_CREATE,
} InterprocessQueueOptionsProperty;

static GParamSpec *properties[PROP_CREATE + 1];

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
      g_value_set_boolean (value, self->create);
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
  G_OBJECT_CLASS (interprocess_queue_options_parent_class)->finalize (object);
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
   * How much the queue can hold, in bytes, from 1024 to 2³⁶ (64 GiB). It is rounded up to a power of
   * two and at least to a page of memory; a message takes its length, rounded up to a multiple of 64
   * and at least 64, and may be as long as half the capacity. The queue's file is a quarter larger, and
   * some 24 KiB.
   *
   * All who have a queue open at the same time must ask for the same, after rounding.
   *
   * Since: 1.0
   */
  properties[PROP_CAPACITY] =
    g_param_spec_uint64 ("capacity", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * InterprocessQueueOptions:create:
   *
   * Whether to make the queue when nobody has it open.
   *
   * Since: 1.0
   */
  properties[PROP_CREATE] = g_param_spec_boolean ("create", NULL, NULL, TRUE, flags);
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

  if (self->capacity == capacity)
    return;
  self->capacity = capacity;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPACITY]);
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

  return self->create;
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

  create = !!create;
  if (self->create == create)
    return;
  self->create = create;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATE]);
}

static const char *
fault_of_name (const char *name)
{
  if (name == NULL || name[0] == '\0')
    return "is empty";
  if (!g_utf8_validate (name, -1, NULL))
    return "is not valid UTF-8";
  if (strlen (name) > LONGEST_NAME)
    return "is longer than 200 bytes";
  if (name[0] == '.')
    return "begins with a dot";
  if (strchr (name, '/') != NULL)
    return "has a slash in it";
  for (const char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return "has a control character in it";
  return NULL;
}

gboolean
interprocess_queue_options_check (InterprocessQueueOptions *self, GError **error)
{
  const char *fault = fault_of_name (self->queue_name);

  if (fault != NULL)
    {
      g_autofree char *shown = g_strescape (self->queue_name != NULL ? self->queue_name : "", NULL);

      interprocess_queue_error_set (error, IPQ_INVALID_NAME,
                                    "The queue name “%s” %s; use 1 to 200 bytes of UTF-8 without a "
                                    "slash, "
                                    "a control character or a dot at the beginning",
                                    shown, fault);
      return FALSE;
    }
  if (self->path != NULL && self->path[0] == '\0')
    {
      interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                    "The path of the queue “%s” is empty; give the directory that "
                                    "is to hold it, "
                                    "or none for the user's own",
                                    self->queue_name);
      return FALSE;
    }
  return TRUE;
}
