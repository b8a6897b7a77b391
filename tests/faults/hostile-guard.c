/* SPDX-License-Identifier: MIT */
#include "hostile-guard.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

void *__real_mmap64 (void *address, size_t length, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap64 (void *address, size_t length, int protection, int flags, int fd, off_t offset);
int __real_munmap (void *address, size_t length);
int __wrap_munmap (void *address, size_t length);

/* More than endpoints at any time. */
#define MOST_MAPPINGS 64

static _Atomic guintptr guarded[MOST_MAPPINGS];
static atomic_uint guarded_ever;

static gboolean
replace_guarded (guintptr from, guintptr to)
{
  for (guint i = 0; i < MOST_MAPPINGS; i++)
    {
      guintptr was = from;

      if (atomic_compare_exchange_strong (&guarded[i], &was, to))
        return TRUE;
    }
  return FALSE;
}

/* The core first reserves what it then fills, and so is known by its PROT_NONE. */
void *
__wrap_mmap64 (void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
  guint8 *start;

  if (address != NULL || protection != PROT_NONE)
    return __real_mmap64 (address, length, protection, flags, fd, offset);
  start = __real_mmap64 (NULL, length + 2 * GUARD, PROT_NONE, flags | MAP_NORESERVE, fd, offset);
  if (start == MAP_FAILED)
    return start;
  g_assert_true (replace_guarded (0, (guintptr) (start + GUARD)));
  atomic_fetch_add (&guarded_ever, 1);
  return start + GUARD;
}

int
__wrap_munmap (void *address, size_t length)
{
  if (address == NULL || !replace_guarded ((guintptr) address, 0))
    return __real_munmap (address, length);
  return __real_munmap ((guint8 *) address - GUARD, length + 2 * GUARD);
}

guint
guard_count (void)
{
  return atomic_load (&guarded_ever);
}

/* ---- buffers ---------------------------------------------------------------------------------- */

static gsize
pages_for (gsize size)
{
  gsize page = (gsize) getpagesize ();

  return (size + page - 1) / page * page;
}

guint8 *
guard_buffer_new (gsize size)
{
  gsize length = pages_for (size);
  guint8 *start = __real_mmap64 (NULL, length + (gsize) getpagesize (), PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (start != MAP_FAILED);
  g_assert_cmpint (mprotect (start + length, (gsize) getpagesize (), PROT_NONE), ==, 0);
  return start + length - size;
}

void
guard_buffer_free (guint8 *buffer, gsize size)
{
  gsize length = pages_for (size);

  __real_munmap (buffer + size - length, length + (gsize) getpagesize ());
}
