/* SPDX-License-Identifier: MIT */

#include "wired-object.h"

G_DEFINE_FINAL_TYPE_WITH_CODE (TestWired, test_wired, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_B, NULL)
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_C, NULL))

typedef enum
{
  PROP_A = 1,
  PROP_B,
  PROP_C,
  PROP_LIST,
  PROP_TEXT,
  PROP_NUMBER,
  PROP_LIFETIME,
  PROP_FIXED,
} TestWiredProperty;

static GParamSpec *properties[PROP_FIXED + 1];

static void
test_wired_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  g_assert_cmpuint (property_id, ==, PROP_FIXED);
}

static void
test_wired_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  TestWired *self = TEST_WIRED (object);

  switch ((TestWiredProperty) property_id)
    {
    case PROP_A:
      g_set_object (&self->a, g_value_get_object (value));
      break;
    case PROP_B:
      g_set_object (&self->b, g_value_get_object (value));
      break;
    case PROP_C:
      g_set_object (&self->c, g_value_get_object (value));
      break;
    case PROP_LIST:
      g_set_object (&self->list, g_value_get_object (value));
      break;
    case PROP_TEXT:
      g_free (self->text);
      self->text = g_value_dup_string (value);
      break;
    case PROP_NUMBER:
      self->number = g_value_get_int (value);
      break;
    case PROP_LIFETIME:
      self->lifetime = g_value_get_enum (value);
      break;
    case PROP_FIXED:
    default:
      g_assert_not_reached ();
    }
}

static void
test_wired_dispose (GObject *object)
{
  TestWired *self = TEST_WIRED (object);

  g_clear_object (&self->a);
  g_clear_object (&self->b);
  g_clear_object (&self->c);
  g_clear_object (&self->list);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (test_wired_parent_class)->dispose (object);
}

static void
test_wired_class_init (TestWiredClass *klass)
{
  const GParamFlags plain = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags construct = plain | G_PARAM_CONSTRUCT;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_wired_get_property;
  object_class->set_property = test_wired_set_property;
  object_class->dispose = test_wired_dispose;

  properties[PROP_A] = g_param_spec_object ("a", NULL, NULL, TEST_TYPE_A,
                                            plain | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_B] = g_param_spec_object ("b", NULL, NULL, TEST_TYPE_B, construct);
  properties[PROP_C] = g_param_spec_object ("c", NULL, NULL, TEST_TYPE_C, plain);
  properties[PROP_LIST] = g_param_spec_object ("list", NULL, NULL, G_TYPE_LIST_MODEL, construct);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "default", construct);
  properties[PROP_NUMBER] = g_param_spec_int ("number", NULL, NULL, 0, 100, 7, construct);
  properties[PROP_LIFETIME] = g_param_spec_enum ("lifetime", NULL, NULL,
                                                 INTERPROCESS_TYPE_SERVICE_LIFETIME,
                                                 INTERPROCESS_SERVICE_LIFETIME_SINGLETON, construct);
  properties[PROP_FIXED] = g_param_spec_int ("fixed", NULL, NULL, 0, 100, 7,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
test_wired_init (TestWired *self)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNeedsA, test_needs_a, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_B, NULL))

static void
test_needs_a_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TEST_NEEDS_A (object)->a = g_value_dup_object (value);
}

static void
test_needs_a_finalize (GObject *object)
{
  g_clear_object (&TEST_NEEDS_A (object)->a);

  G_OBJECT_CLASS (test_needs_a_parent_class)->finalize (object);
}

static void
test_needs_a_class_init (TestNeedsAClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = test_needs_a_set_property;
  G_OBJECT_CLASS (klass)->finalize = test_needs_a_finalize;

  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("a", NULL, NULL, TEST_TYPE_A,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
test_needs_a_init (TestNeedsA *self)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNeedsB, test_needs_b, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TEST_TYPE_A, NULL))

static void
test_needs_b_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TEST_NEEDS_B (object)->b = g_value_dup_object (value);
}

static void
test_needs_b_finalize (GObject *object)
{
  g_clear_object (&TEST_NEEDS_B (object)->b);

  G_OBJECT_CLASS (test_needs_b_parent_class)->finalize (object);
}

static void
test_needs_b_class_init (TestNeedsBClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = test_needs_b_set_property;
  G_OBJECT_CLASS (klass)->finalize = test_needs_b_finalize;

  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("b", NULL, NULL, TEST_TYPE_B,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
test_needs_b_init (TestNeedsB *self)
{
}

InterprocessServiceDescriptor *
test_describe_wired (InterprocessServiceLifetime lifetime)
{
  InterprocessServiceDescriptor *descriptor =
    interprocess_service_descriptor_new (TEST_TYPE_WIRED, TEST_TYPE_WIRED, lifetime);

  return interprocess_service_descriptor_set_optional (descriptor, "a", TRUE);
}
