#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: sending messages to another process.

Start a subscriber first, of any language: a queue and what is in it live only as long as some
process has it open.

    python3 publisher.py
"""

import gi

gi.require_version("Interprocess", "1")
from gi.repository import GLib, Interprocess

factory = Interprocess.QueueFactory.new()
options = Interprocess.QueueOptions.new("greetings", 64 * 1024)
publisher = factory.create_publisher(options)

for i in range(1, 4):
    text = f"greeting {i} from Python"
    # While the queue is full this waits, here for at most five seconds.
    publisher.enqueue(text.encode(), 5 * GLib.USEC_PER_SEC)
    print("sent:", text)

# An empty message is a message too. Ours tells the subscriber that there are no more.
publisher.enqueue(b"", 5 * GLib.USEC_PER_SEC)
publisher.close()
