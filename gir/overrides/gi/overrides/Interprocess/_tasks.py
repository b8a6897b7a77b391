# SPDX-License-Identifier: MIT
"""Calls of asyncio's tasks: on any loop of asyncio that can watch a descriptor, GLib's among them.

What a task waits for is its turn, and never the message. It takes that itself, in its own step: so one that is
cancelled, or has run out of time, has taken nothing.
"""

import asyncio
import collections
import contextlib

from gi.repository import GObject

from ._errors import timed_out

MICROSECONDS = 1_000_000  # in a second
AT_ONCE = 64  # calls in a row that need not wait, until the other tasks have their turn


class _Waiter:
    """A task that waits for its turn, and what may end that."""

    def __init__(self, loop):
        self.loop = loop
        self.is_late = False
        self.turn = None

    async def wait(self):
        self.turn = self.loop.create_future()
        await self.turn

    def wake(self):
        if self.turn is not None and not self.turn.done():
            self.turn.set_result(None)

    def be_late(self):
        self.is_late = True
        self.wake()

    @contextlib.contextmanager
    def limited(self, seconds, cancellable):
        timer = None if seconds is None else self.loop.call_later(seconds, self.be_late)
        handler = 0
        if cancellable is not None:
            handler = GObject.Object.connect(cancellable, "cancelled", self._on_cancelled)
            if cancellable.is_cancelled():  # before there was a handler
                self.loop.call_soon(self.wake)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()
            if handler != 0:
                GObject.Object.disconnect(cancellable, handler)

    def _on_cancelled(self, cancellable):
        self.loop.call_soon_threadsafe(self.wake)


class _Line:
    """Those that wait in one loop for one endpoint, the oldest first. Others have a line of their own."""

    def __init__(self, lines, loop, fd):
        self.lines, self.loop, self.fd = lines, loop, fd
        self.waiters = collections.deque()
        loop.add_reader(fd, self.wake_first)
        lines[loop] = self

    def wake_first(self):
        self.waiters[0].wake()

    @contextlib.contextmanager
    def joined(self, waiter):
        self.waiters.append(waiter)
        try:
            yield
        finally:
            self.waiters.remove(waiter)
            if not self.waiters:
                del self.lines[self.loop]
                self.loop.remove_reader(self.fd)


async def _breathe(endpoint):
    """Else a task that always finds something would keep all others waiting. Before anything is taken."""
    endpoint._calls_at_once = getattr(endpoint, "_calls_at_once", 0) + 1
    if endpoint._calls_at_once >= AT_ONCE:
        endpoint._calls_at_once = 0
        await asyncio.sleep(0)


async def call(endpoint, attempt, awaited, timeout, cancellable):
    """What attempt() gives as soon as it gives something."""
    seconds = None if timeout < 0 else timeout / MICROSECONDS
    await _breathe(endpoint)
    if cancellable is not None:
        cancellable.set_error_if_cancelled()
    loop = asyncio.get_running_loop()
    lines = endpoint.__dict__.setdefault("_lines", {})
    if loop not in lines:
        result = attempt()
        if result is not None:
            return result
    line = lines.get(loop) or _Line(lines, loop, endpoint.get_fd())
    waiter = _Waiter(loop)
    with line.joined(waiter), waiter.limited(seconds, cancellable):
        while True:
            await waiter.wait()
            if cancellable is not None:
                cancellable.set_error_if_cancelled()
            if line.waiters[0] is waiter:
                result = attempt()
                if result is not None:
                    return result
            if waiter.is_late:
                raise timed_out(endpoint, awaited)
