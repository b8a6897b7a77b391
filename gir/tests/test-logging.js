// SPDX-License-Identifier: MIT
// The log from GJS: loggers, scopes, filters, and a provider in JavaScript.

import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gio from 'gi://Gio';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const {LogLevel} = Interprocess;

function assertEqual(found, expected) {
  [found, expected] = [found, expected].map(value => JSON.stringify(value));
  if (found !== expected)
    throw new Error(`found ${found}, expected ${expected}`);
}

function fields(values) {
  return new GLib.Variant('a{sv}', Object.fromEntries(Object.entries(values).map(
    ([name, value]) => [name, new GLib.Variant(typeof value === 'string' ? 's' : 'i', value)])));
}

const Recorder = GObject.registerClass(class Recorder extends Interprocess.LoggerProvider {
  _init(properties = {}) {
    super._init(properties);
    this.entries = [];
  }

  vfunc_log(entry) {
    this.entries.push([
      entry.get_category(), entry.get_level(), entry.get_event_id(), entry.get_event_name(),
      entry.get_message(), entry.get_fields().recursiveUnpack(),
    ]);
  }
});

function setUp() {
  const recorder = new Recorder();
  const factory = new Interprocess.LoggerFactory();
  factory.add_provider(recorder);
  return {recorder, factory, logger: factory.create_logger('Shop.Orders')};
}

function messagesOf(list) {
  return Array.from({length: list.get_n_items()}, (_, i) => list.get_item(i).message);
}

const tests = {
  'a provider receives entries'() {
    const {recorder, logger} = setUp();
    logger.log_event(LogLevel.WARNING, 7, 'OutOfStock', 'no more', fields({article: '4711', left: 0}));
    logger.log(LogLevel.ERROR, 'bare', null);
    assertEqual(recorder.entries, [
      ['Shop.Orders', LogLevel.WARNING, 7, 'OutOfStock', 'no more', {article: '4711', left: 0}],
      ['Shop.Orders', LogLevel.ERROR, 0, null, 'bare', {}],
    ]);
  },

  'a provider receives fields from JavaScript values'() {
    const {recorder, logger} = setUp();
    const values = {yes: true, number: -5, large: 2 ** 53 - 1, half: 0.5, text: 'ä'};
    logger.log(LogLevel.ERROR, 'bare');
    logger.log(LogLevel.ERROR, 'message', {...values, variant: new GLib.Variant('u', 3), other: [1, 2], huge: 1n});
    logger.log_event(LogLevel.ERROR, 1, 'One', 'message', {bytes: new Uint8Array([0, 255])});
    const sorted = object => Object.entries(object).sort();
    assertEqual(recorder.entries[0][5], {});
    assertEqual(sorted(recorder.entries[1][5]), sorted({...values, variant: 3, other: '1,2', huge: '1'}));
    assertEqual(Array.from(recorder.entries[2][5].bytes), [0, 255]);

    const scope = logger.begin_scope({order: 42});
    logger.log(LogLevel.ERROR, 'inside', {article: '4711'});
    scope.close();
    assertEqual(sorted(recorder.entries[3][5]), [['article', '4711'], ['order', 42]]);
  },

  'fields of another type'() {
    const {recorder, logger} = setUp();
    for (const wrong of ['text', 5, new GLib.Variant('s', 'text')]) {
      let thrown = null;
      try {
        logger.log(LogLevel.ERROR, 'message', wrong);
      } catch (error) {
        thrown = error;
      }
      assertEqual(thrown instanceof TypeError, true);
    }
    assertEqual(recorder.entries, []);
  },

  'a provider receives the fields of scopes'() {
    const {recorder, logger} = setUp();
    const outer = logger.begin_scope(fields({order: 42, customer: 'a'}));
    try {
      const inner = logger.begin_scope(fields({customer: 'b'}));
      logger.log(LogLevel.ERROR, 'inner', fields({article: '4711'}));
      inner.close();
      logger.log(LogLevel.ERROR, 'outer', null);
    } finally {
      outer.close();
    }
    logger.log(LogLevel.ERROR, 'outside', null);
    const sorted = object => Object.entries(object).sort();
    assertEqual(recorder.entries.map(entry => sorted(entry[5])), [
      [['article', '4711'], ['customer', 'b'], ['order', 42]],
      [['customer', 'a'], ['order', 42]],
      [],
    ]);
  },

  'a provider with a deliver context receives entries when it is iterated'() {
    const {logger, factory} = setUp();
    const context = GLib.MainContext.default();
    const recorder = new Recorder({deliver_context: context});
    factory.add_provider(recorder);
    logger.log(LogLevel.ERROR, 'queued', null);
    assertEqual(recorder.entries.length, 0);
    while (recorder.entries.length === 0)
      context.iteration(true);
    assertEqual(recorder.entries[0][4], 'queued');
  },

  'several providers, one in memory'() {
    const {recorder, factory, logger} = setUp();
    const memory = Interprocess.MemoryLoggerProvider.new(2);
    factory.add_provider(memory);
    ['0', '1', '2'].forEach(message => logger.log(LogLevel.INFORMATION, message, null));
    assertEqual(recorder.entries.map(entry => entry[4]), ['0', '1', '2']);
    assertEqual(messagesOf(memory.snapshot()), ['1', '2']);
  },

  'the log of a queue'() {
    const {recorder, factory} = setUp();
    const path = GLib.Dir.make_tmp('interprocess-test-XXXXXX');
    const queues = Interprocess.QueueFactory.new_with_logger_factory(factory);
    queues.create_publisher(new Interprocess.QueueOptions({queue_name: 'logged', path, capacity: 65536})).close();
    GLib.rmdir(path);
    const [category, level, eventId, eventName, , details] = recorder.entries[0];
    assertEqual([category, level, eventId, eventName],
      ['Interprocess.Queue', LogLevel.DEBUG, Interprocess.QueueEvent.CREATED, 'Created']);
    assertEqual(details.queue, 'logged');
  },

  'filters'() {
    const {factory, logger} = setUp();
    const options = new Interprocess.LoggingOptions({minimum_level: LogLevel.ERROR});
    options.add_filter('Shop', LogLevel.WARNING).add_filter('Shop.Orders', LogLevel.DEBUG);
    factory.set_options(options);
    assertEqual(logger.is_enabled(LogLevel.DEBUG), true);
    assertEqual(logger.is_enabled(LogLevel.TRACE), false);
    assertEqual(factory.create_logger('Shop').is_enabled(LogLevel.INFORMATION), false);
    assertEqual(factory.create_logger('Other').is_enabled(LogLevel.WARNING), false);

    options.add_provider_filter(Recorder, null, LogLevel.NONE);
    factory.set_options(options);
    assertEqual(logger.is_enabled(LogLevel.CRITICAL), false);
  },

  'bad filters'() {
    try {
      new Interprocess.LoggingOptions().parse('Shop=loud');
    } catch (error) {
      assertEqual(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_ARGUMENT), true);
      assertEqual(error.message.includes('“Shop=loud”'), true);
      return;
    }
    throw new Error('no error');
  },

  'lines of JSON'() {
    const {factory, logger} = setUp();
    const stream = Gio.MemoryOutputStream.new_resizable();
    factory.add_provider(Interprocess.JsonLoggerProvider.new(stream));
    logger.log(LogLevel.ERROR, 'a "quote"\n', fields({article: '\u0001ä😀'}));
    stream.close(null);
    const line = JSON.parse(new TextDecoder().decode(stream.steal_as_bytes().toArray()));
    assertEqual(line.message, 'a "quote"\n');
    assertEqual(line.fields, {article: '\u0001ä😀'});
  },

  'a provider and options out of a container'() {
    const recorder = new Recorder();
    const services = new Interprocess.ServiceCollection();
    services.add_singleton_instance(Interprocess.LoggerProvider, recorder);
    services.add_singleton_instance(
      Interprocess.LoggingOptions, new Interprocess.LoggingOptions({minimum_level: LogLevel.ERROR}));
    services.add_logging();
    const provider = services.build(Interprocess.BuildFlags.VALIDATE);
    const logger = provider.get_required_service(Interprocess.LoggerFactory).create_logger('Test');
    logger.log(LogLevel.WARNING, 'off', null);
    logger.log(LogLevel.ERROR, 'on', null);
    assertEqual(recorder.entries.map(entry => entry[4]), ['on']);
    provider.close();
  },
};

const names = Object.keys(tests);
let failed = 0;
print(`1..${names.length}`);
names.forEach((name, i) => {
  try {
    tests[name]();
    print(`ok ${i + 1} ${name}`);
  } catch (error) {
    failed++;
    print(`not ok ${i + 1} ${name}`);
    print(`# ${error}\n${error.stack}`.replaceAll('\n', '\n# '));
  }
  System.gc();
});
System.exit(failed > 0 ? 1 : 0);
