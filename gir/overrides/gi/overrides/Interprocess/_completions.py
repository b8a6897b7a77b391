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
            "gi.events, or Gbulb's; in an async do_execute() call what blocks, without _async"
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


def running_loop():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def awaitable(cls, name, *parameters):
    """The method NAME_async(), with these parameters before the cancellable, that gives a future in asyncio."""
    begin = getattr(cls, name + "_async")

    @functools.wraps(begin)
    def call(self, *arguments, **named):
        loop = running_loop()
        given = dict(zip((*parameters, "cancellable", "callback"), arguments)) | named
        if loop is None or "callback" in given or not given.keys() >= set(parameters):
            return begin(self, *arguments, **named)
        _refuse_other_loops(name + "_async")
        begin_it = functools.partial(begin, self, *(given[parameter] for parameter in parameters))
        return _begin(loop, begin_it, getattr(self, name + "_finish"), given.get("cancellable"))

    return call
