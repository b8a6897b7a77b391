/* SPDX-License-Identifier: MIT */

#include "conformance-fixture.h"

static void
test_node_close (InterprocessClosable *closable)
{
  static int now = 0;
  TestNode *self = (TestNode *) closable;

  g_atomic_int_inc (&self->n_closed);
  self->closed_at = g_atomic_int_add (&now, 1) + 1;
}

static void
test_node_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = test_node_close;
}

typedef GObjectClass TestNodeClass;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TestNode, test_node, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                         test_node_closable_init)
                                  G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                                  G_IMPLEMENT_INTERFACE (TEST_TYPE_B, NULL)
                                  G_IMPLEMENT_INTERFACE (TEST_TYPE_C, NULL))

static void
free_value (gpointer value)
{
  g_boxed_free (G_TYPE_VALUE, value);
}

static void
test_node_init (TestNode *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_value);
}

static void
test_node_finalize (GObject *object)
{
  g_hash_table_unref (((TestNode *) object)->values);

  G_OBJECT_CLASS (test_node_parent_class)->finalize (object);
}

static void
test_node_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  g_value_copy (g_hash_table_lookup (((TestNode *) object)->values, pspec->name), value);
}

static void
test_node_set_property (GObject      *object,
                        guint         property_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  g_hash_table_insert (((TestNode *) object)->values, (gpointer) pspec->name,
                       g_boxed_copy (G_TYPE_VALUE, value));
}

static void
test_node_class_init (TestNodeClass *klass)
{
  klass->finalize = test_node_finalize;
}

static GParamSpec *
create_property (const TestNeed *need)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | need->construct;
  const GType type = need->get_type ();

  if (type == G_TYPE_STRING)
    return g_param_spec_string (need->property, NULL, NULL, "default", flags);
  if (type == G_TYPE_INT)
    return g_param_spec_int (need->property, NULL, NULL, G_MININT, G_MAXINT, 12, flags);

  return g_param_spec_object (need->property, NULL, NULL, type, flags);
}

/*
 * test_node_class_install:
 * @klass: a class that derives from %TEST_TYPE_NODE
 * @needs: see test_node_register()
 *
 * Installs the properties, and what gets and sets them, which a class does not inherit.
 */
void
test_node_class_install (gpointer klass,
                         gpointer needs)
{
  G_OBJECT_CLASS (klass)->get_property = test_node_get_property;
  G_OBJECT_CLASS (klass)->set_property = test_node_set_property;

  for (const TestNeed *need = needs; need->property != NULL; need++)
    {
      const guint id = (guint) (need - (const TestNeed *) needs) + 1;

      g_object_class_install_property (klass, id, create_property (need));
    }
}

/*
 * test_node_register:
 * @needs: a static table that ends with %TEST_NO_NEEDS
 */
GType
test_node_register (const char     *name,
                    const TestNeed *needs)
{
  const GTypeInfo info = {
    .class_size = sizeof (GObjectClass),
    .class_init = test_node_class_install,
    .class_data = needs,
    .instance_size = sizeof (TestNode),
  };

  return g_type_register_static (TEST_TYPE_NODE, name, &info, G_TYPE_FLAG_NONE);
}

static const GValue *
get_value (gpointer    node,
           const char *property)
{
  const GValue *value = NULL;

  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (node, TEST_TYPE_NODE));
  value = g_hash_table_lookup (((TestNode *) node)->values, property);
  g_assert_nonnull (value);

  return value;
}

gpointer
test_node_get (gpointer    node,
               const char *property)
{
  return g_value_get_object (get_value (node, property));
}

const char *
test_node_get_string (gpointer    node,
                      const char *property)
{
  return g_value_get_string (get_value (node, property));
}

int
test_node_get_int (gpointer    node,
                   const char *property)
{
  return g_value_get_int (get_value (node, property));
}

GType
test_string_get_type (void)
{
  return G_TYPE_STRING;
}

GType
test_int_get_type (void)
{
  return G_TYPE_INT;
}

GType
test_other_get_type (void)
{
  static const TestNeed needs[] = { TEST_NO_NEEDS };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, test_node_register ("TestOther", needs));

  return type;
}

typedef GObject TestAbstract;
typedef GObjectClass TestAbstractClass;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TestAbstract, test_abstract, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL))

static void
test_abstract_class_init (TestAbstractClass *klass)
{
}

static void
test_abstract_init (TestAbstract *self)
{
}

static gboolean
fail (GInitable     *initable,
      GCancellable  *cancellable,
      GError       **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "nobody home");

  return FALSE;
}

static void
failing_initable_init (gpointer iface,
                       gpointer data)
{
  ((GInitableIface *) iface)->init = fail;
}

static GType
register_failing (const char     *name,
                  const TestNeed *needs)
{
  const GInterfaceInfo failing = { .interface_init = failing_initable_init };
  const GType type = test_node_register (name, needs);

  g_type_add_interface_static (type, G_TYPE_INITABLE, &failing);

  return type;
}

GType
test_failing_get_type (void)
{
  static const TestNeed needs[] = { TEST_NO_NEEDS };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, register_failing ("TestFailing", needs));

  return type;
}

GType
test_failing_with_b_get_type (void)
{
  static const TestNeed needs[] = { TEST_REQUIRED ("b", test_b_get_type), TEST_NO_NEEDS };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, register_failing ("TestFailingWithB", needs));

  return type;
}

/*
 * test_assert_own_error:
 *
 * The error is the failing class's own, with the path before what it says.
 */
void
test_assert_own_error (const GError *error,
                       const char   *path)
{
  g_autofree char *message = g_strdup_printf ("%s: nobody home", path);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (error->message, ==, message);
}

GListModel *
test_get_all (InterprocessServiceProvider *provider,
              GType                        service_type)
{
  g_autoptr(GError) error = NULL;
  GListModel *list = interprocess_service_provider_get_services (provider, service_type, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_LIST_MODEL (list));

  return list;
}

gpointer
test_get_keyed (InterprocessServiceProvider *provider,
                GType                        service_type,
                const char                  *key)
{
  g_autoptr(GError) error = NULL;
  gpointer object = interprocess_service_provider_get_required_keyed_service (
    provider, service_type, key, &error);

  g_assert_no_error (error);
  g_assert_true (g_type_is_a (G_OBJECT_TYPE (object), service_type));

  return object;
}

GListModel *
test_get_all_keyed (InterprocessServiceProvider *provider,
                    GType                        service_type,
                    const char                  *key)
{
  g_autoptr(GError) error = NULL;
  GListModel *list =
    interprocess_service_provider_get_keyed_services (provider, service_type, key, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_LIST_MODEL (list));

  return list;
}

void
test_get_nothing (InterprocessServiceProvider *provider,
                  GType                        service_type,
                  const char                  *key)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (
    interprocess_service_provider_get_keyed_service (provider, service_type, key, &error));
  g_assert_no_error (error);
  if (key != NULL)
    return;

  g_assert_null (interprocess_service_provider_get_service (provider, service_type, &error));
  g_assert_no_error (error);
}

void
test_get_keyed_fails (InterprocessServiceProvider *provider,
                      GType                        service_type,
                      const char                  *key,
                      InterprocessServiceError     code,
                      const char                  *message_pattern)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (
    interprocess_service_provider_get_required_keyed_service (provider, service_type, key, &error));
  g_assert_error (error, INTERPROCESS_SERVICE_ERROR, (int) code);
  test_assert_message (error, message_pattern);
}

void
test_build_fails (InterprocessServiceCollection *services,
                  InterprocessBuildFlags         flags,
                  const char                    *message_pattern)
{
  g_autoptr(GError) error = NULL;
  InterprocessServiceProvider *provider =
    interprocess_service_collection_build (services, flags, &error);

  g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
  g_assert_null (provider);
  test_assert_message (error, message_pattern);
}

/*
 * test_take_same:
 * @object: (transfer full) (nullable): what was got
 * @expected: (nullable): what it is to be
 */
void
test_take_same (gpointer object,
                gpointer expected)
{
  g_assert_true (object == expected);
  g_clear_object (&object);
}

/*
 * test_take_list:
 * @list: (transfer full): what was got
 * @...: what is to be in it, in order, and %NULL
 */
void
test_take_list (GListModel *list,
                ...)
{
  guint n_expected = 0;
  va_list arguments;

  va_start (arguments, list);
  for (gpointer expected = va_arg (arguments, gpointer);
       expected != NULL;
       expected = va_arg (arguments, gpointer))
    g_assert_true (test_item (list, n_expected++) == expected);
  va_end (arguments);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n_expected);
  g_object_unref (list);
}

gpointer
test_item (GListModel *list,
           guint       position)
{
  g_autoptr(GObject) item = g_list_model_get_item (list, position);

  g_assert_true (G_IS_OBJECT (item));

  return item;
}
