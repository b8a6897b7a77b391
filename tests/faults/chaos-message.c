/* SPDX-License-Identifier: MIT */
#include "chaos-message.h"

#include "chaos-random.h"

#include <string.h>

static guint64
add_word (guint64 sum, guint64 word)
{
  return (sum ^ word) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd) ^ sum >> 29;
}

static guint32
checksum_of (const guint8 *message, gsize length, const MessageHeader *header)
{
  guint64 sum = add_word (header->sender, (guint64) header->number << 32 | header->length);
  gsize at = MESSAGE_SHORTEST;

  for (; at + 8 <= length; at += 8)
    {
      guint64 word;

      memcpy (&word, message + at, sizeof word);
      sum = add_word (sum, word);
    }
  for (; at < length; at++)
    sum = add_word (sum, message[at]);
  return (guint32) (sum >> 32 ^ sum);
}

void
message_write (guint8 *message, guint length, guint32 sender, guint32 number)
{
  MessageHeader header = { .sender = sender, .number = number, .length = length };
  guint64 word = random_mix ((guint64) sender << 32 | number);
  guint at = MESSAGE_SHORTEST;

  for (; at + 8 <= length; at += 8, word += G_GUINT64_CONSTANT (0x0102040810204081))
    memcpy (message + at, &word, sizeof word);
  for (; at < length; at++)
    message[at] = (guint8) (word >> at % 56);
  header.checksum = checksum_of (message, length, &header);
  memcpy (message, &header, sizeof header);
}

gboolean
message_read (const guint8 *message, gsize length, MessageHeader *header)
{
  if (length < MESSAGE_SHORTEST)
    return FALSE;
  memcpy (header, message, sizeof *header);
  return header->length == length && header->checksum == checksum_of (message, length, header);
}

gboolean
message_read_from (const guint8 *memory, gsize size, MessageHeader *header)
{
  memcpy (header, memory, sizeof *header);
  return header->length <= size && message_read (memory, header->length, header);
}
