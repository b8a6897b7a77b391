/* SPDX-License-Identifier: MIT */
#include "step-books.h"

#include "step-verdict.h"

#include <string.h>

typedef enum
{
  OWED,
  PERHAPS,
  NEVER,
} Claim;

typedef struct
{
  guint number;
  Claim claim;
  gboolean has_place; /* in the order of sending */
  gboolean came;
} Entry;

static GArray *entries; /* in the order in which they were sent */
static guint in_order;  /* the last one to come that has a place was before this entry */

/* ---- messages -------------------------------------------------------------------------------- */

static guint8
byte_at (guint number, gsize place)
{
  return (guint8) (number * 31 + place * 7 + (place >> 8));
}

void
books_write_message (guint8 *message, gsize length, guint number)
{
  guint32 head[2] = { number, (guint32) length };

  g_assert_cmpuint (length, >=, sizeof head);
  memcpy (message, head, sizeof head);
  for (gsize i = sizeof head; i < length; i++)
    message[i] = byte_at (number, i);
}

guint
books_read_message (const guint8 *message, gsize length)
{
  guint32 head[2];

  if (length < sizeof head)
    verdict_fail ("a message came with %" G_GSIZE_FORMAT " bytes", length);
  memcpy (head, message, sizeof head);
  if (head[1] != length)
    verdict_fail ("message %u was of %u bytes and came with %" G_GSIZE_FORMAT, head[0], head[1],
                  length);
  for (gsize i = sizeof head; i < length; i++)
    if (message[i] != byte_at (head[0], i))
      verdict_fail ("byte %" G_GSIZE_FORMAT " of message %u is damaged", i, head[0]);
  return head[0];
}

/* ---- accounts -------------------------------------------------------------------------------- */

void
books_open (void)
{
  if (entries == NULL)
    entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_size (entries, 0);
  in_order = 0;
}

static Entry *
entry_at (guint i)
{
  return &g_array_index (entries, Entry, i);
}

static Entry *
find (guint number)
{
  for (guint i = 0; i < entries->len; i++)
    if (entry_at (i)->number == number)
      return entry_at (i);
  return NULL;
}

static void
claim (guint number, Claim what)
{
  /* One that was sent perhaps was sent nobody knows when, even if that is certain later. */
  Entry entry = { .number = number, .claim = what, .has_place = what == OWED };
  Entry *known = find (number);

  if (known != NULL)
    known->claim = what;
  else
    g_array_append_val (entries, entry);
}

void
books_sent (guint number)
{
  g_assert_true (find (number) == NULL || find (number)->claim == PERHAPS);
  claim (number, OWED);
}

void
books_may_come (guint number)
{
  claim (number, PERHAPS);
}

void
books_not_sent (guint number)
{
  Entry *known = find (number);

  if (known != NULL && known->came)
    verdict_fail ("message %u came, and its sender was told that it was not sent", number);
  claim (number, NEVER);
}

static Entry *
take (const guint8 *message, gsize length)
{
  guint number = books_read_message (message, length);
  Entry *entry = find (number);

  if (entry == NULL || entry->claim == NEVER)
    verdict_fail ("message %u came and was never sent", number);
  if (entry->came)
    verdict_fail ("message %u came twice", number);
  entry->came = TRUE;
  return entry;
}

void
books_taken (const guint8 *message, gsize length)
{
  Entry *entry = take (message, length);
  guint place = (guint) (entry - entry_at (0));

  if (!entry->has_place)
    return;
  if (place < in_order)
    verdict_fail ("message %u came behind one that was sent after it", entry->number);
  in_order = place + 1;
}

void
books_taken_by_victim (const guint8 *message, gsize length)
{
  take (message, length);
}

gboolean
books_has_come (guint number)
{
  Entry *known = find (number);

  return known != NULL && known->came;
}

guint
books_owed (void)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += entry_at (i)->claim == OWED && !entry_at (i)->came;
  return n;
}

guint
books_balance (guint lost)
{
  guint missing = books_owed ();

  if (missing > lost)
    {
      g_autoptr(GString) numbers = g_string_new (NULL);

      for (guint i = 0; i < entries->len; i++)
        if (entry_at (i)->claim == OWED && !entry_at (i)->came)
          g_string_append_printf (numbers, " %u", entry_at (i)->number);
      verdict_fail ("messages are lost:%s", numbers->str);
    }
  return missing;
}
