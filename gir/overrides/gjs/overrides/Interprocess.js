// SPDX-License-Identifier: MIT
// What GJS alone does not do for Interprocess. Everything works without this file too.
//
// - The fields of a log entry, or of the log's scope, may be an object.
// - dequeue_async() and enqueue_async() give a promise, if they are given no callback.
// - for await (const message of subscriber), until the subscriber is closed.

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

// What for await goes through. Who gives it up while it waits has taken nothing.
class Messages {
  constructor(subscriber) {
    this._subscriber = subscriber;
    this._cancellable = new Gio.Cancellable();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next() {
    const {QueueError} = imports.gi.Interprocess;
    try {
      const message = await this._subscriber.dequeue_async(-1, this._cancellable);
      return {value: message.toArray(), done: false};
    } catch (error) {
      if (error.matches?.(QueueError, QueueError.CLOSED) ||
          error.matches?.(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED))
        return {value: undefined, done: true};
      throw error;
    }
  }

  async return(value) {
    this._cancellable.cancel();
    return {value, done: true};
  }
}

function overrideEndpoints(Publisher, Subscriber) {
  Gio._promisify(Publisher, 'enqueue_async', 'enqueue_finish');
  Gio._promisify(Subscriber, 'dequeue_async', 'dequeue_finish');
  Subscriber[Symbol.asyncIterator] = function () {
    return new Messages(this);
  };
}

function _init() {
  overrideLogger(this.Logger.prototype);
  overrideEndpoints(this.Publisher.prototype, this.Subscriber.prototype);
}
