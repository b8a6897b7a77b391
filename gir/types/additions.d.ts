// SPDX-License-Identifier: MIT
// What overrides/Interprocess.js does in another way than introspection: it replaces the same names.
declare namespace Interprocess {
  interface Publisher {
    try_enqueue(data: Uint8Array | ArrayBufferView | ArrayBuffer | GLib.Bytes): boolean;
    enqueue(data: Uint8Array | ArrayBufferView | ArrayBuffer | GLib.Bytes, timeout?: number, cancellable?: Gio.Cancellable | null): boolean;
    enqueue_async(message: Uint8Array | ArrayBufferView | ArrayBuffer | GLib.Bytes, timeout?: number, cancellable?: Gio.Cancellable | null): Promise<boolean>;
    enqueue_async(message: Uint8Array | ArrayBufferView | ArrayBuffer | GLib.Bytes, timeout: number, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
  }
  interface Subscriber {
    try_dequeue(): [boolean, Uint8Array];
    dequeue(timeout?: number, cancellable?: Gio.Cancellable | null): GLib.Bytes;
    dequeue_async(timeout?: number, cancellable?: Gio.Cancellable | null): Promise<GLib.Bytes>;
    dequeue_async(timeout: number, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array>;
  }
  interface Host {
    start_async(cancellable?: Gio.Cancellable | null): Promise<boolean>;
    start_async(cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    stop_async(cancellable?: Gio.Cancellable | null): Promise<boolean>;
    stop_async(cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    wait_for_shutdown_async(cancellable?: Gio.Cancellable | null): Promise<boolean>;
    wait_for_shutdown_async(cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
  }
  interface ServiceProvider {
    get_service_async(service_type: GObject.GType | { $gtype: GObject.GType }, cancellable?: Gio.Cancellable | null): Promise<GObject.Object | null>;
    get_service_async(service_type: GObject.GType | { $gtype: GObject.GType }, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    get_keyed_service_async(service_type: GObject.GType | { $gtype: GObject.GType }, key: string | null, cancellable?: Gio.Cancellable | null): Promise<GObject.Object | null>;
    get_keyed_service_async(service_type: GObject.GType | { $gtype: GObject.GType }, key: string | null, cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
    close_async(cancellable?: Gio.Cancellable | null): Promise<boolean>;
    close_async(cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
  }
  interface ServiceScope {
    close_async(cancellable?: Gio.Cancellable | null): Promise<boolean>;
    close_async(cancellable: Gio.Cancellable | null, callback: (source: any, result: Gio.AsyncResult) => void): void;
  }
  interface Logger {
    log(level: LogLevel, message: string, fields?: GLib.Variant | { [name: string]: any } | null): void;
    log_event(level: LogLevel, eventId: number, eventName: string | null, message: string, fields?: GLib.Variant | { [name: string]: any } | null): void;
    begin_scope(fields: GLib.Variant | { [name: string]: any }): LogScope;
  }
}
