/* SPDX-License-Identifier: MIT */
#include "error.h"

#if defined __has_include
#if __has_include (<glib.h>)
#error "The core is to be built where no GLib can be found."
#endif
#endif

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
ipq_fail (struct ipq_error *error, int result, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vsnprintf (error->message, sizeof error->message, format, args);
  va_end (args);
  return result;
}

static int
result_of_errno (int number)
{
  switch (number)
    {
    case ENOENT:
      return IPQ_NOT_FOUND;
    case ENOTDIR:
      return IPQ_INVALID_OPTIONS;
    case ENAMETOOLONG:
      return IPQ_INVALID_NAME;
    case EACCES:
    case EPERM:
    case EROFS:
      return IPQ_PERMISSION_DENIED;
    case ELOOP:
      return IPQ_UNTRUSTED;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case ENOMEM:
      return IPQ_NO_SPACE;
    default:
      return IPQ_FAILED;
    }
}

static const char *
remedy_of_errno (int number)
{
  switch (number)
    {
    case ENOENT:
      return "; make the directory first, or choose another path";
    case ENOSPC:
    case EDQUOT:
      return "; ask for a smaller capacity, free some space or choose another path";
    case EFBIG:
      return "; ask for a smaller capacity or raise the limit on the size of files";
    case ENOMEM:
      return "; ask for a smaller capacity or raise the limit on memory";
    case EACCES:
      return "; choose a path that this user may use, or have its owner let this user in";
    case EPERM:
      return "; choose a path, or a group, of this user's own";
    case EROFS:
      return "; choose a path that can be written to";
    case EMFILE:
      return "; close descriptors or raise the limit on open files";
    case ENOLCK:
      return "; choose a path on a file system that has locks";
    default:
      return "";
    }
}

int
ipq_fail_errno (struct ipq_error *error, int number, const char *format, ...)
{
  char reason[128];
  size_t used;
  va_list args;

  va_start (args, format);
  vsnprintf (error->message, sizeof error->message, format, args);
  va_end (args);
  used = strlen (error->message);
  snprintf (error->message + used, sizeof error->message - used, ": %s%s",
            strerror_r (number, reason, sizeof reason), remedy_of_errno (number));
  return result_of_errno (number);
}
