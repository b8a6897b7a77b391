/* SPDX-License-Identifier: MIT */
#include "allocation-count.h"

#include <errno.h>
#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

static _Thread_local guint64 count;

guint64
allocation_count (void)
{
  return count;
}

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ || \
    __has_feature (address_sanitizer) || __has_feature (thread_sanitizer) || \
    __has_feature (memory_sanitizer)

/* The sanitizers have an allocator of their own, which must not be replaced; but it tells. From
 * <sanitizer/allocator_interface.h>, which GCC does not install. */
int __sanitizer_install_malloc_and_free_hooks (void (*on_malloc) (const volatile void *, size_t),
                                               void (*on_free) (const volatile void *));

static void
on_malloc (const volatile void *memory, size_t size)
{
  count++;
}

static void
on_free (const volatile void *memory)
{
  count++;
}

__attribute__ ((constructor)) static void
listen_to_sanitizer (void)
{
  if (__sanitizer_install_malloc_and_free_hooks (on_malloc, on_free) == 0)
    abort ();
}

#else

/* A program's own functions come before the C library's, for all libraries in it. */
#define REPLACES __attribute__ ((visibility ("default")))

/* What glibc exports for replacements like these. */
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void __libc_free (void *memory);

REPLACES void *
malloc (size_t size)
{
  count++;
  return __libc_malloc (size);
}

REPLACES void *
calloc (size_t n, size_t size)
{
  count++;
  return __libc_calloc (n, size);
}

REPLACES void *
realloc (void *memory, size_t size)
{
  count++;
  return __libc_realloc (memory, size);
}

REPLACES void *
aligned_alloc (size_t alignment, size_t size)
{
  count++;
  return __libc_memalign (alignment, size);
}

REPLACES int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  count++;
  *memory = __libc_memalign (alignment, size);
  return *memory != NULL ? 0 : ENOMEM;
}

REPLACES void
free (void *memory)
{
  count++;
  __libc_free (memory);
}

#endif
