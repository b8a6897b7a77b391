# SPDX-License-Identifier: MIT
"""Calls that block, such that Ctrl-C ends them at once and no message is lost by it.

Python looks for Ctrl-C in the main thread, between calls. So there the waiting is done by poll(), which
Python can interrupt, and not in the library.
"""

import itertools
import select
import threading
import time

from gi.repository import GLib

MICROSECONDS = 1_000_000  # in a second
LONGEST_POLL = 3600 * 1000  # milliseconds

late = threading.local()


def _is_over(deadline, cancellable):
    if cancellable is not None and cancellable.is_cancelled():
        return True
    return deadline is not None and time.monotonic() >= deadline


def _complete(function, *arguments):
    """Calls it, and has what it returns even if Python raises KeyboardInterrupt at that moment.

    That exception then comes out of the next call that blocks. extend() puts the result into the list before
    Python looks for Ctrl-C; from there to the caller's own line nothing is called, so it does not look again. (Before
    version 3.11 it does so when a function returns: then the result can be lost there.)
    """
    results = []
    try:
        results.extend(itertools.starmap(function, (arguments,)))
    except BaseException as error:
        if not results or results[0] is None or results[0] is False:
            raise
        late.error = error
    return results[0]


def raise_what_came_late():
    error = getattr(late, "error", None)
    if error is not None:
        late.error = None
        raise error


def _poll(endpoint, deadline, cancellable):
    """Until there may be something to do, or the time is over, or the call is cancelled."""
    left = LONGEST_POLL if deadline is None else (deadline - time.monotonic()) * 1000
    poller = select.poll()
    poller.register(endpoint.get_fd(), select.POLLIN)
    if cancellable is not None:
        poller.register(cancellable.get_fd(), select.POLLIN)
    try:
        poller.poll(min(max(left, 0), LONGEST_POLL))
    finally:
        if cancellable is not None:
            cancellable.release_fd()


def call(endpoint, attempt, function, timeout, cancellable):
    """What function(timeout, cancellable) gives, which blocks; attempt() gives the same, or nothing at once."""
    raise_what_came_late()
    deadline = None if timeout < 0 else time.monotonic() + timeout / MICROSECONDS
    if cancellable is not None:
        cancellable.set_error_if_cancelled()
    if threading.current_thread() is not threading.main_thread():
        return _complete(function, timeout, cancellable)
    result = _complete(attempt)
    while result is None or result is False:
        if _is_over(deadline, cancellable):
            return _complete(function, 0, cancellable)
        try:
            _poll(endpoint, deadline, cancellable)
        except GLib.Error:
            # There is no descriptor. The library can wait without one, and if that is not it, says what is.
            return _complete(function, timeout, cancellable)
        result = _complete(attempt)
    return result
