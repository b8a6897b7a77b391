#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: MIT
// Lesson: a program that does other things while it waits for messages.
//
// Start this, then a publisher, of any language.
//
//   gjs -m for-await.js

import GLib from 'gi://GLib';
import Interprocess from 'gi://Interprocess?version=1';

const factory = new Interprocess.QueueFactory();
const options = Interprocess.QueueOptions.new('greetings', 64 * 1024);
const subscriber = factory.create_subscriber(options);
const loop = new GLib.MainLoop(null, false);

async function receive() {
  for await (const message of subscriber) { // ends when the subscriber is closed
    if (message.length === 0) // our publishers' way to say that there are no more
      break;
    print(`received: ${new TextDecoder().decode(message)}`);
  }
}

setInterval(() => print('doing other things'), 500);
print('waiting for messages');
receive().catch(logError).finally(() => loop.quit());
loop.run();
subscriber.close();
