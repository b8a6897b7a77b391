/* SPDX-License-Identifier: MIT */
#pragma once

#include "measurement.h"

/* Prints those of the results that belong to the measurement. bench.py and bench.js print their own
 * in the same columns. */
void report_table (const Measurement *measurement, const Plan *plan, GPtrArray *results);

/* Writes all results to a file. */
gboolean report_json (const char *file, const Plan *plan, GPtrArray *results, GError **error);
