// SPDX-License-Identifier: MIT
// The service container from Vala, with classes that are written in Vala.

using Interprocess;

interface Sender : Object {
}

class Post : Object, Sender {
}

class Telegraph : Object, Sender {
}

class Mailer : Object {
  public Sender sender { get; construct; }
  public Post? fallback { get; construct set; }
  public string greeting { get; construct set; }
  public int copies { get; construct set; default = 3; }
}

class Office : Object {
  public Mailer mailer { get; construct; }
}

class Group : Object {
  public ListModel senders { get; construct; }
}

class Named : Object, Sender {
  public string name { get; construct; }
}

int n_closed;

class Closer : Object, Closable {
  public int closed_at { get; private set; }

  public void close () {
    closed_at = ++n_closed;
  }
}

class SecondCloser : Closer {
  public Closer first { get; construct; }
}

class Failing : Object, Sender, Initable {
  public virtual bool init (Cancellable? cancellable = null) throws Error {
    throw new IOError.CONNECTION_REFUSED ("nobody home");
  }
}

class Connected : Object, Sender, AsyncInitable {
  public static bool refuses;

  public async bool init_async (int priority, Cancellable? cancellable) throws Error {
    Idle.add (init_async.callback);
    yield;
    if (refuses)
      throw new IOError.CONNECTION_REFUSED ("nobody home");
    return true;
  }
}

class AsyncCloser : Object, AsyncClosable {
  public bool closed { get; private set; }

  public async bool close_async (Cancellable? cancellable) throws Error {
    Idle.add (close_async.callback);
    yield;
    closed = true;
    return true;
  }
}

ServiceProvider build (ServiceCollection services, BuildFlags flags = VALIDATE) {
  try {
    return services.build (flags);
  } catch (Error e) {
    error ("%s", e.message);
  }
}

Object get_service (ServiceProvider provider, Type type) {
  try {
    return (Object) provider.get_required_service (type);
  } catch (Error e) {
    error ("%s", e.message);
  }
}

void test_lifetimes () {
  var services = new ServiceCollection ();

  services.add_singleton (typeof (Sender), typeof (Post))
    .add_scoped (typeof (Telegraph), typeof (Telegraph))
    .add_transient (typeof (Post), typeof (Post));

  var provider = build (services);

  try {
    var scoped = provider.create_scope ().get_provider ();

    assert_true (get_service (provider, typeof (Sender)) is Post);
    assert_true (get_service (scoped, typeof (Sender)) == get_service (provider, typeof (Sender)));
  } catch (Error e) {
    assert_no_error (e);
  }
  assert_true (get_service (provider, typeof (Telegraph)) == get_service (provider, typeof (Telegraph)));
  assert_true (get_service (provider, typeof (Post)) != get_service (provider, typeof (Post)));
}

void test_properties () {
  var services = new ServiceCollection ();

  services.add_singleton (typeof (Sender), typeof (Telegraph)).add_singleton (typeof (Mailer), typeof (Mailer));

  var mailer = get_service (build (services), typeof (Mailer)) as Mailer;

  assert_true (mailer.sender is Telegraph);
  assert_null (mailer.fallback);
  assert_cmpint (mailer.copies, EQ, 3);
}

void test_bindings () {
  var services = new ServiceCollection ();
  Value greeting = "dear all";

  services.add (new ServiceDescriptor (typeof (Mailer), typeof (Mailer), SINGLETON)
    .bind_key ("sender", "fast")
    .bind_value ("greeting", greeting));
  services.add (new ServiceDescriptor (typeof (Group), typeof (Group), SINGLETON)
    .bind_many ("senders", typeof (Sender)));
  services.add (new ServiceDescriptor (typeof (Sender), typeof (Named), SINGLETON)
    .set_key ("fast")
    .bind_service_key ("name"));
  services.add_singleton (typeof (Sender), typeof (Post)).add_singleton (typeof (Sender), typeof (Telegraph));

  var provider = build (services);
  var mailer = get_service (provider, typeof (Mailer)) as Mailer;
  var group = get_service (provider, typeof (Group)) as Group;

  assert_cmpstr (((Named) mailer.sender).name, EQ, "fast");
  assert_cmpstr (mailer.greeting, EQ, "dear all");
  assert_cmpuint (group.senders.get_n_items (), EQ, 2);
  assert_true (group.senders.get_item (1) is Telegraph);
}

void test_a_missing_need_names_the_path () {
  var services = new ServiceCollection ();

  services.add_singleton (typeof (Office), typeof (Office)).add_singleton (typeof (Mailer), typeof (Mailer));
  try {
    build (services, NONE).get_required_service (typeof (Office));
    assert_not_reached ();
  } catch (ServiceError.NOT_REGISTERED e) {
    assert_true (e.message.has_prefix ("Office.mailer -> Mailer.sender -> Sender: "));
  } catch (Error e) {
    assert_no_error (e);
  }
  try {
    services.build (VALIDATE);
    assert_not_reached ();
  } catch (ServiceError.INVALID_REGISTRATION e) {
    assert_true ("Office.mailer -> Mailer.sender -> Sender: " in e.message);
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_factories () {
  var services = new ServiceCollection ();
  var names = "";

  services.add_transient_factory (typeof (Sender), (provider, key) => {
    names += key ?? "-";
    return new Post ();
  });
  services.add_keyed_transient_factory (typeof (Sender), SERVICE_KEY_ANY, (provider, key) => {
    names += key;
    return new Telegraph ();
  });

  var provider = build (services);

  try {
    assert_true (provider.get_required_service (typeof (Sender)) is Post);
    assert_true (provider.get_required_keyed_service (typeof (Sender), "key") is Telegraph);
  } catch (Error e) {
    assert_no_error (e);
  }
  assert_cmpstr (names, EQ, "-key");
}

void test_errors_keep_their_domain () {
  var services = new ServiceCollection ();

  services.add_singleton_factory (typeof (Post), (provider, key) => {
    throw new IOError.CONNECTION_REFUSED ("nobody home");
  });
  services.add_singleton (typeof (Sender), typeof (Failing));
  services.add_singleton (typeof (Mailer), typeof (Mailer));

  var provider = build (services);

  try {
    provider.get_required_service (typeof (Post));
    assert_not_reached ();
  } catch (IOError.CONNECTION_REFUSED e) {
    assert_cmpstr (e.message, EQ, "Post: nobody home");
  } catch (Error e) {
    assert_no_error (e);
  }
  try {
    provider.get_required_service (typeof (Mailer));
    assert_not_reached ();
  } catch (IOError.CONNECTION_REFUSED e) {
    assert_cmpstr (e.message, EQ, "Mailer.sender -> Sender (Failing): nobody home");
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_closing () {
  var services = new ServiceCollection ();

  services.add_scoped (typeof (Closer), typeof (Closer)).add_scoped (typeof (SecondCloser), typeof (SecondCloser));

  var provider = build (services);

  try {
    var scope = provider.create_scope ();
    var second = scope.get_provider ().get_required_service (typeof (SecondCloser)) as SecondCloser;

    scope.close ();
    scope.close ();
    assert_cmpint (second.closed_at, EQ, 1);
    assert_cmpint (second.first.closed_at, EQ, 2);
    scope.get_provider ().get_required_service (typeof (Closer));
    assert_not_reached ();
  } catch (ServiceError.CLOSED e) {
    assert_cmpint (n_closed, EQ, 2);
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_instances () {
  var services = new ServiceCollection ();

  services.add_singleton (typeof (Sender), typeof (Post));

  var provider = build (services);

  try {
    var mailer = provider.create_instance (typeof (Mailer), { "greeting" }, { "dear all" }) as Mailer;

    assert_cmpstr (mailer.greeting, EQ, "dear all");
    assert_true (mailer.sender is Post);
    provider.create_instance (typeof (Mailer), { "nonsense" }, { 5 });
    assert_not_reached ();
  } catch (ServiceError.INVALID_ARGUMENT e) {
    assert_true ("nonsense" in e.message);
  } catch (Error e) {
    assert_no_error (e);
  }
}

async void get_asynchronously (ServiceProvider provider) {
  try {
    Connected.refuses = true;
    yield provider.get_service_async (typeof (Mailer), null);
    assert_not_reached ();
  } catch (IOError.CONNECTION_REFUSED e) {
    assert_cmpstr (e.message, EQ, "Mailer.sender -> Sender (Connected): nobody home");
  } catch (Error e) {
    assert_no_error (e);
  }
  try {
    Connected.refuses = false;

    var mailer = (yield provider.get_service_async (typeof (Mailer), null)) as Mailer;
    var closer = provider.get_required_service (typeof (AsyncCloser)) as AsyncCloser;

    assert_true (mailer.sender is Connected);
    assert_true ((yield provider.get_keyed_service_async (typeof (Sender), "key", null)) is Post);
    assert_true (yield provider.close_async (null));
    assert_true (closer.closed);
  } catch (Error e) {
    assert_no_error (e);
  }
}

void test_asynchronous () {
  var services = new ServiceCollection ();
  var loop = new MainLoop ();

  services.add_singleton (typeof (Sender), typeof (Connected))
    .add_keyed_singleton (typeof (Sender), "key", typeof (Post))
    .add_singleton (typeof (Mailer), typeof (Mailer))
    .add_singleton (typeof (AsyncCloser), typeof (AsyncCloser));
  get_asynchronously.begin (build (services), () => loop.quit ());
  loop.run ();
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/vala/services/lifetimes", test_lifetimes);
  Test.add_func ("/vala/services/properties", test_properties);
  Test.add_func ("/vala/services/bindings", test_bindings);
  Test.add_func ("/vala/services/a-missing-need-names-the-path", test_a_missing_need_names_the_path);
  Test.add_func ("/vala/services/factories", test_factories);
  Test.add_func ("/vala/services/errors-keep-their-domain", test_errors_keep_their_domain);
  Test.add_func ("/vala/services/closing", test_closing);
  Test.add_func ("/vala/services/instances", test_instances);
  Test.add_func ("/vala/services/asynchronous", test_asynchronous);
  return Test.run ();
}
