/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* The folder that the targets work in: made in $TMPDIR at the first call, removed when the process
 * exits. */
const char *fuzz_folder (void);

/* How many names are in it and below, and removing them all. */
guint fuzz_folder_count (void);
void fuzz_folder_empty (void);

/* Of these, so many are a queue's: the directory, the ring and two doorbells. */
#define FUZZ_NAMES_A_QUEUE 4

/* The file of the queue `name` in the folder. All that the targets know of where it is. */
char *fuzz_queue_file (const char *name);

/* Puts a file there as if a queue had left it. */
void fuzz_queue_file_place (const char *name, const guint8 *content, gsize length);

/* What the process holds: open descriptors, and mappings of files in the folder. The memory that
 * malloc() maps comes and goes as it likes and is not counted. */
typedef struct
{
  guint descriptors;
  guint mappings;
} FuzzHoldings;

FuzzHoldings fuzz_count_holdings (void);
void fuzz_assert_same_holdings (FuzzHoldings before);
