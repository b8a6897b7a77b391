#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: MIT
// Lesson: sending messages to another process.
//
// Start a subscriber first, of any language: a queue and what is in it live only as long as some
// process has it open.
//
//   gjs -m publisher.js

import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess?version=1';

const factory = new Interprocess.QueueFactory();
const options = Interprocess.QueueOptions.new('greetings', 64 * 1024);
const publisher = factory.create_publisher(options);

for (let i = 1; i <= 3; i++) {
  const text = `greeting ${i} from JavaScript`;
  // While the queue is full this waits, here for at most five seconds.
  publisher.enqueue(new TextEncoder().encode(text), 5 * GLib.USEC_PER_SEC, null);
  print(`sent: ${text}`);
}

// An empty message is a message too. Ours tells the subscriber that there are no more.
publisher.enqueue(new Uint8Array(), 5 * GLib.USEC_PER_SEC, null);
publisher.close();
