// SPDX-License-Identifier: MIT
// The queue from GJS, within a process and between processes.

import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const {QueueError} = Interprocess;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const SECOND = 1000000;

const ECHO = `
import Interprocess from 'gi://Interprocess?version=1';
const path = ARGV[0];
const factory = new Interprocess.QueueFactory();
const options = name => new Interprocess.QueueOptions({queue_name: name, path, capacity: 65536});
const subscriber = factory.create_subscriber(options('there'));
const publisher = factory.create_publisher(options('back'));
let length;
do {
  const message = subscriber.dequeue(-1, null).toArray();
  length = message.length;
  publisher.enqueue(message, -1, null);
} while (length > 0);
`;

function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

function assertEqual(found, expected) {
  assert(found === expected, `found ${found}, expected ${expected}`);
}

function assertError(code, words, call) {
  try {
    call();
  } catch (error) {
    assert(error.matches && error.matches(QueueError, code), `wrong error: ${error}`);
    words.forEach(word => assert(error.message.includes(word), `“${word}” is not in “${error.message}”`));
    return;
  }
  throw new Error(`no error, expected ${code}`);
}

function assertTypeError(words, call) {
  try {
    call();
  } catch (error) {
    assert(error instanceof TypeError, `wrong error: ${error}`);
    words.forEach(word => assert(error.message.includes(word), `“${word}” is not in “${error.message}”`));
    return;
  }
  throw new Error(`no error with ${words}`);
}

function assertThrows(call, what) {
  let thrown = false;
  try {
    call();
  } catch (error) {
    thrown = true;
  }
  assert(thrown, `${what} was accepted`);
}

const factory = new Interprocess.QueueFactory();

function options(path, name = 'test', capacity = 65536) {
  return new Interprocess.QueueOptions({queue_name: name, path, capacity});
}

function pair(path) {
  return [factory.create_publisher(options(path)), factory.create_subscriber(options(path))];
}

const tests = {
  'Uint8Array comes back as Uint8Array'(path) {
    const [publisher, subscriber] = pair(path);
    for (const n of [0, 1, 5, 255, 4096, 32768]) {
      const message = new Uint8Array(n).map((_, i) => i * 7);
      assert(publisher.try_enqueue(message), 'full');
      const [taken, got] = subscriber.try_dequeue();
      assert(taken, 'empty');
      assert(got instanceof Uint8Array, 'not a Uint8Array');
      assertEqual(got.length, n);
      assert(got.every((byte, i) => byte === message[i]), 'other content');
    }
  },

  'whatever holds bytes can be sent'(path) {
    const [publisher, subscriber] = pair(path);
    const {buffer} = new Uint8Array([1, 2, 3, 4]);
    for (const message of [buffer, new Uint16Array(buffer), new DataView(buffer), new GLib.Bytes([1, 2, 3, 4])]) {
      assert(publisher.try_enqueue(message), 'full');
      publisher.enqueue(message);
      assertEqual(subscriber.try_dequeue()[1].join(), '1,2,3,4');
      assertEqual(subscriber.dequeue().toArray().join(), '1,2,3,4');
    }
    assert(publisher.try_enqueue(new Uint8Array(buffer, 1, 2)), 'full');
    assertEqual(subscriber.dequeue(-1).toArray().join(), '2,3');
  },

  'empty and full are not errors'(path) {
    const [publisher, subscriber] = pair(path);
    assertEqual(subscriber.try_dequeue()[0], false);
    assertEqual(subscriber.try_dequeue_bytes(), null);
    while (publisher.try_enqueue(new Uint8Array(1000)))
      ;
    assertEqual(publisher.try_enqueue(new Uint8Array(1000)), false);
  },

  'GLib.Bytes'(path) {
    const [publisher, subscriber] = pair(path);
    assert(publisher.try_enqueue_bytes(new GLib.Bytes(encoder.encode('hello'))), 'full');
    assertEqual(decoder.decode(subscriber.try_dequeue_bytes().toArray()), 'hello');
    publisher.enqueue(encoder.encode('again'), 0, null);
    assertEqual(decoder.decode(subscriber.dequeue(0, null).toArray()), 'again');
  },

  'properties'(path) {
    const [publisher, subscriber] = pair(path);
    for (const endpoint of [publisher, subscriber]) {
      assertEqual(endpoint.queue_name, 'test');
      assertEqual(endpoint.path, path);
      assertEqual(endpoint.capacity, 65536);
      assertEqual(endpoint.is_closed(), false);
    }
  },

  'options'(path) {
    const set = options(path);
    assertEqual(set.exclusive, false);
    assertEqual(set.max_endpoints, 255);
    assertEqual(set.mode, 0o600);
    assertEqual(set.group, null);
    assertEqual(set.retention, Interprocess.Retention.UNTIL_LAST_CLOSE);
    Object.assign(set, {exclusive: true, maxEndpoints: 2, mode: 0o660, group: '0'});
    set.retention = Interprocess.Retention.KEEP;
    assertEqual(set.get_exclusive(), true);
    assertEqual(set.get_max_endpoints(), 2);
    assertEqual(set.get_mode(), 0o660);
    assertEqual(set.get_group(), '0');
    assertEqual(set.get_retention(), Interprocess.Retention.KEEP);
  },

  'exclusive'(path) {
    const alone = Object.assign(options(path), {exclusive: true});
    const subscriber = factory.create_subscriber(alone);
    const publisher = factory.create_publisher(alone);
    assertError(QueueError.EXCLUSIVE, ['subscriber', 'gjs'], () => factory.create_subscriber(options(path)));
    assert(publisher.try_enqueue(encoder.encode('hello')), 'full');
    assertEqual(decoder.decode(subscriber.try_dequeue()[1]), 'hello');
    subscriber.close();
    factory.create_subscriber(options(path)).close();
    publisher.close();
  },

  'kept'(path) {
    const kept = Object.assign(options(path), {retention: Interprocess.Retention.KEEP});
    const publisher = factory.create_publisher(kept);
    publisher.try_enqueue(encoder.encode('kept'));
    publisher.close();
    const subscriber = factory.create_subscriber(options(path));
    assertEqual(decoder.decode(subscriber.try_dequeue()[1]), 'kept');
    subscriber.close();
  },

  'timeout'(path) {
    const [, subscriber] = pair(path);
    assertError(QueueError.TIMED_OUT, ['test'], () => subscriber.dequeue(SECOND / 50, null));
  },

  'cancelled before'(path) {
    const [, subscriber] = pair(path);
    const cancellable = new Gio.Cancellable();
    cancellable.cancel();
    try {
      subscriber.dequeue(-1, cancellable);
      assert(false, 'not cancelled');
    } catch (error) {
      assert(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED), `${error}`);
    }
  },

  'a factory out of a container'() {
    const services = new Interprocess.ServiceCollection();
    services.add_interprocess_queue().add_logging();
    const provider = services.build(Interprocess.BuildFlags.VALIDATE);
    const first = provider.get_required_service(Interprocess.QueueFactory);
    assert(first instanceof Interprocess.QueueFactory, 'no factory');
    assertEqual(provider.get_required_service(Interprocess.QueueFactory), first);
    provider.close();
  },

  'bad names and capacities'(path) {
    for (const name of ['', 'a/b', '.hidden', 'x'.repeat(201)])
      assertError(QueueError.INVALID_NAME, ['200 bytes'], () => factory.create_publisher(options(path, name)));
    for (const capacity of [0, 1, 1023])
      assertError(QueueError.INVALID_OPTIONS, [`${capacity}`], () => factory.create_publisher(options(path, 'test', capacity)));
    pair(path);
    assertError(QueueError.CAPACITY_MISMATCH, ['65536', '131072'], () => factory.create_subscriber(options(path, 'test', 131072)));
  },

  'bad options'(path) {
    const refused = (changes, words) => assertError(QueueError.INVALID_OPTIONS, words,
      () => factory.create_publisher(Object.assign(options(path), changes)));
    refused({max_endpoints: 0}, ['4095']);
    refused({mode: 600}, ['600 in decimal', '0o600']);
    refused({group: 'no such group'}, ['no such group', 'getent group']);
  },

  'message too large'(path) {
    const [publisher] = pair(path);
    assertError(QueueError.TOO_LARGE, ['32768', '32769'], () => publisher.try_enqueue(new Uint8Array(32769)));
  },

  'use after close'(path) {
    const [publisher, subscriber] = pair(path);
    publisher.close();
    subscriber.close();
    assertError(QueueError.CLOSED, ['create another'], () => publisher.try_enqueue(new Uint8Array(1)));
    assertError(QueueError.CLOSED, ['create another'], () => subscriber.try_dequeue());
    assertError(QueueError.CLOSED, ['create another'], () => subscriber.dequeue(-1, null));
    assertError(QueueError.CLOSED, ['QueueFactory'], () => new Interprocess.Publisher().try_enqueue(new Uint8Array(1)));
  },

  'wrong types'(path) {
    const [publisher, subscriber] = pair(path);
    for (const wrong of [5, {}, Symbol('x'), 'text', '', null, undefined, [1, 2, 300], [], new Map()]) {
      for (const name of ['try_enqueue', 'enqueue', 'enqueue_async'])
        assertTypeError(['Uint8Array', 'encode'], () => publisher[name](wrong));
    }
    assertTypeError(['not String'], () => publisher.try_enqueue('text'));
    assertTypeError(['not null'], () => publisher.try_enqueue(null));
    for (const wrong of [0.5, 5.5, 'soon', NaN, Infinity, null, true]) {
      for (const name of ['dequeue', 'dequeue_async'])
        assertTypeError(['microseconds', `${wrong}`, '500000'], () => subscriber[name](wrong));
      for (const name of ['enqueue', 'enqueue_async'])
        assertTypeError(['microseconds', `${wrong}`, '500000'], () => publisher[name](new Uint8Array(1), wrong, null));
    }
    assertThrows(() => factory.create_publisher('name'), 'a string as options');
    assertThrows(() => subscriber.dequeue(0, 'x'), 'a string as cancellable');
    assertEqual(subscriber.try_dequeue()[0], false);
  },

  'round trips between processes'(path) {
    const there = factory.create_publisher(options(path, 'there'));
    const back = factory.create_subscriber(options(path, 'back'));
    const program = GLib.build_filenamev([path, 'echo.js']);
    GLib.file_set_contents(program, ECHO);
    const child = Gio.Subprocess.new(['gjs', '-m', program, path], Gio.SubprocessFlags.NONE);
    for (const n of [1, 64, 65, 1000, 32768, 0]) {
      const message = new Uint8Array(n).map((_, i) => i * 31 + n);
      there.enqueue(message, 20 * SECOND, null);
      const got = back.dequeue(20 * SECOND, null).toArray();
      assertEqual(got.length, n);
      assert(got.every((byte, i) => byte === message[i]), 'other content');
    }
    child.wait_check(null);
    there.close();
    back.close();
  },
};

const names = Object.keys(tests);
let failed = 0;
print(`1..${names.length}`);
names.forEach((name, i) => {
  const path = GLib.Dir.make_tmp('interprocess-test-XXXXXX');
  try {
    tests[name](path);
    print(`ok ${i + 1} ${name}`);
  } catch (error) {
    failed++;
    print(`not ok ${i + 1} ${name}`);
    print(`# ${error}\n${error.stack}`.replaceAll('\n', '\n# '));
  }
  System.gc();
  GLib.spawn_command_line_sync(`rm -rf ${path}`);
});
System.exit(failed > 0 ? 1 : 0);
