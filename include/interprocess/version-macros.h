/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <glib.h>

#ifndef _INTERPROCESS_EXTERN
#define _INTERPROCESS_EXTERN __attribute__ ((visibility ("default"))) extern
#endif

/* One a release: a symbol says since when it is there. */
#define INTERPROCESS_AVAILABLE_IN_1_0 _INTERPROCESS_EXTERN
