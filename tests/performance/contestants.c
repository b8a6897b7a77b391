/* SPDX-License-Identifier: MIT */
#include "contestant.h"

const Contestant *const contestants[] = {
  &contestant_core,
  &contestant_api,
  &contestant_core_exclusive,
  &contestant_api_exclusive,
  &contestant_spsc,
#ifdef HAVE_LIBQB
  &contestant_libqb,
#endif
};

const guint n_contestants = G_N_ELEMENTS (contestants);
