#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: MIT
// Lesson: receiving messages from another process.
//
// Start this, then a publisher, of any language. With several subscribers at the queue, each
// message goes to one of them.
//
//   gjs -m subscriber.js

import Interprocess from 'gi://Interprocess?version=1';

const factory = new Interprocess.QueueFactory();
const options = Interprocess.QueueOptions.new('greetings', 64 * 1024);
const subscriber = factory.create_subscriber(options);
print('waiting for messages');

for (;;) {
  // Waits for as long as it takes; a number of microseconds in place of -1 sets a limit.
  const message = subscriber.dequeue(-1, null).toArray();
  if (message.length === 0) // our publishers' way to say that there are no more
    break;
  print(`received: ${new TextDecoder().decode(message)}`);
}

subscriber.close();
