/* SPDX-License-Identifier: MIT */
#pragma once

/* A doorbell: a FIFO in the queue's directory, which makes the descriptors of all who poll it
 * readable.
 *
 * It says "look" and nothing else: one byte in it means what many do, and whoever looks may empty
 * it. All have it open for reading and writing, so that it never has an end and nobody gets a
 * SIGPIPE; and nobody waits in a read or a write, so that one who is slow or dead holds up nobody.
 *
 * What is lost with a process that is killed between two steps is found by those who look again
 * after a while (watch.c). */

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

struct ipq_doorbell
{
  atomic_int fd; /* -1: not open */
  const char *directory;
  const char *name; /* in it */
  const char *beside; /* a file in it, of the owner, the group and the mode that the FIFO has */
  int like;           /* descriptor of that file */
};

/* A new one in an open directory, which is ours alone yet. 0 or an errno. */
int ipq_doorbell_make (int directory, const char *name, bool has_group, gid_t group, mode_t mode);

/* Opens it unless it is. 0, EPERM if it is not what was made, or another errno. */
int ipq_doorbell_open (struct ipq_doorbell *doorbell);

/* Forks are held. */
void ipq_doorbell_close (struct ipq_doorbell *doorbell);

/* Opens it if need be. 0, or the errno for which it could not be rung. */
int ipq_doorbell_ring (struct ipq_doorbell *doorbell);

/* Empties it. Was there anything? It is open. */
bool ipq_doorbell_silence (struct ipq_doorbell *doorbell);
