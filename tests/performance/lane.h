/* SPDX-License-Identifier: MIT */
#pragma once

/* One contestant in one measurement with one size of message: all that a batch of it needs. */

#include "contestant.h"

#include <sys/types.h>

/* The process at the other end, for measurements that have one. */
typedef struct
{
  pid_t pid;
  int commands; /* we write how many messages are to come, 0 to end */
  int replies;  /* we read one when it is ready, and after each batch */
} Peer;

typedef struct
{
  const Contestant *contestant;
  gsize size;
  gsize capacity;
  char *directory;
  int peer_cpu; /* where the process at the other end stays */

  char *there_name, *back_name; /* of the queues */
  void *there, *back;           /* this process's ends */
  guint8 *message, *buffer;     /* `size` bytes, and room for more */

  guint64 iterations; /* a batch is so many exchanges */
  GArray *samples;    /* of double: each exchange in ns, where they are taken */
  Peer peer;

  void *extra; /* of the measurement */
  GDestroyNotify free_extra;
} Lane;

Lane *lane_new (const Contestant *contestant, const char *directory, gsize capacity, gsize size);
void  lane_free (Lane *lane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lane, lane_free)

/* These end the program when they fail: there is nothing to measure then. */
void *lane_open (Lane *lane, const char *name, Ends ends);
void  lane_send (Lane *lane, void *queue);            /* tries until there is room */
void  lane_receive (Lane *lane, void *queue);         /* tries until there is a message */
void  lane_receive_waiting (Lane *lane, void *queue); /* sleeps until there is one */
void  lane_check_content (Lane *lane);                /* of the message received last */
void  lane_fail (Lane *lane, const char *what) G_GNUC_NORETURN;

/* A process that runs `work` for each batch, between `begin` and the end of its life. */
typedef struct
{
  void (*begin) (Lane *lane);
  void (*work) (Lane *lane);
} PeerWork;

void lane_start_peer (Lane *lane, const PeerWork *work);
void lane_tell_peer (Lane *lane, guint64 iterations);
void lane_hear_peer (Lane *lane);
void lane_end_peer (Lane *lane);
