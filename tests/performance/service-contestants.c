/* SPDX-License-Identifier: MIT */
#include "service-contestants.h"

#include <interprocess/interprocess.h>

#include <time.h>

/* So many services are asked for in turn, so that no branch is always the same. */
#define N_SERVICES 64
#define N_CALLS 8192
#define N_CREATED 512

/* A service that needs two others: they are its construct-only properties. */
typedef struct
{
  GObject parent_instance;
  GObject *one, *other;
} BenchUser;

typedef GObjectClass BenchUserClass;

typedef GObject BenchService;
typedef GObjectClass BenchServiceClass;

static GType bench_user_get_type (void);
static GType bench_service_get_type (void);

G_DEFINE_TYPE (BenchService, bench_service, G_TYPE_OBJECT)
G_DEFINE_TYPE (BenchUser, bench_user, bench_service_get_type ())

static void
bench_service_class_init (BenchServiceClass *klass)
{
}

static void
bench_service_init (BenchService *self)
{
}

static void
bench_user_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  BenchUser *self = (BenchUser *) object;

  *(property_id == 1 ? &self->one : &self->other) = g_value_dup_object (value);
}

static void
bench_user_finalize (GObject *object)
{
  BenchUser *self = (BenchUser *) object;

  g_clear_object (&self->one);
  g_clear_object (&self->other);
  G_OBJECT_CLASS (bench_user_parent_class)->finalize (object);
}

static void
bench_user_class_init (BenchUserClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  klass->set_property = bench_user_set_property;
  klass->finalize = bench_user_finalize;
  g_object_class_install_property (
    klass, 1, g_param_spec_object ("one", NULL, NULL, bench_service_get_type (), flags));
  g_object_class_install_property (
    klass, 2, g_param_spec_object ("other", NULL, NULL, bench_service_get_type (), flags));
}

static void
bench_user_init (BenchUser *self)
{
}

static GType types[N_SERVICES];
static char *keys[N_SERVICES];
static GHashTable *table;
static InterprocessServiceProvider *provider;
static InterprocessServiceScope *scope;
static GObject *needed;
static gpointer results[N_CALLS];

/* Of this thread's processor time: others may be busy too. */
static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static void
drop_results (guint n)
{
  for (guint i = 0; i < n; i++)
    g_object_unref (results[i]);
}

static double
run_hash_lookup (void)
{
  double begin = now ();

  for (guint i = 0; i < N_CALLS; i++)
    results[i] = g_hash_table_lookup (table, GSIZE_TO_POINTER (types[i % N_SERVICES]));
  return (now () - begin) / N_CALLS;
}

static double
run_gets (InterprocessServiceProvider *from)
{
  double begin = now (), end;

  for (guint i = 0; i < N_CALLS; i++)
    results[i] =
      interprocess_service_provider_get_required_service (from, types[i % N_SERVICES], NULL);
  end = now ();
  drop_results (N_CALLS);
  return (end - begin) / N_CALLS;
}

static double
run_singleton (void)
{
  return run_gets (provider);
}

static double
run_singleton_of_scope (void)
{
  return run_gets (interprocess_service_scope_get_provider (scope));
}

static double
run_singleton_with_key (void)
{
  double begin = now (), end;

  for (guint i = 0; i < N_CALLS; i++)
    results[i] = interprocess_service_provider_get_required_keyed_service (
      provider, types[0], keys[i % N_SERVICES], NULL);
  end = now ();
  drop_results (N_CALLS);
  return (end - begin) / N_CALLS;
}

static double
run_singleton_dropped (void)
{
  double begin = now ();

  for (guint i = 0; i < N_CALLS; i++)
    g_object_unref (interprocess_service_provider_get_required_service (
      provider, types[i % N_SERVICES], NULL));
  return (now () - begin) / N_CALLS;
}

static double
run_object_new (void)
{
  double begin = now ();

  for (guint i = 0; i < N_CREATED; i++)
    g_object_unref (g_object_new (bench_user_get_type (), "one", needed, "other", needed, NULL));
  return (now () - begin) / N_CREATED;
}

static double
run_transient (void)
{
  double begin = now ();

  for (guint i = 0; i < N_CREATED; i++)
    g_object_unref (interprocess_service_provider_get_required_service (
      provider, bench_user_get_type (), NULL));
  return (now () - begin) / N_CREATED;
}

const ServiceContestant service_hash_lookup = { "GHashTable lookup", run_hash_lookup };
const ServiceContestant service_singleton = { "singleton", run_singleton };
const ServiceContestant service_singleton_of_scope = { "singleton, from a scope",
                                                       run_singleton_of_scope };
const ServiceContestant service_singleton_with_key = { "singleton with a key",
                                                       run_singleton_with_key };
const ServiceContestant service_singleton_dropped = { "singleton, and dropped",
                                                      run_singleton_dropped };
const ServiceContestant service_object_new = { "g_object_new with two properties", run_object_new };
const ServiceContestant service_transient = { "transient with two needs", run_transient };

static void
add_service (InterprocessServiceCollection *services, guint i)
{
  const GTypeInfo info = { .class_size = sizeof (GObjectClass), .instance_size = sizeof (GObject) };
  g_autofree char *name = g_strdup_printf ("BenchService%u", i);

  types[i] = g_type_register_static (bench_service_get_type (), name, &info, 0);
  keys[i] = g_strdup_printf ("key %u", i);
  g_hash_table_insert (table, GSIZE_TO_POINTER (types[i]), services);
  interprocess_service_collection_add_singleton (services, types[i], types[i]);
  interprocess_service_collection_add_keyed_singleton (services, types[0], keys[i], types[0]);
}

void
service_contestants_set_up (void)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();

  table = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < N_SERVICES; i++)
    add_service (services, i);
  interprocess_service_collection_add_singleton (services, bench_service_get_type (),
                                                 bench_service_get_type ());
  interprocess_service_collection_add_transient (services, bench_user_get_type (),
                                                 bench_user_get_type ());

  provider = interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE,
                                                    NULL);
  scope = interprocess_service_provider_create_scope (provider, NULL);
  needed = interprocess_service_provider_get_required_service (provider, bench_service_get_type (),
                                                               NULL);
  /* From now on they are ready. */
  run_gets (provider);
  run_singleton_with_key ();
}

void
service_contestants_tear_down (void)
{
  g_clear_object (&needed);
  g_clear_object (&scope);
  g_clear_object (&provider);
  g_clear_pointer (&table, g_hash_table_unref);
  for (guint i = 0; i < N_SERVICES; i++)
    g_free (keys[i]);
}

/* Each has a key, and needs the one with the key before. */
static void
add_link (InterprocessServiceCollection *services, guint i)
{
  g_autoptr(InterprocessServiceDescriptor) link = interprocess_service_descriptor_new (
    bench_service_get_type (), bench_user_get_type (), INTERPROCESS_SERVICE_LIFETIME_TRANSIENT);
  char key[16], before[16];

  g_snprintf (key, sizeof key, "%u", i);
  g_snprintf (before, sizeof before, "%u", i - 1);
  interprocess_service_descriptor_set_key (link, key);
  interprocess_service_descriptor_bind_value (link, "one", &(GValue) { .g_type = G_TYPE_OBJECT });
  interprocess_service_descriptor_bind_key (link, "other", before);
  interprocess_service_collection_add (services, link);
}

double
service_build (guint n)
{
  g_autoptr(InterprocessServiceCollection) services = interprocess_service_collection_new ();
  g_autoptr(InterprocessServiceProvider) built = NULL;
  double begin, end;

  interprocess_service_collection_add_keyed_singleton (services, bench_service_get_type (), "0",
                                                       bench_service_get_type ());
  for (guint i = 1; i < n; i++)
    add_link (services, i);

  begin = now ();
  built =
    interprocess_service_collection_build (services, INTERPROCESS_BUILD_FLAGS_VALIDATE, NULL);
  end = now ();
  g_assert_nonnull (built);
  return end - begin;
}
