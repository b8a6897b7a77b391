/* SPDX-License-Identifier: MIT */

#include "service-fixture.h"

/*
 * Random graphs of services, against a model.
 *
 * Classes with random needs and lifetimes are registered, for services of which some have none, one
 * or two. What each question gives, or fails with, which objects are shared, in what order they are
 * closed, and what VALIDATE finds has to be what the model says. The model is what a reader of
 * .NET's rules would write: it knows neither threads nor slots nor plans.
 */

#define N_SERVICES 7
#define MAX_REGISTRATIONS 2
#define MAX_NEEDS 3
#define N_CLASSES 12
#define N_QUESTIONS 16

typedef struct
{
  guint service;
  gboolean optional;
} Need;

typedef struct
{
  GType type;
  Need needs[MAX_NEEDS];
  guint n_needs;
} Class;

typedef struct
{
  const Class *klass;
  InterprocessServiceLifetime lifetime;
} Registration;

typedef struct
{
  /* The last one of a service provides it. */
  Registration registrations[N_SERVICES][MAX_REGISTRATIONS];
  guint n_registrations[N_SERVICES];

  InterprocessServiceCollection *services;
} Graph;

/* ---- classes --------------------------------------------------------------------------------- */

typedef struct
{
  GObject parent_instance;

  GObject *needs[MAX_NEEDS];
  int n_closed;
  int closed_at;
} TestRandom;

typedef GObjectClass TestRandomClass;
static GType test_random_get_type (void);

static void
test_random_close (InterprocessClosable *closable)
{
  static int now = 0;
  TestRandom *self = (TestRandom *) closable;

  self->n_closed++;
  self->closed_at = ++now;
}

static void
test_random_closable_init (InterprocessClosableInterface *iface)
{
  iface->close = test_random_close;
}

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TestRandom, test_random, G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (INTERPROCESS_TYPE_CLOSABLE,
                                                         test_random_closable_init))

static void
test_random_set_property (GObject      *object,
                          guint         property_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  g_set_object (&((TestRandom *) object)->needs[property_id - 1], g_value_get_object (value));
}

static void
test_random_finalize (GObject *object)
{
  for (guint i = 0; i < MAX_NEEDS; i++)
    g_clear_object (&((TestRandom *) object)->needs[i]);

  G_OBJECT_CLASS (test_random_parent_class)->finalize (object);
}

static void
test_random_class_init (TestRandomClass *klass)
{
  klass->finalize = test_random_finalize;
}

static void
test_random_init (TestRandom *self)
{
}

static GType
register_type (GType          parent,
               const char    *name,
               GClassInitFunc class_init,
               gconstpointer  class_data,
               GTypeFlags     flags)
{
  const GTypeInfo info = {
    .class_size = sizeof (TestRandomClass),
    .class_init = class_init,
    .class_data = class_data,
    .instance_size = sizeof (TestRandom),
  };

  return g_type_register_static (parent, name, &info, flags);
}

/* A service is an abstract class. */
static GType
get_service (guint service)
{
  static GType types[N_SERVICES];

  if (types[service] == 0)
    {
      g_autofree char *name = g_strdup_printf ("Service%u", service);

      types[service] =
        register_type (test_random_get_type (), name, NULL, NULL, G_TYPE_FLAG_ABSTRACT);
    }

  return types[service];
}

static void
install_needs (gpointer klass,
               gpointer data)
{
  const Class *self = data;

  G_OBJECT_CLASS (klass)->set_property = test_random_set_property;
  for (guint i = 0; i < self->n_needs; i++)
    {
      const Need *need = &self->needs[i];
      g_autofree char *name = g_strdup_printf ("need%u", i);

      g_object_class_install_property (
        klass, i + 1,
        g_param_spec_object (name, NULL, NULL, get_service (need->service),
                             G_PARAM_WRITABLE |
                               (need->optional ? G_PARAM_CONSTRUCT : G_PARAM_CONSTRUCT_ONLY)));
    }
}

/* ---- graphs ---------------------------------------------------------------------------------- */

/* Without circles, a service only needs those after it. */
static void
class_create (Class   *self,
              guint    service,
              gboolean circles)
{
  static int n_types = 0;
  g_autofree char *name = g_strdup_printf ("Implementation%d", n_types++);
  const int first = circles ? 0 : (int) service + 1;

  if (first < N_SERVICES)
    self->n_needs = (guint) g_test_rand_int_range (0, MAX_NEEDS + 1);
  for (guint i = 0; i < self->n_needs; i++)
    {
      self->needs[i].service = (guint) g_test_rand_int_range (first, N_SERVICES);
      self->needs[i].optional = g_test_rand_int_range (0, 4) == 0;
    }
  self->type = register_type (get_service (service), name, install_needs, self, G_TYPE_FLAG_NONE);
}

/* A class is for ever, so there is a store of them. It gives none to two registrations at once. */
static const Class *
choose_class (guint    service,
              guint    position,
              gboolean circles)
{
  static Class classes[2][N_SERVICES][MAX_REGISTRATIONS][N_CLASSES];
  Class *klass = &classes[circles][service][position][g_test_rand_int_range (0, N_CLASSES)];

  if (klass->type == 0)
    class_create (klass, service, circles);

  return klass;
}

/* Each service has at least so many registrations. */
static void
graph_create (Graph   *self,
              gboolean circles,
              int      least)
{
  *self = (Graph) { .services = interprocess_service_collection_new () };
  for (guint i = 0; i < N_SERVICES; i++)
    {
      self->n_registrations[i] = (guint) g_test_rand_int_range (least, MAX_REGISTRATIONS + 1);
      for (guint j = 0; j < self->n_registrations[i]; j++)
        {
          Registration *registration = &self->registrations[i][j];
          g_autoptr(InterprocessServiceDescriptor) descriptor = NULL;

          registration->klass = choose_class (i, j, circles);
          registration->lifetime = (InterprocessServiceLifetime) g_test_rand_int_range (0, 3);
          descriptor = interprocess_service_descriptor_new (
            get_service (i), registration->klass->type, registration->lifetime);
          interprocess_service_collection_add (self->services, descriptor);
        }
    }
}

static void
graph_create_randomly (Graph *self)
{
  graph_create (self, g_test_rand_int_range (0, 3) == 0, g_test_rand_int_range (0, 2));
}

/* ---- the model ------------------------------------------------------------------------------- */

typedef struct _Expected Expected;

struct _Expected
{
  const Registration *registration;
  Expected *needs[MAX_NEEDS];

  /* What was found to be it. */
  TestRandom *found;
};

/* What one provider has. */
typedef struct
{
  GHashTable *kept;   /* Registration to Expected */
  GPtrArray *created; /* Expected, in order of creation */
} Store;

typedef struct
{
  const Graph *graph;
  gboolean checks_scopes;
  Store root;
  Store scope;
} Model;

typedef struct _Step Step;

struct _Step
{
  const Registration *registration;
  const Step *asker;
};

#define NO_ERROR (-1)

static void
store_init (Store *self)
{
  self->kept = g_hash_table_new (NULL, NULL);
  self->created = g_ptr_array_new_with_free_func (g_free);
}

static void
store_clear (Store *self)
{
  g_hash_table_unref (self->kept);
  g_ptr_array_unref (self->created);
}

static void
model_init (Model       *self,
            const Graph *graph,
            gboolean     checks_scopes)
{
  self->graph = graph;
  self->checks_scopes = checks_scopes;
  store_init (&self->root);
  store_init (&self->scope);
}

static void
model_clear (Model *self)
{
  store_clear (&self->root);
  store_clear (&self->scope);
}

static Expected *
model_get (Model      *self,
           Store      *store,
           guint       service,
           const Step *asker,
           int        *error);

static gboolean
model_get_needs (Model              *self,
                 Store              *store,
                 const Registration *registration,
                 const Step         *asker,
                 Expected          **needs,
                 int                *error)
{
  const Step step = { registration, asker };

  for (guint i = 0; i < registration->klass->n_needs && *error == NO_ERROR; i++)
    {
      needs[i] = model_get (self, store, registration->klass->needs[i].service, &step, error);
      if (needs[i] == NULL && *error == NO_ERROR && !registration->klass->needs[i].optional)
        *error = INTERPROCESS_SERVICE_ERROR_NOT_REGISTERED;
    }

  return *error == NO_ERROR;
}

static gboolean
is_under_way (const Registration *registration,
              const Step         *step)
{
  while (step != NULL && step->registration != registration)
    step = step->asker;

  return step != NULL;
}

static Expected *
model_create (Model              *self,
              Store              *store,
              const Registration *registration,
              const Step         *asker,
              int                *error)
{
  Expected *expected = g_new0 (Expected, 1);

  expected->registration = registration;
  if (!model_get_needs (self, store, registration, asker, expected->needs, error))
    {
      g_free (expected);
      return NULL;
    }

  g_ptr_array_add (store->created, expected);
  if (registration->lifetime != INTERPROCESS_SERVICE_LIFETIME_TRANSIENT)
    g_hash_table_insert (store->kept, (gpointer) registration, expected);

  return expected;
}

/* Gives NULL without an error if there is no such service. */
static Expected *
model_get (Model      *self,
           Store      *store,
           guint       service,
           const Step *asker,
           int        *error)
{
  const guint n = self->graph->n_registrations[service];
  const Registration *registration = n > 0 ? &self->graph->registrations[service][n - 1] : NULL;
  Expected *expected;

  if (registration == NULL)
    return NULL;
  if (registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON)
    store = &self->root;

  expected = g_hash_table_lookup (store->kept, registration);
  if (expected != NULL)
    return expected;

  if (self->checks_scopes && store == &self->root &&
      registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_SCOPED)
    *error = INTERPROCESS_SERVICE_ERROR_SCOPE_VIOLATION;
  else if (is_under_way (registration, asker))
    *error = INTERPROCESS_SERVICE_ERROR_CIRCULAR_DEPENDENCY;

  return *error == NO_ERROR ? model_create (self, store, registration, asker, error) : NULL;
}

/* Whether VALIDATE finds nothing wrong with a registration, whatever was created before. */
static gboolean
model_validates (const Graph        *graph,
                 const Registration *registration)
{
  Expected *needs[MAX_NEEDS] = { NULL };
  int error = NO_ERROR;
  Model model;
  gboolean valid;

  model_init (&model, graph, TRUE);
  valid = model_get_needs (
    &model,
    registration->lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON ? &model.root : &model.scope,
    registration, NULL, needs, &error);
  model_clear (&model);

  return valid;
}

/* ---- comparing ------------------------------------------------------------------------------- */

/* Each object that was found is one of the model's, for good, and so are those that it needs. Who
 * found it keeps it. */
static void
assert_same (GHashTable *found,
             gpointer    object,
             Expected   *expected)
{
  if (expected == NULL)
    {
      g_assert_null (object);
      return;
    }

  g_assert_true (G_OBJECT_TYPE (object) == expected->registration->klass->type);
  if (expected->found != NULL)
    {
      g_assert_true (expected->found == object);
      return;
    }

  g_assert_true (g_hash_table_add (found, g_object_ref (object)));
  expected->found = object;
  for (guint i = 0; i < expected->registration->klass->n_needs; i++)
    assert_same (found, expected->found->needs[i], expected->needs[i]);
}

static void
ask (Model                       *model,
     Store                       *store,
     InterprocessServiceProvider *provider,
     GHashTable                  *found)
{
  const guint service = (guint) g_test_rand_int_range (0, N_SERVICES);
  int expected_error = NO_ERROR;
  Expected *expected = model_get (model, store, service, NULL, &expected_error);
  g_autoptr(GError) error = NULL;
  g_autoptr(GObject) object =
    interprocess_service_provider_get_service (provider, get_service (service), &error);

  if (expected_error == NO_ERROR)
    g_assert_no_error (error);
  else
    g_assert_error (error, INTERPROCESS_SERVICE_ERROR, expected_error);

  assert_same (found, object, expected);
}

/* The last one first, each once, and all of them. */
static void
assert_closed (const Store *store,
               gboolean     closed)
{
  int last = 0;

  for (guint i = store->created->len; i > 0; i--)
    {
      const Expected *expected = g_ptr_array_index (store->created, i - 1);

      /* One that was created for the sake of one that failed nobody has seen. */
      if (expected->found == NULL)
        continue;
      g_assert_cmpint (expected->found->n_closed, ==, closed ? 1 : 0);
      if (!closed)
        continue;
      g_assert_cmpint (expected->found->closed_at, >, last);
      last = expected->found->closed_at;
    }
}

static void
test_agrees_with_a_model (void)
{
  const int n_graphs = g_getenv ("INTERPROCESS_TEST_LONG") != NULL ? 20000 : 300;

  for (int i = 0; i < n_graphs; i++)
    {
      const gboolean checks_scopes = g_test_rand_int_range (0, 2) == 1;
      g_autoptr(GHashTable) found = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
      g_autoptr(InterprocessServiceProvider) provider = NULL;
      g_autoptr(InterprocessServiceScope) scope = NULL;
      Graph graph;
      Model model;

      graph_create_randomly (&graph);
      model_init (&model, &graph, checks_scopes);
      provider = test_build (graph.services, checks_scopes
                                               ? INTERPROCESS_BUILD_FLAGS_VALIDATE_SCOPES
                                               : INTERPROCESS_BUILD_FLAGS_NONE);
      scope = test_create_scope (provider);

      for (int j = 0; j < N_QUESTIONS; j++)
        if (g_test_rand_int_range (0, 2) == 0)
          ask (&model, &model.root, provider, found);
        else
          ask (&model, &model.scope, interprocess_service_scope_get_provider (scope), found);

      interprocess_service_scope_close (scope);
      assert_closed (&model.scope, TRUE);
      assert_closed (&model.root, FALSE);
      interprocess_service_provider_close (provider);
      assert_closed (&model.scope, TRUE);
      assert_closed (&model.root, TRUE);

      model_clear (&model);
      g_object_unref (graph.services);
    }
}

static gboolean
lacks_a_service (const Graph        *graph,
                 const Registration *registration)
{
  for (guint i = 0; i < registration->klass->n_needs; i++)
    if (!registration->klass->needs[i].optional &&
        graph->n_registrations[registration->klass->needs[i].service] == 0)
      return TRUE;

  return FALSE;
}

static void
assert_validation_finds (const Graph *graph)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InterprocessServiceProvider) provider = interprocess_service_collection_build (
    graph->services, INTERPROCESS_BUILD_FLAGS_VALIDATE, &error);
  gboolean all_valid = TRUE;
  guint position = 0;

  for (guint i = 0; i < N_SERVICES; i++)
    for (guint j = 0; j < graph->n_registrations[i]; j++)
      {
        g_autofree char *line = g_strdup_printf ("\n  no. %u, ", position++);
        const gboolean valid = model_validates (graph, &graph->registrations[i][j]);

        all_valid = all_valid && valid;
        if (valid && error != NULL)
          g_assert_null (strstr (error->message, line));
        if (lacks_a_service (graph, &graph->registrations[i][j]))
          g_assert_nonnull (error != NULL ? strstr (error->message, line) : NULL);
      }

  g_assert_cmpint (provider != NULL, ==, all_valid);
  if (!all_valid)
    g_assert_error (error, INTERPROCESS_SERVICE_ERROR,
                    INTERPROCESS_SERVICE_ERROR_INVALID_REGISTRATION);
}

static void
test_validation_agrees_with_a_model (void)
{
  g_test_summary ("It lists all registrations that lack something, and none that can work.");

  for (int i = 0; i < 300; i++)
    {
      Graph graph;

      graph_create_randomly (&graph);
      assert_validation_finds (&graph);
      g_object_unref (graph.services);
    }
}

/* ---- threads --------------------------------------------------------------------------------- */

#define N_THREADS 4

typedef struct
{
  InterprocessServiceProvider *provider;
  guint services[N_SERVICES];
  GObject *objects[N_SERVICES];
  int *door;
} Asker;

static gpointer
ask_for_all (gpointer data)
{
  Asker *asker = data;

  g_atomic_int_add (asker->door, -1);
  while (g_atomic_int_get (asker->door) > 0)
    g_thread_yield ();

  for (int i = 0; i < N_SERVICES; i++)
    asker->objects[i] = test_get (asker->provider, get_service (asker->services[i]));

  return NULL;
}

/* Each thread asks in an order of its own. */
static void
shuffle (guint *services)
{
  for (guint i = 0; i < N_SERVICES; i++)
    {
      const guint j = (guint) g_test_rand_int_range (0, (int) i + 1);

      services[i] = services[j];
      services[j] = i;
    }
}

static InterprocessServiceLifetime
find_lifetime (const Graph *graph,
               GType        type)
{
  for (guint i = 0; i < N_SERVICES; i++)
    for (guint j = 0; j < graph->n_registrations[i]; j++)
      if (graph->registrations[i][j].klass->type == type)
        return graph->registrations[i][j].lifetime;

  g_assert_not_reached ();
}

/* Of a singleton's class there is one object. Of a scoped one's there may be another one in the
 * root, for singletons. A transient object has one user. */
static void
walk (const Graph *graph,
      GHashTable  *n_objects,
      GHashTable  *seen,
      TestRandom  *object)
{
  const InterprocessServiceLifetime lifetime = find_lifetime (graph, G_OBJECT_TYPE (object));
  gpointer type = GSIZE_TO_POINTER (G_OBJECT_TYPE (object));
  int n;

  if (g_hash_table_contains (seen, object))
    {
      g_assert_cmpint (lifetime, !=, INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
      return;
    }

  g_hash_table_add (seen, g_object_ref (object));
  n = GPOINTER_TO_INT (g_hash_table_lookup (n_objects, type)) + 1;
  g_hash_table_insert (n_objects, type, GINT_TO_POINTER (n));
  if (lifetime != INTERPROCESS_SERVICE_LIFETIME_TRANSIENT)
    g_assert_cmpint (n, <=, lifetime == INTERPROCESS_SERVICE_LIFETIME_SINGLETON ? 1 : 2);

  for (guint i = 0; i < MAX_NEEDS; i++)
    if (object->needs[i] != NULL)
      walk (graph, n_objects, seen, (TestRandom *) object->needs[i]);
}

static void
ask_from_threads (const Graph *graph)
{
  g_autoptr(InterprocessServiceProvider) provider =
    test_build (graph->services, INTERPROCESS_BUILD_FLAGS_NONE);
  g_autoptr(InterprocessServiceScope) scope = test_create_scope (provider);
  g_autoptr(GHashTable) n_objects = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  GThread *threads[N_THREADS];
  Asker askers[N_THREADS];
  GHashTableIter iter;
  gpointer object;
  int door = N_THREADS;

  for (int i = 0; i < N_THREADS; i++)
    {
      askers[i] = (Asker) {
        .provider = interprocess_service_scope_get_provider (scope), .door = &door,
      };
      shuffle (askers[i].services);
      threads[i] = g_thread_new ("asker", ask_for_all, &askers[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (int i = 0; i < N_THREADS; i++)
    for (int j = 0; j < N_SERVICES; j++)
      {
        walk (graph, n_objects, seen, (TestRandom *) askers[i].objects[j]);
        g_object_unref (askers[i].objects[j]);
      }

  interprocess_service_scope_close (scope);
  interprocess_service_provider_close (provider);
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &object, NULL))
    g_assert_cmpint (((TestRandom *) object)->n_closed, ==, 1);
}

static void
test_threads_share_what_is_shared (void)
{
  g_test_summary ("Nor does any of them take another one that is at work for a circle.");

  for (int i = 0; i < 100; i++)
    {
      Graph graph;

      graph_create (&graph, FALSE, 1);
      ask_from_threads (&graph);
      g_object_unref (graph.services);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/random/agrees_with_a_model", test_agrees_with_a_model);
  g_test_add_func ("/random/validation_agrees_with_a_model", test_validation_agrees_with_a_model);

  g_test_add_func ("/random/threads_share_what_is_shared", test_threads_share_what_is_shared);

  return g_test_run ();
}
