// SPDX-License-Identifier: MIT
// Waiting in a main loop: promises and asynchronous iteration.

import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const {QueueError} = Interprocess;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const SECOND = 1000000;
const loop = new GLib.MainLoop(null, false);

const ECHO = `
import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess?version=1';
const factory = new Interprocess.QueueFactory();
const options = name => new Interprocess.QueueOptions({queueName: name, path: ARGV[0], capacity: 65536});
const subscriber = factory.create_subscriber(options('there'));
const publisher = factory.create_publisher(options('back'));
const loop = new GLib.MainLoop(null, false);
async function serve() {
  for await (const message of subscriber) {
    await publisher.enqueue_async(new GLib.Bytes(message), -1, null);
    if (message.length === 0)
      break;
  }
}
serve().catch(logError).finally(() => loop.quit());
loop.run();
`;

function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

function assertEqual(got, expected) {
  assert(JSON.stringify(got) === JSON.stringify(expected),
    `got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
}

async function assertRejects(promise, domain, code) {
  let failure = null;
  try {
    await promise;
  } catch (error) {
    failure = error;
  }
  assert(failure?.matches?.(domain, code), `wrong error: ${failure}`);
}

class Pair {
  constructor() {
    this.path = GLib.Dir.make_tmp('interprocess-test-XXXXXX');
    this.factory = new Interprocess.QueueFactory();
    this.publisher = this.factory.create_publisher(this.options());
    this.subscriber = this.factory.create_subscriber(this.options());
  }

  options(name = 'test') {
    return new Interprocess.QueueOptions({queueName: name, path: this.path, capacity: 65536});
  }

  send(...texts) {
    for (const text of texts)
      this.publisher.enqueue(encoder.encode(text), 0, null);
  }

  sendAsync(text, cancellable = null) {
    return this.publisher.enqueue_async(new GLib.Bytes(encoder.encode(text)), -1, cancellable);
  }

  async receive(cancellable = null) {
    return decoder.decode((await this.subscriber.dequeue_async(-1, cancellable)).toArray());
  }

  fill() {
    const message = new Uint8Array(1000);
    while (this.publisher.try_enqueue(message))
      ;
  }

  close() {
    this.publisher.close();
    this.subscriber.close();
    GLib.rmdir(this.path);
  }
}

const turn = () => new Promise(resolve => GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => {
  resolve();
  return GLib.SOURCE_REMOVE;
}));

const texts = count => Array.from({length: count}, (_, number) => `${number}`);

const tests = {
  async 'iteration gives arrays until it is closed'(pair) {
    const got = [];
    const receiving = (async () => {
      for await (const message of pair.subscriber) {
        assert(message instanceof Uint8Array, typeof message);
        got.push(decoder.decode(message));
        if (got.length === 101)
          pair.subscriber.close();
      }
    })();
    for (const text of [...texts(100), ''])
      await pair.sendAsync(text);
    await receiving;
    assertEqual(got, [...texts(100), '']);
  },

  async 'who gives up an iteration while it waits has taken nothing'(pair) {
    const messages = pair.subscriber[Symbol.asyncIterator]();
    const next = messages.next();
    assertEqual((await messages.return()).done, true);
    assertEqual((await next).done, true);
    pair.publisher.try_enqueue(new Uint8Array([7]));
    assertEqual((await pair.subscriber.dequeue_async(-1, null)).toArray()[0], 7);
    assertEqual((await messages.next()).done, true);
  },

  async 'break closes and loses nothing'(pair) {
    pair.send('0', '1', '2');
    const got = [];
    for (let times = 0; times < 2; times++) {
      for await (const message of pair.subscriber) {
        got.push(decoder.decode(message));
        break;
      }
    }
    got.push(await pair.receive());
    assertEqual(got, ['0', '1', '2']);
    assert(!pair.subscriber.is_closed(), 'closed');
  },

  async 'throw in the body closes and loses nothing'(pair) {
    pair.send('0', '1');
    let failure = null;
    try {
      for await (const message of pair.subscriber)
        throw new Error(decoder.decode(message));
    } catch (error) {
      failure = error;
    }
    assertEqual(failure.message, '0');
    assertEqual(await pair.receive(), '1');
  },

  async 'iterations that wait end when it is closed'(pair) {
    const ends = [1, 2, 3].map(async () => {
      const got = [];
      for await (const message of pair.subscriber)
        got.push(message);
      return got;
    });
    await turn();
    pair.subscriber.close();
    assertEqual(await Promise.all(ends), [[], [], []]);
  },

  async 'promise of a closed endpoint is rejected'(pair) {
    pair.fill();
    const sending = pair.sendAsync('x'.repeat(1000));
    pair.publisher.close();
    await assertRejects(sending, QueueError, QueueError.CLOSED);
    await assertRejects(pair.sendAsync('x'), QueueError, QueueError.CLOSED);
    while (pair.subscriber.try_dequeue()[0])
      ;
    const receiving = pair.receive();
    pair.subscriber.close();
    await assertRejects(receiving, QueueError, QueueError.CLOSED);
    await assertRejects(pair.receive(), QueueError, QueueError.CLOSED);
  },

  async 'promises are fulfilled in order'(pair) {
    const promises = texts(50).map(() => pair.receive());
    pair.send(...texts(50));
    assertEqual(await Promise.all(promises), texts(50));
  },

  async 'room is waited for'(pair) {
    pair.fill();
    let sent = false;
    const sending = pair.sendAsync('y'.repeat(1000)).then(result => {
      sent = result;
    });
    await turn();
    assert(!sent, 'sent into a full queue');
    let last = null;
    while (!sent) {
      last = await pair.receive();
      await turn();
    }
    await sending;
    for (let [taken, data] = pair.subscriber.try_dequeue(); taken; [taken, data] = pair.subscriber.try_dequeue())
      last = decoder.decode(data);
    assertEqual(last, 'y'.repeat(1000));
  },

  async 'timeout'(pair) {
    await assertRejects(pair.subscriber.dequeue_async(1000, null), QueueError, QueueError.TIMED_OUT);
    await assertRejects(pair.subscriber.dequeue_async(0, null), QueueError, QueueError.TIMED_OUT);
  },

  async 'cancelled promise has taken nothing'(pair) {
    for (const text of texts(20)) {
      const cancellable = new Gio.Cancellable();
      const receiving = pair.receive(cancellable);
      const next = pair.receive();
      await turn();
      pair.send(text);
      cancellable.cancel();
      await assertRejects(receiving, Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
      assertEqual(await next, text);
    }
  },

  async 'timeout and cancellable may be left out'(pair) {
    for (const given of [[], [-1], [-1, null]]) {
      assertEqual(await pair.publisher.enqueue_async(encoder.encode('x'), ...given), true);
      assertEqual((await pair.subscriber.dequeue_async(...given)).toArray().length, 1);
      const received = pair.subscriber.dequeue_async(...given);
      assertEqual(await pair.publisher.enqueue_async(new GLib.Bytes(encoder.encode('xy')), ...given), true);
      assertEqual((await received).toArray().length, 2);
    }
  },

  // Each is told apart by what the loop has done meanwhile.
  async 'what is there needs no turn of the loop'(pair) {
    let turns = 0;
    const counter = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 0, () => {
      turns++;
      return GLib.SOURCE_CONTINUE;
    });
    pair.send(...texts(1000));
    let count = 0;
    for await (const message of pair.subscriber) {
      if (++count === 1000)
        break;
    }
    for (const text of texts(500))
      await pair.sendAsync(text);
    GLib.Source.remove(counter);
    assert(turns < 500, `${turns} turns of the loop`);
    assert(turns > 0, 'the loop had no turn');
  },

  async 'who comes later does not overtake'(pair) {
    const first = pair.receive();
    const called = new Promise(resolve => pair.subscriber.dequeue_async(-1, null, (subscriber, result) => {
      resolve(decoder.decode(subscriber.dequeue_finish(result).toArray()));
    }));
    pair.send('0', '1', '2', '3');
    const messages = pair.subscriber[Symbol.asyncIterator]();
    const third = messages.next();
    const fourth = pair.receive();
    assertEqual([await first, await called, decoder.decode((await third).value), await fourth], texts(4));
    pair.fill();
    const waiting = pair.sendAsync('y'.repeat(1000));
    while (pair.subscriber.try_dequeue()[0])
      ;
    const behind = pair.sendAsync('z');
    await Promise.all([waiting, behind]);
    assertEqual([(await pair.receive())[0], await pair.receive()], ['y', 'z']);
  },

  async 'a call that cannot begin waits for nothing'(pair) {
    for (const call of [
      () => pair.subscriber.dequeue_async(-1, 'no cancellable'),
      () => pair.subscriber.dequeue_async(-1, null, 'no callback'),
    ]) {
      let failed = false;
      try {
        await call();
      } catch (error) {
        failed = true;
      }
      assert(failed, `${call} was accepted`);
    }
    pair.send('x');
    assertEqual(await pair.receive(), 'x');
  },

  async 'cancelled before it begins, although there is a message'(pair) {
    const cancellable = new Gio.Cancellable();
    cancellable.cancel();
    pair.send('kept');
    for (let times = 0; times < 3; times++)
      await assertRejects(pair.receive(cancellable), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
    assertEqual(await pair.receive(), 'kept');
  },

  async 'hosts'() {
    const host = Interprocess.Host.new(new Interprocess.ServiceCollection().build(Interprocess.BuildFlags.NONE));
    assertEqual(await host.start_async(), true);
    const waiting = host.wait_for_shutdown_async(null);
    host.request_stop();
    assertEqual(await waiting, true);
    assertEqual(await host.stop_async(null), true);
  },

  async 'providers'() {
    const {QueueFactory, ServiceError} = Interprocess;
    const services = new Interprocess.ServiceCollection();
    services.add_interprocess_queue().add_keyed_singleton(QueueFactory, 'key', QueueFactory);
    const provider = services.build(Interprocess.BuildFlags.NONE);
    const factory = await provider.get_service_async(QueueFactory);
    assert(factory === provider.get_service(QueueFactory), 'another one');
    const other = await provider.get_keyed_service_async(QueueFactory, 'key', new Gio.Cancellable());
    assert(other === provider.get_keyed_service(QueueFactory, 'key'), 'another one');
    assertEqual(await provider.create_scope().close_async(), true);
    assertEqual(await provider.close_async(), true);
    await assertRejects(provider.get_service_async(QueueFactory, null), ServiceError, ServiceError.CLOSED);
  },

  async 'callback instead of a promise'(pair) {
    pair.send('hello');
    const message = await new Promise(resolve => {
      const nothing = pair.subscriber.dequeue_async(-1, null, (subscriber, result) => {
        resolve(subscriber.dequeue_finish(result));
      });
      assert(nothing === undefined, `${nothing}`);
    });
    assertEqual(decoder.decode(message.toArray()), 'hello');
  },

  async 'source'(pair) {
    const got = [];
    await new Promise(resolve => {
      const source = pair.subscriber.create_source();
      source.set_callback(() => {
        const [taken, data] = pair.subscriber.try_dequeue();
        if (taken)
          got.push(decoder.decode(data));
        if (got.length < 10)
          return GLib.SOURCE_CONTINUE;
        resolve();
        return GLib.SOURCE_REMOVE;
      });
      source.attach(null);
      pair.send(...texts(10));
    });
    assertEqual(got, texts(10));
  },

  async 'between processes'(pair) {
    const launcher = new Gio.SubprocessLauncher({flags: Gio.SubprocessFlags.NONE});
    const program = `${pair.path}/echo.js`;
    GLib.file_set_contents(program, ECHO);
    const back = pair.factory.create_subscriber(pair.options('back'));
    const there = pair.factory.create_publisher(pair.options('there'));
    const child = launcher.spawnv(['gjs', '-m', program, pair.path]);
    for (const length of [1, 63, 1000, 32768, 0]) {
      there.enqueue(new Uint8Array(length).fill(7), 20 * SECOND, null);
      const echo = (await back.dequeue_async(20 * SECOND, null)).toArray();
      assert(echo.length === length && echo.every(byte => byte === 7), `${length} came as ${echo.length}`);
    }
    child.wait_check(null);
    there.close();
    back.close();
    GLib.unlink(program);
  },
};

let failed = 0;

async function run() {
  const names = Object.keys(tests);
  print(`1..${names.length}`);
  for (const [index, name] of names.entries()) {
    const pair = new Pair();
    try {
      await tests[name](pair);
      print(`ok ${index + 1} ${name}`);
    } catch (error) {
      failed++;
      print(`not ok ${index + 1} ${name}`);
      print(`# ${error.message}\n# ${String(error.stack).trim().replaceAll('\n', '\n# ')}`);
    }
    pair.close();
  }
}

run().catch(error => {
  logError(error);
  failed++;
}).finally(() => loop.quit());
loop.run();
System.exit(failed === 0 ? 0 : 1);
