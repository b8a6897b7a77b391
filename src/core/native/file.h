/* SPDX-License-Identifier: MIT */
#pragma once

/* The queue's place in the file system: a directory NAME.queue, and in it the file `ring`, which all of
 * the queue's endpoints map, and two FIFOs for those who wait in a main loop (platform/doorbell.h).
 *
 * A directory, because a name can be removed only as a name: between the decision to remove it and the
 * removal, which may be hours apart if the remover is stopped, the name may have come to mean a new
 * queue. But in a directory that is held open, `ring` can only ever mean the one queue that the
 * directory was made for, since nobody puts a second one into it; and rmdir() and rename() spare a
 * directory that has something in it. So every step of the end is harmless when it comes late, and
 * when it comes twice. */

#include "native/layout.h"
#include "platform/mapping.h"
#include "queue.h"

#include <sys/stat.h>

#define RING_NAME "ring"

/* The doorbells of the two bells, made with the ring and removed before it. */
#define MESSAGES_NAME "messages"
#define ROOM_NAME "room"

/* The bytes of the ring's file that are locked. */
enum
{
  LOCK_LIFE = 0,      /* shared: by every endpoint */
  LOCK_ROLE = 1,      /* + enum ipq_role: shared, or by an exclusive endpoint alone */
  LOCK_ENDPOINT = 16, /* + the endpoint's number: by its owner */
};

struct queue_file
{
  int fd;        /* of the ring; holds the locks */
  int directory; /* that has it, or is to have it; only while opening */
  char *path;    /* of the directory; allocated */
  struct identity identity;
  struct layout layout;
  struct ipq_mapping mapping;
  bool joined;    /* part of a life that goes on as long as we are */
  bool created;
  bool is_open_to_all; /* the directory that holds it */
  bool took_over; /* in the place of one that the dead left */
  uint64_t lost;  /* messages that were in it; IPQ_MOST_LOST: or more */
};

/* Joins the living queue, or makes one, and maps it. file->fd and file->directory are -1 before,
 * and at any time what a forked child has to close. Waits for nobody. */
int
ipq_file_open (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error);

/* Lets go of the file; the last one ends the queue's life. Keeps path. Forks are held. 0, or the
 * errno for which the file's name stays. */
int ipq_file_close (struct queue_file *file);

/* ---- shared by file.c and birth.c ------------------------------------------------------------- */

/* Not a result of the public kind: what was found is gone or going, look again. Each time somebody
 * has got ahead with something, so it comes to an end. */
#define AGAIN 100

/* Open file->directory, and in it file->fd: 0 or an errno. */
int ipq_file_open_directory (struct queue_file *file, const char *path);
int ipq_file_open_ring (struct queue_file *file, const char *name, int flags);
void ipq_file_close_directory (struct queue_file *file);

void ipq_file_remove_doorbells (int directory);

/* Maps the ring, of which layout is known. */
int ipq_file_map (struct queue_file *file, struct ipq_error *error);

static inline struct header *
file_header (const struct queue_file *file)
{
  return (struct header *) (void *) (file->mapping.start + file->layout.header);
}

static inline struct slot *
file_slot (const struct queue_file *file, uint32_t number)
{
  return (struct slot *) (void *) (file->mapping.start + file->layout.slots) + number;
}

/* birth.c: makes a queue and gives it its name. AGAIN: there is another by now. */
int
ipq_file_create (struct queue_file *file, const struct ipq_options *options, struct ipq_error *error);
