/* SPDX-License-Identifier: MIT */
#include "contestant.h"

const Contestant *const contestants[] = {
  &contestant_core,
  &contestant_api,
#ifdef HAVE_LIBQB
  &contestant_libqb,
#endif
};

const guint n_contestants = G_N_ELEMENTS (contestants);
