/* SPDX-License-Identifier: MIT */
/* What the options ask for, as the core takes it, if it can be done at all. */
#include "queue-options-private.h"

#include "error.h"
#include "queue-error-private.h"

#include <errno.h>
#include <grp.h>
#include <string.h>

/* The file's name has to fit in 255 bytes with what is put around it. */
#define LONGEST_NAME 200

/* Bytes of a group's entry, with its members: more than any real one. */
#define LARGEST_GROUP (16 * 1024 * 1024)

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

static gboolean
check_name (const struct ipq_options *core, GError **error)
{
  const char *fault = fault_of_name (core->name);
  g_autofree char *shown = NULL;

  if (fault == NULL)
    return TRUE;
  shown = g_strescape (core->name != NULL ? core->name : "", NULL);
  interprocess_queue_error_set (error, IPQ_INVALID_NAME,
                                "The queue name “%s” %s; use 1 to 200 bytes of UTF-8 without a "
                                "slash, a control character or a dot at the beginning",
                                shown, fault);
  return FALSE;
}

static gboolean
check_path (const struct ipq_options *core, GError **error)
{
  if (core->directory == NULL || core->directory[0] != '\0')
    return TRUE;
  interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                "The path of the queue “%s” is empty; give the directory that is "
                                "to hold it, or none for the user's own",
                                core->name);
  return FALSE;
}

static gboolean
check_max_endpoints (const struct ipq_options *core, GError **error)
{
  if (core->max_endpoints >= 1 && core->max_endpoints <= IPQ_MOST_ENDPOINTS)
    return TRUE;
  interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                "max-endpoints is %u for the queue “%s”; set it to 1 to %u",
                                core->max_endpoints, core->name, IPQ_MOST_ENDPOINTS);
  return FALSE;
}

static gboolean
read_spin_time (struct ipq_options *core, gint64 spin_time, GError **error)
{
  if (spin_time >= 0 && spin_time <= IPQ_LONGEST_SPIN / 1000)
    {
      core->spin = spin_time > 0 ? spin_time * 1000 : IPQ_NEVER_SPIN;
      return TRUE;
    }
  interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                "A spin time of %" G_GINT64_FORMAT " µs was asked for the queue “%s”; "
                                "ask for 0 (never) to %" G_GINT64_FORMAT,
                                spin_time, core->name, (gint64) IPQ_LONGEST_SPIN / 1000);
  return FALSE;
}

/* Whoever uses a queue reads and writes it, so that other modes would let nobody else in. */
static gboolean
check_mode (const struct ipq_options *core, GError **error)
{
  switch (core->mode)
    {
    case 0600:
    case 0660:
    case 0606:
    case 0666:
      return TRUE;
    default:
      interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                    "The mode 0%o (%u in decimal) of the queue “%s” is not one "
                                    "that a queue can have; give 0600, 0660, 0606 or 0666, in "
                                    "octal (in Python and JavaScript 0o600 and so on)",
                                    core->mode, core->mode, core->name);
      return FALSE;
    }
}

/* 0, also if there is none, or an errno. */
static int
look_up_group (const char *name, gboolean *is_there, guint32 *gid)
{
  g_autofree char *buffer = NULL;
  struct group entry, *found = NULL;
  int number;

  for (gsize size = 1024; size <= LARGEST_GROUP; size *= 2)
    {
      buffer = g_realloc (buffer, size);
      number = getgrnam_r (name, &entry, buffer, size, &found);
      if (number != ERANGE)
        break;
    }
  *is_there = found != NULL;
  if (found != NULL)
    *gid = found->gr_gid;
  return number;
}

/* A name before a number, as chgrp does, since a name may be made of digits. */
static gboolean
read_group (struct ipq_options *core, const char *group, GError **error)
{
  g_autofree char *shown = NULL;
  guint64 gid;
  gboolean is_there;
  int number;

  if (group == NULL)
    return TRUE;
  number = look_up_group (group, &is_there, &core->group);
  if (!is_there && g_ascii_string_to_unsigned (group, 10, 0, G_MAXUINT32 - 1, &gid, NULL))
    {
      core->group = (guint32) gid;
      is_there = TRUE;
    }
  core->has_group = is_there;
  if (is_there)
    return TRUE;
  shown = g_utf8_make_valid (group, -1);
  interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                "There is no group “%s” to give the queue “%s” to%s%s; give the "
                                "name of one, as “getent group” lists them, or its number, or none",
                                shown, core->name, number != 0 ? ": " : "",
                                number != 0 ? g_strerror (number) : "");
  return FALSE;
}

static gboolean
read_retention (struct ipq_options *core, InterprocessRetention retention, GError **error)
{
  switch (retention)
    {
    case INTERPROCESS_RETENTION_UNTIL_LAST_CLOSE:
      core->retention = IPQ_UNTIL_LAST_CLOSE;
      return TRUE;
    case INTERPROCESS_RETENTION_KEEP:
      core->retention = IPQ_KEEP;
      return TRUE;
    default:
      interprocess_queue_error_set (error, IPQ_INVALID_OPTIONS,
                                    "The retention %d of the queue “%s” is unknown; choose "
                                    "UNTIL_LAST_CLOSE (0) or KEEP (1)",
                                    (int) retention, core->name);
      return FALSE;
    }
}

gboolean
interprocess_queue_options_check (InterprocessQueueOptions *self,
                                  struct ipq_options       *core,
                                  GError                  **error)
{
  *core = (struct ipq_options) {
    .name = interprocess_queue_options_get_queue_name (self),
    .directory = interprocess_queue_options_get_path (self),
    .capacity = interprocess_queue_options_get_capacity (self),
    .create = interprocess_queue_options_get_create (self),
    .exclusive = interprocess_queue_options_get_exclusive (self),
    .max_endpoints = interprocess_queue_options_get_max_endpoints (self),
    .mode = interprocess_queue_options_get_mode (self),
  };
  return check_name (core, error) &&
         check_path (core, error) &&
         check_max_endpoints (core, error) &&
         check_mode (core, error) &&
         read_group (core, interprocess_queue_options_get_group (self), error) &&
         read_retention (core, interprocess_queue_options_get_retention (self), error) &&
         read_spin_time (core, interprocess_queue_options_get_spin_time (self), error);
}
