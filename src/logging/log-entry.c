/* SPDX-License-Identifier: MIT */

#include <interprocess/log-entry.h>
#include <interprocess/enum-types.h>

/**
 * InterprocessLogEntry:
 *
 * One entry of the log: what happened, when, and how much it matters.
 *
 * An entry never changes. All its text is valid UTF-8: bytes that are not, such as in the name of a
 * file, were replaced by U+FFFD.
 *
 * All functions may be called from any thread. None blocks.
 *
 * Since: 1.0
 */
struct _InterprocessLogEntry
{
  GObject parent_instance;

  gint64 time;
  char *category;
  InterprocessLogLevel level;
  int event_id;
  char *event_name; /* may be NULL */
  char *message;
  GVariant *fields; /* a vardict, never NULL */
};

G_DEFINE_FINAL_TYPE (InterprocessLogEntry, interprocess_log_entry, G_TYPE_OBJECT)

typedef enum
{
  PROP_TIME = 1,
  PROP_CATEGORY,
  PROP_LEVEL,
  PROP_EVENT_ID,
  PROP_EVENT_NAME,
  PROP_MESSAGE,
  PROP_FIELDS,
} InterprocessLogEntryProperty;

static GParamSpec *properties[PROP_FIELDS + 1];

static void
interprocess_log_entry_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  InterprocessLogEntry *self = INTERPROCESS_LOG_ENTRY (object);

  switch ((InterprocessLogEntryProperty) property_id)
    {
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, self->category);
      break;
    case PROP_LEVEL:
      g_value_set_enum (value, self->level);
      break;
    case PROP_EVENT_ID:
      g_value_set_int (value, self->event_id);
      break;
    case PROP_EVENT_NAME:
      g_value_set_string (value, self->event_name);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_FIELDS:
      g_value_set_variant (value, self->fields);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
interprocess_log_entry_finalize (GObject *object)
{
  InterprocessLogEntry *self = INTERPROCESS_LOG_ENTRY (object);

  g_clear_pointer (&self->fields, g_variant_unref);
  g_free (self->message);
  g_free (self->event_name);
  g_free (self->category);

  G_OBJECT_CLASS (interprocess_log_entry_parent_class)->finalize (object);
}

static void
interprocess_log_entry_class_init (InterprocessLogEntryClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = interprocess_log_entry_get_property;
  object_class->finalize = interprocess_log_entry_finalize;

  /**
   * InterprocessLogEntry:time:
   *
   * When the entry was made, in microseconds since the beginning of 1970 in UTC.
   *
   * Since: 1.0
   */
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);

  /**
   * InterprocessLogEntry:category:
   *
   * The category of the logger that was called.
   *
   * Since: 1.0
   */
  properties[PROP_CATEGORY] = g_param_spec_string ("category", NULL, NULL, NULL, flags);

  /**
   * InterprocessLogEntry:level:
   *
   * How much the entry matters.
   *
   * Since: 1.0
   */
  properties[PROP_LEVEL] = g_param_spec_enum ("level", NULL, NULL, INTERPROCESS_TYPE_LOG_LEVEL,
                                              INTERPROCESS_LOG_LEVEL_TRACE, flags);

  /**
   * InterprocessLogEntry:event-id:
   *
   * The number of the event that the entry tells of, or 0 if it has none.
   *
   * Since: 1.0
   */
  properties[PROP_EVENT_ID] =
    g_param_spec_int ("event-id", NULL, NULL, G_MININT, G_MAXINT, 0, flags);

  /**
   * InterprocessLogEntry:event-name:
   *
   * The name of the event that the entry tells of, or %NULL if it has none.
   *
   * Since: 1.0
   */
  properties[PROP_EVENT_NAME] = g_param_spec_string ("event-name", NULL, NULL, NULL, flags);

  /**
   * InterprocessLogEntry:message:
   *
   * What happened, for people to read.
   *
   * Since: 1.0
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * InterprocessLogEntry:fields:
   *
   * Details for programs to read, of type `a{sv}`: those of the entry and of the scopes that it is
   * in, each key once.
   *
   * Since: 1.0
   */
  properties[PROP_FIELDS] =
    g_param_spec_variant ("fields", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static GVariant *
get_no_fields (void)
{
  static gsize no_fields;

  if (g_once_init_enter (&no_fields))
    {
      GVariant *none = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));

      g_once_init_leave (&no_fields, (gsize) none);
    }

  return (GVariant *) no_fields;
}

/* Complete from the start: a binding can make an object without interprocess_log_entry_new(). */
static void
interprocess_log_entry_init (InterprocessLogEntry *self)
{
  self->time = g_get_real_time ();
  self->category = g_strdup ("");
  self->message = g_strdup ("");
  self->fields = g_variant_ref (get_no_fields ());
}

static void
set_text (char       **text,
          const char  *value)
{
  g_free (*text);
  *text = g_utf8_make_valid (value, -1);
}

/**
 * interprocess_log_entry_new:
 * @category: what the entry is about
 * @level: how much it matters; not %INTERPROCESS_LOG_LEVEL_NONE
 * @event_id: the number of the event that it tells of, or 0
 * @event_name: (nullable): the name of the event, or %NULL
 * @message: what happened
 * @fields: (nullable): details, of type `a{sv}`; a floating reference is consumed
 *
 * Makes an entry of this moment, to hand it to a logger provider in its test, or to pass on a
 * changed one. To log, use [method@Interprocess.Logger.log].
 *
 * Returns: (transfer full): a new entry
 *
 * Since: 1.0
 */
InterprocessLogEntry *
interprocess_log_entry_new (const char           *category,
                            InterprocessLogLevel  level,
                            int                   event_id,
                            const char           *event_name,
                            const char           *message,
                            GVariant             *fields)
{
  InterprocessLogEntry *self;

  g_return_val_if_fail (category != NULL, NULL);
  g_return_val_if_fail (level < INTERPROCESS_LOG_LEVEL_NONE, NULL);
  g_return_val_if_fail (message != NULL, NULL);
  g_return_val_if_fail (
    fields == NULL || g_variant_is_of_type (fields, G_VARIANT_TYPE_VARDICT), NULL);

  self = g_object_new (INTERPROCESS_TYPE_LOG_ENTRY, NULL);
  set_text (&self->category, category);
  self->level = level;
  self->event_id = event_id;
  self->event_name = event_name != NULL ? g_utf8_make_valid (event_name, -1) : NULL;
  set_text (&self->message, message);
  if (fields != NULL)
    {
      g_variant_unref (self->fields);
      self->fields = g_variant_ref_sink (fields);
    }

  return self;
}

/**
 * interprocess_log_entry_get_time:
 * @self: an entry
 *
 * Gets when the entry was made.
 *
 * Returns: microseconds since the beginning of 1970 in UTC
 *
 * Since: 1.0
 */
gint64
interprocess_log_entry_get_time (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), 0);

  return self->time;
}

/**
 * interprocess_log_entry_get_category:
 * @self: an entry
 *
 * Gets the category of the logger that was called.
 *
 * Returns: (transfer none): the category
 *
 * Since: 1.0
 */
const char *
interprocess_log_entry_get_category (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), NULL);

  return self->category;
}

/**
 * interprocess_log_entry_get_level:
 * @self: an entry
 *
 * Gets how much the entry matters.
 *
 * Returns: the level; never %INTERPROCESS_LOG_LEVEL_NONE
 *
 * Since: 1.0
 */
InterprocessLogLevel
interprocess_log_entry_get_level (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), INTERPROCESS_LOG_LEVEL_NONE);

  return self->level;
}

/**
 * interprocess_log_entry_get_event_id:
 * @self: an entry
 *
 * Gets the number of the event that the entry tells of.
 *
 * Returns: the number, or 0 if there is none
 *
 * Since: 1.0
 */
int
interprocess_log_entry_get_event_id (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), 0);

  return self->event_id;
}

/**
 * interprocess_log_entry_get_event_name:
 * @self: an entry
 *
 * Gets the name of the event that the entry tells of.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL if there is none
 *
 * Since: 1.0
 */
const char *
interprocess_log_entry_get_event_name (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), NULL);

  return self->event_name;
}

/**
 * interprocess_log_entry_get_message:
 * @self: an entry
 *
 * Gets what happened.
 *
 * Returns: (transfer none): the message
 *
 * Since: 1.0
 */
const char *
interprocess_log_entry_get_message (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), NULL);

  return self->message;
}

/**
 * interprocess_log_entry_get_fields:
 * @self: an entry
 *
 * Gets the details: the entry's own and those of the scopes that it is in.
 *
 * Returns: (transfer none): a dictionary of type `a{sv}`, which may be empty
 *
 * Since: 1.0
 */
GVariant *
interprocess_log_entry_get_fields (InterprocessLogEntry *self)
{
  g_return_val_if_fail (INTERPROCESS_IS_LOG_ENTRY (self), NULL);

  return self->fields;
}
