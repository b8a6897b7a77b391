// SPDX-License-Identifier: MIT
// Hosted services written in JavaScript.

import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const {HostedService, HostError} = Interprocess;
let notes = [];

function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

function assertNotes(...expected) {
  assert(notes.join() === expected.join(), `noted ${notes}, expected ${expected}`);
}

function assertRunFails(host, domain, code, ...words) {
  let failure = null;
  try {
    host.run();
  } catch (error) {
    failure = error;
  }
  assert(failure !== null, 'it did not fail');
  assert(domain === null || failure.matches?.(domain, code), `wrong error: ${failure}`);
  for (const word of words)
    assert(failure.message.includes(word), `“${word}” is not in “${failure.message}”`);
}

const turn = () => new Promise(resolve => GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => {
  resolve();
  return GLib.SOURCE_REMOVE;
}));

const AtOnce = GObject.registerClass({
  Implements: [HostedService],
}, class AtOnce extends GObject.Object {
  vfunc_start() {
    notes.push('start at once');
    return true;
  }

  vfunc_stop() {
    notes.push('stop at once');
    return true;
  }
});

// Its work is done by async functions.
const Begun = GObject.registerClass({
  Implements: [HostedService],
}, class Begun extends GObject.Object {
  async work(task, what) {
    await turn();
    notes.push(what);
    task.return_boolean(true);
  }

  vfunc_begin_start(task) {
    this.work(task, 'start begun').catch(logError);
    return true;
  }

  vfunc_begin_stop(task) {
    this.work(task, 'stop begun').catch(logError);
    return true;
  }
});

const REQUIRED = GObject.ParamFlags.READWRITE | GObject.ParamFlags.CONSTRUCT_ONLY;

function need(name, type) {
  return {[name]: GObject.ParamSpec.object(name, '', '', REQUIRED, type)};
}

// Asks the host, which it is given by the container, to stop as soon as it runs.
const Stopper = GObject.registerClass({
  Implements: [HostedService],
  Properties: need('host', Interprocess.Host),
}, class Stopper extends GObject.Object {
  vfunc_start() {
    GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => {
      this.host.request_stop();
      return GLib.SOURCE_REMOVE;
    });
    return true;
  }
});

const Worker = GObject.registerClass(
class Worker extends Interprocess.BackgroundService {
  async work(cancellable) {
    notes.push('working');
    await new Promise(resolve => cancellable.connect(resolve));
    notes.push('worked');
  }

  vfunc_begin_execute(task) {
    this.work(task.get_cancellable()).then(() => task.return_boolean(true), logError);
    return true;
  }
});

const Clerk = GObject.registerClass({
  Properties: {
    ...need('orders', Interprocess.Subscriber),
    ...need('invoices', Interprocess.Publisher),
  },
}, class Clerk extends GObject.Object {
  work() {
    const [taken, order] = this.orders.try_dequeue();
    return taken && this.invoices.try_enqueue(order);
  }
});

function createHost(...types) {
  const services = new Interprocess.ServiceCollection();
  for (const type of types)
    services.add_hosted_service(type);
  services.add_hosted_service(Stopper);
  const provider = services.build(Interprocess.BuildFlags.VALIDATE);
  return provider.get_required_service(Interprocess.Host);
}

const tests = {
  'all kinds'() {
    assert(createHost(AtOnce, Begun).run(), 'it failed');
    assertNotes('start at once', 'start begun', 'stop begun', 'stop at once');
  },

  'a worker'() {
    assert(createHost(Worker).run(), 'it failed');
    assertNotes('working', 'worked');
  },

  'start and stop by hand'() {
    const host = createHost(AtOnce);
    const loop = new GLib.MainLoop(null, false);
    host.start_async(null, (_host, started) => {
      notes.push(host.start_finish(started));
      host.stop_async(null, (__host, stopped) => {
        notes.push(host.stop_finish(stopped));
        loop.quit();
      });
    });
    loop.run();
    assertNotes('start at once', true, 'stop at once', true);
  },

  'an error is kept'() {
    const Failing = GObject.registerClass({
      Implements: [HostedService],
    }, class Failing extends GObject.Object {
      vfunc_start() {
        throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'no power');
      }
    });
    assertRunFails(createHost(AtOnce, Failing), Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY,
      'Failing: no power');
    assertNotes('start at once', 'stop at once');
  },

  'an Error that is thrown is a failure'() {
    const Throwing = GObject.registerClass({
      Implements: [HostedService],
    }, class Throwing extends GObject.Object {
      vfunc_begin_start() {
        throw new Error('no power');
      }
    });
    assertRunFails(createHost(AtOnce, Throwing), null, 0, 'Throwing: no power');
    assertNotes('start at once', 'stop at once');
  },

  'a task with an error'() {
    const TaskFailing = GObject.registerClass({
      Implements: [HostedService],
    }, class TaskFailing extends GObject.Object {
      vfunc_begin_start(task) {
        task.return_error(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'no power'));
        return true;
      }
    });
    assertRunFails(createHost(TaskFailing), Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY,
      'TaskFailing: no power');
  },

  'to return nothing is a failure'() {
    const Forgetful = GObject.registerClass({
      Implements: [HostedService],
    }, class Forgetful extends GObject.Object {
      vfunc_start() {
      }
    });
    assertRunFails(createHost(Forgetful), HostError, HostError.FAILED, 'Forgetful: ', 'return true');
  },

  'a worker that fails stops the host'() {
    const FailingWorker = GObject.registerClass(
      class FailingWorker extends Interprocess.BackgroundService {
        vfunc_begin_execute(task) {
          turn().then(() => task.return_error(
            new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'out of paper')));
          return true;
        }
      });
    const services = new Interprocess.ServiceCollection();
    services.add_hosted_service(AtOnce).add_hosted_service(FailingWorker);
    const host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE));
    assertRunFails(host, Gio.IOErrorEnum, Gio.IOErrorEnum.BUSY, 'FailingWorker: out of paper');
    assertNotes('start at once', 'stop at once');
  },

  'a service by a factory'() {
    const services = new Interprocess.ServiceCollection();
    services.add_hosted_service_factory(() => new AtOnce());
    services.add_hosted_service(Stopper);
    const provider = services.build(Interprocess.BuildFlags.VALIDATE);
    assert(Interprocess.Host.new(provider).run(), 'it failed');
    assertNotes('start at once', 'stop at once');
  },

  'queues by name'() {
    const path = GLib.Dir.make_tmp('interprocess-test-XXXXXX');
    const options = new Interprocess.QueueOptions({queueName: 'orders', path, capacity: 65536});
    const services = new Interprocess.ServiceCollection();
    services.add_subscriber('orders', options).add_publisher('orders', options);
    options.queueName = 'invoices';
    services.add_publisher('invoices', options).add_subscriber(null, options);
    services.add(Interprocess.ServiceDescriptor.new(
      Clerk, Clerk, Interprocess.ServiceLifetime.SINGLETON)
      .bind_key('orders', 'orders').bind_key('invoices', 'invoices'));
    const provider = services.build(Interprocess.BuildFlags.VALIDATE);

    const orders = provider.get_required_keyed_service(Interprocess.Publisher, 'orders');
    const invoices = provider.get_required_service(Interprocess.Subscriber);
    const clerk = provider.get_required_service(Clerk);
    assert(!clerk.work(), 'the queue is not empty');
    assert(orders.try_enqueue(new Uint8Array([1, 2, 3])), 'the queue is full');
    assert(clerk.work(), 'the message has not arrived');
    const [taken, invoice] = invoices.try_dequeue();
    assert(taken && invoice.join() === '1,2,3', `got ${invoice.join()}`);

    provider.close();
    assert(orders.is_closed() && invoices.is_closed(), 'not closed');
    assert(GLib.rmdir(path) === 0, 'something was left behind');
  },

  'a thread is refused'() {
    const ThreadWorker = GObject.registerClass(
      class ThreadWorker extends Interprocess.BackgroundService {
        vfunc_execute() {
          return true;
        }
      });
    const services = new Interprocess.ServiceCollection();
    services.add_hosted_service(ThreadWorker);
    const host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE));
    assertRunFails(host, HostError, HostError.NOT_IMPLEMENTED, 'ThreadWorker: ', 'JavaScript', 'begin_execute');
  },

  'a class with callbacks is refused'() {
    let refused = false;
    try {
      GObject.registerClass({
        Implements: [HostedService],
      }, class WithCallback extends GObject.Object {
        vfunc_start_async() {
        }
      });
    } catch (error) {
      refused = error.message.includes('callback');
    }
    assert(refused, 'GJS can be given callbacks by now: say so in the documentation');
  },

  'lives with an application'() {
    const services = new Interprocess.ServiceCollection();
    services.add_hosted_service(AtOnce);
    const host = Interprocess.Host.new(services.build(Interprocess.BuildFlags.VALIDATE));
    const app = new Gio.Application({
      application_id: 'org.example.Test',
      flags: Gio.ApplicationFlags.NON_UNIQUE,
    });
    host.attach(app);
    app.connect('activate', () => {
      const provider = Interprocess.ServiceProvider.get_for_application(app);
      notes.push(provider.is_service(HostedService) ? 'found' : 'missed');
    });
    assert(app.run([]) === 0, 'it failed');
    assertNotes('start at once', 'found', 'stop at once');
    assert(host.propagate_error(), 'something failed');
  },
};

let failed = 0;
let number = 0;
print(`1..${Object.keys(tests).length}`);
for (const [name, test] of Object.entries(tests)) {
  number++;
  notes = [];
  try {
    test();
    print(`ok ${number} ${name}`);
  } catch (error) {
    failed++;
    print(`not ok ${number} ${name}`);
    print(`# ${error}\n# ${error.stack.replace(/\n/g, '\n# ')}`);
  }
}
System.exit(failed > 0 ? 1 : 0);
