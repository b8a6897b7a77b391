/* SPDX-License-Identifier: MIT */
#pragma once

/* What a call of the core can answer. Zero is success, a positive value an outcome that the caller
 * expects to meet, a negative one a failure. */
enum ipq_result
{
  IPQ_OK = 0,

  IPQ_EMPTY = 1,
  IPQ_FULL = 2,
  IPQ_TIMED_OUT = 3,
  IPQ_STOPPED = 4,          /* the caller's stop function said so */
  IPQ_BUFFER_TOO_SMALL = 5, /* the message stays */

  IPQ_FAILED = -1,
  IPQ_INVALID_NAME = -2,
  IPQ_INVALID_OPTIONS = -3,
  IPQ_NOT_FOUND = -4,
  IPQ_PERMISSION_DENIED = -5,
  IPQ_UNTRUSTED = -6,
  IPQ_NO_SPACE = -7,
  IPQ_CAPACITY_MISMATCH = -8,
  IPQ_INCOMPATIBLE = -9,
  IPQ_TOO_MANY_ENDPOINTS = -10,
  IPQ_TOO_LARGE = -11,
  IPQ_CORRUPT = -12,
  IPQ_CLOSED = -13,
  IPQ_FORKED = -14,
  IPQ_EXCLUSIVE = -15,       /* an exclusive endpoint of the role lives, or others and we want to be one */
  IPQ_MISUSED = -16,         /* two threads at once in an exclusive endpoint; debug builds find it */
};

/* Why a call failed, for a person: what was found, and what to do about it. */
struct ipq_error
{
  char message[640];
};

/* Both write the message and answer the result to return, so that a failure is one line.
 * ipq_fail_errno() chooses the result by errno and appends the system's own words. */
int ipq_fail (struct ipq_error *error, int result, const char *format, ...)
  __attribute__ ((format (printf, 3, 4)));
int ipq_fail_errno (struct ipq_error *error, int number, const char *format, ...)
  __attribute__ ((format (printf, 3, 4)));
