/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* Which processors the benchmark runs on. Where the kernel puts two processes changes their numbers
 * many times over, so it is not left to it. */

#define CPU_ANY -1

/* The last processor that we may use, since the first has more interrupts to serve; CPU_ANY if the
 * system does not tell. */
int cpu_last (void);

/* Another one that we may use; the same if there is none. */
int cpu_other (int cpu);

/* Keeps this process on one processor. CPU_ANY: on those that it had at its start. */
void cpu_stay_on (int cpu);
