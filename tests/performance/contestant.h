/* SPDX-License-Identifier: MIT */
#pragma once

/* What a benchmark needs of a queue. The harness knows no more of the contestants than this. */

#include <glib.h>

typedef enum
{
  OUTCOME_DONE,
  OUTCOME_NOT_NOW, /* full, or empty */
  OUTCOME_FAILED,
} Outcome;

/* What the queue is opened for. */
typedef enum
{
  END_CREATES = 1 << 0, /* the first to open it */
  END_SENDS = 1 << 1,
  END_RECEIVES = 1 << 2,
} Ends;

typedef struct
{
  const char *directory;
  const char *name;
  gsize capacity; /* bytes */
} Place;

typedef struct
{
  const char *name;
  const char *reference; /* heads a column of ratios to this one; NULL: it is not compared with */

  /* NULL, having said why on stderr, if it fails. */
  void *(*open) (const Place *place, Ends ends);

  /* The message is copied in, and out into the caller's memory. */
  Outcome (*send) (void *queue, const guint8 *message, gsize length);
  Outcome (*receive) (void *queue, guint8 *buffer, gsize size, gsize *length);

  /* Waits for a message for as long as it takes. NULL: it cannot. */
  Outcome (*receive_waiting) (void *queue, guint8 *buffer, gsize size, gsize *length);

  void (*close) (void *queue);
} Contestant;

extern const Contestant contestant_core;
extern const Contestant contestant_core_exclusive;
extern const Contestant contestant_api;
extern const Contestant contestant_api_exclusive;
extern const Contestant contestant_spsc;
extern const Contestant contestant_libqb;

/* Both are the C API: see threads.c. */
extern const Contestant contestant_one_thread;
extern const Contestant contestant_two_threads;

/* All that were built, in the order in which they are printed. */
extern const Contestant *const contestants[];
extern const guint n_contestants;
