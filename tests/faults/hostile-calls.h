/* SPDX-License-Identifier: MIT */
#pragma once

/* Calls of the core on a queue in which anything may stand: each of them ends in time, answers what it
 * may answer, and says what it found. */

#include "hostile-guard.h"

#include "chaos-random.h"
#include "queue.h"

#define MOST_LENGTH 2048u /* that can be sent */

/* To receive: more than the payload's two mappings together, so that a length that is not checked leads
 * out of them. */
#define MOST_ROOM 16384u

/* What came of them, in memory that several threads and processes share. */
typedef struct
{
  _Atomic guint64 calls;
  _Atomic guint64 opened, refused;         /* endpoints */
  _Atomic guint64 ok, nothing, corrupt;    /* of the other calls; nothing: full, empty, timed out */
  _Atomic guint64 longest_wall, longest_cpu; /* ns */
} Tally;

/* One who calls. `since` tells others when its call under way began, 0: none. */
typedef struct
{
  struct ipq_options options;
  enum ipq_role role;
  struct ipq_endpoint *endpoint; /* NULL: not open */
  guint8 *buffer;                /* MOST_ROOM bytes, ends at a guard */
  Tally *tally;
  _Atomic guint64 since;
} Caller;

void caller_init (Caller *self, const char *directory, enum ipq_role role, Tally *tally);
void caller_clear (Caller *self);

/* Opens the endpoint if it is not open, and begins to poll: by turns the doorbell, the one descriptor for
 * everything, and nothing. FALSE: the queue as it is was refused. */
gboolean caller_open (Caller *self);
void caller_close (Caller *self);

/* A call of the endpoint's role, with `length` bytes to send or room for as many; waits for `wait` ns,
 * or not at all. The core's answer. */
int caller_call (Caller *self, gsize length, gint64 wait);

/* Some call or other. */
void caller_call_any (Caller *self, Random *random);

/* Ends the test if the call under way, or one that is over, took far too long. */
void caller_check_time (Caller *self);

guint64 hostile_now (void);
