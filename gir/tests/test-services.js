// SPDX-License-Identifier: MIT
// The service container from GJS, with classes that are written in JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const {BuildFlags, ServiceCollection, ServiceDescriptor, ServiceError, ServiceLifetime} = Interprocess;
const ANY = Interprocess.SERVICE_KEY_ANY;
const REQUIRED = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY;
const OPTIONAL = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT;

function need(name, type, flags = REQUIRED) {
  return {[name]: GObject.ParamSpec.object(name, '', '', flags, type)};
}

function text(name, initial, flags = OPTIONAL) {
  return {[name]: GObject.ParamSpec.string(name, '', '', flags, initial)};
}

// A service, as an interface that is written in JavaScript too.
const Sender = GObject.registerClass({Requires: [GObject.Object]}, class Sender extends GObject.Interface {});

const Post = GObject.registerClass({Implements: [Sender]}, class Post extends GObject.Object {});
const Telegraph = GObject.registerClass({Implements: [Sender]}, class Telegraph extends GObject.Object {});

const Mailer = GObject.registerClass({
  Properties: {
    ...need('sender', Sender),
    ...need('fallback', Post, OPTIONAL),
    ...text('greeting', 'hello'),
  },
}, class Mailer extends GObject.Object {});

const Office = GObject.registerClass({Properties: need('mailer', Mailer)}, class Office extends GObject.Object {});

const Group = GObject.registerClass({
  Properties: need('senders', Gio.ListModel),
}, class Group extends GObject.Object {});

const Named = GObject.registerClass({
  Implements: [Sender],
  Properties: text('name', '', REQUIRED),
}, class Named extends GObject.Object {});

const Holder = GObject.registerClass({
  Properties: need('provider', Interprocess.ServiceProvider),
}, class Holder extends GObject.Object {});

// Does what it is told to when it is initialised.
const Initialised = GObject.registerClass({
  Implements: [Sender, Gio.Initable],
}, class Initialised extends GObject.Object {
  static act() {}

  vfunc_init() {
    return Initialised.act();
  }
});

let closed = [];

const FirstCloser = GObject.registerClass({
  Implements: [Interprocess.Closable],
}, class FirstCloser extends GObject.Object {
  vfunc_close() {
    closed.push(this);
  }
});

const SecondCloser = GObject.registerClass({
  Implements: [Interprocess.Closable],
  Properties: need('first', FirstCloser),
}, class SecondCloser extends GObject.Object {
  vfunc_close() {
    closed.push(this);
  }
});

Gio._promisify(Interprocess.ServiceProvider.prototype, 'get_service_async', 'get_service_finish');
Gio._promisify(Interprocess.ServiceProvider.prototype, 'get_keyed_service_async', 'get_keyed_service_finish');
Gio._promisify(Interprocess.ServiceProvider.prototype, 'close_async', 'close_finish');
Gio._promisify(Interprocess.ServiceScope.prototype, 'close_async', 'close_finish');

// Closes in the course of the main loop.
const AsyncCloser = GObject.registerClass({
  Implements: [Interprocess.AsyncClosable],
}, class AsyncCloser extends GObject.Object {
  vfunc_begin_close(task) {
    if (this.refuses)
      throw new RangeError('the door is stuck');
    GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
      closed.push(this);
      task.return_boolean(true);
      return GLib.SOURCE_REMOVE;
    });
    return true;
  }
});

function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

function assertEqual(found, expected) {
  assert(found === expected, `found ${found}, expected ${expected}`);
}

function assertList(found, expected) {
  assertEqual(found.length, expected.length);
  found.forEach((item, i) => assertEqual(item, expected[i]));
}

function assertThrows(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error(`no error from ${call}`);
}

// A message without classes and properties in its path.
function bare(message) {
  return message.replace(/ \([\w+]+\)(?=[.:]| ->)|\.[a-z]+(?= ->)/g, '');
}

function assertWords(error, words) {
  const messages = `${error.message}\n${bare(error.message)}`;

  words.forEach(word => assert(messages.includes(word), `“${word}” is not in “${messages}”`));
}

function assertError(code, words, call) {
  const error = assertThrows(call);
  assert(error.matches?.(ServiceError, code), `wrong error: ${error}`);
  assertWords(error, words);
}

async function assertRejects(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('no error');
}

function path(...types) {
  return `${types.map(type => GObject.type_name(type.$gtype)).join(' -> ')}: `;
}

function items(list) {
  return Array.from({length: list.get_n_items()}, (_, i) => list.get_item(i));
}

function classes(list) {
  return items(list).map(item => item.constructor);
}

// Gives a test a collection, and what builds a provider that is closed in the end.
function open() {
  const services = new ServiceCollection();
  const providers = [];
  closed = [];
  return {
    services,
    build(flags = BuildFlags.NONE) {
      const provider = services.build(flags);
      providers.push(provider);
      return provider;
    },
    end() {
      providers.forEach(provider => provider.close());
    },
  };
}

const tests = {
  'lifetimes'({services, build}) {
    services.add_singleton(Sender, Post).add_scoped(Mailer, Mailer).add_transient(Post, Post);
    services.add_singleton(Telegraph, Telegraph);
    const provider = build();
    const scoped = provider.create_scope().get_provider();
    assert(provider.get_service(Sender) instanceof Post, 'no Post');
    assertEqual(scoped.get_service(Sender), provider.get_service(Sender));
    assertEqual(scoped.get_service(Mailer), scoped.get_service(Mailer));
    assert(scoped.get_service(Mailer) !== provider.get_service(Mailer), 'the same in the root');
    assert(provider.get_service(Post) !== provider.get_service(Post), 'the same twice');
  },

  'an instance'({services, build}) {
    const post = new Post();
    services.add_singleton_instance(Sender, post);
    assertEqual(build().get_required_service(Sender), post);
  },

  'JavaScript’s state stays with the object'({services, build}) {
    services.add_singleton(Sender, Post);
    const provider = build();
    provider.get_service(Sender).state = 'kept';
    System.gc();
    assertEqual(provider.get_service(Sender).state, 'kept');
  },

  'a missing service'({build}) {
    const provider = build();
    assertEqual(provider.get_service(Sender), null);
    assertError(ServiceError.NOT_REGISTERED, [path(Sender)], () => provider.get_required_service(Sender));
  },

  'the collection is a list'({services}) {
    const first = ServiceDescriptor.new(Sender, Post, ServiceLifetime.SINGLETON);
    const second = ServiceDescriptor.new(Sender, Telegraph, ServiceLifetime.SINGLETON);
    assertEqual(services.add(first), services);
    assertEqual(services.try_add(second), false);
    assertEqual(services.try_add_enumerable(second), true);
    assertEqual(services.try_add_enumerable(second), false);
    assertList(items(services), [first, second]);
    services.remove_all(Sender);
    assertEqual(services.get_n_items(), 0);
  },

  'enumeration'({services, build}) {
    services.add_transient(Sender, Post).add_singleton(Sender, Telegraph);
    const provider = build();
    assertList(classes(provider.get_services(Sender)), [Post, Telegraph]);
    assertEqual(provider.get_services(Sender).get_item(1), provider.get_service(Sender));
    assertEqual(provider.get_services(Mailer).get_n_items(), 0);
  },

  'built-in services'({build}) {
    const provider = build();
    assertEqual(provider.get_service(Interprocess.ServiceProvider), provider);
    const scope = provider.get_service(Interprocess.ServiceScopeFactory).create_scope();
    assertEqual(scope.get_provider().get_service(Interprocess.ServiceProvider), scope.get_provider());
  },

  'required and optional properties'({services, build}) {
    services.add_singleton(Sender, Telegraph).add_transient(Mailer, Mailer);
    const mailer = build(BuildFlags.VALIDATE).get_required_service(Mailer);
    assert(mailer.sender instanceof Telegraph, 'no Telegraph');
    assertEqual(mailer.fallback, null);
    assertEqual(mailer.greeting, 'hello');
    services.add_singleton(Post, Post);
    assert(build(BuildFlags.VALIDATE).get_required_service(Mailer).fallback instanceof Post, 'no Post');
  },

  'a missing need names the path'({services, build}) {
    services.add_singleton(Office, Office).add_singleton(Mailer, Mailer);
    assertError(ServiceError.NOT_REGISTERED, [path(Office, Mailer, Sender), 'Mailer.sender -> '],
      () => build().get_service(Office));
    assertError(ServiceError.INVALID_REGISTRATION, [path(Office, Mailer, Sender), path(Mailer, Sender)],
      () => build(BuildFlags.VALIDATE));
  },

  'bindings'({services, build}) {
    services.add(ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)
      .bind_key('sender', 'fast')
      .bind_value('greeting', 'dear all')
      .set_optional('fallback', true));
    services.add_keyed_singleton(Sender, 'fast', Telegraph).add_singleton(Sender, Post);
    const mailer = build(BuildFlags.VALIDATE).get_required_service(Mailer);
    assert(mailer.sender instanceof Telegraph, 'no Telegraph');
    assertEqual(mailer.greeting, 'dear all');
  },

  'all services in a property'({services, build}) {
    services.add(ServiceDescriptor.new(Group, Group, ServiceLifetime.SINGLETON).bind_many('senders', Sender));
    services.add_singleton(Sender, Post).add_singleton(Sender, Telegraph);
    assertList(classes(build(BuildFlags.VALIDATE).get_required_service(Group).senders), [Post, Telegraph]);
  },

  'a scoped service in a singleton'({services, build}) {
    services.add_scoped(Sender, Post).add_singleton(Mailer, Mailer);
    assertError(ServiceError.SCOPE_VIOLATION, [path(Mailer, Sender)],
      () => build(BuildFlags.VALIDATE_SCOPES).get_service(Mailer));
  },

  'factories get the provider and the key'({services, build}) {
    const seen = [];
    const create = (provider, key) => {
      seen.push(provider, key);
      return new Post();
    };
    services.add_transient_factory(Sender, create).add_keyed_singleton_factory(Sender, 'second', create);
    services.add(ServiceDescriptor.new_factory(Post, ServiceLifetime.SCOPED, create));
    const provider = build();
    provider.get_required_service(Sender);
    provider.get_required_keyed_service(Sender, 'second');
    provider.get_required_service(Post);
    assertList(seen, [provider, null, provider, 'second', provider, null]);
  },

  'a throw is kept, with the path'({services, build}) {
    services.add_singleton_factory(Sender, () => {
      throw new RangeError('out of stamps');
    });
    services.add_singleton(Mailer, Mailer).add_singleton(Office, Office);
    const provider = build();
    for (const [type, way] of [[Sender, [Sender]], [Office, [Office, Mailer, Sender]]]) {
      const error = assertThrows(() => provider.get_service(type));
      assert(error instanceof RangeError, `not a RangeError: ${error}`);
      assertEqual(bare(error.message), `${path(...way)}out of stamps`);
    }
  },

  'a thrown GLib.Error keeps its domain and code'({services, build}) {
    services.add_singleton_factory(Sender, () => {
      throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CONNECTION_REFUSED, 'nobody home');
    });
    services.add_singleton(Mailer, Mailer);
    const error = assertThrows(() => build().get_service(Mailer));
    assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CONNECTION_REFUSED), `wrong error: ${error}`);
    assertEqual(bare(error.message), `${path(Mailer, Sender)}nobody home`);
  },

  'what a factory must not return'({services, build}) {
    services.add_singleton_factory(Sender, () => null).add_singleton_factory(Post, () => new Telegraph());
    services.add_singleton_factory(Mailer, provider => provider.get_required_service(Mailer));
    const provider = build();
    assertError(ServiceError.FACTORY_FAILED, [path(Sender)], () => provider.get_service(Sender));
    assertError(ServiceError.TYPE_MISMATCH, [path(Post), 'Telegraph'], () => provider.get_service(Post));
    assertError(ServiceError.CIRCULAR_DEPENDENCY, [path(Mailer, Mailer)], () => provider.get_service(Mailer));
  },

  'a factory that closes the provider'({services, build}) {
    services.add_singleton_factory(FirstCloser, provider => {
      provider.close();
      return new FirstCloser();
    });
    assertError(ServiceError.CLOSED, [path(FirstCloser)], () => build().get_service(FirstCloser));
    assertEqual(closed.length, 1);
  },

  'initialisation, and what it throws'({services, build}) {
    let calls = 0;
    services.add_singleton(Sender, Initialised).add_singleton(Mailer, Mailer);
    const provider = build(BuildFlags.VALIDATE);
    const act = what => {
      Initialised.act = what;
      return assertThrows(() => provider.get_service(Mailer));
    };
    const thrown = act(() => {
      throw new RangeError('out of stamps');
    });
    assert(thrown instanceof RangeError, `not a RangeError: ${thrown}`);
    assertEqual(bare(thrown.message), `${path(Mailer, Sender)}out of stamps`);
    const refused = act(() => {
      throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CONNECTION_REFUSED, 'nobody home');
    });
    assert(refused.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CONNECTION_REFUSED), `wrong error: ${refused}`);
    assertWords(act(() => false), [path(Mailer, Sender)]);
    Initialised.act = () => ++calls > 0;
    provider.get_required_service(Mailer);
    provider.get_required_service(Sender);
    assertEqual(calls, 1);
  },

  async 'services can be awaited'({services, build}) {
    services.add_singleton(Sender, Post).add_transient(Mailer, Mailer).add_keyed_singleton(Sender, 'key', Telegraph);
    const provider = build();
    const mailer = await provider.get_service_async(Mailer, null);
    assertEqual(mailer.sender, provider.get_service(Sender));
    assert(await provider.get_keyed_service_async(Sender, 'key', null) instanceof Telegraph, 'no Telegraph');
    assertEqual(await provider.get_service_async(Office, null), null);
  },

  async 'initialisation can be awaited'({services, build}) {
    let calls = 0;
    services.add_singleton(Sender, Initialised).add_singleton(Mailer, Mailer);
    const provider = build();
    Initialised.act = () => {
      throw new RangeError('out of stamps');
    };
    const thrown = await assertRejects(provider.get_service_async(Mailer, null));
    assert(thrown instanceof RangeError, `not a RangeError: ${thrown}`);
    assertEqual(bare(thrown.message), `${path(Mailer, Sender)}out of stamps`);
    Initialised.act = () => ++calls > 0;
    const [one, other] = await Promise.all([0, 1].map(() => provider.get_service_async(Sender, null)));
    assertEqual(one, other);
    assertEqual(calls, 1);
  },

  async 'closing can be awaited'({services, build}) {
    services.add_scoped(FirstCloser, FirstCloser).add_scoped(SecondCloser, SecondCloser);
    const scope = build().create_scope();
    const second = scope.get_provider().get_required_service(SecondCloser);
    assertEqual(await scope.close_async(null), true);
    assertEqual(await scope.close_async(null), true);
    assertList(closed, [second, second.first]);
  },

  async 'closing that takes time'({services, build}) {
    services.add_scoped(FirstCloser, FirstCloser).add_scoped(AsyncCloser, AsyncCloser);
    services.add_scoped(SecondCloser, SecondCloser);
    const scope = build().create_scope();
    const [first, middle, second] = [FirstCloser, AsyncCloser, SecondCloser]
      .map(type => scope.get_provider().get_service(type));
    assertEqual(await scope.close_async(null), true);
    assertList(closed, [second, middle, first]);
  },

  async 'closing that fails'({services, build}) {
    services.add_singleton(FirstCloser, FirstCloser).add_singleton(AsyncCloser, AsyncCloser);
    const provider = build();
    const first = provider.get_service(FirstCloser);
    provider.get_service(AsyncCloser).refuses = true;
    const thrown = await assertRejects(provider.close_async(null));
    assertWords(thrown, ['AsyncCloser', 'the door is stuck']);
    assertList(closed, [first]);
  },

  async 'what is closed cannot be awaited'({services, build}) {
    services.add_singleton(Sender, Post);
    const provider = build();
    await provider.close_async(null);
    const error = await assertRejects(provider.get_service_async(Sender, null));
    assert(error.matches?.(ServiceError, ServiceError.CLOSED), `wrong error: ${error}`);
    assertWords(error, [path(Sender)]);
  },

  'keys'({services, build}) {
    services.add_keyed_singleton(Sender, 'slow', Post).add_keyed_scoped(Sender, 'grüße, 世界', Telegraph);
    services.add_keyed_transient(Sender, 'slow', Telegraph);
    const provider = build();
    assertEqual(provider.get_service(Sender), null);
    assertEqual(provider.get_keyed_service(Sender, 'other'), null);
    assert(provider.get_keyed_service(Sender, 'grüße, 世界') instanceof Telegraph, 'no Telegraph');
    assertList(classes(provider.get_keyed_services(Sender, 'slow')), [Post, Telegraph]);
    assertEqual(provider.get_keyed_services(Sender, ANY).get_n_items(), 3);
    assertEqual(provider.is_keyed_service(Sender, 'slow'), true);
    assertEqual(provider.is_keyed_service(Sender, null), false);
    assertError(ServiceError.NOT_REGISTERED, ['other'], () => provider.get_required_keyed_service(Sender, 'other'));
    assertError(ServiceError.INVALID_KEY, [], () => provider.get_keyed_service(Sender, ANY));
  },

  'an object knows its key, and hands it on'({services, build}) {
    services.add(ServiceDescriptor.new(Sender, Named, ServiceLifetime.SINGLETON)
      .set_key(ANY).bind_service_key('name'));
    services.add(ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON)
      .set_key('fast').bind_inherited_key('sender'));
    const provider = build(BuildFlags.VALIDATE);
    assertEqual(provider.get_keyed_service(Sender, 'anything').name, 'anything');
    assertEqual(provider.get_keyed_service(Mailer, 'fast').sender.name, 'fast');
  },

  'closing in reverse order, and once'({services, build}) {
    services.add_scoped(FirstCloser, FirstCloser).add_scoped(SecondCloser, SecondCloser);
    const scope = build().create_scope();
    const second = scope.get_provider().get_required_service(SecondCloser);
    assertList(closed, []);
    scope.close();
    scope.close();
    assertList(closed, [second, second.first]);
  },

  'after closing'({services, build}) {
    services.add_singleton(Sender, Post);
    const provider = build();
    const scope = provider.create_scope();
    scope.close();
    assertError(ServiceError.CLOSED, ['scope'], () => scope.get_provider().get_service(Sender));
    provider.close();
    assertError(ServiceError.CLOSED, ['provider'], () => provider.get_service(Sender));
    assertError(ServiceError.CLOSED, ['provider'], () => provider.get_services(Sender));
    assertError(ServiceError.CLOSED, ['provider'], () => provider.create_scope());
    assertEqual(provider.is_service(Sender), false);
  },

  'a cycle with the provider'({services, build}) {
    services.add_singleton(Holder, Holder);
    const provider = build();
    assertEqual(provider.get_service(Holder).provider, provider);
  },

  'instances of classes that are not registered'({services, build}) {
    services.add_singleton(Sender, Post);
    const provider = build();
    const mailer = provider.create_instance(Mailer, ['greeting'], ['dear all']);
    assertEqual(mailer.sender, provider.get_service(Sender));
    assertEqual(mailer.greeting, 'dear all');
    const telegraph = new Telegraph();
    assertEqual(provider.create_instance(Mailer, ['sender'], [telegraph]).sender, telegraph);
    assert(provider.get_service_or_create_instance(Mailer) instanceof Mailer, 'no Mailer');
    assertError(ServiceError.INVALID_ARGUMENT, ['nonsense'], () => provider.create_instance(Mailer, ['nonsense'], [5]));
  },

  'registrations that cannot work'({services, build}) {
    services.add_singleton(Sender, Mailer).add_singleton(Sender, Sender).add_singleton_instance(Mailer, new Post());
    services.add(ServiceDescriptor.new(Mailer, Mailer, ServiceLifetime.SINGLETON).bind_key('nonsense', 'key'));
    assertError(ServiceError.INVALID_REGISTRATION,
      [`no. 0, ${path(Sender)}`, `no. 1, ${path(Sender)}`, `no. 2, ${path(Mailer)}`, 'no. 3, ', 'nonsense'],
      () => build(BuildFlags.VALIDATE));
  },

  'wrong types'({services, build}) {
    const provider = build();
    for (const call of [
      () => provider.get_service(5),
      () => provider.get_service('Sender'),
      () => services.add_singleton('Sender', Post),
      () => services.add_singleton_factory(Sender, 5),
      () => services.add_singleton_instance(Sender, 'text'),
      () => services.add('text'),
    ])
      assertThrows(call);
  },

  'descriptions'({services, build}) {
    services.add_singleton(Sender, Post).add_keyed_scoped(Mailer, 'fast', Mailer);
    const provider = build();
    for (const description of [provider.describe(), provider.to_dot()])
      assertWords({message: description}, ['Sender', 'Post', 'Mailer', 'fast']);
  },
};

const names = Object.keys(tests);
const loop = new GLib.MainLoop(null, false);
let failed = 0;

async function run(name, number) {
  const given = open();
  try {
    await tests[name](given);
    given.end();
    print(`ok ${number} ${name}`);
  } catch (error) {
    failed++;
    print(`not ok ${number} ${name}`);
    print(`# ${error}\n${error.stack}`.replaceAll('\n', '\n# '));
  }
  System.gc();
}

async function runAll() {
  for (let i = 0; i < names.length; i++)
    await run(names[i], i + 1); // eslint-disable-line no-await-in-loop
  loop.quit();
}

print(`1..${names.length}`);
GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
  runAll();
  return GLib.SOURCE_REMOVE;
});
loop.run();
System.exit(failed > 0 ? 1 : 0);
