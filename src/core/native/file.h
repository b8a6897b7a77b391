/* SPDX-License-Identifier: MIT */
#pragma once

/* Birth and death of the queue's file.
 *
 * A file is built whole before it has a name, so nobody sees a half-built one and nobody waits for
 * its builder. Every endpoint holds the byte LOCK_LIFE shared; who gets it exclusively knows that all
 * others are gone, and only then may the name be removed. */

#include "native/layout.h"
#include "queue.h"

/* The bytes that are locked. 1 and 2 are kept for the roles of exclusive endpoints. */
enum
{
  LOCK_LIFE = 0,
  LOCK_ENDPOINT = 16, /* + the endpoint's number */
};

struct queue_file
{
  int fd;     /* holds the locks */
  char *path; /* allocated */
  struct layout layout;
  uint64_t id;
  bool joined; /* a living queue, or one that we made: to be removed by the last */
  bool created;
  bool took_over; /* in the place of one left by the dead */
};

/* Opens the living queue's file, or makes it, and holds LOCK_LIFE shared. file->fd is -1 before, and
 * at any time what a forked child has to close. */
int
ipq_file_open (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error);

/* Lets go of the file; the last one removes its name and its semaphores. Keeps path. Forks are held. */
void ipq_file_close (struct queue_file *file);
