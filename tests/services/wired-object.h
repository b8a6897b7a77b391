/* SPDX-License-Identifier: MIT */
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/* Is any of the three services, and has properties for them: "a" is construct-only, "b" construct,
 * and "c" neither. Beside these "text" and "number", from 0 to 100, and "lifetime", an enumeration;
 * "list", a construct list model, and "fixed", which cannot be written. */

#define TEST_TYPE_WIRED (test_wired_get_type ())
G_DECLARE_FINAL_TYPE (TestWired, test_wired, TEST, WIRED, GObject)

struct _TestWired
{
  GObject parent_instance;

  GObject *a;
  GObject *b;
  GObject *c;
  GListModel *list;
  char *text;
  int number;
  InterprocessServiceLifetime lifetime;
};

/* Needs a TestA as its construct-only property "a", and is a TestB. */

#define TEST_TYPE_NEEDS_A (test_needs_a_get_type ())
G_DECLARE_FINAL_TYPE (TestNeedsA, test_needs_a, TEST, NEEDS_A, GObject)

struct _TestNeedsA
{
  GObject parent_instance;

  GObject *a;
};

/* Needs a TestB as its construct-only property "b", and is a TestA. */

#define TEST_TYPE_NEEDS_B (test_needs_b_get_type ())
G_DECLARE_FINAL_TYPE (TestNeedsB, test_needs_b, TEST, NEEDS_B, GObject)

struct _TestNeedsB
{
  GObject parent_instance;

  GObject *b;
};

/* A registration of a TestWired that needs nothing. */
InterprocessServiceDescriptor *
test_describe_wired (InterprocessServiceLifetime lifetime);

G_END_DECLS
