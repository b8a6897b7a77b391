# SPDX-License-Identifier: MIT
"""Calls that block, such that Ctrl-C ends them at once and no message is lost by it.

Python looks for Ctrl-C in the main thread, between calls. So there the waiting is done by poll(), which
Python can interrupt, and not in the library.
"""

import functools
import itertools
import select
import threading
import time

from gi.repository import GLib

from ._errors import timed_out

MICROSECONDS = 1_000_000  # in a second
LONGEST_POLL = 3600 * 1000  # milliseconds

late = threading.local()


def raise_what_came_late():
    error = getattr(late, "error", None)
    if error is not None:
        late.error = None
        raise error


def put(results, attempt, is_done):
    """Puts what attempt() gives into the list, if is_done() is true of it. In C, where no signal comes between."""
    results.extend(filter(is_done, itertools.starmap(attempt, ((),))))


class _Poller:
    """Each descriptor is got once, and released once at the end. (Ctrl-C may spare the second, but not double it.)"""

    def __init__(self):
        self.poller = select.poll()
        self.got = []

    def add(self, waitable):
        fd = waitable.get_fd()
        self.got.append(waitable)
        self.poller.register(fd, select.POLLIN)

    def release(self):
        while self.got:
            self.got.pop().release_fd()


def _is_over(deadline, cancellable):
    if cancellable is not None and cancellable.is_cancelled():
        return True
    return deadline is not None and time.monotonic() >= deadline


def _poll(results, poller, attempt, is_done, deadline, cancellable):
    """A descriptor that was just got is readable until a call has found nothing: so the poll comes second."""
    put(results, attempt, is_done)
    while not results and not _is_over(deadline, cancellable):
        left = LONGEST_POLL if deadline is None else (deadline - time.monotonic()) * 1000
        poller.poll(min(max(left, 0), LONGEST_POLL))
        put(results, attempt, is_done)


def _wait(results, endpoint, attempt, is_done, function, timeout, cancellable):
    """Until there is a result, or an error."""
    deadline = None if timeout < 0 else time.monotonic() + timeout / MICROSECONDS
    poller = _Poller()
    try:
        if timeout != 0:
            poller.add(endpoint)
            if cancellable is not None:
                poller.add(cancellable)
        _poll(results, poller.poller, attempt, is_done, deadline, cancellable)
    except GLib.Error:
        # There is no descriptor. The library can wait without one, and if that is not it, says what is.
        put(results, functools.partial(function, timeout, cancellable), is_done)
    finally:
        poller.release()
    if not results:
        if cancellable is not None:
            cancellable.set_error_if_cancelled()
        raise timed_out(endpoint, timeout)


def call(endpoint, attempt, is_done, function, timeout, cancellable):
    """What function(timeout, cancellable) gives, which blocks; attempt() gives the same, or nothing at once.

    KeyboardInterrupt that comes after that comes out of the next call that blocks. (Before version 3.11 Python also
    looks for Ctrl-C when a function returns: then the result can be lost there.)
    """
    raise_what_came_late()
    if cancellable is not None:
        cancellable.set_error_if_cancelled()
    results = []
    try:
        if threading.current_thread() is not threading.main_thread():
            put(results, functools.partial(function, timeout, cancellable), is_done)
        else:
            put(results, attempt, is_done)
            if not results:
                _wait(results, endpoint, attempt, is_done, function, timeout, cancellable)
    except BaseException as error:
        if not results:
            raise
        late.error = error
    return results[0]
