/* SPDX-License-Identifier: MIT */
#include "platform/mapping.h"

#include <errno.h>
#include <sys/mman.h>

/* Filling the page tables in advance spares the first lap its faults; for large queues, which may
 * never be filled, opening has to stay quick. */
#define LARGEST_TO_FAULT_IN ((size_t) 16 << 20)

int
ipq_mapping_open (struct ipq_mapping *mapping, int fd, size_t length, size_t repeated)
{
  int how = MAP_SHARED | MAP_FIXED;
  int error;
  uint8_t *start;

#ifdef MAP_POPULATE
  if (length <= LARGEST_TO_FAULT_IN)
    how |= MAP_POPULATE;
#endif
  start = mmap (NULL, length + repeated, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    return errno;
  if (mmap (start, length, PROT_READ | PROT_WRITE, how, fd, 0) == MAP_FAILED ||
      mmap (start + length, repeated, PROT_READ | PROT_WRITE, how, fd,
            (off_t) (length - repeated)) == MAP_FAILED ||
      madvise (start, length + repeated, MADV_DONTFORK) != 0)
    {
      error = errno;
      munmap (start, length + repeated);
      return error;
    }
  *mapping = (struct ipq_mapping) { start, length + repeated };
  return 0;
}

void
ipq_mapping_close (struct ipq_mapping *mapping)
{
  munmap (mapping->start, mapping->length);
  mapping->start = NULL;
}
