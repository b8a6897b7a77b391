/* SPDX-License-Identifier: MIT */
#pragma once

/* A process that is run one instruction at a time, by ptrace, and killed or left standing anywhere.
 *
 * Its whole life: it prepares at its own speed, then it operates, step by step, and then it either
 * leaves in order or is killed. */

#include <glib.h>

typedef struct _Victim Victim;

/* What it does, and memory that it shares with us. */
typedef struct
{
  void (*prepare) (gpointer shared);
  void (*operate) (gpointer shared);
  void (*leave)   (gpointer shared);
  gboolean waits; /* its operation may sleep until somebody wakes it */
} VictimTask;

typedef enum
{
  /* Every single instruction, wherever it is. */
  VICTIM_INSTRUCTIONS,

  /* Every instruction of the library itself, and each system call twice, before and after it. To
   * open or close a queue takes tens of thousands of instructions, nearly all of them in the C
   * library and in GLib. Those change memory of their own process, which dies with it and which
   * nobody else sees; what others can see changes by an instruction of the library, since no other
   * code has the address of the queue's memory (payloads apart, which are copied by the C library:
   * operations that copy are stepped the other way), or by a system call. So every state of the
   * shared memory and of the kernel is met all the same. (Not stepped is what others call back,
   * save for its system calls: GObject the initialisers of an instance, the C library what it runs
   * once a process. Those touch nothing that is shared.) */
  VICTIM_LIBRARY,
} VictimSteps;

typedef enum
{
  VICTIM_MOVED,
  VICTIM_ASLEEP, /* in the kernel, until somebody wakes it */
  VICTIM_OVER,   /* the operation was over already */
} VictimProgress;

/* What the victim and we have in common; at most this long. */
#define VICTIM_SHARED 8128

/* The code that counts as the library is that of the function's file. Once, before the first
 * victim. */
void victim_set_library (gpointer function);

/* Starts one and returns when it is prepared. If `shared` is not NULL, what it begins with. */
Victim  *victim_start  (const VictimTask *task,
                        VictimSteps       steps,
                        gconstpointer     shared,
                        gsize             size);
gpointer victim_shared (Victim *self);
pid_t    victim_pid    (Victim *self);

/* Takes one step; the first one leads to the library's first instruction. If it was asleep, it was
 * woken or will be. */
VictimProgress victim_step      (Victim *self);
gboolean       victim_is_asleep (Victim *self);

/* To the beginning or the end of its next system call. */
VictimProgress victim_step_to_system_call (Victim *self);

/* Where it stands. */
typedef struct
{
  guint64 instruction;
  guint64 stack;      /* how deep: tells one call of a function from another */
  gboolean can_break; /* victim_run_to() can lead here */
} VictimPlace;

VictimPlace victim_place (Victim *self);

/* Runs one that was just started to the place, and past it so many times. FALSE: it did not get
 * there, and is at the end of its operation. */
gboolean victim_run_to (Victim *self, const VictimPlace *place, guint times);

/* As SIGKILL does; when this returns, the kernel has let go of all that it held. Frees. */
void victim_kill (Victim *self);

/* Between steps it stands anyway; one that sleeps is made to stand. */
void victim_stop (Victim *self);

/* It goes on by itself, to the end of its operation. */
void     victim_resume           (Victim *self);
void     victim_await_end        (Victim *self);
gboolean victim_ends_within      (Victim *self, gint64 ns);
void     victim_hold             (Victim *self); /* until it is resumed again */
void     victim_await_sleep      (Victim *self);

/* Lets one that was awaited leave in order, and waits until it is gone. Frees. */
void victim_dismiss (Victim *self);

/* Kills those that are left, for a test that ends early. */
void victim_kill_all (void);
