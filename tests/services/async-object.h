/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/* Is the first or the second service, is initialised and closed asynchronously, and gets a TestC for
 * its construct property "c". */

#define TEST_TYPE_ASYNC (test_async_get_type ())
G_DECLARE_FINAL_TYPE (TestAsync, test_async, TEST, ASYNC, GObject)

struct _TestAsync
{
  GObject parent_instance;

  GObject *c;
  gboolean initialised;
  int n_closed;
  int closed_at;
};

/* What those that are initialised and closed from now on do: end at once, or when the default main
 * context runs, wait until they are told to go on, fail, or succeed but call back without data, as
 * PyGObject does. */
typedef enum
{
  TEST_ASYNC_SUCCEED,
  TEST_ASYNC_IDLE,
  TEST_ASYNC_WAIT,
  TEST_ASYNC_FAIL,
  TEST_ASYNC_FORGET,
} TestAsyncBehaviour;

void
test_async_set_behaviour (TestAsyncBehaviour behaviour);

/* Lets all that wait go on. */
void
test_async_go_on (void);

/* The result of a call that was given test_async_note(). */
typedef struct
{
  GAsyncResult *result;
} TestAsyncCall;

void
test_async_note (GObject      *source,
                 GAsyncResult *result,
                 gpointer      call);

GAsyncResult *
test_async_await (TestAsyncCall *call);

gpointer
test_async_get (InterprocessServiceProvider  *provider,
                GType                         service_type,
                GError                      **error);

G_END_DECLS
