/* SPDX-License-Identifier: MIT */

#include <dlfcn.h>

#include <interprocess/interprocess.h>

/* JavaScript runs in one thread. Here a script registers services, and another thread asks for them.
 * GJS is opened by its name, since only that is there where nobody develops for it. */

typedef gpointer (*ContextNew) (void);
typedef gboolean (*ContextEval) (gpointer    context,
                                 const char *script,
                                 gssize      length,
                                 const char *name,
                                 int        *status,
                                 GError    **error);

/* What the script hands its provider to: the default application, with a property for it. */
typedef struct
{
  GApplication parent_instance;

  InterprocessServiceProvider *provider;
} TestBridge;

typedef GApplicationClass TestBridgeClass;

static GType test_bridge_get_type (void);

G_DEFINE_TYPE (TestBridge, test_bridge, G_TYPE_APPLICATION)

static void
test_bridge_set_property (GObject      *object,
                          guint         property_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  g_set_object (&((TestBridge *) object)->provider, g_value_get_object (value));
}

static void
test_bridge_class_init (TestBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = test_bridge_set_property;

  g_object_class_install_property (
    G_OBJECT_CLASS (klass), 1,
    g_param_spec_object ("provider", NULL, NULL, INTERPROCESS_TYPE_SERVICE_PROVIDER,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
}

static void
test_bridge_init (TestBridge *self)
{
}

static const char script[] =
  "imports.gi.versions.Interprocess = '1';\n"
  "const {Gio, GObject, Interprocess} = imports.gi;\n"
  "const Made = GObject.registerClass({GTypeName: 'TestMade'}, class extends GObject.Object {});\n"
  "const Kept = GObject.registerClass({GTypeName: 'TestKept'}, class extends GObject.Object {});\n"
  "const services = new Interprocess.ServiceCollection();\n"
  "services.add_transient(Made, Made);\n"
  "services.add_keyed_transient_factory(Made, 'factory', () => new Made());\n"
  "services.add_singleton_factory(Kept, () => new Kept());\n"
  "const provider = services.build(Interprocess.BuildFlags.VALIDATE);\n"
  "Gio.Application.get_default().set_property('provider', provider);\n";

static InterprocessServiceProvider *
run_script (void)
{
  void *gjs = dlopen ("libgjs.so.0", RTLD_NOW);
  TestBridge *bridge = g_object_new (test_bridge_get_type (), NULL);
  ContextNew context_new;
  ContextEval context_eval;
  g_autoptr(GError) error = NULL;
  int status;

  g_assert_nonnull (gjs);
  *(void **) &context_new = dlsym (gjs, "gjs_context_new");
  *(void **) &context_eval = dlsym (gjs, "gjs_context_eval");
  g_application_set_default (G_APPLICATION (bridge));
  context_eval (context_new (), script, -1, "script", &status, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bridge->provider);

  return bridge->provider;
}

typedef struct
{
  InterprocessServiceProvider *provider;
  const char *type;
  const char *key;
  GError *error;
} Question;

static gpointer
ask (gpointer data)
{
  Question *question = data;

  return interprocess_service_provider_get_required_keyed_service (
    question->provider, g_type_from_name (question->type), question->key, &question->error);
}

static gpointer
ask_in_thread (Question *question)
{
  return g_thread_join (g_thread_new ("asker", ask, question));
}

static void
assert_refused (InterprocessServiceProvider *provider,
                const char                  *type,
                const char                  *key)
{
  Question question = { .provider = provider, .type = type, .key = key };

  g_assert_null (ask_in_thread (&question));
  g_assert_error (question.error, INTERPROCESS_SERVICE_ERROR,
                  INTERPROCESS_SERVICE_ERROR_WRONG_THREAD);
  g_test_message ("%s", question.error->message);
  g_assert_true (g_str_has_prefix (question.error->message, type));
  g_clear_error (&question.error);
}

static gpointer
assert_given (InterprocessServiceProvider *provider,
              const char                  *type,
              const char                  *key)
{
  Question question = { .provider = provider, .type = type, .key = key };
  gpointer object = ask (&question);

  g_assert_no_error (question.error);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (object), ==, type);

  return object;
}

static void
test_refuses_other_threads (gconstpointer data)
{
  InterprocessServiceProvider *provider = (gpointer) data;
  g_autoptr(GObject) of_class = NULL;
  g_autoptr(GObject) of_factory = NULL;

  assert_refused (provider, "TestMade", NULL);
  assert_refused (provider, "TestMade", "factory");
  of_class = assert_given (provider, "TestMade", NULL);
  of_factory = assert_given (provider, "TestMade", "factory");
}

static void
test_gives_them_what_is_there (gconstpointer data)
{
  Question question = { .provider = (gpointer) data, .type = "TestKept" };
  g_autoptr(GObject) here = NULL;
  g_autoptr(GObject) there = NULL;

  assert_refused (question.provider, "TestKept", NULL);
  here = assert_given (question.provider, "TestKept", NULL);
  there = ask_in_thread (&question);
  g_assert_no_error (question.error);
  g_assert_true (there == here);
}

int
main (int    argc,
      char **argv)
{
  InterprocessServiceProvider *provider;

  g_test_init (&argc, &argv, NULL);
  provider = run_script ();

  g_test_add_data_func ("/gjs/refuses_other_threads", provider, test_refuses_other_threads);
  g_test_add_data_func ("/gjs/gives_them_what_is_there", provider, test_gives_them_what_is_there);

  return g_test_run ();
}
