/* SPDX-License-Identifier: MIT */
#pragma once

/* The ways by which a message comes to another process and wakes it: those of a queue, and the barest that
 * there are. */

#include <interprocess/interprocess.h>
#include <stdatomic.h>

#define MESSAGE 64 /* bytes */

typedef struct _Way Way;

/* One of two processes. */
typedef struct
{
  const Way *way;
  gboolean is_peer;
  GMainContext *context;
  guint received;

  /* Both have these. */
  int fds[2];             /* to write to, by who is written to: the peer, then the first */
  _Atomic guint32 *words; /* for a futex each, the same */

  /* Each opens its own. */
  char *names[2];
  InterprocessPublisher *publisher;
  InterprocessSubscriber *subscriber;
  GSource *source;
} Party;

struct _Way
{
  const char *name;
  void (*share) (Party *party); /* before there are two */
  void (*open) (Party *party);
  void (*send) (Party *party);
  void (*wait) (Party *party); /* for one message */
};

enum
{
  FUTEX,
  BLOCKING,
  EVENTFD,
  SOCKET,
  SOURCE,
  ASYNC,
  N_WAYS
};

extern const Way ways[N_WAYS];

/* Of the queues. To be set before anything is opened. */
extern char *ways_directory;

/* Parts of them, for a queue that both ends of are in this process. */
void     queue_open (Party *party);
void     queue_send (Party *party);
gboolean source_take (gpointer party);
