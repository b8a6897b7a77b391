/* SPDX-License-Identifier: MIT */
#pragma once

/* What is measured, and how it is done fairly on a machine that is busy with other things: the
 * contestants take turns, a short batch each, so that all of them meet the same disturbances, and
 * what is compared is the median of many such turns. */

#include "contestant.h"
#include "lane.h"

typedef struct
{
  const char *name;        /* on the command line and in the JSON file */
  const char *title;       /* over the table */
  const char *columns[2];  /* what the two numbers of a contestant are */
  double unit;             /* ns: what they are printed in */
  gboolean shows_rate;     /* messages and bytes in a second make sense */
  gboolean together;       /* both processes stay on one processor, else on two */
  gboolean waits;          /* by blocking calls, which not every contestant has */
  const Contestant *const *contestants; /* its own, ended by NULL; NULL: those of the plan */
  const gsize *sizes;      /* the usual ones, ended by SIZES_END */
  gsize capacity;          /* of the queues, unless the plan has one; 0: DEFAULT_CAPACITY */

  void (*set_up) (Lane *lane);
  double (*batch) (Lane *lane); /* ns for one exchange */
} Measurement;

#define DEFAULT_CAPACITY (1 << 20)

#define SIZES_END G_MAXSIZE

extern const Measurement measurement_one_thread;
extern const Measurement measurement_two_processes;
extern const Measurement measurement_round_trip;
extern const Measurement measurement_round_trip_together;
extern const Measurement measurement_round_trip_asleep;
extern const Measurement measurement_threads_publishing;
extern const Measurement measurement_threads_subscribing;

typedef struct
{
  const Contestant *const *contestants;
  guint n_contestants;
  guint batches;
  double batch_time;  /* ns */
  guint64 iterations; /* 0: as many as take batch_time */
  const char *directory;
  gsize capacity;     /* 0: what each measurement needs */
  int cpu;
  int peer_cpu;
} Plan;

/* What came out for one contestant and one size. */
typedef struct
{
  const Measurement *measurement;
  const Contestant *contestant;
  gsize size;
  double *batches; /* ns for one exchange */
  guint n_batches;
  double median;   /* of the batches */
  double second;   /* the fastest batch; of samples the 99th percentile */
} Result;

void result_free (Result *result);

/* The measurement's own contestants, or those of the plan that can do what it asks for. */
GPtrArray *measurement_participants (const Measurement *measurement, const Plan *plan);

/* Appends a Result for each contestant to `results`. */
void measurement_run (const Measurement *measurement, const Plan *plan, gsize size,
                      GPtrArray *results);

/* How much longer `result` took than `reference`, as the median over the turns; NAN if there is no
 * result for the reference. */
double results_ratio (GPtrArray *results, const Result *result, const Contestant *reference);

/* Of unsorted values; sorts them. */
double quantile (double *values, guint n, double share);

/* Monotonic ns. */
double clock_now (void);
