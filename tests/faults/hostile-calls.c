/* SPDX-License-Identifier: MIT */
#include "hostile-calls.h"

#include "chaos-duration.h"

#include <string.h>
#include <time.h>

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

/* What one call may cost in processor time, and how long it may take on a busy machine. */
#define MOST_CPU (SLOWNESS * NS_PER_S)
#define MOST_WALL (20 * SLOWNESS * NS_PER_S)

static guint64
now_on (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (guint64) t.tv_sec * NS_PER_S + (guint64) t.tv_nsec;
}

guint64
hostile_now (void)
{
  return now_on (CLOCK_MONOTONIC);
}

static void
keep_longest (_Atomic guint64 *longest, guint64 ns)
{
  guint64 was = atomic_load (longest);

  while (ns > was && !atomic_compare_exchange_weak (longest, &was, ns))
    ;
}

static guint64
begin (Caller *self)
{
  atomic_store (&self->since, hostile_now ());
  return now_on (CLOCK_THREAD_CPUTIME_ID);
}

static void
end (Caller *self, guint64 cpu_before)
{
  guint64 cpu = now_on (CLOCK_THREAD_CPUTIME_ID) - cpu_before;

  atomic_fetch_add (&self->tally->calls, 1);
  keep_longest (&self->tally->longest_cpu, cpu);
  keep_longest (&self->tally->longest_wall, hostile_now () - atomic_load (&self->since));
  atomic_store (&self->since, 0);
  g_assert_cmpuint (cpu, <, MOST_CPU);
}

void
caller_check_time (Caller *self)
{
  guint64 since = atomic_load (&self->since);
  guint64 now = hostile_now ();

  if (since != 0 && now > since)
    g_assert_cmpuint (now - since, <, MOST_WALL);
}

/* ---- the endpoint ----------------------------------------------------------------------------- */

void
caller_init (Caller *self, const char *directory, enum ipq_role role, Tally *tally)
{
  *self = (Caller) {
    .options = { .name = "hostile", .directory = directory, .capacity = 4096, .create = true },
    .role = role,
    .buffer = guard_buffer_new (MOST_ROOM),
    .tally = tally,
  };
  memset (self->buffer, 'x', MOST_ROOM);
}

void
caller_clear (Caller *self)
{
  caller_close (self);
  guard_buffer_free (self->buffer, MOST_ROOM);
}

/* What was put in the doorbell's place is refused, and told. */
static void
begin_to_poll (Caller *self)
{
  struct ipq_error error = { "" };
  guint64 turn = atomic_load (&self->tally->opened) % 3;
  guint64 cpu = begin (self);
  int result = IPQ_OK;
  int fd = -1;

  if (turn == 0)
    result = ipq_watch (self->endpoint, &fd, &error);
  else if (turn == 1)
    result = ipq_pollable (self->endpoint, &fd, &error);
  end (self, cpu);
  if (result == IPQ_OK)
    return;
  g_assert_cmpint (result, <, 0);
  g_assert_cmpuint (strlen (error.message), >, 0);
}

gboolean
caller_open (Caller *self)
{
  struct ipq_error error = { "" };
  guint64 cpu;
  int result;

  if (self->endpoint != NULL)
    return TRUE;
  cpu = begin (self);
  result = ipq_open (&self->options, self->role, &self->endpoint, &error);
  end (self, cpu);
  if (result == IPQ_OK)
    {
      begin_to_poll (self);
      atomic_fetch_add (&self->tally->opened, 1);
      return TRUE;
    }
  /* A failure that is told. */
  self->endpoint = NULL;
  atomic_fetch_add (&self->tally->refused, 1);
  g_assert_cmpint (result, <, 0);
  g_assert_cmpuint (strlen (error.message), >, 0);
  return FALSE;
}

void
caller_close (Caller *self)
{
  guint64 cpu;

  if (self->endpoint == NULL)
    return;
  cpu = begin (self);
  ipq_free (self->endpoint);
  end (self, cpu);
  self->endpoint = NULL;
}

/* ---- calls ------------------------------------------------------------------------------------ */

static void
check_corruption_is_told (Caller *self)
{
  char text[512];

  ipq_describe_corruption (self->endpoint, text, sizeof text);
  if (strstr (text, "at position") == NULL)
    g_error ("“%s” does not tell where", text);
  g_assert_cmpuint (ipq_count_of (self->endpoint, IPQ_NOTICE_CORRUPT), >, 0);
}

static void
note (Caller *self, int result)
{
  switch (result)
    {
    case IPQ_OK:
    case IPQ_BUFFER_TOO_SMALL:
      atomic_fetch_add (&self->tally->ok, 1);
      break;
    case IPQ_CORRUPT:
      atomic_fetch_add (&self->tally->corrupt, 1);
      check_corruption_is_told (self);
      break;
    default:
      g_assert_true (result == IPQ_FULL || result == IPQ_EMPTY || result == IPQ_TIMED_OUT);
      atomic_fetch_add (&self->tally->nothing, 1);
    }
}

int
caller_call (Caller *self, gsize length, gint64 wait)
{
  struct ipq_wait how = { .timeout = wait };
  /* What lies behind the message, or behind the room for one, must not be touched. */
  guint8 *buffer = self->buffer + MOST_ROOM - length;
  gsize taken = 0;
  guint64 cpu = begin (self);
  int result;

  if (self->role == IPQ_PUBLISHER)
    result = wait != 0 ? ipq_enqueue (self->endpoint, buffer, length, &how)
                       : ipq_try_enqueue (self->endpoint, buffer, length);
  else
    result = wait != 0 ? ipq_dequeue (self->endpoint, buffer, length, &taken, &how)
                       : ipq_try_dequeue (self->endpoint, buffer, length, &taken);
  end (self, cpu);
  if (result == IPQ_OK)
    g_assert_cmpuint (taken, <=, length);
  note (self, result);
  return result;
}

void
caller_call_any (Caller *self, Random *random)
{
  gsize length = random_below (random, random_once_in (random, 4) ? MOST_LENGTH + 1 : 200);

  if (self->role == IPQ_SUBSCRIBER && random_below (random, 8) != 0)
    length = MOST_ROOM;
  caller_call (self, length, random_once_in (random, 16) ? random_below (random, 2000000) : 0);
}
