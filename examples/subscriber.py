#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: receiving messages from another process.

Start this, then a publisher, of any language. With several subscribers at the queue, each message
goes to one of them.

    python3 subscriber.py
"""

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Interprocess

factory = Interprocess.QueueFactory.new()
options = Interprocess.QueueOptions.new("greetings", 64 * 1024)

with factory.create_subscriber(options) as subscriber:
    print("waiting for messages", flush=True)
    while True:
        # Waits for as long as it takes; a number of microseconds in place of -1 sets a limit. Ctrl-C ends it.
        message = subscriber.dequeue(-1).get_data()
        if not message:  # our publishers' way to say that there are no more
            break
        print("received:", message.decode())
