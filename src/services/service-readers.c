/* SPDX-License-Identifier: MIT */

#include <pthread.h>
#include <sched.h>

#ifdef __linux__
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "service-readers.h"

/* How long a store may be on its way to other threads; real ones take a millionth of it. */
#define SETTLING_TIME (10 * G_TIME_SPAN_MILLISECOND)

gboolean interprocess_service_readers_fence;
_Thread_local InterprocessServiceReader *interprocess_service_reader;

/* All records, the newest first. */
static _Atomic (InterprocessServiceReader *) readers;

/* Its value in a thread is the thread's record. */
static pthread_key_t key;

#ifdef __linux__
static gboolean
register_process (void)
{
  return syscall (SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

static gboolean
fence_all (void)
{
  return syscall (SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
}
#else
static gboolean
register_process (void)
{
  return FALSE;
}

static gboolean
fence_all (void)
{
  return FALSE;
}
#endif

/* At the end of a thread. Functions that run later at its end may make it join again. */
static void
give_back (void *data)
{
  InterprocessServiceReader *self = data;

  interprocess_service_reader = NULL;
  atomic_store_explicit (&self->in_use, false, memory_order_release);
}

/* In a child there is one thread, and whatever the others were reading, they do so no more. */
static void
forget_others (void)
{
  InterprocessServiceReader *self = atomic_load (&readers);

  for (; self != NULL; self = self->next)
    {
      if (self == interprocess_service_reader)
        continue;
      atomic_store (&self->turn, 0);
      atomic_store (&self->in_use, false);
    }

  /* To the kernel it is another process. */
  register_process ();
}

static void
set_up (void)
{
  interprocess_service_readers_fence = !register_process ();
  pthread_key_create (&key, give_back);
  pthread_atfork (NULL, NULL, forget_others);
}

static InterprocessServiceReader *
take_one (void)
{
  InterprocessServiceReader *self = atomic_load (&readers);

  /* Acquires: what the thread before has stored there is older than what this one stores. */
  while (self != NULL && atomic_exchange_explicit (&self->in_use, true, memory_order_acquire))
    self = self->next;

  return self;
}

static InterprocessServiceReader *
add_one (void)
{
  InterprocessServiceReader *self = g_new0 (InterprocessServiceReader, 1);

  atomic_init (&self->in_use, true);
  self->next = atomic_load (&readers);
  while (!atomic_compare_exchange_weak (&readers, &self->next, self))
    ;

  return self;
}

/*
 * interprocess_service_readers_join:
 *
 * Gives this thread a record, until it ends.
 */
InterprocessServiceReader *
interprocess_service_readers_join (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  InterprocessServiceReader *self;

  pthread_once (&once, set_up);

  self = take_one ();
  if (self == NULL)
    self = add_one ();
  pthread_setspecific (key, self);
  interprocess_service_reader = self;

  return self;
}

/* A thread is in for some loads and stores; if it is longer, it lost its processor. */
static void
await (InterprocessServiceReader *self)
{
  const unsigned long turn = atomic_load_explicit (&self->turn, memory_order_acquire);

  if (turn % 2 == 0)
    return;

  while (atomic_load_explicit (&self->turn, memory_order_acquire) == turn)
    sched_yield ();
}

/*
 * interprocess_service_readers_await_all:
 *
 * Waits until nobody reads any more what the caller has taken out of reach. By a thread that does
 * not read itself.
 */
void
interprocess_service_readers_await_all (void)
{
  atomic_thread_fence (memory_order_seq_cst);

  /* The process may not be registered yet; or have lost the right since, as in a sandbox. */
  if (!interprocess_service_readers_fence && !fence_all ())
    {
      register_process ();
      if (!fence_all ())
        g_usleep (SETTLING_TIME);
    }

  for (InterprocessServiceReader *self = atomic_load (&readers); self != NULL; self = self->next)
    await (self);
}
