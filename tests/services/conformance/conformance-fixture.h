/* SPDX-License-Identifier: MIT */
#pragma once

#include "../service-fixture.h"

G_BEGIN_DECLS

/*
 * A class of objects that need services. What they need are properties, so that a class is a table:
 *
 *   TEST_DEFINE_NODE (Mailer, mailer,
 *                     TEST_REQUIRED ("sender", sender_get_type),
 *                     TEST_OPTIONAL ("greeting", test_string_get_type))
 *
 * Its objects are any of the three services, keep what they are given, and can be closed.
 */

typedef struct
{
  const char *property;
  GType (*get_type) (void);
  GParamFlags construct;
} TestNeed;

#define TEST_REQUIRED(property, get_type) { property, get_type, G_PARAM_CONSTRUCT_ONLY }
#define TEST_OPTIONAL(property, get_type) { property, get_type, G_PARAM_CONSTRUCT }
#define TEST_NO_NEEDS { NULL, NULL, 0 }

typedef struct _TestNode TestNode;

struct _TestNode
{
  GObject parent_instance;

  GHashTable *values;
  int n_closed;
  int closed_at;
};

#define TEST_TYPE_NODE (test_node_get_type ())
GType
test_node_get_type (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestNode, g_object_unref)

GType
test_node_register (const char     *name,
                    const TestNeed *needs);

void
test_node_class_install (gpointer klass,
                         gpointer needs);

#define TEST_DEFINE_NODE(TypeName, type_name, ...) \
  static const TestNeed type_name##_needs[] = { __VA_ARGS__, TEST_NO_NEEDS }; \
\
  static GType \
  type_name##_get_type (void) \
  { \
    static gsize type = 0; \
\
    if (g_once_init_enter (&type)) \
      g_once_init_leave (&type, test_node_register (#TypeName, type_name##_needs)); \
\
    return type; \
  }

/* What a property was set to. It belongs to the object. */

gpointer
test_node_get (gpointer    node,
               const char *property);

const char *
test_node_get_string (gpointer    node,
                      const char *property);

int
test_node_get_int (gpointer    node,
                   const char *property);

/* Types of properties that are no services. Their default values are "default" and 12. */

GType
test_string_get_type (void);

GType
test_int_get_type (void);

/* Needs nothing. */
#define TEST_TYPE_OTHER (test_other_get_type ())
GType
test_other_get_type (void);

/* Is the first service, and cannot be created. */
#define TEST_TYPE_ABSTRACT (test_abstract_get_type ())
GType
test_abstract_get_type (void);

/* Is created, but then fails, with an error of its own. */
#define TEST_TYPE_FAILING (test_failing_get_type ())
GType
test_failing_get_type (void);

/* The same, but needs the second service. */
#define TEST_TYPE_FAILING_WITH_B (test_failing_with_b_get_type ())
GType
test_failing_with_b_get_type (void);

void
test_assert_own_error (const GError *error,
                       const char   *path);

/* Short ways to what must not fail. */

GListModel *
test_get_all (InterprocessServiceProvider *provider,
              GType                        service_type);

gpointer
test_get_keyed (InterprocessServiceProvider *provider,
                GType                        service_type,
                const char                  *key);

GListModel *
test_get_all_keyed (InterprocessServiceProvider *provider,
                    GType                        service_type,
                    const char                  *key);

/* There is no such service, which is no error. */
void
test_get_nothing (InterprocessServiceProvider *provider,
                  GType                        service_type,
                  const char                  *key);

/* And to what must fail. */

void
test_get_keyed_fails (InterprocessServiceProvider *provider,
                      GType                        service_type,
                      const char                  *key,
                      InterprocessServiceError     code,
                      const char                  *message_pattern);

void
test_build_fails (InterprocessServiceCollection *services,
                  InterprocessBuildFlags         flags,
                  const char                    *message_pattern);

/* These take what was got, so that it need not be kept. */

void
test_take_same (gpointer object,
                gpointer expected);

void
test_take_list (GListModel *list,
                ...) G_GNUC_NULL_TERMINATED;

/* An item of a list, which keeps it. */
gpointer
test_item (GListModel *list,
           guint       position);

#define TEST_ADD(group, name) g_test_add_func ("/conformance/" group "/" #name, test_##name)

G_END_DECLS
