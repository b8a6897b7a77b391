/* SPDX-License-Identifier: MIT */
#include "platform/directory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* `origin`: for errors, since one that a variable names is often another user's, kept by su or
 * sudo. */
static int
name_it (char *path, size_t size, const char **origin)
{
  const char *base = getenv ("XDG_RUNTIME_DIR");

  *origin = " in XDG_RUNTIME_DIR";
  if (base != NULL && base[0] == '/')
    return snprintf (path, size, "%s/interprocess", base);
  *origin = " in TMPDIR";
  base = getenv ("TMPDIR");
  if (base == NULL || base[0] != '/')
    {
      *origin = "";
      base = "/tmp";
    }
  return snprintf (path, size, "%s/interprocess-%lu", base, (unsigned long) geteuid ());
}

int
ipq_directory_default (char *path, size_t size, struct ipq_error *error)
{
  const char *origin;
  struct stat found;
  int length = name_it (path, size, &origin);

  if (length < 0 || (size_t) length >= size)
    return ipq_fail (error, IPQ_INVALID_OPTIONS,
                     "The name of the directory for queues is longer than %zu bytes; "
                     "set a shorter XDG_RUNTIME_DIR, or a path in the options",
                     size - 1);
  if (mkdir (path, 0700) != 0 && errno != EEXIST)
    return ipq_fail_errno (error, errno, "Cannot make the directory %.400s%s", path, origin);
  if (lstat (path, &found) != 0)
    return ipq_fail_errno (error, errno, "Cannot look at the directory %.400s%s", path,
                           origin);
  if (!S_ISDIR (found.st_mode))
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "%.400s%s is not a directory; remove it, or set a path in the options", path,
                     origin);
  if (found.st_uid != geteuid () || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return ipq_fail (error, IPQ_UNTRUSTED,
                     "%.400s%s belongs to user %lu and has mode %03o, so another user may change it; "
                     "it has to be our own (user %lu) with mode 700, or set a path in the options",
                     path, origin, (unsigned long) found.st_uid, (unsigned) found.st_mode & 0777u,
                     (unsigned long) geteuid ());
  return IPQ_OK;
}
