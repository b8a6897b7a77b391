// SPDX-License-Identifier: MIT
// What GJS alone does not do for Interprocess. Everything works without this file too.
//
// - The calls that end in _async return a promise, if they are given no callback.
// - for await (const message of subscriber), until the subscriber is closed.

const {Gio} = imports.gi;

async function* messages() {
  const {QueueError} = imports.gi.Interprocess;
  for (;;) {
    let message;
    try {
      message = await this.dequeue_async(-1, null);
    } catch (error) {
      if (error.matches?.(QueueError, QueueError.CLOSED))
        return;
      throw error;
    }
    yield message.toArray();
  }
}

var _init = function () {
  const {Publisher, Subscriber} = this;
  Gio._promisify(Publisher.prototype, 'enqueue_async', 'enqueue_finish');
  Gio._promisify(Subscriber.prototype, 'dequeue_async', 'dequeue_finish');
  Subscriber.prototype[Symbol.asyncIterator] = messages;
};
