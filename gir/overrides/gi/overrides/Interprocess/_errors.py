# SPDX-License-Identifier: MIT
"""Errors of queues, by their code."""

from gi.repository import GLib

from ...module import get_introspection_module

Interprocess = get_introspection_module("Interprocess")


def is_closed(error):
    return error.matches(Interprocess.queue_error_quark(), Interprocess.QueueError.CLOSED)


def timed_out(endpoint, awaited):
    """As the library says it."""
    return GLib.Error.new_literal(
        Interprocess.queue_error_quark(),
        f"The time ran out before the queue “{endpoint.get_queue_name()}” had {awaited}",
        Interprocess.QueueError.TIMED_OUT,
    )
