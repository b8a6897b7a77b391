/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/interprocess.h>

G_BEGIN_DECLS

/* ---- a hosted service that notes what is done with it ---------------------------------------- */

typedef struct
{
  const char *name;

  /* Fail with this message. */
  const char *start_error;
  const char *stop_error;

  /* Complete only when the test says so, by test_service_complete(). */
  gboolean holds_start;
  gboolean holds_stop;

  /* When its cancellable is cancelled, end with G_IO_ERROR_CANCELLED. */
  gboolean heeds_cancel;
} TestPlan;

#define TEST_TYPE_SERVICE (test_service_get_type ())
G_DECLARE_FINAL_TYPE (TestService, test_service, TEST, SERVICE, GObject)

/* Completes what is held, of the service of this name, which has begun with it. */
void
test_service_complete (const char *name);

/* Also for services of the tests' own: what was done, such as "+a +b -b -a ". */
void
test_note (const char *format,
           ...) G_GNUC_PRINTF (1, 2);

/* What was noted since it was last asked for; that it is this. */
char *
test_take_notes (void);

void
test_assert_notes (const char *expected);

gboolean
test_has_notes (const char *expected);

/* ---- hosts ----------------------------------------------------------------------------------- */

/* The plans end with one without a name. They are used, not copied. */
InterprocessHost *
test_host_new (const TestPlan *plans);

InterprocessHost *
test_host_new_for (InterprocessServiceCollection *services);

void
test_add (InterprocessServiceCollection *services,
          const TestPlan                *plan);

/* One by one, and with an end. */
gboolean
test_start (InterprocessHost  *host,
            GError           **error);
gboolean
test_stop (InterprocessHost  *host,
           GError           **error);
gboolean
test_wait (InterprocessHost  *host,
           GError           **error);

/* For a callback: *data becomes a reference to the result. */
void
test_keep_result (GObject      *object,
                  GAsyncResult *result,
                  gpointer      data);

/* Iterates until the condition is true. */
#define test_until(condition)                      \
  G_STMT_START                                     \
    {                                              \
      while (!(condition))                         \
        g_main_context_iteration (NULL, TRUE);     \
    }                                              \
  G_STMT_END

/* Iterates as long as there is something to do without waiting. */
void
test_settle (void);

/* Validated, and without an error. */
InterprocessServiceProvider *
test_build (InterprocessServiceCollection *services);

void
test_assert_error (GError    **error,
                   GQuark      domain,
                   int         code,
                   const char *message_pattern);

/* The provider is closed. */
void
test_assert_closed (InterprocessServiceProvider *provider);

G_END_DECLS
