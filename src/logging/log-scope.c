/* SPDX-License-Identifier: MIT */

#include "log-scope-private.h"

#include <stdatomic.h>
#include <stdbool.h>

#include <interprocess/closable.h>

/* A scope as its thread knows it. It is shared with the object, which another thread may have, and
 * which may be closed before those that were begun after it. */
typedef struct _Frame Frame;
struct _Frame
{
  atomic_uint references; /* not a gatomicrefcount: those TSan cannot see */
  Frame *outer; /* the thread's alone */
  guint64 owner;
  GVariant *fields;
  atomic_bool ended; /* relaxed: no memory goes with it */
};

typedef struct
{
  Frame *innermost;
} Stack;

/**
 * InterprocessLogScope:
 *
 * A stretch of a thread's work, whose fields are added to every entry that the thread logs
 * meanwhile.
 *
 * [method@Interprocess.Logger.begin_scope] begins one, for all loggers of the logger's factory. It
 * lasts until [method@Interprocess.LogScope.close], or until its last reference is given back. In C
 * INTERPROCESS_LOG_SCOPE() begins one that ends with the block, in Python `with` does.
 *
 * Scopes nest, and belong to the thread that began them. They do not follow work that is handed to
 * another thread, nor an asynchronous call to its callback: what is logged there has the scopes
 * that are open there. A scope that spans an `await` holds for whatever else the thread does in
 * between.
 *
 * Since: 1.0
 */
struct _InterprocessLogScope
{
  GObject parent_instance;

  Frame *frame;
};

static void closable_init (InterprocessClosableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InterprocessLogScope, interprocess_log_scope, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE, closable_init))

/* ---- the thread's stack ----------------------------------------------------------------------- */

static void
frame_unref (Frame *self)
{
  if (atomic_fetch_sub_explicit (&self->references, 1, memory_order_acq_rel) == 1)
    {
      g_variant_unref (self->fields);
      g_free (self);
    }
}

static gboolean
frame_has_ended (Frame *self)
{
  return atomic_load_explicit (&self->ended, memory_order_relaxed);
}

/* Not only the innermost: scopes may end in any order, and by other threads. */
static void
remove_ended (Stack *self)
{
  Frame **link = &self->innermost;

  while (*link != NULL)
    {
      Frame *frame = *link;

      if (frame_has_ended (frame))
        {
          *link = frame->outer;
          frame_unref (frame);
        }
      else
        link = &frame->outer;
    }
}

/* The thread ends, and whoever has its scopes has them in vain. */
static void
stack_free (gpointer data)
{
  Stack *self = data;

  while (self->innermost != NULL)
    {
      Frame *frame = self->innermost;

      self->innermost = frame->outer;
      frame_unref (frame);
    }
  g_free (self);
}

static GPrivate thread_stack = G_PRIVATE_INIT (stack_free);

static void
push (Frame *frame)
{
  Stack *stack = g_private_get (&thread_stack);

  if (stack == NULL)
    {
      stack = g_new0 (Stack, 1);
      g_private_set (&thread_stack, stack);
    }
  remove_ended (stack);
  frame->outer = stack->innermost;
  stack->innermost = frame;
}

InterprocessLogScope *
interprocess_log_scope_begin (guint64   owner,
                              GVariant *fields)
{
  InterprocessLogScope *self = g_object_new (INTERPROCESS_TYPE_LOG_SCOPE, NULL);

  self->frame = g_new0 (Frame, 1);
  atomic_init (&self->frame->references, 2); /* the object's and the stack's */
  self->frame->owner = owner;
  self->frame->fields = g_variant_ref_sink (fields);
  push (self->frame);

  return self;
}

/* ---- an entry's fields ------------------------------------------------------------------------ */

/* Where names are the same, those that are added first stay. */
static void
add_new (GVariantBuilder *builder,
         GHashTable      *names,
         GVariant        *fields)
{
  GVariantIter iter;
  GVariant *field;

  g_variant_iter_init (&iter, fields);
  while ((field = g_variant_iter_next_value (&iter)) != NULL)
    {
      const char *name;

      g_variant_get_child (field, 0, "&s", &name);
      if (g_hash_table_add (names, g_strdup (name)))
        g_variant_builder_add_value (builder, field);
      g_variant_unref (field);
    }
}

static Frame *
find_open (Frame   *frame,
           guint64  owner)
{
  while (frame != NULL && (frame->owner != owner || frame_has_ended (frame)))
    frame = frame->outer;

  return frame;
}

GVariant *
interprocess_log_scope_add_fields (guint64   owner,
                                   GVariant *fields)
{
  const Stack *stack = g_private_get (&thread_stack);
  Frame *frame = stack != NULL ? find_open (stack->innermost, owner) : NULL;
  g_autoptr(GVariant) own = fields;
  g_autoptr(GHashTable) names = NULL;
  GVariantBuilder builder;

  if (frame == NULL)
    return g_steal_pointer (&own);

  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (own != NULL)
    add_new (&builder, names, own);
  for (; frame != NULL; frame = find_open (frame->outer, owner))
    add_new (&builder, names, frame->fields);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* ---- the object ------------------------------------------------------------------------------- */

static void
close_closable (InterprocessClosable *closable)
{
  interprocess_log_scope_close (INTERPROCESS_LOG_SCOPE (closable));
}

static void
closable_init (InterprocessClosableInterface *iface)
{
  iface->close = close_closable;
}

static void
interprocess_log_scope_dispose (GObject *object)
{
  interprocess_log_scope_close (INTERPROCESS_LOG_SCOPE (object));

  G_OBJECT_CLASS (interprocess_log_scope_parent_class)->dispose (object);
}

static void
interprocess_log_scope_finalize (GObject *object)
{
  g_clear_pointer (&INTERPROCESS_LOG_SCOPE (object)->frame, frame_unref);

  G_OBJECT_CLASS (interprocess_log_scope_parent_class)->finalize (object);
}

static void
interprocess_log_scope_class_init (InterprocessLogScopeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = interprocess_log_scope_dispose;
  object_class->finalize = interprocess_log_scope_finalize;
}

static void
interprocess_log_scope_init (InterprocessLogScope *self)
{
}

/**
 * interprocess_log_scope_close:
 * @self: a scope
 *
 * Ends the scope: entries that are logged from now on do not have its fields.
 *
 * From any thread, any number of times, and in any order with other scopes.
 *
 * Since: 1.0
 */
void
interprocess_log_scope_close (InterprocessLogScope *self)
{
  Stack *stack = g_private_get (&thread_stack);

  g_return_if_fail (INTERPROCESS_IS_LOG_SCOPE (self));

  if (self->frame == NULL) /* made by g_object_new() */
    return;
  atomic_store_explicit (&self->frame->ended, true, memory_order_relaxed);
  if (stack != NULL)
    remove_ended (stack);
}
