/* SPDX-License-Identifier: MIT */
#pragma once

/* What step-victim.c has to know of a processor: where a stopped process stands, where the function
 * that it has just entered will return to, what a breakpoint looks like, and which instructions
 * cannot be stepped one by one. */

#include <glib.h>

/* Registers of a process that is stopped under ptrace. */
guint64 architecture_place (pid_t pid);
void architecture_set_place (pid_t pid, guint64 place);
guint64 architecture_stack (pid_t pid);

/* At the first instruction of a function: where it will return to. Nonsense anywhere else. */
guint64 architecture_return_place (pid_t pid);

/* Is the instruction there a system call? */
gboolean architecture_is_system_call (pid_t pid, guint64 place);

/* A word of the program with a breakpoint at its beginning. */
guint64 architecture_break (guint64 word);

/* Where a process stands that has run into a breakpoint at `place`. */
guint64 architecture_place_after_break (guint64 place);

/* Sequences that a step would make fail again and again: all places that the process may come out
 * at, or 0 places if the next instruction is an ordinary one. */
#define ARCHITECTURE_MOST_EXITS 3
guint architecture_exits (pid_t pid, guint64 exits[ARCHITECTURE_MOST_EXITS]);
