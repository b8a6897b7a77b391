#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: MIT
// The demo's subscriber in JavaScript: saves the messages that it takes, until an empty one.
//
//   subscriber.js DIRECTORY CAPACITY OUTPUT
//
// A message taken is no longer in the queue, so this goes on only when the last ones are safely on
// disk: in batches, OUTPUT.1, OUTPUT.2 and so on, each message behind its length of 8 bytes,
// little-endian. Prints "ready" when it can receive and, when all is saved, "ended MICROSECONDS" of
// the monotonic clock, which is the same in every process.

import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess?version=1';
import System from 'system';

const BATCH_SIZE = 16 * 1024;
const SAFELY = GLib.FileSetContentsFlags.CONSISTENT | GLib.FileSetContentsFlags.DURABLE;

function lengthOf(message) {
  const field = new Uint8Array(8);
  new DataView(field.buffer).setBigUint64(0, BigInt(message.length), true);
  return field;
}

function joined(parts, size) {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function* batchesOf(subscriber) {
  let parts = [], size = 0;
  for (;;) {
    const message = subscriber.dequeue(-1, null).toArray();
    if (message.length === 0)
      break;
    parts.push(lengthOf(message), message);
    size += 8 + message.length;
    if (size >= BATCH_SIZE) {
      yield joined(parts, size);
      parts = [], size = 0;
    }
  }
  yield joined(parts, size);
}

function main(directory, capacity, output) {
  const options = Interprocess.QueueOptions.new('demo', Number(capacity));
  options.set_path(directory);
  const subscriber = new Interprocess.QueueFactory().create_subscriber(options);

  print('ready');
  let number = 0;
  for (const batch of batchesOf(subscriber))
    GLib.file_set_contents_full(`${output}.${++number}`, batch, SAFELY, 0o600);
  print(`ended ${GLib.get_monotonic_time()}`);
}

if (ARGV.length === 3) {
  main(...ARGV);
} else {
  printerr('usage: subscriber.js DIRECTORY CAPACITY OUTPUT');
  System.exit(2);
}
