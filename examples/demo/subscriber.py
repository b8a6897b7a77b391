#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The demo's subscriber in Python: saves the messages that it takes, until an empty one.

    subscriber.py DIRECTORY CAPACITY OUTPUT

A message taken is no longer in the queue, so this goes on only when the last ones are safely on
disk: in batches, OUTPUT.1, OUTPUT.2 and so on, each message behind its length of 8 bytes,
little-endian. Prints "ready" when it can receive and, when all is saved, "ended MICROSECONDS" of
the monotonic clock, which is the same in every process.
"""

import sys

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess

BATCH_SIZE = 16 * 1024
SAFELY = GLib.FileSetContentsFlags.CONSISTENT | GLib.FileSetContentsFlags.DURABLE


def batches_of(subscriber):
    batch = b""
    while message := subscriber.dequeue(-1).get_data():
        batch += len(message).to_bytes(8, "little") + message
        if len(batch) >= BATCH_SIZE:
            yield batch
            batch = b""
    yield batch


def main(directory, capacity, output):
    options = Interprocess.QueueOptions.new("demo", int(capacity))
    options.set_path(directory)
    subscriber = Interprocess.QueueFactory.new().create_subscriber(options)

    print("ready", flush=True)
    for number, batch in enumerate(batches_of(subscriber), 1):
        GLib.file_set_contents_full(f"{output}.{number}", batch, SAFELY, 0o600)
    print("ended", GLib.get_monotonic_time())


if len(sys.argv) != 4:
    sys.exit("usage: subscriber.py DIRECTORY CAPACITY OUTPUT")
main(*sys.argv[1:])
