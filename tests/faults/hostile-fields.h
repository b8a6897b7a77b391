/* SPDX-License-Identifier: MIT */
#pragma once

/* Every field of the queue's file, by name, and what a vandal would write there. */

#include "native/layout.h"

#include <glib.h>

typedef enum
{
  FIELD_PLAIN,    /* a number */
  FIELD_POSITION, /* counts granules */
  FIELD_CON,
  FIELD_PUB,
} FieldKind;

typedef enum
{
  IN_IDENTITY,
  IN_HEADER,
  IN_SLOT,
  IN_CONTROL,
} FieldPlace;

typedef struct
{
  const char *name;
  FieldPlace place;
  FieldKind kind;
  gsize offset; /* in its place */
  gsize size;   /* 4 or 8 bytes */
} Field;

extern const Field fields[];
extern const guint n_fields;

/* A mapping of one's own of the queue's file. */
typedef struct
{
  guint8 *start;
  struct layout layout;
} Victim;

/* `ring` is the file. */
void victim_open (Victim *self, const char *ring);
void victim_close (Victim *self);

/* The field in slot or granule `number`, where there are several. */
guint8 *victim_field (const Victim *self, const Field *field, guint64 number);

guint64 field_load (const Field *field, const guint8 *at);
void field_store (const Field *field, guint8 *at, guint64 value);

/* The values to try for a field that is `was` now, by number; FALSE: there are no more. */
gboolean field_value (const Victim *victim,
                      const Field *field,
                      guint64 was,
                      guint number,
                      guint64 *value);

/* Everything behind the identity becomes zero, as in a new queue. */
void victim_wipe (const Victim *self);

/* Ends the test unless every byte that is not zero before the payload belongs to a field. */
void victim_check_fields_are_complete (const Victim *self);
