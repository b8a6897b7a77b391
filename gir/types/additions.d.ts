// SPDX-License-Identifier: MIT
// What overrides/Interprocess.js does in another way than introspection: it replaces the same names.
declare namespace Interprocess {
  interface Publisher {
    enqueue_async(message: GLib.Bytes | Uint8Array, timeout: number, cancellable: Gio.Cancellable | null): Promise<boolean>;
    enqueue_async(message: GLib.Bytes | Uint8Array, timeout: number, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
  }
  interface Subscriber {
    try_dequeue(): [boolean, Uint8Array];
    dequeue_async(timeout: number, cancellable: Gio.Cancellable | null): Promise<GLib.Bytes>;
    dequeue_async(timeout: number, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void>;
  }
  interface Logger {
    log(level: LogLevel, message: string, fields?: GLib.Variant | { [name: string]: any } | null): void;
    log_event(level: LogLevel, eventId: number, eventName: string | null, message: string, fields?: GLib.Variant | { [name: string]: any } | null): void;
    begin_scope(fields: GLib.Variant | { [name: string]: any }): LogScope;
  }
}
