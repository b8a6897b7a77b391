/* SPDX-License-Identifier: MIT */
#include "platform/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
digit_of (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Source: random(4), /proc/sys/kernel/random/boot_id: 32 hexadecimal digits, and dashes. */
int
ipq_boot_id (uint64_t id[2])
{
  char text[64] = "";
  int fd = open (IPQ_BOOT_ID_FILE, O_RDONLY | O_CLOEXEC);
  int digits = 0;

  id[0] = id[1] = 0;
  if (fd < 0)
    return errno == ENOENT || errno == EACCES ? 0 : errno;
  if (read (fd, text, sizeof text - 1) > 0)
    for (const char *c = text; *c != '\0' && digits < 32; c++)
      if (digit_of (*c) >= 0)
        {
          id[digits / 16] = id[digits / 16] << 4 | (uint64_t) digit_of (*c);
          digits++;
        }
  close (fd);
  return 0;
}

static bool
is_unknown (const uint64_t id[2])
{
  return id[0] == 0 && id[1] == 0;
}

bool
ipq_boot_is_same (const uint64_t a[2], const uint64_t b[2])
{
  return is_unknown (a) || is_unknown (b) || (a[0] == b[0] && a[1] == b[1]);
}
