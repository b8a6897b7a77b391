/* SPDX-License-Identifier: MIT */
#pragma once

#include <interprocess/interprocess.h>

G_BEGIN_DECLS

/* Three services. */

#define TEST_TYPE_A (test_a_get_type ())
G_DECLARE_INTERFACE (TestA, test_a, TEST, A, GObject)
struct _TestAInterface
{
  GTypeInterface parent_iface;
};

#define TEST_TYPE_B (test_b_get_type ())
G_DECLARE_INTERFACE (TestB, test_b, TEST, B, GObject)
struct _TestBInterface
{
  GTypeInterface parent_iface;
};

#define TEST_TYPE_C (test_c_get_type ())
G_DECLARE_INTERFACE (TestC, test_c, TEST, C, GObject)
struct _TestCInterface
{
  GTypeInterface parent_iface;
};

/* Is any of them, can be closed, and holds what it was created with. */

#define TEST_TYPE_OBJECT (test_object_get_type ())
G_DECLARE_FINAL_TYPE (TestObject, test_object, TEST, OBJECT, GObject)

struct _TestObject
{
  GObject parent_instance;

  GPtrArray *needs;
  int n_closed;
  int closed_at;

  /* Drop what it needs when it is closed. */
  gboolean drops;
};

TestObject *
test_object_new (void);

/* Is the first of them, and cannot be closed. */

#define TEST_TYPE_PLAIN (test_plain_get_type ())
G_DECLARE_FINAL_TYPE (TestPlain, test_plain, TEST, PLAIN, GObject)

struct _TestPlain
{
  GObject parent_instance;
};

/* Factories. The user data of test_create_with() is a zero-terminated array of the types that it
 * asks for. */

GObject *
test_create (InterprocessServiceProvider  *provider,
             const char                   *key,
             gpointer                      user_data,
             GError                      **error);

GObject *
test_create_with (InterprocessServiceProvider  *provider,
                  const char                   *key,
                  gpointer                      user_data,
                  GError                      **error);

/* Short ways to what must not fail. */

InterprocessServiceProvider *
test_build (InterprocessServiceCollection *services,
            InterprocessBuildFlags         flags);

gpointer
test_get (InterprocessServiceProvider *provider,
          GType                        service_type);

InterprocessServiceScope *
test_create_scope (InterprocessServiceProvider *provider);

gpointer
test_get_scoped (InterprocessServiceScope *scope,
                 GType                     service_type);

/* And to what must fail. */
void
test_get_fails (InterprocessServiceProvider *provider,
                GType                        service_type,
                InterprocessServiceError     code,
                const char                  *message_pattern);

void
test_assert_message (const GError *error,
                     const char   *pattern);

G_END_DECLS
