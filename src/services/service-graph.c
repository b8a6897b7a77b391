/* SPDX-License-Identifier: MIT */

#include "service-descriptor-private.h"
#include "service-graph.h"
#include "service-suggestion.h"

/* Follows what the classes of a collection need, each once and without recursion, so that this
 * takes time and space as there are registrations and needs, however deep they go. */

/* To find out what was meant takes a look at all registrations. Where so many are missing, one
 * cause is more likely than as many slips. */
#define MAX_SUGGESTIONS 10

typedef enum
{
  NEW,
  OPEN,
  DONE,
} State;

/* What a property needs. */
typedef struct
{
  guint position;
  const char *property;
} Target;

/* What a registration needs: a part of the targets. */
typedef struct
{
  guint begin;
  guint end;
  gboolean lacks;
} Node;

typedef struct
{
  guint position;
  guint next;
} Frame;

typedef struct
{
  InterprocessServiceRegistry *registry;
  InterprocessServiceFaultFunc report;
  gpointer user_data;
  guint n_lacking;

  /* For each registration. */
  Node *nodes;
  guint8 *states;
  gboolean *needed;

  /* For each, the target plus one: what it needs that is scoped, or by which it comes to something
   * scoped without a singleton between. */
  guint *ways_to_scoped;

  GArray *targets;
  GArray *frames;
} Walk;

static const InterprocessServiceRegistration *
get_registration (Walk  *walk,
                  guint  position)
{
  return g_ptr_array_index (walk->registry->registrations, position);
}

static const InterprocessServicePlan *
get_plan (Walk  *walk,
          guint  position)
{
  InterprocessServiceDescriptor *descriptor = get_registration (walk, position)->descriptor;

  if (interprocess_service_descriptor_has_factory (descriptor) ||
      interprocess_service_descriptor_get_implementation_instance (descriptor) != NULL)
    return NULL;

  return interprocess_service_descriptor_get_plan (descriptor);
}

static void
add_target (Walk                                  *walk,
            const InterprocessServiceRegistration *registration,
            const InterprocessServiceInjection    *injection)
{
  const Target target = { registration->position, injection->property->name };

  g_array_append_val (walk->targets, target);
  walk->needed[registration->position] = TRUE;
}

static void
add_many (Walk                               *walk,
          const InterprocessServiceInjection *injection,
          const InterprocessServiceIdentity  *identity)
{
  const InterprocessServiceRegistration *registration =
    interprocess_service_registry_find_all (walk->registry, identity);

  for (; registration != NULL;
       registration = interprocess_service_registration_get_next (registration, identity))
    add_target (walk, registration, injection);
}

/* Whether what is needed is known to be missing. A registration for every key does not say with
 * which it will be asked for. */
static gboolean
is_lacking (Walk                               *walk,
            const InterprocessServiceInjection *injection,
            const InterprocessServiceIdentity  *identity)
{
  return injection->source == INTERPROCESS_SERVICE_SOURCE_SERVICE && injection->required &&
         !interprocess_service_identity_is_any (identity) &&
         interprocess_service_registry_find_registered (walk->registry, identity) == NULL;
}

static void
add_need (Walk                               *walk,
          Node                               *node,
          const InterprocessServiceInjection *injection,
          const InterprocessServiceIdentity  *identity)
{
  const InterprocessServiceRegistration *found;

  if (injection->source == INTERPROCESS_SERVICE_SOURCE_MANY)
    {
      add_many (walk, injection, identity);
    }
  else if (injection->source == INTERPROCESS_SERVICE_SOURCE_SERVICE)
    {
      found = interprocess_service_registry_find_registered (walk->registry, identity);
      if (found != NULL)
        add_target (walk, found, injection);
      else if (is_lacking (walk, injection, identity))
        node->lacks = TRUE;
    }
}

static void
add_node (Walk  *walk,
          guint  position)
{
  const char *own_key = get_registration (walk, position)->identity.key;
  const InterprocessServicePlan *plan = get_plan (walk, position);
  Node *node = &walk->nodes[position];

  for (guint i = 0; plan != NULL && i < plan->injections->len; i++)
    {
      const InterprocessServiceInjection *injection = interprocess_service_plan_get (plan, i);
      const InterprocessServiceIdentity identity =
        interprocess_service_injection_get_identity (injection, own_key);

      add_need (walk, node, injection, &identity);
    }

  node->lacks |= plan != NULL && plan->faults != NULL;
}

static void
add_nodes (Walk           *walk,
           const gboolean *sound)
{
  for (guint i = 0; i < walk->registry->registrations->len; i++)
    {
      walk->nodes[i].begin = walk->targets->len;
      if (sound[i])
        add_node (walk, i);
      walk->nodes[i].end = walk->targets->len;
    }
}

static Frame *
get_top (Walk *walk)
{
  return &g_array_index (walk->frames, Frame, walk->frames->len - 1);
}

static const Target *
get_target (Walk  *walk,
            guint  index)
{
  return &g_array_index (walk->targets, Target, index);
}

/* The path to the top, by the targets that are being followed.
 * @property: (nullable): what the top is left by */
static GString *
begin_path (Walk       *walk,
            const char *property)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < walk->frames->len; i++)
    {
      const Frame *frame = &g_array_index (walk->frames, Frame, i);
      const gboolean is_top = i + 1 == walk->frames->len;

      interprocess_service_registration_append_step (
        get_registration (walk, frame->position),
        is_top ? property : get_target (walk, frame->next - 1)->property, path);
    }

  return path;
}

static void
report_lacking (Walk                               *walk,
                const InterprocessServiceInjection *injection,
                const InterprocessServiceIdentity  *identity)
{
  g_autoptr(GString) path = begin_path (walk, injection->property->name);
  g_autofree char *fault =
    walk->n_lacking++ < MAX_SUGGESTIONS
      ? interprocess_service_suggestion_dup_missing_text (walk->registry, identity)
      : g_strdup ("not registered");

  interprocess_service_identity_append_step (identity, path);
  walk->report (get_top (walk)->position, path->str, fault, walk->user_data);
}

static void
report_lacks (Walk  *walk,
              guint  position)
{
  const char *own_key = get_registration (walk, position)->identity.key;
  const InterprocessServicePlan *plan = get_plan (walk, position);
  g_autoptr(GString) path = begin_path (walk, NULL);

  for (guint i = 0; plan->faults != NULL && i < plan->faults->len; i++)
    walk->report (position, path->str, g_ptr_array_index (plan->faults, i), walk->user_data);

  for (guint i = 0; i < plan->injections->len; i++)
    {
      const InterprocessServiceInjection *injection = interprocess_service_plan_get (plan, i);
      const InterprocessServiceIdentity identity =
        interprocess_service_injection_get_identity (injection, own_key);

      if (is_lacking (walk, injection, &identity))
        report_lacking (walk, injection, &identity);
    }
}

static void
report_circle (Walk         *walk,
               const Target *target)
{
  g_autoptr(GString) path = begin_path (walk, target->property);

  interprocess_service_registration_append_step (get_registration (walk, target->position), NULL,
                                                 path);
  walk->report (get_top (walk)->position, path->str,
                "to create the service, the service itself is needed: have one of them ask for the "
                "other later, when it is used", walk->user_data);
}

static void
report_scoped (Walk  *walk,
               guint  position)
{
  const Target *way = get_target (walk, walk->ways_to_scoped[position] - 1);
  g_autoptr(GString) path = begin_path (walk, way->property);

  while (way != NULL)
    {
      const guint next = walk->ways_to_scoped[way->position];
      const Target *on = next != 0 ? get_target (walk, next - 1) : NULL;

      interprocess_service_registration_append_step (
        get_registration (walk, way->position), on != NULL ? on->property : NULL, path);
      way = on;
    }

  walk->report (position, path->str,
                "the service is scoped, and a singleton on the way would keep it: register that as "
                "scoped too, or have it create a scope when it needs one", walk->user_data);
}

static void
note_way_to_scoped (Walk        *walk,
                    const Frame *frame)
{
  const guint to = get_target (walk, frame->next - 1)->position;
  const InterprocessServiceLifetime lifetime = get_registration (walk, to)->lifetime;

  if (walk->ways_to_scoped[frame->position] == 0 &&
      (lifetime == INTERPROCESS_SERVICE_LIFETIME_SCOPED ||
       (lifetime == INTERPROCESS_SERVICE_LIFETIME_TRANSIENT && walk->ways_to_scoped[to] != 0)))
    walk->ways_to_scoped[frame->position] = frame->next;
}

static void
enter (Walk  *walk,
       guint  position)
{
  const Frame frame = { .position = position, .next = walk->nodes[position].begin };

  walk->states[position] = OPEN;
  g_array_append_val (walk->frames, frame);
  if (walk->nodes[position].lacks)
    report_lacks (walk, position);
}

static void
leave (Walk *walk)
{
  const guint position = get_top (walk)->position;

  if (get_registration (walk, position)->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON &&
      walk->ways_to_scoped[position] != 0)
    report_scoped (walk, position);

  walk->states[position] = DONE;
  g_array_set_size (walk->frames, walk->frames->len - 1);
  if (walk->frames->len > 0)
    note_way_to_scoped (walk, get_top (walk));
}

static void
follow_next (Walk *walk)
{
  Frame *top = get_top (walk);
  const Target *target = get_target (walk, top->next++);

  if (walk->states[target->position] == NEW)
    enter (walk, target->position);
  else if (walk->states[target->position] == OPEN)
    report_circle (walk, target);
  else
    note_way_to_scoped (walk, top);
}

static void
walk_from (Walk  *walk,
           guint  position)
{
  if (walk->states[position] != NEW)
    return;

  enter (walk, position);
  while (walk->frames->len > 0)
    {
      const Frame *top = get_top (walk);

      if (top->next < walk->nodes[top->position].end)
        follow_next (walk);
      else
        leave (walk);
    }
}

/* From those that nobody needs, so that paths are whole. What is left then goes in circles. */
static void
walk_all (Walk *walk)
{
  for (guint i = 0; i < walk->registry->registrations->len; i++)
    {
      if (!walk->needed[i])
        walk_from (walk, i);
    }

  for (guint i = 0; i < walk->registry->registrations->len; i++)
    walk_from (walk, i);
}

/*
 * interprocess_service_graph_check:
 * @sound: for each registration, whether its class can be looked at
 *
 * Finds what could not be created: services that are missing, or scoped and needed by a singleton,
 * and circles. This makes classes known, and so may run user code: no lock may be held.
 */
void
interprocess_service_graph_check (InterprocessServiceRegistry  *registry,
                                  const gboolean               *sound,
                                  InterprocessServiceFaultFunc  report,
                                  gpointer                      user_data)
{
  const guint n = registry->registrations->len;
  g_autofree Node *nodes = g_new0 (Node, n);
  g_autofree guint8 *states = g_new0 (guint8, n);
  g_autofree gboolean *needed = g_new0 (gboolean, n);
  g_autofree guint *ways_to_scoped = g_new0 (guint, n);
  g_autoptr(GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));
  g_autoptr(GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  Walk walk = {
    .registry = registry,
    .report = report,
    .user_data = user_data,
    .nodes = nodes,
    .states = states,
    .needed = needed,
    .ways_to_scoped = ways_to_scoped,
    .targets = targets,
    .frames = frames,
  };

  add_nodes (&walk, sound);
  walk_all (&walk);
}
