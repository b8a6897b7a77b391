/* SPDX-License-Identifier: MIT */

#include <pthread.h>

#include "service-lock.h"

/* One lock for all providers, so that threads which wait for each other are found out even if what
 * they create is in different ones. It is held for a few reads and writes, and never while user
 * code runs.
 *
 * It is not GLib's because that is a bare futex, of which the thread sanitizer knows nothing. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* Those who wait in a main loop. Under the lock. */
static GSList *waiters;

void
interprocess_service_lock (void)
{
  pthread_mutex_lock (&mutex);
}

void
interprocess_service_unlock (void)
{
  pthread_mutex_unlock (&mutex);
}

/*
 * interprocess_service_lock_wait:
 *
 * Gives up the lock until interprocess_service_lock_wake_all() is called, or for no reason.
 */
void
interprocess_service_lock_wait (void)
{
  pthread_cond_wait (&changed, &mutex);
}

void
interprocess_service_lock_wake_all (void)
{
  pthread_cond_broadcast (&changed);

  for (GSList *waiter = waiters; waiter != NULL; waiter = waiter->next)
    g_source_set_ready_time (waiter->data, 0);
}

/*
 * interprocess_service_lock_add_waiter:
 *
 * Has a source become ready when interprocess_service_lock_wake_all() is called. With the lock
 * held.
 */
void
interprocess_service_lock_add_waiter (GSource *source)
{
  waiters = g_slist_prepend (waiters, source);
}

void
interprocess_service_lock_remove_waiter (GSource *source)
{
  waiters = g_slist_remove (waiters, source);
}
