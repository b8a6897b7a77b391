// SPDX-License-Identifier: MIT
// What GJS alone does not do for Interprocess. Everything works without this file too.
//
// - The fields of a log entry, or of the log's scope, may be an object.
// - What completes in a main loop gives a promise, if it is given no callback: the calls of queues, of hosts and of
//   providers. Timeouts and cancellables may be left out.
// - for await (const message of subscriber), until the subscriber is closed.
// - What is no message, or no timeout, is a TypeError.

const {Gio, GLib} = imports.gi;

// The nearest type; what has none is shown as String() does.
function toVariant(value) {
  if (value instanceof GLib.Variant)
    return value;
  if (typeof value === 'boolean')
    return new GLib.Variant('b', value);
  if (Number.isSafeInteger(value))
    return new GLib.Variant('x', value);
  if (typeof value === 'number')
    return new GLib.Variant('d', value);
  if (value instanceof Uint8Array)
    return new GLib.Variant('ay', value);
  return new GLib.Variant('s', String(value));
}

function toFields(fields) {
  if (fields instanceof GLib.Variant) {
    if (fields.get_type_string() !== 'a{sv}')
      throw new TypeError(`the fields are of the type ${fields.get_type_string()}, and not a{sv}`);
    return fields;
  }
  if (fields === null || fields === undefined)
    return null;
  if (typeof fields !== 'object')
    throw new TypeError(`the fields are ${fields}, and no object`);
  const variants = Object.entries(fields).map(([name, value]) => [name, toVariant(value)]);
  return new GLib.Variant('a{sv}', Object.fromEntries(variants));
}

function overrideLogger(Logger) {
  const {log, log_event, begin_scope} = Logger;

  Logger.log = function (level, message, fields = null) {
    if (this.is_enabled(level))
      log.call(this, level, message, toFields(fields));
  };
  Logger.log_event = function (level, eventId, eventName, message, fields = null) {
    if (this.is_enabled(level))
      log_event.call(this, level, eventId, eventName, message, toFields(fields));
  };
  Logger.begin_scope = function (fields) {
    return begin_scope.call(this, toFields(fields));
  };
}

// GJS alone makes an empty message of null, and cuts what is in other arrays to bytes.
function toArray(message) {
  if (message instanceof Uint8Array)
    return message;
  if (message instanceof GLib.Bytes)
    return message.toArray();
  if (ArrayBuffer.isView(message))
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
  if (message instanceof ArrayBuffer)
    return new Uint8Array(message);
  throw new TypeError(`a message is a Uint8Array, and not ${message?.constructor?.name ?? message}: ` +
    'encode it, text by new TextEncoder().encode(text)');
}

function toMicroseconds(timeout) {
  if (Number.isSafeInteger(timeout))
    return timeout;
  throw new TypeError(`a timeout is a whole number of microseconds, or -1 for ever, and not ${String(timeout)}: ` +
    'half a second is 500000');
}

const AT_ONCE = 64; // calls in a row that need not wait, until the loop has its turn
let callsAtOnce = 0;
const waiting = new Map(); // how many calls wait for an endpoint

function countWaiting(endpoint, difference) {
  const count = (waiting.get(endpoint) ?? 0) + difference;
  if (count > 0)
    waiting.set(endpoint, count);
  else
    waiting.delete(endpoint);
}

function begin(endpoint, method, args, callback) {
  if (typeof callback !== 'function')
    throw new TypeError(`the callback is no function: ${callback}`);
  countWaiting(endpoint, 1);
  try {
    method.call(endpoint, ...args, (source, result) => {
      countWaiting(endpoint, -1);
      callback(source, result);
    });
  } catch (error) {
    countWaiting(endpoint, -1);
    throw error;
  }
}

function mayBeAtOnce(endpoint, cancellable) {
  callsAtOnce = (callsAtOnce + 1) % AT_ONCE;
  return callsAtOnce !== 0 && !waiting.has(endpoint) && !cancellable?.is_cancelled();
}

// The callback of a call that a promise is made of.
function settling(resolve, reject, finish) {
  return (_source, result) => {
    try {
      resolve(finish(result));
    } catch (error) {
      reject(error);
    }
  };
}

// A promise of what attempt() gives, if it is something, or else of what the method does in the course of the loop.
// (Not an async function, since each of them costs as much as the call.)
function atOnceOrLater(endpoint, attempt, method, args, finish) {
  return new Promise((resolve, reject) => {
    const result = mayBeAtOnce(endpoint, args.at(-1)) ? attempt() : null;
    if (result) {
      resolve(result);
      return;
    }
    begin(endpoint, method, args, settling(resolve, reject, finish));
  });
}

function overridePublisher(Publisher) {
  const {try_enqueue, enqueue, enqueue_async} = Publisher;

  Publisher.try_enqueue = function (message) {
    return try_enqueue.call(this, toArray(message));
  };
  Publisher.enqueue = function (message, timeout = -1, cancellable = null) {
    return enqueue.call(this, toArray(message), toMicroseconds(timeout), cancellable);
  };
  Publisher.enqueue_async = function (message, timeout = -1, cancellable = null, callback = null) {
    const array = toArray(message);
    const args = [array, toMicroseconds(timeout), cancellable];
    if (callback !== null)
      return begin(this, enqueue_async, args, callback);
    return atOnceOrLater(this, () => try_enqueue.call(this, array),
      enqueue_async, args, result => this.enqueue_finish(result));
  };
}

// What for await goes through. Who gives it up while it waits has taken nothing.
class Messages {
  constructor(subscriber, dequeue_async) {
    this._subscriber = subscriber;
    this._dequeueAsync = dequeue_async;
    this._cancellable = new Gio.Cancellable();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  _unlessItEnds(take) {
    const {QueueError} = imports.gi.Interprocess;
    try {
      return take();
    } catch (error) {
      if (error.matches?.(QueueError, QueueError.CLOSED) ||
          error.matches?.(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED))
        return {value: undefined, done: true};
      throw error;
    }
  }

  _attempt() {
    const [taken, value] = this._subscriber.try_dequeue();
    return taken ? {value, done: false} : null;
  }

  _finish(result) {
    return {value: this._subscriber.dequeue_finish(result).toArray(), done: false};
  }

  next() {
    return atOnceOrLater(this._subscriber, () => this._unlessItEnds(() => this._attempt()),
      this._dequeueAsync, [-1, this._cancellable], result => this._unlessItEnds(() => this._finish(result)));
  }

  async return(value) {
    this._cancellable.cancel();
    return {value, done: true};
  }
}

function overrideSubscriber(Subscriber) {
  const {dequeue, dequeue_async} = Subscriber;

  Subscriber.dequeue = function (timeout = -1, cancellable = null) {
    return dequeue.call(this, toMicroseconds(timeout), cancellable);
  };
  Subscriber.dequeue_async = function (timeout = -1, cancellable = null, callback = null) {
    const args = [toMicroseconds(timeout), cancellable];
    if (callback !== null)
      return begin(this, dequeue_async, args, callback);
    return atOnceOrLater(this, () => this.try_dequeue_bytes(),
      dequeue_async, args, result => this.dequeue_finish(result));
  };
  Subscriber[Symbol.asyncIterator] = function () {
    return new Messages(this, dequeue_async);
  };
}

// A promise, without a callback; `count` arguments come before the cancellable. (Gio._promisify() would take a class
// as the last argument for a callback.)
function overrideAsync(prototype, name, count = 0) {
  const method = prototype[`${name}_async`];

  prototype[`${name}_async`] = function (...args) {
    if (args.length > count + 1)
      return method.apply(this, args);
    while (args.length <= count)
      args.push(null);
    return new Promise((resolve, reject) =>
      method.call(this, ...args, settling(resolve, reject, result => this[`${name}_finish`](result))));
  };
}

function _init() {
  overrideLogger(this.Logger.prototype);
  overridePublisher(this.Publisher.prototype);
  overrideSubscriber(this.Subscriber.prototype);
  for (const name of ['start', 'stop', 'wait_for_shutdown'])
    overrideAsync(this.Host.prototype, name);
  overrideAsync(this.ServiceProvider.prototype, 'get_service', 1);
  overrideAsync(this.ServiceProvider.prototype, 'get_keyed_service', 2);
  overrideAsync(this.ServiceProvider.prototype, 'close');
  overrideAsync(this.ServiceScope.prototype, 'close');
}
