/* SPDX-License-Identifier: MIT */
#include "core-fixture.h"

#include "native/file.h"
#include "native/words.h"
#include "platform/liveness.h"

static void
test_fields_do_not_overlap (void)
{
  for (guint8 granule_bits = 4; granule_bits <= 30; granule_bits++)
    for (guint8 endpoint_bits = 1; endpoint_bits <= 12; endpoint_bits++)
      {
        struct words w = words_for (granule_bits, endpoint_bits);
        guint32 owner = owner_of ((1u << endpoint_bits) - 1, 3);
        guint64 extent = w.mask + 1;
        guint64 lap = lap_of (&w, 5 * (w.mask + 1));
        guint64 con = make_con (&w, lap, KIND_REVOKED, owner, extent);

        g_assert_cmphex (word_lap (&w, con), ==, lap);
        g_assert_cmphex (lap >> w.lap_shift, ==, 6);
        g_assert_cmpint (con_kind (&w, con), ==, KIND_REVOKED);
        g_assert_cmpuint (con_owner (&w, con), ==, owner);
        g_assert_cmpuint (con_endpoint (&w, con), ==, owner >> LANE_BITS);
        g_assert_cmpuint (con_extent (&w, con), ==, extent);
      }
}

static void
test_length_fits_below_lap (void)
{
  for (guint8 granule_bits = 4; granule_bits <= 30; granule_bits++)
    {
      struct words w = words_for (granule_bits, 1);
      guint64 longest = ((w.mask + 1) << GRANULE_SHIFT) / 2;

      /* One bit more, X, is reserved above the length. */
      g_assert_cmpuint (longest * 2, <, w.lap_unit);
      g_assert_cmpuint (pub_length (&w, lap_of (&w, 0) | longest), ==, longest);
    }
}

static void
test_lap_grows_with_position (void)
{
  struct words w = words_for (6, 8);

  g_assert_cmphex (lap_of (&w, 0), ==, w.lap_unit);
  g_assert_cmphex (lap_of (&w, 63), ==, w.lap_unit);
  g_assert_cmphex (lap_of (&w, 64), ==, 2 * w.lap_unit);
  g_assert_cmpint (lap_difference (&w, 0, 0), <, 0);
  g_assert_cmpint (lap_difference (&w, lap_of (&w, 0), 63), ==, 0);
  g_assert_cmpint (lap_difference (&w, lap_of (&w, 64), 63), >, 0);
}

static void
test_lap_comparison_survives_wrap (void)
{
  struct words w = words_for (6, 8);
  guint64 laps = 1 + (G_MAXUINT64 >> w.lap_shift);
  guint64 position = (laps - 1) * 64; /* its lap is 0 again */

  g_assert_cmphex (lap_of (&w, position), ==, 0);
  g_assert_cmpint (lap_difference (&w, lap_of (&w, position - 64), position), <, 0);
  g_assert_cmpint (lap_difference (&w, lap_of (&w, position), position), ==, 0);
  g_assert_cmpint (lap_difference (&w, lap_of (&w, position + 64), position), >, 0);
}

static void
test_extent_rounds_up (void)
{
  g_assert_cmpuint (extent_of (0), ==, 1);
  g_assert_cmpuint (extent_of (1), ==, 1);
  g_assert_cmpuint (extent_of (64), ==, 1);
  g_assert_cmpuint (extent_of (65), ==, 2);
}

/* Only the kernel says "dead", and here it says nothing. */
static void
test_an_error_is_no_death (void)
{
  g_assert_true (ipq_lock_is_held (-1, LOCK_ENDPOINT + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/fields-do-not-overlap", test_fields_do_not_overlap);
  g_test_add_func ("/words/length-fits-below-lap", test_length_fits_below_lap);
  g_test_add_func ("/words/lap-grows-with-position", test_lap_grows_with_position);
  g_test_add_func ("/words/lap-comparison-survives-wrap", test_lap_comparison_survives_wrap);
  g_test_add_func ("/words/extent-rounds-up", test_extent_rounds_up);
  g_test_add_func ("/liveness/an-error-is-no-death", test_an_error_is_no_death);
  return g_test_run ();
}
