/* SPDX-License-Identifier: MIT */
#pragma once

/* A message that says who sent it, as which of its messages, how long it is, and whether it is whole. */

#include <glib.h>

#define MESSAGE_SHORTEST 16u

typedef struct
{
  guint32 sender;
  guint32 number;
  guint32 length;
  guint32 checksum; /* of all the rest */
} MessageHeader;

G_STATIC_ASSERT (sizeof (MessageHeader) == MESSAGE_SHORTEST);

/* Fills `length` bytes, at least MESSAGE_SHORTEST. */
void message_write (guint8 *message, guint length, guint32 sender, guint32 number);

/* FALSE unless `length` bytes are one whole message; else its header. */
gboolean message_read (const guint8 *message, gsize length, MessageHeader *header);

/* The same for a message of unknown length in memory of `size` bytes. */
gboolean message_read_from (const guint8 *memory, gsize size, MessageHeader *header);
