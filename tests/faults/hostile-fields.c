/* SPDX-License-Identifier: MIT */
#include "hostile-fields.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIELD(place, kind, type, member) \
  { #type "." #member, place, kind, offsetof (struct type, member), \
    sizeof (((struct type *) 0)->member) }
#define ELEMENT(place, kind, type, member, n) \
  { #type "." #member "[" #n "]", place, kind, offsetof (struct type, member[n]), \
    sizeof (((struct type *) 0)->member[n]) }

const Field fields[] = {
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, magic),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, version),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, granule),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, granules),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, max_endpoints),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, semaphore),
  ELEMENT (IN_IDENTITY, FIELD_PLAIN, identity, id, 0),
  ELEMENT (IN_IDENTITY, FIELD_PLAIN, identity, id, 1),
  ELEMENT (IN_IDENTITY, FIELD_PLAIN, identity, boot, 0),
  ELEMENT (IN_IDENTITY, FIELD_PLAIN, identity, boot, 1),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, created),
  FIELD (IN_IDENTITY, FIELD_PLAIN, identity, retention),
  FIELD (IN_HEADER, FIELD_POSITION, header, tail),
  FIELD (IN_HEADER, FIELD_POSITION, header, head),
  FIELD (IN_HEADER, FIELD_POSITION, header, read_hint),
  FIELD (IN_HEADER, FIELD_PLAIN, header, readers_bell),
  FIELD (IN_HEADER, FIELD_PLAIN, header, writers_bell),
  FIELD (IN_HEADER, FIELD_PLAIN, header, life),
  ELEMENT (IN_HEADER, FIELD_PLAIN, header, exclusive, 0),
  ELEMENT (IN_HEADER, FIELD_PLAIN, header, exclusive, 1),
  FIELD (IN_HEADER, FIELD_POSITION, header, swept),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, pid),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, role),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, opened),
  ELEMENT (IN_SLOT, FIELD_PLAIN, slot, name, 0),
  ELEMENT (IN_SLOT, FIELD_PLAIN, slot, name, 1),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, pid_namespace),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, messages),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, bytes),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, others_messages),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, others_bytes),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, refused),
  FIELD (IN_SLOT, FIELD_PLAIN, slot, longest_wait),
  FIELD (IN_CONTROL, FIELD_CON, control, con),
  FIELD (IN_CONTROL, FIELD_PUB, control, pub),
};
const guint n_fields = G_N_ELEMENTS (fields);

/* Whoever changes a struct comes by here and looks whether the table has all of it. What is not zero
 * and not in the table is found when the test runs. */
_Static_assert (sizeof (struct identity) == 80, "a new field? put it into the table");
_Static_assert (sizeof (struct header) == 768, "a new field? put it into the table");
_Static_assert (sizeof (struct slot) == 128, "a new field? put it into the table");
_Static_assert (sizeof (struct control) == 16, "a new field? put it into the table");

/* ---- the file --------------------------------------------------------------------------------- */

void
victim_open (Victim *self, const char *ring)
{
  struct ipq_error error = { "" };
  int fd = open (ring, O_RDWR | O_CLOEXEC);
  struct stat found;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstat (fd, &found), ==, 0);
  self->start = mmap (NULL, (gsize) found.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (self->start != MAP_FAILED);
  close (fd);
  g_assert_cmpint (ipq_layout_check_identity ((const void *) self->start, (guint64) found.st_size,
                                              ring, &self->layout, &error), ==, IPQ_OK);
}

void
victim_close (Victim *self)
{
  munmap (self->start, self->layout.size);
}

guint8 *
victim_field (const Victim *self, const Field *field, guint64 number)
{
  const struct layout *l = &self->layout;

  switch (field->place)
    {
    case IN_IDENTITY:
      return self->start + field->offset;
    case IN_HEADER:
      return self->start + l->header + field->offset;
    case IN_SLOT:
      return self->start + l->slots + number % (l->max_endpoints + 1u) * sizeof (struct slot) +
             field->offset;
    default:
      return self->start + l->control + (number & l->words.mask) * sizeof (struct control) +
             field->offset;
    }
}

guint64
field_load (const Field *field, const guint8 *at)
{
  if (field->size == 4)
    return atomic_load ((const _Atomic guint32 *) (const void *) at);
  return atomic_load ((const _Atomic guint64 *) (const void *) at);
}

void
field_store (const Field *field, guint8 *at, guint64 value)
{
  if (field->size == 4)
    atomic_store ((_Atomic guint32 *) (void *) at, (guint32) value);
  else
    atomic_store ((_Atomic guint64 *) (void *) at, value);
}

void
victim_wipe (const Victim *self)
{
  for (gsize at = self->layout.header; at < self->layout.payload; at += 8)
    atomic_store ((_Atomic guint64 *) (void *) (self->start + at), 0);
}

/* ---- values ----------------------------------------------------------------------------------- */

#define PICK(table) pick (table, G_N_ELEMENTS (table), number, value)

static gboolean
pick (const guint64 *table, gsize n, guint number, guint64 *value)
{
  if (number >= n)
    return FALSE;
  *value = table[number];
  return TRUE;
}

static gboolean
plain_value (guint64 was, guint number, guint64 *value)
{
  const guint64 values[] = {
    0, 1, 2, 3, 255, 4096, was + 1, was - 1, ~was, was ^ 1, was ^ 2, was ^ 3, was ^ 1u << 31,
    was ^ G_GUINT64_CONSTANT (1) << 63, G_MAXUINT64, G_MAXINT64, G_MAXUINT32, G_MAXINT32,
  };

  return PICK (values);
}

static gboolean
position_value (const Victim *victim, guint64 was, guint number, guint64 *value)
{
  guint64 granules = victim->layout.granules;
  const guint64 values[] = {
    0, 1, was + 1, was - 1, was + granules, was - granules, was + granules / 2, was - granules / 2,
    was + 1000 * granules, was - 1000 * granules, was ^ G_GUINT64_CONSTANT (1) << 63, G_MAXUINT64,
    G_MAXUINT64 - granules, G_MAXINT64, (guint64) G_MAXINT64 + 1,
    G_GUINT64_CONSTANT (1) << (64 - GRANULE_SHIFT), G_GUINT64_CONSTANT (1) << 36,
  };

  return PICK (values);
}

static gboolean
con_value (const Victim *victim, guint64 was, guint number, guint64 *value)
{
  const struct words *w = &victim->layout.words;
  guint64 extent = con_extent (w, was);
  guint64 without_kind = was - con_kind (w, was) * w->kind_unit;
  guint64 without_owner = was - ((guint64) con_owner (w, was) << w->owner_shift);
  guint64 owner_unit = G_GUINT64_CONSTANT (1) << w->owner_shift;
  guint64 granules = victim->layout.granules;
  const guint64 values[] = {
    0, G_MAXUINT64, was + 1, was - 1, was + w->lap_unit, was - w->lap_unit,
    was + 2 * w->lap_unit, was + (w->lap_unit << 30), was ^ G_GUINT64_CONSTANT (1) << 63,
    /* every kind */
    without_kind, without_kind + w->kind_unit, without_kind + 2 * w->kind_unit,
    without_kind + 3 * w->kind_unit, without_kind + 4 * w->kind_unit,
    without_kind + 5 * w->kind_unit, without_kind + 6 * w->kind_unit,
    without_kind + 7 * w->kind_unit,
    /* every kind, of somebody who is not there, in our lane and in another */
    without_kind + 1 * w->kind_unit + 200 * 4 * owner_unit,
    without_kind + 5 * w->kind_unit + 200 * 4 * owner_unit,
    without_kind + 6 * w->kind_unit + 200 * 4 * owner_unit,
    /* other owners: nobody, the first three endpoints, the last one, other lanes */
    without_owner, without_owner + 4 * owner_unit, without_owner + 8 * owner_unit,
    without_owner + 12 * owner_unit, without_owner + 5 * owner_unit,
    without_owner + 255 * 4 * owner_unit, was ^ owner_unit, was ^ 3 * owner_unit,
    /* held by the living: revoked and doubted */
    without_kind - extent + 6 * w->kind_unit + 4 * owner_unit + 1,
    without_kind - extent + 5 * w->kind_unit + 8 * owner_unit + 1,
    without_kind - extent + 1 * w->kind_unit + 8 * owner_unit + granules,
    /* extents: none, one, the ring, one more, all ones */
    was - extent, was - extent + 1, was - extent + granules, was - extent + granules + 1,
    was | ((granules << 1) - 1), was - extent + granules / 2, was - extent + granules - 1,
  };

  return PICK (values);
}

static gboolean
pub_value (const Victim *victim, guint64 was, guint number, guint64 *value)
{
  const struct words *w = &victim->layout.words;
  guint64 length = pub_length (w, was);
  guint64 most = victim->layout.payload_size;
  const guint64 values[] = {
    0, G_MAXUINT64, was + 1, was - 1, was + 1000, was + w->lap_unit, was - w->lap_unit,
    was ^ G_GUINT64_CONSTANT (1) << 63, was ^ w->exclusive, was - length, was - length + 1,
    was - length + most, was - length + most + 1, was - length + most / 2, was - length + 2 * most,
    was - length + 3 * most, was - length + 4 * most, was | (w->lap_unit - 1),
  };

  return PICK (values);
}

gboolean
field_value (const Victim *victim, const Field *field, guint64 was, guint number, guint64 *value)
{
  switch (field->kind)
    {
    case FIELD_POSITION:
      return position_value (victim, was, number, value);
    case FIELD_CON:
      return con_value (victim, was, number, value);
    case FIELD_PUB:
      return pub_value (victim, was, number, value);
    default:
      return plain_value (was, number, value);
    }
}

/* ---- completeness ----------------------------------------------------------------------------- */

static gboolean
is_in_field (const Victim *self, gsize at)
{
  const struct layout *l = &self->layout;
  gsize slot = at >= l->slots && at < l->control ? (at - l->slots) / sizeof (struct slot) : 0;
  gsize granule = at >= l->control ? (at - l->control) / sizeof (struct control) : 0;

  for (guint i = 0; i < n_fields; i++)
    {
      guint64 number = fields[i].place == IN_SLOT ? slot : granule;
      gsize begin = (gsize) (victim_field (self, &fields[i], number) - self->start);

      if (at >= begin && at < begin + fields[i].size)
        return TRUE;
    }
  return FALSE;
}

void
victim_check_fields_are_complete (const Victim *self)
{
  for (gsize at = 0; at < self->layout.payload; at++)
    if (self->start[at] != 0 && !is_in_field (self, at))
      g_error ("byte %" G_GSIZE_FORMAT " of the queue's file is %u and in no field of the table", at,
               self->start[at]);
}
