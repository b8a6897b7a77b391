/* SPDX-License-Identifier: MIT */
#include "step-trail.h"

typedef struct
{
  VictimPlace place;
  guint earlier; /* how often the victim was at the same place before */
} Mark;

struct _Trail
{
  gboolean is_exact;
  GArray *marks;
  guint sleep; /* the first mark at which it was asleep, else their number: it runs no further */
  GHashTable *visits; /* of each place */
};

/* What passing by a breakpoint costs, in steps. */
#define COST_OF_PASSING 4

static guint
place_hash (gconstpointer data)
{
  const VictimPlace *place = data;

  return (guint) (place->instruction * 31 + place->stack);
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  const VictimPlace *x = a, *y = b;

  return x->instruction == y->instruction && x->stack == y->stack;
}

Trail *
trail_new (gboolean is_exact)
{
  Trail *self = g_new0 (Trail, 1);

  self->is_exact = is_exact;
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  self->visits = g_hash_table_new_full (place_hash, place_equal, g_free, NULL);
  return self;
}

void
trail_free (Trail *self)
{
  g_array_unref (self->marks);
  g_hash_table_unref (self->visits);
  g_free (self);
}

void
trail_note (Trail *self, Victim *victim)
{
  Mark mark = { .earlier = 0 };

  if (!victim_is_asleep (victim))
    {
      mark.place = victim_place (victim);
      mark.earlier = GPOINTER_TO_UINT (g_hash_table_lookup (self->visits, &mark.place));
      g_hash_table_replace (self->visits, g_memdup2 (&mark.place, sizeof mark.place),
                            GUINT_TO_POINTER (mark.earlier + 1));
      self->sleep += self->sleep == self->marks->len;
    }
  g_array_append_val (self->marks, mark);
}

guint
trail_length (Trail *self)
{
  return self->marks->len;
}

static Mark *
mark_at (Trail *self, guint step)
{
  return &g_array_index (self->marks, Mark, step);
}

static gboolean
can_land (Trail *self, Mark *mark)
{
  return mark->place.can_break && (self->is_exact || mark->earlier == 0);
}

/* The step to land at, so that it and the steps from there to `at` cost least. */
static guint
landing_for (Trail *self, guint at)
{
  guint best = 0;
  guint least = G_MAXUINT;

  for (guint step = 0; step <= at && step < self->sleep; step++)
    {
      Mark *mark = mark_at (self, step);
      guint cost = at - step + mark->earlier * COST_OF_PASSING;

      if (can_land (self, mark) && cost < least)
        {
          least = cost;
          best = step;
        }
    }
  return best;
}

gboolean
trail_lead (Trail *self, Victim *victim, guint at, guint *step)
{
  guint landing = landing_for (self, MIN (at, self->marks->len - 1));
  Mark *mark = mark_at (self, landing);

  *step = landing;
  return victim_run_to (victim, &mark->place, mark->earlier);
}
