/* SPDX-License-Identifier: MIT */
#include "cpus.h"

#include <sched.h>

/* Those of the process's start. */
static const cpu_set_t *
allowed (void)
{
  static cpu_set_t cpus;
  static gboolean is_known;

  if (!is_known)
    is_known = sched_getaffinity (0, sizeof cpus, &cpus) == 0;
  return &cpus;
}

static int
last_but (int excluded)
{
  for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
    if (cpu != excluded && CPU_ISSET ((unsigned) cpu, allowed ()))
      return cpu;
  return excluded;
}

int
cpu_last (void)
{
  return last_but (CPU_ANY);
}

int
cpu_other (int cpu)
{
  return cpu == CPU_ANY ? CPU_ANY : last_but (cpu);
}

void
cpu_stay_on (int cpu)
{
  cpu_set_t cpus = *allowed ();

  if (cpu != CPU_ANY)
    {
      CPU_ZERO (&cpus);
      CPU_SET ((unsigned) cpu, &cpus);
    }
  if (sched_setaffinity (0, sizeof cpus, &cpus) != 0)
    g_printerr ("Cannot stay on processor %d, so the numbers are less steady: %m\n", cpu);
}
