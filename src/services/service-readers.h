/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include <glib.h>

G_BEGIN_DECLS

/*
 * Lets threads read without a lock what another one may take away: who reads says so, in a record
 * of the thread's own, and who takes away waits until all have been out once.
 *
 * It is "store, then load" on both sides, of the record here and of what is read, and each must see
 * the other: one of them at least finds that it is not alone. Reading happens all the time, so it
 * pays a compiler barrier, and who takes away has the kernel put a full fence into every thread of
 * the process.
 *
 * Source: Linux Documentation, membarrier(2), MEMBARRIER_CMD_PRIVATE_EXPEDITED.
 */
typedef struct _InterprocessServiceReader InterprocessServiceReader;

struct _InterprocessServiceReader
{
  /* Odd while the thread reads. Written by that thread alone. */
  atomic_ulong turn;

  /* Whether a thread has this record. Records are there for ever, for other threads later. */
  atomic_bool in_use;
  InterprocessServiceReader *next;
};

/* Set before any thread has a record. */
extern gboolean interprocess_service_readers_fence G_GNUC_INTERNAL;

extern _Thread_local InterprocessServiceReader *interprocess_service_reader
  __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")));

InterprocessServiceReader *
interprocess_service_readers_join (void);

void
interprocess_service_readers_await_all (void);

/*
 * interprocess_service_readers_enter:
 *
 * Begins to read. What is loaded until interprocess_service_readers_leave(), and found to be there,
 * stays there. Nothing in between may run user code, wait or enter again.
 *
 * Returns: what to leave with
 */
static inline InterprocessServiceReader *
interprocess_service_readers_enter (void)
{
  InterprocessServiceReader *self = interprocess_service_reader;
  unsigned long turn;

  if (G_UNLIKELY (self == NULL))
    self = interprocess_service_readers_join ();

  turn = atomic_load_explicit (&self->turn, memory_order_relaxed);
  atomic_store_explicit (&self->turn, turn + 1, memory_order_relaxed);
  if (G_UNLIKELY (interprocess_service_readers_fence))
    atomic_thread_fence (memory_order_seq_cst);
  else
    atomic_signal_fence (memory_order_seq_cst);

  return self;
}

/* Releases: who sees the even number may take away what was read. */
static inline void
interprocess_service_readers_leave (InterprocessServiceReader *self)
{
  const unsigned long turn = atomic_load_explicit (&self->turn, memory_order_relaxed);

  atomic_store_explicit (&self->turn, turn + 1, memory_order_release);
}

G_END_DECLS
