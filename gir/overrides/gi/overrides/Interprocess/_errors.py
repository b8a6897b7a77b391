# SPDX-License-Identifier: MIT
"""Errors of queues, by their code."""

from gi.repository import GLib

from ...module import get_introspection_module

Interprocess = get_introspection_module("Interprocess")


def is_closed(error):
    return error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.CLOSED)


def timed_out(endpoint, timeout):
    """As the library says it."""
    sends = isinstance(endpoint, Interprocess.Publisher)
    name, awaited = endpoint.get_queue_name(), "room" if sends else "message"
    seconds = f"{timeout // 1_000_000}.{timeout % 1_000_000:06}"
    reason = "it is full: subscribers take nothing, or too slowly" if sends else "nobody sends"
    return GLib.Error.new_literal(
        Interprocess.queue_error_quark(),
        f"The queue “{name}” had no {awaited} within {timeout} µs ({seconds} s); timeouts are in microseconds, "
        f"so wait longer, or see why {reason}",
        Interprocess.QueueError.TIMED_OUT,
    )
