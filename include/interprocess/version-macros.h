/* SPDX-License-Identifier: MIT */
#pragma once

#if !defined(INTERPROCESS_INSIDE) && !defined(INTERPROCESS_COMPILATION)
#error "Only <interprocess/interprocess.h> can be included directly."
#endif

#include <interprocess/version.h>

#include <glib.h>

#ifndef _INTERPROCESS_EXTERN
#define _INTERPROCESS_EXTERN __attribute__ ((visibility ("default"))) extern
#endif

/**
 * INTERPROCESS_CHECK_VERSION:
 * @major: the first number of the version that is needed
 * @minor: the second
 * @micro: the third
 *
 * Whether the headers are of at least this version. For `#if`.
 *
 * Since: 1.0
 */
#define INTERPROCESS_CHECK_VERSION(major, minor, micro)                                            \
  (INTERPROCESS_MAJOR_VERSION > (major) ||                                                         \
   (INTERPROCESS_MAJOR_VERSION == (major) && INTERPROCESS_MINOR_VERSION > (minor)) ||              \
   (INTERPROCESS_MAJOR_VERSION == (major) && INTERPROCESS_MINOR_VERSION == (minor) &&              \
    INTERPROCESS_MICRO_VERSION >= (micro)))

/**
 * INTERPROCESS_VERSION_1_0:
 *
 * Version 1.0, for `INTERPROCESS_VERSION_MIN_REQUIRED` and `INTERPROCESS_VERSION_MAX_ALLOWED`.
 *
 * Since: 1.0
 */
#define INTERPROCESS_VERSION_1_0 (G_ENCODE_VERSION (1, 0))

/**
 * INTERPROCESS_VERSION_MIN_REQUIRED:
 *
 * The oldest version that a program wants to work with.
 *
 * The compiler warns of what was deprecated in this version or before it. A program defines it
 * before it includes the header, for example as [const@VERSION_1_0]; else it is the version of the
 * headers.
 *
 * Since: 1.0
 */
#ifndef INTERPROCESS_VERSION_MIN_REQUIRED
#define INTERPROCESS_VERSION_MIN_REQUIRED                                                          \
  (G_ENCODE_VERSION (INTERPROCESS_MAJOR_VERSION, INTERPROCESS_MINOR_VERSION))
#endif

/**
 * INTERPROCESS_VERSION_MAX_ALLOWED:
 *
 * The newest version of which a program may use something.
 *
 * The compiler warns of what came later. A program defines it before it includes the header; else
 * it is the version of the headers.
 *
 * Since: 1.0
 */
#ifndef INTERPROCESS_VERSION_MAX_ALLOWED
#define INTERPROCESS_VERSION_MAX_ALLOWED                                                           \
  (G_ENCODE_VERSION (INTERPROCESS_MAJOR_VERSION, INTERPROCESS_MINOR_VERSION))
#endif

#if INTERPROCESS_VERSION_MIN_REQUIRED < INTERPROCESS_VERSION_1_0
#error "INTERPROCESS_VERSION_MIN_REQUIRED must be INTERPROCESS_VERSION_1_0 or later"
#endif
#if INTERPROCESS_VERSION_MAX_ALLOWED < INTERPROCESS_VERSION_MIN_REQUIRED
#error "INTERPROCESS_VERSION_MAX_ALLOWED must not be before INTERPROCESS_VERSION_MIN_REQUIRED"
#endif

#ifdef INTERPROCESS_COMPILATION
#define _INTERPROCESS_DEPRECATED _INTERPROCESS_EXTERN
#define _INTERPROCESS_UNAVAILABLE(major, minor) _INTERPROCESS_EXTERN
#else
#define _INTERPROCESS_DEPRECATED G_DEPRECATED _INTERPROCESS_EXTERN
#define _INTERPROCESS_UNAVAILABLE(major, minor) G_UNAVAILABLE (major, minor) _INTERPROCESS_EXTERN
#endif

/* One a release: a symbol says since when it is there. The next release adds its own, as in:
 *
 *   #define INTERPROCESS_VERSION_1_2 (G_ENCODE_VERSION (1, 2))
 *
 *   #if INTERPROCESS_VERSION_MAX_ALLOWED < INTERPROCESS_VERSION_1_2
 *   #define INTERPROCESS_AVAILABLE_IN_1_2 _INTERPROCESS_UNAVAILABLE (1, 2)
 *   #else
 *   #define INTERPROCESS_AVAILABLE_IN_1_2 _INTERPROCESS_EXTERN
 *   #endif
 *   #if INTERPROCESS_VERSION_MIN_REQUIRED >= INTERPROCESS_VERSION_1_2
 *   #define INTERPROCESS_DEPRECATED_IN_1_2 _INTERPROCESS_DEPRECATED
 *   #else
 *   #define INTERPROCESS_DEPRECATED_IN_1_2 _INTERPROCESS_EXTERN
 *   #endif
 *
 * tests/install/versions.py tries this very text. */
#define INTERPROCESS_AVAILABLE_IN_1_0 _INTERPROCESS_EXTERN
