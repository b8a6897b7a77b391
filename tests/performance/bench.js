#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: MIT
// Measures the queue from GJS: a message in and out again, in one thread.
//
// Once with plain Uint8Arrays, by try_enqueue() and try_dequeue(), and once with GLib.Bytes, by
// their _bytes twins; both get a Uint8Array and give one. They take turns, a short batch each, so
// that both meet the same disturbances; a row shows the median of the batches.

import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const SIZES = [3, 64, 1024, 65536];
const FEWEST_ITERATIONS = 16;

const USAGE = `Usage: bench.js [OPTION…]

Measures the queue from GJS: a message in and out again, in one thread.

  --size=BYTES       length of the messages, instead of the usual ones; may be repeated
  --batches=N        turns of each contestant (21)
  --batch-time=MS    length of a turn (10)
  --capacity=BYTES   of each queue (1048576)
  --path=DIRECTORY   directory of the queues (/dev/shm)
  --json=FILE        write the results to a file, times in nanoseconds
  --help             show this help`;

// ---- contestants --------------------------------------------------------------------------------

function exchangeArrays(publisher, subscriber, message, iterations) {
  let received;
  for (let i = 0; i < iterations; i++) {
    publisher.try_enqueue(message);
    [, received] = subscriber.try_dequeue();
  }
  return received;
}

function exchangeBytes(publisher, subscriber, message, iterations) {
  let received;
  for (let i = 0; i < iterations; i++) {
    publisher.try_enqueue_bytes(new GLib.Bytes(message));
    received = subscriber.try_dequeue_bytes().toArray();
  }
  return received;
}

const CONTESTANTS = [
  ['GJS, Uint8Array', exchangeArrays],
  ['GJS, GBytes', exchangeBytes],
];

// ---- measuring ----------------------------------------------------------------------------------

// One contestant with one size of message.
class Lane {
  constructor([name, exchange], size, options) {
    this.name = name;
    this.exchange = exchange;
    this.size = size;
    this.message = Uint8Array.from({length: size}, (_, i) => i * 7 + 1);
    this.times = [];

    const queue = Interprocess.QueueOptions.new(
      `interprocess-bench-${GLib.uuid_string_random()}`, options.capacity);
    queue.path = options.path;
    const factory = new Interprocess.QueueFactory();
    this.publisher = factory.create_publisher(queue);
    this.subscriber = factory.create_subscriber(queue);
  }

  // Nanoseconds for one exchange. GJS knows no clock of the thread's own time.
  run(iterations) {
    const start = GLib.get_monotonic_time();
    const received = this.exchange(this.publisher, this.subscriber, this.message, iterations);
    const taken = (GLib.get_monotonic_time() - start) * 1000;
    if (received.length !== this.size || received.some((byte, i) => byte !== this.message[i]))
      throw new Error(`${this.name}, ${this.size} bytes: what arrived is not what was sent`);
    return taken / iterations;
  }

  // As many exchanges as take the time of a batch; also warms up, and has the loop compiled.
  calibrate(batchTime) {
    let iterations = FEWEST_ITERATIONS;
    let taken = 0;
    while (taken < batchTime / 2) {
      iterations *= 2;
      taken = this.run(iterations) * iterations;
    }
    this.iterations = Math.max(Math.floor(batchTime / taken * iterations), FEWEST_ITERATIONS);
  }

  close() {
    this.publisher.close();
    this.subscriber.close();
  }

  result() {
    const sorted = [...this.times].sort((a, b) => a - b);
    return {
      measurement: 'one-thread',
      contestant: this.name,
      size: this.size,
      median_ns: sorted[Math.floor(sorted.length / 2)],
      fastest_ns: sorted[0],
    };
  }
}

function measure(size, options) {
  const lanes = CONTESTANTS.map(contestant => new Lane(contestant, size, options));
  for (const lane of lanes)
    lane.calibrate(options['batch-time'] * 1e6);
  for (let batch = 0; batch < options.batches; batch++) {
    for (const lane of lanes)
      lane.times.push(lane.run(lane.iterations));
  }
  for (const lane of lanes)
    lane.close();
  return lanes.map(lane => lane.result());
}

// ---- output, in the columns of report.c ---------------------------------------------------------

const column = (text, width) => String(text).padStart(width);

function printRow(result) {
  const rate = 1e3 / result.median_ns;
  print([
    column(result.size, 8) + '  ' + result.contestant.padEnd(18),
    column(result.median_ns.toFixed(1), 10),
    column(result.fastest_ns.toFixed(1), 10),
    column(rate.toFixed(3), 10),
    column((rate * result.size).toFixed(1), 10),
  ].join(' '));
}

function printHeading() {
  print('\nOne thread, from GJS: a message in and out again, nanoseconds by the clock on the wall');
  print([
    column('bytes', 8) + '  ' + 'contestant'.padEnd(18),
    ...['median', 'fastest', 'M/s', 'MB/s'].map(title => column(title, 10)),
  ].join(' '));
}

// ---- command line -------------------------------------------------------------------------------

function fail(message) {
  printerr(`bench.js: ${message}; see --help`);
  System.exit(2);
}

function parseNumber(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || (number === 0 && name !== 'size'))
    fail(`--${name} needs a positive number, not “${text}”`);
  return number;
}

function parseArguments(args) {
  const options = {
    batches: 21,
    'batch-time': 10,
    capacity: 1 << 20,
    path: GLib.file_test('/dev/shm', GLib.FileTest.IS_DIR) ? '/dev/shm' : null,
    json: null,
  };
  const sizes = [];

  for (const arg of args) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name === 'help') {
      print(USAGE);
      System.exit(0);
    } else if (value === undefined || !(name in options || name === 'size')) {
      fail(`there is no option “${arg}”`);
    } else if (name === 'size') {
      sizes.push(parseNumber(name, value));
    } else {
      options[name] = name === 'path' || name === 'json' ? value : parseNumber(name, value);
    }
  }
  return {...options, sizes: sizes.length > 0 ? sizes : SIZES};
}

const options = parseArguments(System.programArgs);
const results = [];
printHeading();
for (const size of options.sizes) {
  for (const result of measure(size, options)) {
    printRow(result);
    results.push(result);
  }
}
if (options.json !== null)
  GLib.file_set_contents(options.json, JSON.stringify(results, null, 1));
