/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What every target has: answers 0, or ends the process. Called by libFuzzer, by AFL++'s driver, or
 * by ours (fuzz-driver.c). */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A cursor over an input. Behind the end all is zero, so that an input that was cut still means
 * something. */
typedef struct
{
  const guint8 *next;
  gsize left;
} FuzzInput;

static inline guint64
fuzz_take (FuzzInput *input, gsize bytes)
{
  guint64 value = 0;

  for (gsize i = 0; i < bytes && input->left > 0; i++)
    {
      value |= (guint64) *input->next++ << (8 * i);
      input->left--;
    }
  return value;
}

/* At most `length` bytes; *length becomes what there was. */
static inline const guint8 *
fuzz_take_bytes (FuzzInput *input, gsize *length)
{
  const guint8 *bytes = input->left != 0 ? input->next : (const guint8 *) "";

  *length = MIN (*length, input->left);
  if (*length != 0)
    input->next += *length;
  input->left -= *length;
  return bytes;
}
