# SPDX-License-Identifier: MIT
"""To await calls that the library completes in a GLib main loop: so asyncio has to run in one, too."""

import asyncio
import functools

from gi.repository import Gio, GLib


def _refuse_other_loops(name):
    """A callback of a main loop is called while the loop's thread owns its context."""
    context = GLib.MainContext.get_thread_default() or GLib.MainContext.default()
    if not context.is_owner():
        raise RuntimeError(
            f"{name}() completes in a GLib main loop, and this loop of asyncio does not run in one: use that of "
            "gi.events, or Gbulb's, or let asyncio run in the do_execute() of a BackgroundService"
        )


def _begin(loop, begin, finish, cancellable):
    future = loop.create_future()
    if cancellable is None:  # else it is for whoever made it to cancel
        cancellable = Gio.Cancellable()
        future.add_done_callback(lambda future: future.cancelled() and cancellable.cancel())

    def complete(source, result, *data):
        try:
            value = finish(result)
        except GLib.Error as error:
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(value)

    begin(cancellable, complete)
    return future


def awaitable(cls, name, count):
    """The method NAME_async(), with so many arguments before the cancellable, that gives a future in asyncio."""
    begin = getattr(cls, name + "_async")

    @functools.wraps(begin)
    def call(self, *arguments):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None or len(arguments) > count + 1:
            return begin(self, *arguments)
        _refuse_other_loops(name + "_async")
        *before, cancellable = arguments + (None,) * (count + 1 - len(arguments))
        return _begin(
            loop, functools.partial(begin, self, *before), getattr(self, name + "_finish"), cancellable
        )

    return call
