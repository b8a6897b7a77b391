/* SPDX-License-Identifier: MIT */
#include "step-architecture.h"

#include <elf.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static struct user_regs_struct
registers_of (pid_t pid)
{
  struct user_regs_struct registers;
  struct iovec io = { &registers, sizeof registers };

  g_assert_cmpint (ptrace (PTRACE_GETREGSET, pid, NT_PRSTATUS, &io), ==, 0);
  return registers;
}

static void
set_registers_of (pid_t pid, struct user_regs_struct *registers)
{
  struct iovec io = { registers, sizeof *registers };

  g_assert_cmpint (ptrace (PTRACE_SETREGSET, pid, NT_PRSTATUS, &io), ==, 0);
}

static guint64
word_at (pid_t pid, guint64 place)
{
  guint64 word;

  errno = 0;
  word = (guint64) ptrace (PTRACE_PEEKDATA, pid, place, NULL);
  g_assert_cmpint (errno, ==, 0);
  return word;
}

#ifdef __x86_64__

guint64
architecture_place (pid_t pid)
{
  /* One register is cheaper than all of them, and this is asked at every step. */
  return (guint64) ptrace (PTRACE_PEEKUSER, pid, offsetof (struct user_regs_struct, rip), NULL);
}

void
architecture_set_place (pid_t pid, guint64 place)
{
  struct user_regs_struct registers = registers_of (pid);

  registers.rip = place;
  set_registers_of (pid, &registers);
}

guint64
architecture_stack (pid_t pid)
{
  return registers_of (pid).rsp;
}

guint64
architecture_return_place (pid_t pid)
{
  return word_at (pid, registers_of (pid).rsp);
}

gboolean
architecture_is_system_call (pid_t pid, guint64 place)
{
  return (word_at (pid, place) & 0xffff) == 0x050f; /* syscall */
}

guint64
architecture_break (guint64 word)
{
  return (word & ~(guint64) 0xff) | 0xcc; /* int3 */
}

guint64
architecture_place_after_break (guint64 place)
{
  return place + 1;
}

/* Every instruction can be stepped. */
guint
architecture_exits (pid_t pid, guint64 exits[ARCHITECTURE_MOST_EXITS])
{
  return 0;
}

#elif defined __aarch64__

guint64
architecture_place (pid_t pid)
{
  return registers_of (pid).pc;
}

void
architecture_set_place (pid_t pid, guint64 place)
{
  struct user_regs_struct registers = registers_of (pid);

  registers.pc = place;
  set_registers_of (pid, &registers);
}

guint64
architecture_stack (pid_t pid)
{
  return registers_of (pid).sp;
}

guint64
architecture_return_place (pid_t pid)
{
  return registers_of (pid).regs[30]; /* the link register */
}

static guint32
instruction_at (pid_t pid, guint64 place)
{
  return (guint32) word_at (pid, place);
}

gboolean
architecture_is_system_call (pid_t pid, guint64 place)
{
  return instruction_at (pid, place) == 0xd4000001; /* svc #0 */
}

guint64
architecture_break (guint64 word)
{
  return (word & ~(guint64) 0xffffffff) | 0xd4200000; /* brk #0 */
}

guint64
architecture_place_after_break (guint64 place)
{
  return place; /* brk does not move it */
}

/* ldxr, ldaxr and their short forms */
static gboolean
is_load_exclusive (guint32 instruction)
{
  return (instruction & 0x3fe00000) == 0x08400000;
}

/* stxr, stlxr and their short forms */
static gboolean
is_store_exclusive (guint32 instruction)
{
  return (instruction & 0x3fe00000) == 0x08000000;
}

/* Where a conditional branch leads to; 0: it is none. */
static guint64
branch_target (guint32 instruction, guint64 place)
{
  gint64 words = (gint32) (instruction << 8) >> 13; /* the signed 19 bits from bit 5 on */

  if ((instruction & 0xff000010) != 0x54000000 && /* b.cond */
      (instruction & 0x7e000000) != 0x34000000)   /* cbz, cbnz */
    return 0;
  return place + (guint64) (words * 4);
}

/* An exception between a load-exclusive and its store-exclusive takes the reservation away, so
 * under steps the store would fail for ever: the sequence is run in one go, to behind the store or
 * to where a branch leaves it (a comparison that failed). Processors with the atomics of ARMv8.1,
 * which the compiler's helpers prefer, never get here.
 *
 * Source: Arm Architecture Reference Manual, "Load-Exclusive and Store-Exclusive instruction usage
 * restrictions"; what GDB does about it, aarch64_software_single_step(). */
guint
architecture_exits (pid_t pid, guint64 exits[ARCHITECTURE_MOST_EXITS])
{
  guint64 place = architecture_place (pid);
  guint n = 0;

  if (!is_load_exclusive (instruction_at (pid, place)))
    return 0;
  for (guint i = 1; i < 16; i++)
    {
      guint64 here = place + i * 4;
      guint32 instruction = instruction_at (pid, here);

      if (is_store_exclusive (instruction))
        {
          exits[n++] = here + 4;
          return n;
        }
      if (branch_target (instruction, here) != 0 && n < ARCHITECTURE_MOST_EXITS - 1)
        exits[n++] = branch_target (instruction, here);
    }
  return 0; /* no sequence that we know: step it, and see */
}

#else
#error "Write down here what this processor's instructions look like."
#endif
