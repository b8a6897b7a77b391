# SPDX-License-Identifier: MIT
"""Calls of asyncio's tasks: on any loop of asyncio that can watch a descriptor, GLib's among them.

What a task waits for is its turn, and never the message. It takes that itself, in its own step: so one that is
cancelled, or has run out of time, has taken nothing.

A handler of signals may raise something in the main thread between any two calls of Python's, and so does Ctrl-C. Then
too a task has either what was taken or the exception, and what was left half done is mended by the next.
"""

import asyncio
import collections
import contextlib
import functools

from gi.repository import Gio, GLib, GObject

from ._blocking import MICROSECONDS, late, put, raise_what_came_late
from ._errors import timed_out

AT_ONCE = 64  # calls in a row that need not wait, until the other tasks have their turn


class _Waiter:
    """A task that waits for its turn, and what may end that."""

    def __init__(self, loop):
        self.loop = loop
        self.is_late = False
        self.is_over = False
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
        if not self.is_over:
            self.loop.call_soon_threadsafe(self.wake)


class _Line:
    """Those that wait in one loop for one endpoint, the oldest first. Others have a line of their own."""

    def __init__(self, lines, loop, endpoint):
        self.lines, self.loop, self.endpoint = lines, loop, endpoint
        self.fd = endpoint.get_fd()
        self.is_counted = True  # in the endpoint, among those that watch the descriptor
        self.waiters = collections.deque()

    def first(self):
        """The oldest, without those that are gone and were kept from leaving."""
        while self.waiters and self.waiters[0].is_over:
            self.waiters.popleft()
        return self.waiters[0] if self.waiters else None

    def wake_first(self):
        first = self.first()
        if first is not None:
            first.wake()
        else:
            self.end()

    def join(self, waiter):
        if self.first() is None:
            self.lines[self.loop] = self
            self.loop.add_reader(self.fd, self.wake_first)
        self.waiters.append(waiter)

    def leave(self, waiter):
        if waiter in self.waiters:
            self.waiters.remove(waiter)
        if self.first() is None:
            self.end()

    def end(self):
        self.lines.pop(self.loop, None)
        self.loop.remove_reader(self.fd)
        if self.is_counted:
            self.is_counted = False  # first: to be counted for nothing costs little, to be released twice is a bug
            self.endpoint.release_fd()


async def _breathe(endpoint):
    """Else a task that always finds something would keep all others waiting. Before anything is taken."""
    endpoint._calls_at_once = getattr(endpoint, "_calls_at_once", 0) + 1
    if endpoint._calls_at_once >= AT_ONCE:
        endpoint._calls_at_once = 0
        await asyncio.sleep(0)


async def _wait_for(results, endpoint, attempt, is_done, timeout, cancellable):
    """Until there is a result."""
    seconds = None if timeout < 0 else timeout / MICROSECONDS
    await _breathe(endpoint)
    if cancellable is not None:
        cancellable.set_error_if_cancelled()
    loop = asyncio.get_running_loop()
    lines = endpoint.__dict__.setdefault("_lines", {})
    line = lines.get(loop)
    if line is None or line.first() is None:
        put(results, attempt, is_done)
        if results:
            return
    line = line or _Line(lines, loop, endpoint)
    waiter = _Waiter(loop)
    try:
        line.join(waiter)
        with waiter.limited(seconds, cancellable):
            while True:
                if line.first() is waiter:  # at first, too: a descriptor that was just got is readable until then
                    put(results, attempt, is_done)
                if results:
                    return
                if waiter.is_late:
                    raise timed_out(endpoint, timeout)
                await waiter.wait()
                if cancellable is not None:
                    cancellable.set_error_if_cancelled()
    finally:
        waiter.is_over = True  # before anything is called
        line.leave(waiter)


async def call(endpoint, attempt, is_done, timeout, cancellable):
    """What attempt() gives as soon as is_done() is true of it. Both are functions of C.

    What a signal's handler raises after that is kept until the task makes the next call, or soon comes out of the loop.
    """
    raise_what_came_late()
    results = []
    try:
        await _wait_for(results, endpoint, attempt, is_done, timeout, cancellable)
    except BaseException as error:
        if not results:
            raise
        late.error = error
        try:
            # Not in the very next turn, in which run_until_complete() returns if there was nothing else to do.
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, raise_what_came_late)
        except BaseException as another:
            late.error = another
    return results[0]


def run_until_cancelled(function):
    """A method with a cancellable that asyncio runs, in a loop and the thread of its own. Its task is cancelled too."""

    @functools.wraps(function)
    def call(self, cancellable):
        async def work():
            cancel = asyncio.current_task().cancel
            loop = asyncio.get_running_loop()
            handler = cancellable.connect(lambda *_: loop.call_soon_threadsafe(cancel))
            try:
                return await function(self, cancellable)
            finally:
                cancellable.disconnect(handler)

        try:
            return asyncio.run(work())
        except asyncio.CancelledError as error:
            raise GLib.Error.new_literal(
                Gio.io_error_quark(), "The task was cancelled", Gio.IOErrorEnum.CANCELLED
            ) from error

    return call
