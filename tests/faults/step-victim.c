/* SPDX-License-Identifier: MIT */
#include "step-victim.h"

#include "step-architecture.h"
#include "step-verdict.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nothing here takes a thousandth of it. */
#define PATIENCE (20 * G_USEC_PER_SEC)

/* How a tracer is told a system call from a breakpoint. */
#define SYSTEM_CALL_STOP (SIGTRAP | 0x80)

enum
{
  PREPARING,
  PREPARED,
  OVER,
};

typedef struct
{
  atomic_int phase;
  _Alignas (64) guint8 memory[VICTIM_SHARED];
} Shared;

struct _Victim
{
  pid_t pid;
  Shared *shared;
  VictimSteps steps;
  gboolean sleeps;  /* its operation is one that waits */
  gboolean entered; /* the library */
  gboolean asleep;  /* the last step has not ended */
  gboolean running;
  guint64 stack;    /* where it was when prepared */

  /* Outside the library, which it will come back to at this place: a breakpoint is there. */
  guint64 back_at;
  guint64 word_there;

  Victim *next;
};

static guint64 library_start, library_end;
static Victim *victims;

/* ---- the library's code ---------------------------------------------------------------------- */

void
victim_set_library (gpointer function)
{
  g_autofree char *maps = NULL;
  g_auto(GStrv) lines = NULL;
  guint64 place = (guint64) (guintptr) function;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *end = NULL;
      guint64 start = g_ascii_strtoull (lines[i], &end, 16);
      guint64 stop = *end == '-' ? g_ascii_strtoull (end + 1, NULL, 16) : 0;

      if (start <= place && place < stop)
        {
          library_start = start;
          library_end = stop;
        }
    }
  g_assert_cmpuint (library_end, >, library_start);
}

static gboolean
is_in_library (guint64 place)
{
  return library_start <= place && place < library_end;
}

/* ---- start ----------------------------------------------------------------------------------- */

static void
live (Shared *shared, const VictimTask *task)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  ptrace (PTRACE_TRACEME, 0, NULL, NULL);
  task->prepare (shared->memory);
  atomic_store (&shared->phase, PREPARED);
  raise (SIGSTOP);
  task->operate (shared->memory);
  atomic_store (&shared->phase, OVER);
  raise (SIGSTOP);
  task->leave (shared->memory);
  _exit (0);
}

/* The next stop of the victim: its signal. */
static int
await_stop (Victim *self)
{
  int status;

  if (waitpid (self->pid, &status, 0) != self->pid)
    verdict_fail ("cannot wait for the victim: %s", g_strerror (errno));
  if (WIFEXITED (status))
    verdict_fail ("the victim ended by itself, with status %d", WEXITSTATUS (status));
  if (WIFSIGNALED (status))
    verdict_fail ("the victim was killed by signal %d", WTERMSIG (status));
  return WSTOPSIG (status);
}

static void
go_on (Victim *self, enum __ptrace_request how)
{
  if (ptrace (how, self->pid, NULL, NULL) != 0)
    verdict_fail ("cannot let the victim go on: %s", g_strerror (errno));
}

Victim *
victim_start (const VictimTask *task, VictimSteps steps, gconstpointer shared, gsize size)
{
  Victim *self = g_new0 (Victim, 1);

  self->steps = steps;
  self->sleeps = task->waits;
  self->shared =
    mmap (NULL, sizeof (Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (self->shared != MAP_FAILED);
  g_assert_cmpuint (size, <=, VICTIM_SHARED);
  if (size > 0)
    memcpy (self->shared->memory, shared, size);
  self->pid = fork ();
  g_assert_cmpint (self->pid, >=, 0);
  if (self->pid == 0)
    live (self->shared, task);
  self->next = victims;
  victims = self;
  while (await_stop (self) != SIGSTOP || atomic_load (&self->shared->phase) != PREPARED)
    go_on (self, PTRACE_CONT);
  ptrace (PTRACE_SETOPTIONS, self->pid, NULL, PTRACE_O_TRACESYSGOOD);
  self->stack = architecture_stack (self->pid);
  return self;
}

gpointer
victim_shared (Victim *self)
{
  return self->shared->memory;
}

pid_t
victim_pid (Victim *self)
{
  return self->pid;
}

static void
victim_free (Victim *self)
{
  Victim **link = &victims;

  while (*link != self)
    link = &(*link)->next;
  *link = self->next;
  munmap (self->shared, sizeof (Shared));
  g_free (self);
}

/* ---- breakpoints ----------------------------------------------------------------------------- */

static guint64
plant (Victim *self, guint64 place)
{
  guint64 word;

  errno = 0;
  word = (guint64) ptrace (PTRACE_PEEKTEXT, self->pid, place, NULL);
  if (errno != 0 || ptrace (PTRACE_POKETEXT, self->pid, place, architecture_break (word)) != 0)
    verdict_fail ("cannot set a breakpoint: %s", g_strerror (errno));
  return word;
}

static void
unplant (Victim *self, guint64 place, guint64 word)
{
  if (ptrace (PTRACE_POKETEXT, self->pid, place, word) != 0)
    verdict_fail ("cannot remove a breakpoint: %s", g_strerror (errno));
  if (architecture_place (self->pid) == architecture_place_after_break (place))
    architecture_set_place (self->pid, place);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static gboolean
is_over (Victim *self)
{
  return atomic_load_explicit (&self->shared->phase, memory_order_acquire) == OVER;
}

/* The letter of its state; 'S' is asleep. */
static char
state_of (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return '?';
  end = strrchr (text, ')');
  return end != NULL && end[1] != '\0' ? end[2] : '?';
}

/* FALSE: it sleeps in the kernel. Only a system call can put it to sleep. */
static gboolean
await_step (Victim *self, gboolean may_sleep)
{
  siginfo_t info = { .si_pid = 0 };

  while (may_sleep)
    {
      g_assert_cmpint (
        waitid (P_PID, (id_t) self->pid, &info, WSTOPPED | WEXITED | WNOHANG | WNOWAIT), ==, 0);
      if (info.si_pid != 0)
        break;
      if (state_of (self->pid) == 'S')
        return FALSE;
      sched_yield ();
    }
  await_stop (self);
  return TRUE;
}

/* Runs a sequence that cannot be stepped. */
static void
run_to_exits (Victim *self, guint n, const guint64 exits[])
{
  guint64 words[ARCHITECTURE_MOST_EXITS];

  for (guint i = 0; i < n; i++)
    words[i] = plant (self, exits[i]);
  go_on (self, PTRACE_CONT);
  await_stop (self);
  for (guint i = n; i-- > 0;)
    unplant (self, exits[i], words[i]);
}

/* One instruction. */
static VictimProgress
step_once (Victim *self)
{
  gboolean may_sleep = FALSE;

  if (!self->asleep)
    {
      guint64 exits[ARCHITECTURE_MOST_EXITS];
      guint n = architecture_exits (self->pid, exits);

      if (n > 0)
        {
          run_to_exits (self, n, exits);
          return is_over (self) ? VICTIM_OVER : VICTIM_MOVED;
        }
      may_sleep = self->sleeps &&
                  architecture_is_system_call (self->pid, architecture_place (self->pid));
      go_on (self, PTRACE_SINGLESTEP);
    }
  self->asleep = !await_step (self, may_sleep);
  if (self->asleep)
    return VICTIM_ASLEEP;
  return is_over (self) ? VICTIM_OVER : VICTIM_MOVED;
}

/* It has just left the library: it will be met at its return, or at a system call before. */
static void
look_for_return (Victim *self)
{
  guint64 back = architecture_return_place (self->pid);

  /* Else the library was called from outside and has ended by a jump: one step after the other. */
  if (is_in_library (back))
    {
      self->word_there = plant (self, back);
      self->back_at = back;
    }
}

/* To the next system call's beginning or end, or back in the library. */
static VictimProgress
run_outside (Victim *self)
{
  int signal;

  go_on (self, PTRACE_SYSCALL);
  signal = await_stop (self);
  if (signal == SIGTRAP)
    {
      unplant (self, self->back_at, self->word_there);
      self->back_at = 0;
    }
  else if (signal != SYSTEM_CALL_STOP)
    verdict_fail ("the victim met signal %d", signal);
  return VICTIM_MOVED;
}

static VictimProgress
step_in_library (Victim *self)
{
  gboolean was_inside = is_in_library (architecture_place (self->pid));

  if (self->back_at != 0)
    return run_outside (self);
  for (;;)
    {
      guint64 from = architecture_place (self->pid);
      gboolean calls = !is_in_library (from) && architecture_is_system_call (self->pid, from);
      VictimProgress progress = step_once (self);
      guint64 place;

      if (progress != VICTIM_MOVED)
        return progress;
      place = architecture_place (self->pid);
      if (is_in_library (place) || calls || architecture_is_system_call (self->pid, place))
        return VICTIM_MOVED;
      if (was_inside)
        {
          look_for_return (self);
          if (self->back_at != 0)
            return run_outside (self);
        }
      was_inside = FALSE;
    }
}

static VictimProgress
enter_library (Victim *self)
{
  VictimProgress progress = VICTIM_MOVED;

  while (progress == VICTIM_MOVED && !is_in_library (architecture_place (self->pid)))
    progress = step_once (self);
  self->entered = TRUE;
  return progress;
}

VictimProgress
victim_step (Victim *self)
{
  if (!self->entered)
    return enter_library (self);
  return self->steps == VICTIM_LIBRARY ? step_in_library (self) : step_once (self);
}

VictimProgress
victim_step_to_system_call (Victim *self)
{
  go_on (self, PTRACE_SYSCALL);
  await_stop (self);
  return is_over (self) ? VICTIM_OVER : VICTIM_MOVED;
}

VictimPlace
victim_place (Victim *self)
{
  guint64 instruction = architecture_place (self->pid);

  return (VictimPlace) {
    .instruction = instruction,
    .stack = self->stack - architecture_stack (self->pid),
    .can_break = is_in_library (instruction),
  };
}

gboolean
victim_run_to (Victim *self, const VictimPlace *place, guint times)
{
  for (;;)
    {
      guint64 word = plant (self, place->instruction);
      int signal;

      go_on (self, PTRACE_CONT);
      signal = await_stop (self);
      unplant (self, place->instruction, word);
      if (signal != SIGTRAP)
        return FALSE;
      self->entered = TRUE;
      if (self->stack - architecture_stack (self->pid) == place->stack && times-- == 0)
        return TRUE;
      step_once (self);
    }
}

gboolean
victim_is_asleep (Victim *self)
{
  return self->asleep;
}

/* ---- ends ------------------------------------------------------------------------------------ */

void
victim_kill (Victim *self)
{
  int status;

  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, &status, 0) == self->pid && WIFSTOPPED (status))
    ;
  g_assert_true (WIFSIGNALED (status));
  victim_free (self);
}

void
victim_stop (Victim *self)
{
  if (!self->asleep)
    return;
  kill (self->pid, SIGSTOP);
  await_stop (self);
  self->asleep = FALSE;
}

void
victim_resume (Victim *self)
{
  if (self->back_at != 0)
    unplant (self, self->back_at, self->word_there);
  self->back_at = 0;
  self->running = TRUE;
  go_on (self, PTRACE_CONT);
}

gboolean
victim_ends_within (Victim *self, gint64 ns)
{
  gint64 start = verdict_now ();
  int status;

  for (;;)
    {
      pid_t found = waitpid (self->pid, &status, WNOHANG);

      if (found == self->pid && !WIFSTOPPED (status))
        verdict_fail ("the victim ended when it went on, with status 0x%x", status);
      if (found == self->pid && WSTOPSIG (status) == SIGSTOP && is_over (self))
        break;
      if (found == self->pid) /* the signal that stopped it as it slept */
        go_on (self, PTRACE_CONT);
      if (verdict_now () - start > ns)
        return FALSE;
      g_usleep (20);
    }
  self->running = FALSE;
  return TRUE;
}

void
victim_await_end (Victim *self)
{
  if (!victim_ends_within (self, PATIENCE * G_GINT64_CONSTANT (1000)))
    verdict_fail ("the victim went on and does not come to an end");
}

void
victim_hold (Victim *self)
{
  g_assert_true (self->running);
  kill (self->pid, SIGSTOP);
  await_stop (self);
  self->running = FALSE;
}

void
victim_await_sleep (Victim *self)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  g_assert_true (self->running);
  while (state_of (self->pid) != 'S')
    if (g_get_monotonic_time () > deadline)
      verdict_fail ("one that was to go to sleep does not");
}

void
victim_dismiss (Victim *self)
{
  int status;

  go_on (self, PTRACE_CONT);
  if (waitpid (self->pid, &status, 0) != self->pid || !WIFEXITED (status) ||
      WEXITSTATUS (status) != 0)
    verdict_fail ("the victim did not leave in order: status 0x%x", status);
  victim_free (self);
}

void
victim_kill_all (void)
{
  while (victims != NULL)
    {
      Victim *victim = victims;

      kill (victim->pid, SIGKILL);
      victims = victim->next;
    }
}
