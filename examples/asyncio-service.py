#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lesson: a service on asyncio, which does other things while it waits for messages.

Start this, then a publisher, of any language. Ctrl-C ends it as well, and loses no message: from Python 3.11 on
asyncio.run() makes a cancellation of it.

    python3 asyncio-service.py
"""

import asyncio

import gi

gi.require_version("Interprocess", "1")
from gi.repository import Interprocess


async def receive(subscriber):
    async for message in subscriber:  # ends when the subscriber is closed
        if not message:  # our publishers' way to say that there are no more
            break
        print("received:", message.decode(), flush=True)


async def do_other_things():
    while True:
        await asyncio.sleep(0.5)
        print("doing other things", flush=True)


async def main():
    factory = Interprocess.QueueFactory.new()
    options = Interprocess.QueueOptions.new("greetings", 64 * 1024)
    async with factory.create_subscriber(options) as subscriber:
        print("waiting for messages", flush=True)
        others = asyncio.create_task(do_other_things())
        await receive(subscriber)
        others.cancel()


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
