/* SPDX-License-Identifier: MIT */
#pragma once

/* A file in memory, with a part at its end mapped a second time right behind it, so that what wraps
 * there is still one span. */

#include <stddef.h>
#include <stdint.h>

struct ipq_mapping
{
  uint8_t *start;
  size_t length; /* with the repetition */
};

/* Maps `length` bytes of the file and again its last `repeated` ones; both are multiples of the page
 * size. Forked children do not inherit it: a mapping keeps the file's locks alive, and a child's copy
 * would make a dead parent look alive. 0 or an errno. */
int ipq_mapping_open (struct ipq_mapping *mapping, int fd, size_t length, size_t repeated);

void ipq_mapping_close (struct ipq_mapping *mapping);
